"""What a picture of the map says beside it."""

from __future__ import annotations

from collections.abc import Mapping

from geo.documents.about import citation
from geo.map.marks import Marks
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.vocabulary import Vocabulary
from geo.query.sentence import number, sentence
from geo.query.summary import Group


def absent(marks: Marks) -> str:
    """How much of what is meant the map does not show, in words; empty where it shows all."""
    if not marks.unplaced_rows:
        return ""
    unplaced = number(marks.unplaced_rows)
    return f"Raids and compounds not on the map, since no province is known: {unplaced}."


def caption(layer: Layer, filter: Filter, total: Group, marks: Marks) -> Mapping[str, str]:
    """The filter, the layer and its licence in words.

    Parameters
    ----------
    layer : Layer
        Where the rows come from.
    filter : Filter
        Which rows are shown.
    total : Group
        What the filter leaves, as `geo.query.summary` adds it up.
    marks : Marks
        What the map shows of it.

    Returns
    -------
    dict of str to str
        `title`, `sentence`, `absent` and `origin`, and `name`, a name for a file without its
        ending.
    """
    of = len(layer["raids"])
    return {
        "title": layer.package.title,
        "sentence": sentence(filter, Vocabulary(layer), total.raids, of),
        "absent": absent(marks),
        "origin": citation(layer),
        "name": f"map-{layer.version}",
    }
