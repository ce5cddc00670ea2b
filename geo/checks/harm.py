"""Do no harm: what of docs/do-no-harm.md a machine can see in the layer's cells.

The rules are narrow on purpose. They find the forms in which news names a person, and leave
the judgement to people: whoever may be named stands in `named_people.csv`, with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import takewhile
from typing import Any

import pandas as pd

from geo.checks.rules import Fault, Frames, UnreadError, where
from geo.model.escape import folded, slug
from geo.model.ranges import MEASURES
from geo.model.vocabulary import nationalities

DECIMALS = 5
"""Most decimals of a coordinate: the fifth is about a metre, finer than any gazetteer."""

FEW = 3
"""Up to so many people of a small place could be known again."""

SMALL = ("site", "neighbourhood")
"""The precisions at which a place is small."""

GIVEN = ("neighbourhood", "town", "district")
"""The precisions whose point is the gazetteer's and nobody else's."""

MOST_WORDS = 3
"""Words of a name that are looked at."""

AFTER_AGE = 5
"""Words after an age among which a name is looked for."""

_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|Mdm|Madam|Oknha)\b\.?|\bsurnamed\b")
_ROLE = re.compile(
    r"\b(?:(?:identified|named)(?: only)? as|(?:victim|survivor|suspect|detainee|escapee|worker"
    r"|caller|trafficker|ringleader|boss|owner|father|mother|son|daughter|brother|sister|husband"
    r"|wife|minister|governor|spokes(?:man|woman|person)|ambassador|commissioner|senator|tycoon"
    r"|president|prosecutor|judge|chairman|chairwoman)\b,?)",
    re.IGNORECASE,
)
_AGE = re.compile(r"\b\d{1,2}[- ]years?[- ]old\b|\b[Aa]ged \d{1,2}\b,?")
_AGE_BEHIND = re.compile(r"((?:[^\W\d_][\w’'-]*\s+){1,2}[^\W\d_][\w’'-]*)(?:, | \()\d{2}(?=[,;)])")
_SPEAKER = re.compile(r"\(((?:[^\W\d_][\w’'-]*\s+){1,2}[^\W\d_][\w’'-]*)(?:, ([^,)]+))?[,)]")
"""What stands alone in brackets behind an organisation: its speaker, most often, or a place with
its country."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*|,")
"""A comma parts names as a full stop does, but what follows it may be one."""
_END = re.compile(r"[.;:!?()\[\]|]")
_IN_ID = {"mr", "mrs", "ms", "mx", "dr", "surnamed", "aged"}

_THINGS = set(
    re.findall(
        r"\w+",
        """
        agency authority bank border bureau casino center centre city commission committee company
        compound court department district embassy group hospital hotel house island ministry
        office park police province resort school university zone
        """,
    )
)
"""Words of a name that is no person's."""

_SPOKEN = ("claimant", "authority")
"""The columns that name who spoke, with the speaker in brackets behind the organisation."""

_NOT_TEXT = ("url", "overlaps", "language", "aliases")


def broken(frames: Frames, named: Collection[str] | None) -> Iterator[Fault]:
    """Every place where a rule of harm is broken that can be seen in the cells.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Every table, in the order of its file.
    named : collection of str or None
        Names that may stand in the layer; None when their list could not be read.
    """
    naming = () if named is None else (partial(names, named=named),)
    for rule in (*naming, published_sites, gazetteer_points, decimals, small_counts):
        with suppress(UnreadError):
            yield from rule(frames)


def names(frames: Frames, named: Collection[str]) -> Iterator[Fault]:
    """No person is named who is not listed, neither in a text nor in an id."""
    allowed = {folded(name) for name in named}
    things = _places(frames)
    for table, frame in frames.items():
        rule = "person: {} may be a name; take it out, or list it with why in named_people.csv"
        in_row: dict[int, set[str]] = {}
        for column in _texts(frame):
            headline = (table, column) == ("sources", "title")
            for at, text in enumerate(frame[column]):
                found = [] if pd.isna(text) else persons(str(text), things, headline=headline)
                if column in _SPOKEN and not pd.isna(text):
                    found += speakers(str(text), things)
                for name in (n for n in found if not _listed(n, allowed)):
                    in_row.setdefault(at, set()).add(slug(name))
                    yield Fault(table, at, column, rule.format(name))
        key = str(frame.columns[0])
        for at, id in enumerate(frame[key]):
            if not pd.isna(id) and _names_someone(str(id), in_row.get(at, set())):
                yield Fault(table, at, key, "person: an id names nobody")


