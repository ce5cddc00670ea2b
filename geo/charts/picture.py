"""A chart as a file that stands by itself: PNG or SVG, made without any browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from geo.charts.drawing import Plot
from geo.model.schema import Package


def picture(plot: Plot, format: Literal["png", "svg"], title: Sequence[str], caption: str) -> bytes:
    """A chart as a file that stands by itself: black on white, with title and caption.

    Parameters
    ----------
    plot : Plot
    format : {"png", "svg"}
    title : sequence of str
        Lines that say what it shows, such as the filter in words.
    caption : str
        Where it comes from and under which licence.
    """
    import vl_convert  # It starts an engine of its own, which only a picture needs.

    spec = dict(plot.spec) | {
        "width": 800,
        "background": "#ffffff",
        "padding": 16,
        "title": {
            "text": list(title), "subtitle": caption, "anchor": "start", "limit": 800, "offset": 12
        },
    }  # fmt: skip
    # Nothing is fetched: the figures stand in the chart itself.
    if format == "png":
        made = vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[])
        return bytes(made)
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])).encode()


def credit(package: Package) -> str:
    """Whose figures a picture shows, of which version, and under which licence."""
    licence = ", ".join(licence["name"] for licence in package.spec["licenses"])
    return f"{package.title} {package.version}, {licence}"
