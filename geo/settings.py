"""What an operator sets by the environment: the one door at which it is read.

`GEO_DATA` names another data folder. `GEO_TILES` is the address template of a tile server, for
a background map, and `GEO_TILES_CREDIT` whom to name for it; both or neither. `GEO_FRAMED_BY`
lists the sites that may show the app in a frame, parted by blanks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from geo.model.errors import AtlasError
from geo.model.layer import HOME


class SettingError(AtlasError):
    """A setting that cannot be meant; its text says which, and what is allowed."""


@dataclass(frozen=True)
class Tiles:
    """A map of another server, which learns from each reader's browser what is looked at.

    Attributes
    ----------
    url : str
        Template of the address of a tile, with `{z}`, `{x}` and `{y}`.
    credit : str
        Whom the map names for it.
    """

    url: str
    credit: str

    @property
    def origin(self) -> str:
        """Scheme and host of the server; a subdomain in braces stands for any."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"


def data() -> Path:
    """The data folder that is served."""
    return Path(os.environ.get("GEO_DATA") or HOME)


@cache
def tiles() -> Tiles | None:
    """The background map, if one is set.

    Raises
    ------
    SettingError
        When the address is no template of tiles, or nobody is named for them.
    """
    url, credit = os.environ.get("GEO_TILES", ""), os.environ.get("GEO_TILES_CREDIT", "")
    if not url and not credit:
        return None
    if urlsplit(url).scheme not in ("http", "https") or not all(
        part in url for part in ("{z}", "{x}", "{y}")
    ):
        raise SettingError(
            f"GEO_TILES={url!r}: allowed is an http or https address with {{z}}, {{x}} and {{y}}"
        )
    if not credit:
        raise SettingError("GEO_TILES_CREDIT is empty: it says whom the map names for GEO_TILES")
    return Tiles(url, credit)


@cache
def framed_by() -> tuple[str, ...]:
    """The sites that may show the app in a frame, besides itself.

    Raises
    ------
    SettingError
        When one is not the origin of a site.
    """
    sites = tuple(os.environ.get("GEO_FRAMED_BY", "").split())
    for site in sites:
        parts = urlsplit(site)
        plain = not set(site) & set("';,") and not parts.path and not parts.query
        if parts.scheme not in ("http", "https") or not parts.netloc or not plain:
            allowed = "an origin such as https://example.org"
            raise SettingError(f"GEO_FRAMED_BY={site!r}: allowed is {allowed}")
    return sites
