"""The one door for text that goes where it could be taken for something else."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet takes for a formula (OWASP, CSV injection)."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$:.-])")


def cell(text: str) -> str:
    """A text cell that no spreadsheet runs as a formula.

    Examples
    --------
    >>> cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def spreadsheet(table: pd.DataFrame) -> bytes:
    """A table that a page shows as CSV, with no text that a spreadsheet runs as a formula."""
    safe = table.map(lambda value: cell(value) if isinstance(value, str) else value)
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode()


def markup(text: object) -> str:
    """Text for HTML, in an element or a quoted attribute."""
    return html.escape(str(text), quote=True)


def data_block(value: Any) -> str:
    r"""A value as JSON that does not end the script element of HTML in which it stands.

    Examples
    --------
    >>> data_block("</script>")
    '"\\u003c/script>"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def link(url: object) -> str | None:
    """An address of the web for an attribute of HTML; None for one that could run as a script."""
    return markup(url) if re.match(r"https?://", str(url)) else None


def markdown(text: object) -> str:
    """Text for Markdown that shows every character as it is."""
    return _MARKDOWN.sub(r"\\\1", str(text))


def folded(text: str) -> str:
    """Text for comparison: NFKD without combining marks, case-folded.

    Examples
    --------
    >>> folded("Kâmpôt")
    'kampot'
    """
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def slug(text: str) -> str:
    """A name as it stands in an address.

    Examples
    --------
    >>> slug("Preah Sihanouk")
    'preah-sihanouk'
    """
    return re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")