def persons(text: str, things: Collection[str] = (), *, headline: bool = False) -> list[str]:
    """What in a text stands where a person's name does.

    Parameters
    ----------
    text : str
    things : collection of str
        Folded names of places and sites, which are no person's.
    headline : bool
        Every word may be capitalised, so roles and offices say nothing.

    Returns
    -------
    list of str
        After an honorific one to three capitalised words, after a role, an office or an age
        two or three, and two or three before an age.

    Examples
    --------
    >>> persons("A 24-year-old Malaysian, Tan Ah Kow, and Mr. Li left Preah Sihanouk.")
    ['Li', 'Tan Ah Kow']
    """
    found: list[str] = []
    for pattern, least, reach in ((_HONORIFIC, 1, 1), (_ROLE, 2, 1), (_AGE, 2, AFTER_AGE)):
        if headline and pattern is _ROLE:
            continue
        for match in pattern.finditer(text):
            rest = _END.split(text[match.end() :].lstrip(" ,"), maxsplit=1)[0]
            found += _first_run(rest, least, reach, things)
    for match in _AGE_BEHIND.finditer(text):
        found += _first_run(match[1], 2, MOST_WORDS, things)
    return found


def speakers(text: str, things: Collection[str] = ()) -> list[str]:
    """Who is named in brackets behind an organisation.

    Examples
    --------
    >>> speakers("Interior Ministry (Tan Ah Kow, via Khmer Times)")
    ['Tan Ah Kow']
    >>> speakers("border guard post (An Giang, Vietnam)", {"vietnam"})
    []
    """
    found = _SPEAKER.finditer(text)
    runs = (match[1] for match in found if folded(match[2] or "") not in things)
    return [name for run in runs for name in _first_run(run, run.count(" ") + 1, 1, things)]


def _first_run(text: str, least: int, reach: int, things: Collection[str]) -> list[str]:
    """The first capitalised words that begin among the first `reach` ones, if a name's."""
    words = _WORD.findall(text)
    for at in range(min(reach, len(words))):
        run = list(takewhile(_capital, words[at : at + MOST_WORDS]))
        if len(run) >= least:
            name = [re.sub(r"[’']s$", "", word) for word in run]
            return [] if _is_thing(name, things) else [" ".join(name)]
    return []


def _capital(word: str) -> bool:
    return word[0].isupper()


def _is_thing(run: list[str], things: Collection[str]) -> bool:
    words = [folded(word) for word in run]
    return any(start in things for start in _starts(words)) or not _THINGS.isdisjoint(words)


def _starts(words: list[str]) -> list[str]:
    return [" ".join(words[:to]) for to in range(1, len(words) + 1)]


def _listed(name: str, allowed: Collection[str]) -> bool:
    """Whether a listed name begins the words that were found."""
    return any(start in allowed for start in _starts(folded(name).split()))


def _places(frames: Frames) -> set[str]:
    """Folded names of countries, provinces, places and compounds."""
    said = {folded(name) for name in nationalities().values()}
    for table in ("provinces", "places", "compounds"):
        frame = frames[table]
        for column in ("name", "aliases"):
            if column in frame:
                cells = frame[column].dropna()
                said |= {folded(name) for cell in cells for name in str(cell).split("|")}
    return said


def _texts(frame: pd.DataFrame) -> list[str]:
    return [
        str(name)
        for name in frame.columns
        if pd.api.types.is_string_dtype(frame[name])
        and name not in _NOT_TEXT
        and not str(name).endswith(("_id", "_ids", "_code"))
    ]


