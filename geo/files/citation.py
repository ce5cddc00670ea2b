"""How one view of the layer is cited: as text, BibTeX, RIS, CSL-JSON and CFF, and as schema.org."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.files.links import API
from geo.model.layer import Layer
from geo.model.ranges import MEASURES
from geo.model.schema import Package
from geo.query.sentence import day

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]+")
_BIBTEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """What is cited: the layer in one version, as far as a filter leaves it.

    Attributes
    ----------
    author, title, version, licence : str
        Of the layer.
    issued : date
        Day of this version.
    view : str
        The filter as a sentence; empty when the whole layer is cited.
    address : str
        Where exactly this view is found; empty when it has no address.
    accessed : date or None
        Day on which it was seen there.
    """

    author: str
    title: str
    version: str
    licence: str
    issued: date
    view: str = ""
    address: str = ""
    accessed: date | None = None

    @property
    def text(self) -> str:
        """One paragraph of plain text."""
        said = [
            f"{self.author} ({day(self.issued)}). {self.title}, version {self.version} [data set]."
        ]
        if self.view:
            said.append(f"{self.view}.")
        if self.address:
            said.append(self.address if not self.accessed else f"{self.address}.")
        if self.accessed:
            said.append(f"Accessed {day(self.accessed)}.")
        return " ".join([*said, f"{self.licence}."])

    @property
    def bibtex(self) -> str:
        """An entry of BibTeX; BibLaTeX reads it too."""
        fields = {
            "author": f"{{{_bibtex(self.author)}}}",
            "title": f"{{{_bibtex(self.title)}}}",
            "year": str(self.issued.year),
            "month": str(self.issued.month),
            "version": _bibtex(self.version),
            "howpublished": "Data set",
            "note": _bibtex(". ".join(part for part in (self.view, self.licence) if part)),
            "url": self.address,
            "urldate": self.accessed.isoformat() if self.accessed else "",
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{self.key},", *lines, "}", ""])

    @property
    def ris(self) -> str:
        """A record of the RIS format."""
        lines = [
            ("TY", "DATA"),
            ("AU", self.author),
            ("TI", self.title),
            ("PY", str(self.issued.year)),
            ("DA", self.issued.strftime("%Y/%m/%d")),
            ("ET", self.version),
            ("N1", self.view),
            ("C1", self.licence),
            ("UR", self.address),
            ("Y2", self.accessed.strftime("%Y/%m/%d") if self.accessed else ""),
        ]
        said = [f"{tag}  - {value}" for tag, value in lines if value]
        return "\r\n".join([*said, "ER  - ", ""])

    @property
    def csl(self) -> str:
        """An item of CSL-JSON (Citation Style Language), in an array."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": self.author}],
            "issued": _parts(self.issued),
            "version": self.version,
            "note": ". ".join(part for part in (self.view, self.licence) if part),
        }
        if self.address:
            item["URL"] = self.address
        if self.accessed:
            item["accessed"] = _parts(self.accessed)
        return json.dumps([item], ensure_ascii=False, indent=2)

    @property
    def cff(self) -> str:
        """A file of the Citation File Format 1.2.0, in YAML."""
        seen = f"Accessed {day(self.accessed)}" if self.accessed else ""
        fields = {
            "cff-version": "1.2.0",
            "message": "If you use this data, please cite it as below.",
            "type": "dataset",
            "title": self.title,
            "authors": [{"name": self.author}],
            "version": self.version,
            "date-released": self.issued.isoformat(),
            "license": self.licence.replace(" ", "-"),
            "abstract": " ".join(f"{part}." for part in (self.view, seen) if part),
            "url": self.address,
        }
        # JSON's values are YAML's.
        written = ((n, json.dumps(v, ensure_ascii=False)) for n, v in fields.items() if v)
        return "".join(f"{name}: {value}\n" for name, value in written)

    @property
    def key(self) -> str:
        """The name of the entry in a bibliography: no other view of a version has the same."""
        whole = re.sub(r"[^a-z0-9]+", "-", f"{self.title} {self.version}".lower()).strip("-")
        told = self.address or self.view
        return f"{whole}-{hashlib.sha256(told.encode()).hexdigest()[:8]}" if told else whole


def _parts(value: date) -> dict[str, Any]:
    return {"date-parts": [[value.year, value.month, value.day]]}


def _bibtex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in text)


def cite(layer: Layer, view: str = "", address: str = "", accessed: date | None = None) -> Citation:
    """The citation of a view of a layer.

    Parameters
    ----------
    layer : Layer
    view : str
        What the filter leaves, as `geo.query.sentence.sentence` says it; empty for everything.
    address : str
        Where it is found.
    accessed : date, optional
        When it was seen there: no clock is read.
    """
    package = layer.package
    return Citation(
        f"{package.title} contributors",
        package.title,
        package.version,
        _licence(package)["name"].replace("-4.0", " 4.0").replace("CC-BY", "CC BY"),
        date.fromisoformat(package.created),
        _CONTROL.sub(" ", view),
        _CONTROL.sub("", address),
        accessed,
    )


def _licence(package: Package) -> Mapping[str, str]:
    first: Mapping[str, str] = package.spec["licenses"][0]
    return first


FORMATS: Mapping[str, tuple[str, Callable[[Citation], str]]] = {
    "txt": ("text/plain; charset=utf-8", lambda citation: f"{citation.text}\n"),
    "bib": ("application/x-bibtex; charset=utf-8", lambda citation: citation.bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", lambda citation: citation.ris),
    "json": ("application/vnd.citationstyles.csl+json", lambda citation: f"{citation.csl}\n"),
    "cff": ("application/yaml", lambda citation: citation.cff),
}
"""File name extension of each form to its media type and its maker."""


def dataset(layer: Layer, home: str) -> dict[str, Any]:
    """The layer as a schema.org `Dataset`, by which search engines for data find it.

    Parameters
    ----------
    layer : Layer
    home : str
        Address of the server, without a slash at its end.

    Returns
    -------
    dict
        JSON-LD, from the data package alone.
    """
    package = layer.package
    spec = package.spec
    west, south, east, north = spec["spatial"]["bbox"]
    box = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": package.title,
        "description": spec["description"],
        "url": f"{home}/",
        "version": package.version,
        "datePublished": package.created,
        "license": _licence(package)["path"],
        "creator": [{"@type": "Organization", "name": c["title"]} for c in spec["contributors"]],
        "keywords": spec["keywords"],
        "temporalCoverage": f"{spec['temporal']['start']}/{spec['temporal']['end']}",
        "spatialCoverage": {"@type": "Place", "name": spec["spatial"]["name"], "geo": box},
        "isAccessibleForFree": True,
        "variableMeasured": list(MEASURES),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": resource.title,
                "description": resource.description,
                "encodingFormat": "text/csv",
                "contentUrl": f"{home}{API}/{name}.csv",
            }
            for name, resource in package.resources.items()
        ],
    }
