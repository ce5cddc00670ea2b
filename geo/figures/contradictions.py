"""Claims that do not agree with each other, as the notes of the claims link them.

Nothing is judged here: the notes say which claims differ and on what, and name the others by id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.model.escape import slug
from geo.model.layer import Layer

_OPENING = r"(?:Differs from|Does not fit easily with) other claims on "
# A note may speak of several topics; each goes on until the next one opens.
_DISAGREES = re.compile(rf"{_OPENING}(?P<topic>.+?): (?P<others>.*?)(?={_OPENING}|$)", re.DOTALL)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class Disagreement:
    """Claims on one topic that do not agree.

    Attributes
    ----------
    id : str
        The topic as it stands in an address.
    topic : str
        On what they differ, as their notes say it.
    claims : tuple of str
        Their ids, sorted; at least two.
    """

    id: str
    topic: str
    claims: tuple[str, ...]


def disagreements(layer: Layer) -> tuple[Disagreement, ...]:
    """All groups of claims whose notes say that they differ or do not fit, by topic."""
    claims = layer["claims"]
    known = set(claims["claim_id"])
    groups: dict[str, set[str]] = {}
    for id, notes in zip(claims["claim_id"], claims["notes"].fillna(""), strict=True):
        for found in _DISAGREES.finditer(notes):
            others = known.intersection(_ID.findall(found["others"]))
            if others - {id}:
                groups.setdefault(found["topic"], set()).update(others | {id})
    return tuple(
        Disagreement(slug(topic), topic[0].upper() + topic[1:], tuple(sorted(groups[topic])))
        for topic in sorted(groups, key=str.casefold)
    )


def linked(layer: Layer) -> dict[str, frozenset[str]]:
    """Id of each claim to the ids of the claims that it names in its notes, or that name it."""
    claims = layer["claims"]
    known = set(claims["claim_id"])
    links: dict[str, set[str]] = {id: set() for id in claims["claim_id"]}
    for id, notes in zip(claims["claim_id"], claims["notes"].fillna(""), strict=True):
        for other in known.intersection(_ID.findall(notes)) - {id}:
            links[id].add(other)
            links[other].add(id)
    return {id: frozenset(others) for id, others in links.items()}
