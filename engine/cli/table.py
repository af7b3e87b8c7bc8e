"""Tables on a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..classarea import ClassArea
    from ..scores import Scores

_M2_PER_HA = 10_000


def hectares(area_m2: float | None) -> str:
    """An area as a cell."""
    return "unknown" if area_m2 is None else f"{area_m2 / _M2_PER_HA:,.2f}"


def figure(value: float | None) -> str:
    """A score as a cell."""
    return "-" if value is None or math.isnan(value) else f"{value:.3f}"


def score_rows(scores: Scores, columns: Sequence[Mapping[str, float]]) -> list[tuple[str, ...]]:
    """Rows of classes: name, number of what is of it by the reference, and some of its scores."""
    return [
        (name, f"{sum(counts):,}", *(figure(column[name]) for column in columns))
        for name, counts in zip(scores.classes, scores.confusion)
    ]


def area_table(classes: Sequence[ClassArea]) -> str:
    """Lay out class areas."""
    rows = [(c.name, f"{c.pixels:,}", hectares(c.area_m2), f"{c.percent:.1f}") for c in classes]
    return table(("class", "pixels", "ha", "%"), rows, " rrr")


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> str:
    """Lay out rows in columns under a head.

    Args:
        head: Titles of the columns.
        rows: Texts of the cells.
        right: One letter per column, `r` where it is aligned to the right; empty: all to the left.
    """
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    sides = right.ljust(len(head))
    return "\n".join(
        "  ".join(
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(line, widths, sides, strict=True)
        ).rstrip()
        for line in lines
    )
