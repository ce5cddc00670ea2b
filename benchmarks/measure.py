"""A measure: what was timed or counted, its baseline of the same run, and the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEADINGS = ("Measure", "n", "Median", "Min", "Max", "Baseline", "Ratio", "Target", "Met")


@dataclass(frozen=True)
class Baseline:
    """What a measure is compared with."""

    name: str
    samples: Sequence[float]


@dataclass(frozen=True)
class Measure:
    """Samples of one quantity in one unit, and the ratio of medians that they should keep below."""

    name: str
    unit: str
    samples: Sequence[float]
    baseline: Baseline | None = None
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        """Median over the baseline's median."""
        return median(self.samples) / median(self.baseline.samples) if self.baseline else None

    @property
    def met(self) -> bool | None:
        """Whether the ratio is below the target, if there is one."""
        return self.ratio < self.target if self.ratio and self.target else None

    def line(self) -> str:
        """One line of a Markdown table."""
        ratio, target, met = self.ratio, self.target, self.met
        return _line(
            (
                self.name,
                str(len(self.samples)),
                *(self._said(of(self.samples)) for of in (median, min, max)),
                self._compared(),
                f"{ratio:.2f}x" if ratio else "",
                f"< {target:.2g}x" if target else "",
                "" if met is None else "yes" if met else "**no**",
            )
        )

    def _said(self, amount: float) -> str:
        return f"{amount:,.{0 if amount >= 100 else 1 if amount >= 10 else 2}f} {self.unit}"

    def _compared(self) -> str:
        if not self.baseline:
            return ""
        amounts = self.baseline.samples
        spread = f"{self._said(min(amounts))}–{self._said(max(amounts))}"
        return f"{self._said(median(amounts))} ({spread}): {self.baseline.name}"


def table(measures: Sequence[Measure]) -> str:
    """A Markdown table of the measures."""
    rule = ("---", *("---:" for _ in HEADINGS[1:5]), "---", "---:", "---:", "---")
    return "\n".join((_line(HEADINGS), _line(rule), *(m.line() for m in measures)))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
