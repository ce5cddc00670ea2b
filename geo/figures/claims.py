"""Claims as readers meet them: chosen, counted, and as a table beside what is documented."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from geo.figures.comparison import Comparison, place_and_period
from geo.figures.contradictions import Disagreement
from geo.figures.directory import link
from geo.files import metadata
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.ranges import Range
from geo.model.vocabulary import Vocabulary
from geo.query.sentence import number, sentence

ANY = "any"
"""What a choice says that chooses nothing."""

TABLE = "/table"
"""The address of the page that shows the rows behind a figure."""

COLUMNS = (
    "Said", "Claim", "Claimed", "Documented", "Rows", "Difference", "Measure", "Scope",
    "Does not agree with others on", "Claimant", "Type", "Source", "claim_id",
)  # fmt: skip


def chosen(
    ids: Iterable[str], compared: Mapping[str, Comparison], claimant_type: str, measure: str
) -> list[Comparison]:
    """Those of some claims that a type of claimant makes of a measure; either may be `ANY`."""
    wanted = {"claimant_type": claimant_type, "measure": measure}
    asked = {column: value for column, value in wanted.items() if value != ANY}
    every = [compared[id] for id in ids]
    return [c for c in every if all(c.claim[column] == v for column, v in asked.items())]


def heading(
    filter: Filter, vocabulary: Vocabulary, chosen: Iterable[str], rows: int, of: int
) -> str:
    """The filter and what was chosen besides in one sentence, with how many claims they leave.

    Examples
    --------
    Of one province and one measure it reads `3 of 544 claims: Kampot; repatriated`.
    """
    besides = map(str.lower, chosen)
    return sentence(filter, vocabulary, rows, of, "claims", table="claims", chosen=besides)


def counted(found: Sequence[Comparison]) -> str:
    """How many claims can be compared, and for how many a figure is documented, in words."""
    asked = [c.documented for c in found if c.documented]
    known = sum(bool(total.known) for total in asked)
    return (
        f"Of {number(len(found))} claims, {number(len(asked))} have a scope of which the layer can "
        f"be asked, and for {number(known)} of those it documents a figure. Beside each of the "
        "others stands why nothing is comparable."
    )


def in_unit(claim: Comparison) -> str:
    """The claimed figure with its unit, where that is not people."""
    unit = {"people": "", "usd": " US dollars"}.get(claim.claim["unit"], f" {claim.claim['unit']}")
    return f"{claim.claimed}{unit if claim.claimed.known else ''}"


def documented(claim: Comparison) -> str:
    """The documented figure with its coverage; empty where nothing is comparable."""
    if claim.documented is None:
        return ""
    total = claim.documented
    return f"{total.range} from {number(total.known)} of {number(total.rows)} rows"


def rows_behind(claim: Comparison) -> str:
    """The address of the rows that a documented figure rests on; empty where there is none."""
    return link(TABLE, claim.filter, ("table", tables_behind(claim)[-1])) if claim.filter else ""


def tables_behind(claim: Comparison) -> tuple[str, ...]:
    """The tables whose rows stand behind a documented figure; the last one's are added up."""
    nationality = claim.filter and claim.filter.nationality
    return ("raids", "raid_nationalities") if nationality else ("raids",)


def table(
    layer: Layer, found: Sequence[Comparison], disagreements: Iterable[Disagreement]
) -> pd.DataFrame:
    """Claims beside what is documented; those that do not agree stand together.

    Returns
    -------
    DataFrame
        `COLUMNS`, those of which something is documented first, then by the day of the claim; a
        group stands where its first claim would.
        `Rows` and `Source` are addresses, or empty.
    """
    provinces = layer["provinces"].set_index("province_code")["name"].to_dict()
    urls = layer["sources"].set_index("source_id")["url"].dropna().to_dict()
    types = layer.package["claims"].field("claimant_type").labels
    measures = layer.package["claims"].field("measure").labels
    topics = {id: d.topic for d in disagreements for id in d.claims}
    lines = [
        [
            c.claim["date"],
            c.claim["statement"],
            in_unit(c),
            documented(c),
            rows_behind(c),
            c.words,
            measures[c.claim["measure"]],
            place_and_period(c.claim, provinces),
            topics.get(c.claim_id, ""),
            c.claim["claimant"],
            types[c.claim["claimant_type"]],
            next((urls[i] for i in c.claim["source_id"].split("|") if i in urls), ""),
            c.claim_id,
        ]
        for c in _together(found, topics)
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS), dtype=object)


def _together(found: Sequence[Comparison], topics: Mapping[str, str]) -> list[Comparison]:
    """What is documented first, then by date, with the claims of one topic next to each other.

    Within a topic those of one body stand together, where the first of them would.
    """
    first: dict[str, tuple[int, str]] = {}
    opened: dict[tuple[str, str], str] = {}
    for c in found:
        topic = topics.get(c.claim_id, c.claim_id)
        # Those with a figure to set beside them, those with none, and those not comparable.
        rank = 2 if c.documented is None else int(not c.documented.known)
        least, day = first.get(topic, (rank, c.claim["date"]))
        first[topic] = min(least, rank), min(day, c.claim["date"])
        of = topic, body(c)
        opened[of] = min(opened.get(of, c.claim["date"]), c.claim["date"])

    def place(c: Comparison) -> tuple[object, ...]:
        topic = topics.get(c.claim_id, c.claim_id)
        return first[topic], topic, opened[topic, body(c)], body(c), c.claim["date"], c.claim_id

    return sorted(found, key=place)


def body(claim: Comparison) -> str:
    """Who made a claim, whichever of its people spoke."""
    return str(claim.claim["claimant"]).partition(" (")[0]


def described(
    layer: Layer, found: Iterable[Comparison], filter: Filter, view: str, address: str
) -> bytes:
    """What goes with that file, as JSON.

    Parameters
    ----------
    layer : Layer
    found : iterable of Comparison
        The claims of the table.
    filter : Filter
        Of which they were chosen.
    view : str
        Which they are, in words.
    address : str
        Of the page that shows them.
    """
    every = layer["claims"]
    rows = every[every["claim_id"].isin([claim.claim_id for claim in found])]
    said = metadata.about(layer, "claims", filter, rows, view=view, address=address)
    return f"{json.dumps(said, ensure_ascii=False, indent=2)}\n".encode()


def titles(found: Iterable[Comparison]) -> dict[str, str]:
    """Id of each claim to its day and what it says."""
    return {c.claim_id: f"{c.claim['date']} · {c.claim['statement']}" for c in found}


def facts(claim: Comparison, layer: Layer) -> dict[str, str]:
    """Label to text of what is known of a claim, in reading order; only what is known."""
    fields = layer.package["claims"]
    provinces = layer["provinces"].set_index("province_code")["name"].to_dict()
    said = {
        "Claimant": f"{claim.claim['claimant']} "
        f"({fields.field('claimant_type').labels[claim.claim['claimant_type']].lower()})",
        "Said": claim.claim["date"],
        "Scope": place_and_period(claim.claim, provinces),
        "Measure": fields.field("measure").labels[claim.claim["measure"]],
        "Claimed": in_unit(claim) if claim.claimed != Range() else "",
        "Documented": documented(claim),
        "Difference": claim.words,
    }
    return {label: text for label, text in said.items() if text}
