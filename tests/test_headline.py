from __future__ import annotations

import re

from geo import Filter, Layer, summarise
from geo.figures.headline import figures
from tests import reference


def test_each_figure_says_what_it_counts_in_words_and_names_no_column(layer: Layer) -> None:
    shown = figures(summarise(layer, Filter()).total.totals)
    meanings = re.findall(r"<dt>(\w+)</dt>.*?role='tooltip'>(.*?)</dd>", shown)
    assert [label.lower() for label, _ in meanings] == list(reference.MEASURES)
    for _, meaning in meanings:
        assert meaning.startswith("People ")
        assert "_" not in meaning
        assert "cell" not in meaning.lower()
