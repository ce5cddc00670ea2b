"""What a picture of the map says beside it."""

from __future__ import annotations

from collections.abc import Mapping

from geo.documents.about import citation
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.vocabulary import Vocabulary
from geo.query.sentence import sentence
from geo.query.summary import Group


def caption(layer: Layer, filter: Filter, total: Group) -> Mapping[str, str]:
    """The filter, the layer and its licence in words.

    Parameters
    ----------
    layer : Layer
        Where the rows come from.
    filter : Filter
        Which rows are shown.
    total : Group
        What the filter leaves, as `geo.query.summary` adds it up.

    Returns
    -------
    dict of str to str
        `title`, `sentence` and `origin`, and `name`, a name for a file without its ending.
    """
    of = len(layer["raids"])
    return {
        "title": layer.package.title,
        "sentence": sentence(filter, Vocabulary(layer), total.raids, of),
        "origin": citation(layer),
        "name": f"map-{layer.version}",
    }
