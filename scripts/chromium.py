"""Finds a Chromium for the browser tests, and installs one where there is none.

`python -m scripts.chromium` prints where it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from geo.documents import paper

MANAGERS = {
    "apt-get": (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]),
    "dnf": (["dnf", "install", "-y", "-q", "chromium"],),
    "apk": (["apk", "add", "--quiet", "chromium"],),
    "pacman": (["pacman", "-Sy", "--noconfirm", "chromium"],),
    "brew": (["brew", "install", "--cask", "chromium"],),
}
"""Package manager to the commands by which it installs Chromium."""


def find() -> Path | None:
    """The browser's program, or None: the system's own, else Playwright's."""
    found = paper.find()
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = Path(playwright.chromium.executable_path)
    return program if program.exists() else None


def _ways() -> Iterator[tuple[list[str], ...]]:
    """The ways to install one: Playwright's download, then the system's package manager."""
    yield ([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"],)
    for manager, commands in MANAGERS.items():
        if shutil.which(manager):
            root = manager == "brew" or os.geteuid() == 0
            yield commands if root else tuple(["sudo", *command] for command in commands)


def install() -> Path:
    """Install a Chromium where there is none.

    Raises
    ------
    SystemExit
        When no way to install one worked.
    """
    for commands in _ways():
        found = find()
        if found:
            return found
        for command in commands:
            print("Chromium:", *command, file=sys.stderr)
            if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
                break
    found = find()
    if not found:
        raise SystemExit(
            f"no Chromium could be installed; put one of {', '.join(paper.NAMES)} on PATH"
        )
    return found


if __name__ == "__main__":
    print(install())
