"""The one filter that travels from the address to map, chart, table and export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from geo.model import dates
from geo.model.errors import ParameterError, ParameterProblem
from geo.model.escape import folded, slug
from geo.model.vocabulary import Vocabulary

Params = Iterable[tuple[str, str]]
"""Parameters as an address has them: pairs of name and value, names may repeat."""

_DATE_FORMS = "YYYY-MM-DD, YYYY-MM or YYYY"

_NATIONALITY = "a code of ISO 3166-1 alpha-3 such as CHN, or ZZZ for unspecified foreign"

_CODES = {
    "province": (re.compile(r"KH-\d{1,2}", re.ASCII), "a code of ISO 3166-2 such as KH-18"),
    "nationality": (re.compile(r"[A-Z]{3}"), _NATIONALITY),
}
"""What a code looks like, and how that is said."""


@dataclass(frozen=True)
class Filter:
    """Which rows are meant; the empty filter means all of them.

    Values of one field are alternatives, fields restrict one another. As in an address, one text
    stands for a tuple of one, and a date may be text: `2022` is its first day in `from_` and
    its last in `to`. Whether a layer knows the values is checked where it is asked for rows.

    Attributes
    ----------
    province : tuple of str
        ISO 3166-2 codes.
    from_, to : date or None
        First and last day; a row is in when its interval overlaps theirs.
    nationality : tuple of str
        ISO 3166-1 alpha-3 codes, or `ZZZ`; raids with at least one row for one of them.
    kind, confidence : tuple of str
        Values of the raids' columns.
    compound : str or None
        A `compound_id`.
    q : str
        Words, each of which must stand somewhere in a row's text.

    Raises
    ------
    ParameterError
        With one problem per value that no layer could know.

    Examples
    --------
    >>> Filter(province="KH-18", to="2022-10").to_params()
    [('province', 'KH-18'), ('to', '2022-10-31')]
    """

    province: tuple[str, ...] = ()
    from_: date | None = field(default=None, metadata={"parameter": "from"})
    to: date | None = None
    nationality: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    compound: str | None = None
    q: str = ""

    def __post_init__(self) -> None:
        problems = []
        for name, attribute in _ATTRIBUTE.items():
            given = getattr(self, attribute)
            try:
                object.__setattr__(self, attribute, _taken(name, given))
            except _RefusedError as refused:
                text = given if isinstance(given, str) else repr(given)
                problems.append(ParameterProblem(name, text, refused.detail, refused.allowed))
        if not problems and self.from_ and self.to and self.from_ > self.to:
            problems.append(_after(str(self.from_), str(self.to)))
        if problems:
            raise ParameterError(problems)

    def __bool__(self) -> bool:
        """Whether anything is restricted at all."""
        return self != Filter()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of `q`, folded for comparison."""
        return tuple(folded(self.q).split())

    @classmethod
    def from_params(cls, params: Params, vocabulary: Vocabulary) -> Filter:
        """Read a filter from parameters, or say everything that is wrong with them.

        Raises
        ------
        ParameterError
            With one problem per invalid value, unknown parameter or empty value.
        """
        result, problems = cls.parse(params, vocabulary)
        if problems:
            raise ParameterError(problems)
        return result

    @classmethod
    def parse(
        cls, params: Params, vocabulary: Vocabulary
    ) -> tuple[Filter, tuple[ParameterProblem, ...]]:
        """Read a filter from what can be read, and say what could not be.

        Parameters
        ----------
        params : iterable of (str, str)
            Names and values as an address has them.
        vocabulary : Vocabulary
            What the layer knows, against which values are checked.

        Returns
        -------
        filter : Filter
            Made of the valid values.
        problems : tuple of ParameterProblem
            One for each value that is not.
        """
        values: dict[str, Any] = {}
        given: dict[str, str] = {}
        problems = []
        for name, value in params:
            try:
                _take(values, name, value, vocabulary)
                given[name] = value
            except _RefusedError as refused:
                problems.append(ParameterProblem(name, value, refused.detail, refused.allowed))
        first, last = values.get("from"), values.get("to")
        if first and last and first > last:
            problems.append(_after(given["from"], given["to"]))
            del values["from"], values["to"]
        return cls(**{_ATTRIBUTE[name]: value for name, value in values.items()}), tuple(problems)

    def to_params(self) -> list[tuple[str, str]]:
        """Write the filter as parameters; what is not restricted is left out.

        Examples
        --------
        >>> Filter(province=("KH-18",), to=date(2022, 10, 31)).to_params()
        [('province', 'KH-18'), ('to', '2022-10-31')]
        """
        pairs: list[tuple[str, str]] = []
        for name, attribute in _ATTRIBUTE.items():
            value = getattr(self, attribute)
            if isinstance(value, tuple):
                pairs += [(name, item) for item in value]
            elif value:
                pairs.append((name, str(value)))
        return pairs

    def to_json(self) -> dict[str, str | list[str]]:
        """The parameters as a JSON object; the repeatable ones as lists.

        Examples
        --------
        >>> Filter(province=("KH-18",), to=date(2022, 10, 31)).to_json()
        {'province': ['KH-18'], 'to': '2022-10-31'}
        """
        pairs = self.to_params()
        return {
            name: [value for other, value in pairs if other == name] if name in REPEATABLE else text
            for name, text in pairs
        }

    def without(self, *names: str) -> Filter:
        """The same filter with some parameters dropped."""
        empty = Filter()
        return replace(self, **{a: getattr(empty, a) for a in map(_ATTRIBUTE.__getitem__, names)})


