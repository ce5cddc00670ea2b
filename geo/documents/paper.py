"""A page of HTML printed to PDF by the Chromium that the system has."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.model.errors import AtlasError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What the program may be called."""

PATIENCE = 120
"""Seconds after which the browser is given up."""


def find() -> Path | None:
    """The browser's program, or None."""
    return next((Path(found) for name in NAMES if (found := shutil.which(name))), None)


def pdf(page: bytes) -> bytes:
    """Print a page that refers to nothing outside itself.

    Parameters
    ----------
    page : bytes
        HTML in UTF-8.

    Raises
    ------
    AtlasError
        When there is no Chromium, or it printed nothing.
    """
    program = find()
    if not program:
        raise AtlasError(
            f"a PDF needs a Chromium, and none of {', '.join(NAMES)} is on PATH; "
            "write html instead, and print it from any browser"
        )
    with TemporaryDirectory() as folder:
        source, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_bytes(page)
        command = [
            str(program), "--headless", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
            f"--print-to-pdf={made}", source.as_uri(),
        ]  # fmt: skip
        if os.name == "posix" and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium's sandbox refuses the root user.
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603
            return made.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            why = f"{program.name} printed no PDF ({type(error).__name__})"
            raise AtlasError(f"{why}; write html instead, and print it from any browser") from None
