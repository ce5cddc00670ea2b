"""The values that a filter may name, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property, lru_cache

import pycountry

from geo.model.escape import slug
from geo.model.layer import Layer

UNSPECIFIED = "ZZZ"
"""Code of people who are foreign, of a nationality that the source does not name."""

_SHORTER = {"TWN": "Taiwan", "HKG": "Hong Kong", UNSPECIFIED: "Unspecified foreign"}


@cache
def nationalities() -> Mapping[str, str]:
    """Every nationality code and its name in English, by name.

    Codes are ISO 3166-1 alpha-3 (from pycountry), and `ZZZ` for unspecified foreign.
    """
    names = {c.alpha_3: getattr(c, "common_name", c.name) for c in pycountry.countries}
    named = {code: name.split(",")[0] for code, name in names.items()} | _SHORTER
    clashing = {code for code, name in named.items() if list(named.values()).count(name) > 1}
    named |= {code: names[code] for code in clashing}
    return dict(sorted(named.items(), key=lambda item: (item[0] == UNSPECIFIED, item[1])))


class Vocabulary:
    """What each parameter of the filter may say, for one layer.

    Parameters
    ----------
    layer : Layer
        Read only as far as a parameter needs it.
    """

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    @cached_property
    def province(self) -> Mapping[str, str]:
        """ISO 3166-2 code to name, by name."""
        frame = self._layer["provinces"].sort_values("name")
        return dict(zip(frame["province_code"], frame["name"], strict=True))

    @cached_property
    def province_slugs(self) -> Mapping[str, str]:
        """Slug of a code or name to its code."""
        slugs = {slug(name): code for code, name in self.province.items()}
        return slugs | {slug(code): code for code in self.province}

    @property
    def nationality(self) -> Mapping[str, str]:
        """Code to name, by name."""
        return nationalities()

    @cached_property
    def kind(self) -> Mapping[str, str]:
        """Kind of a raid to its label."""
        return self._layer.package["raids"].field("kind").labels

    @cached_property
    def confidence(self) -> Mapping[str, str]:
        """Confidence of a raid to its label."""
        return self._layer.package["raids"].field("confidence").labels

    @cached_property
    def compound(self) -> Mapping[str, str]:
        """Id of a compound to its name, by name."""
        frame = self._layer["compounds"].sort_values("name")
        return dict(zip(frame["compound_id"], frame["name"], strict=True))


@lru_cache(1)
def vocabulary(layer: Layer) -> Vocabulary:
    """The vocabulary of a layer, made once."""
    return Vocabulary(layer)