_ATTRIBUTE = {f.metadata.get("parameter", f.name): f.name for f in fields(Filter)}
"""Name of each parameter to the attribute that holds it."""

PARAMETERS = tuple(_ATTRIBUTE)
"""The names of the filter's parameters, in the order of every address."""

REPEATABLE = ("province", "nationality", "kind", "confidence")
"""The parameters that may be given more than once."""


class _RefusedError(Exception):
    def __init__(self, detail: str, allowed: str) -> None:
        self.detail = detail
        self.allowed = allowed


def _after(first: str, last: str) -> ParameterProblem:
    return ParameterProblem("from", first, f"is after to={last}", "a day not after `to`")


def _taken(name: str, given: Any) -> Any:
    """One field of a filter as it is kept, from what a program gave for it."""
    if name in REPEATABLE:
        return _several(name, (given,) if isinstance(given, str) else given)
    if name in ("from", "to"):
        return _date(given, last=name == "to")
    if name == "compound" and given is None:
        return None
    if not isinstance(given, str):
        raise _RefusedError("is no text", "text")
    if name == "q":
        return _words(given)
    if not given:
        raise _RefusedError("is empty", "a compound_id, or None")
    return given


def _several(name: str, given: Any) -> tuple[str, ...]:
    if not given and isinstance(given, tuple):
        return ()  # Most filters restrict little, and many are made.
    form, allowed = _CODES.get(name, (None, "a tuple of texts"))
    if not isinstance(given, Iterable):
        raise _RefusedError("is neither a text nor several", allowed)
    values = set(given)
    for value in values:
        if not isinstance(value, str) or (form and not form.fullmatch(value)):
            raise _RefusedError("is no text" if form is None else "is no code", allowed)
    return tuple(sorted(values))


def _date(given: Any, *, last: bool) -> date | None:
    if isinstance(given, str):
        return _day(given, last=last)
    if isinstance(given, datetime):
        return given.date()
    if given is None or isinstance(given, date):
        return given
    raise _RefusedError("is no date", f"a date, or text as {_DATE_FORMS}")


def _take(values: dict[str, Any], name: str, value: str, vocabulary: Vocabulary) -> None:
    """Add one parameter to the values read so far."""
    if name not in _ATTRIBUTE:
        raise _RefusedError("is no parameter", f"one of {', '.join(PARAMETERS)}")
    if not value.strip():
        raise _RefusedError("is empty", "a value, or the parameter left out")
    if name in REPEATABLE:
        values[name] = (*values.get(name, ()), _READERS[name](value, vocabulary))
    elif name in values:
        raise _RefusedError("is given more than once", "one value")
    else:
        values[name] = _READERS[name](value, vocabulary)


def _one_of(allowed: Mapping[str, str], value: str, allowed_text: str | None = None) -> str:
    if value not in allowed:
        raise _RefusedError("is not known", allowed_text or f"one of {', '.join(allowed)}")
    return value


def _province(value: str, vocabulary: Vocabulary) -> str:
    code = vocabulary.province_slugs.get(slug(value))
    if code is None:
        known = ", ".join(f"{code} ({slug(name)})" for code, name in vocabulary.province.items())
        raise _RefusedError("is no province", f"one of {known}")
    return code


def _day(value: str, *, last: bool) -> date:
    try:
        return dates.bounds(value)[last]
    except ValueError:
        raise _RefusedError(
            "is no date", f"a day, month or year of the calendar as {_DATE_FORMS}"
        ) from None


def _nationality(value: str, vocabulary: Vocabulary) -> str:
    return _one_of(vocabulary.nationality, value, _NATIONALITY)


def _compound(value: str, vocabulary: Vocabulary) -> str:
    return _one_of(vocabulary.compound, value, "a compound_id of the table compounds")


def _words(text: str) -> str:
    """Words to look for, parted by one blank each."""
    try:
        text.encode()
    except UnicodeEncodeError:
        fault = "cannot be written as UTF-8"
    else:
        words = " ".join(text.split())
        if not words or folded(words).split():
            return words
        fault = "has no words once accents are taken away"
    raise _RefusedError(fault, "words parted by blanks")


_READERS: dict[str, Callable[[str, Vocabulary], Any]] = {
    "province": _province,
    "from": lambda value, _: _day(value, last=False),
    "to": lambda value, _: _day(value, last=True),
    "nationality": _nationality,
    "kind": lambda value, vocabulary: _one_of(vocabulary.kind, value),
    "confidence": lambda value, vocabulary: _one_of(vocabulary.confidence, value),
    "compound": _compound,
    "q": lambda value, _: _words(value),
}