def _names_someone(id: str, slugs: Collection[str]) -> bool:
    words = id.split("-")
    joined = {s.replace("-", "") for s in slugs}
    held = any(f"-{s}-" in f"-{id}-" for s in slugs) or bool(joined & set(words))
    return held or bool(_IN_ID & set(words))


def published_sites(frames: Frames) -> Iterator[Fault]:
    """A point of an exact site says who published it."""
    for table in ("raids", "compounds"):
        frame = frames[table]
        site = (frame["location_precision"] == "site") & frame["lat"].notna()
        said = frame["location_basis"].fillna("").str.contains("published")
        for at in where(site & ~said):
            rule = "site-basis: a site's point needs a basis `coordinates published by …`"
            yield Fault(table, at, "location_basis", rule)


def gazetteer_points(frames: Frames) -> Iterator[Fault]:
    """A coarser point is exactly that of a place in the gazetteer, or of the raid's compound."""
    known = set(_points(frames["places"]).values())
    compounds = frames["compounds"]
    of_compound = dict(
        zip(compounds["compound_id"], zip(
            _points(compounds).values(), compounds["location_precision"], strict=True,
        ), strict=True)
    )  # fmt: skip
    for table in ("raids", "compounds"):
        frame = frames[table].reset_index(drop=True)
        points = _points(frame)
        for at in where(frame["lat"].notna() & frame["location_precision"].isin(GIVEN)):
            row = frame.iloc[at]
            own = of_compound.get(row["compound_id"]) if table == "raids" else None
            if points[at] not in known and own != (points[at], row["location_precision"]):
                rule = "gazetteer: the point must be exactly one of places.csv"
                yield Fault(table, at, "location_basis", rule)


def _points(frame: pd.DataFrame) -> dict[int, tuple[float, float]]:
    pairs = zip(frame["lat"], frame["lon"], strict=True)
    return {at: (float(lat), float(lon)) for at, (lat, lon) in enumerate(pairs)}


def decimals(frames: Frames) -> Iterator[Fault]:
    """No coordinate finer than a gazetteer's."""
    for table in ("raids", "compounds", "places"):
        for column in ("lat", "lon"):
            degrees = frames[table][column]
            for at in where(degrees.notna() & (degrees.round(DECIMALS) != degrees)):
                yield Fault(table, at, column, f"decimals: at most {DECIMALS} of a degree")


def small_counts(frames: Frames) -> Iterator[Fault]:
    """One to three people of a small place: a printed figure, and nothing to know them by."""
    raids = frames["raids"].reset_index(drop=True)
    small = raids["location_precision"].isin(SMALL) & raids[["place", "town"]].notna().any(axis=1)
    few: dict[int, Any] = {}
    for at in where(small):
        row = raids.iloc[at]
        for measure in MEASURES:
            low, high = row[f"{measure}_min"], row[f"{measure}_max"]
            if _is_few(high):
                few[at] = row
                if pd.isna(low) or low != high:
                    yield Fault("raids", at, f"{measure}_max", _PRINTED)
    small_ids = set(raids.loc[small, "raid_id"])
    for at, item in enumerate(frames["raid_nationalities"].itertuples()):
        low, high = item.count_min, item.count_max
        if item.raid_id in small_ids and _is_few(high) and (pd.isna(low) or low != high):
            yield Fault("raid_nationalities", at, "count_max", _PRINTED)
    for at, row in few.items():
        yield from _ages(at, row)


def _is_few(high: Any) -> bool:
    return not pd.isna(high) and 1 <= high <= FEW


def _ages(at: int, row: Mapping[str, Any]) -> Iterator[Fault]:
    for column in ("title", "place", "summary", "notes"):
        if not pd.isna(row[column]) and _AGE.search(str(row[column])):
            rule = f"small-count: no age beside 1 to {FEW} people of a small place"
            yield Fault("raids", at, column, rule)


_PRINTED = (
    f"small-count: 1 to {FEW} people of a small place stand only as printed, min and max alike"
)
