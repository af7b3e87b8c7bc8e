"""The report of an assessment: one HTML file that opens offline, with its figures in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .. import lettering
from ..charts import INK, NEW, PARENT, draw_confusion, figure, frame, png
from ..language import said, tr
from ..page import embed, render_page
from ..scores import Scores
from ..version import read_version
from .assess import AssessResult
from .olofsson import AreaEstimates, Estimate

_HERE = Path(__file__).parent
_NONE = "–"
_M2_PER_HA = 10_000


def render(result: AssessResult, colours: Mapping[str, str]) -> str:
    """Write the report as HTML that needs no other file.

    Args:
        result: What it says.
        colours: Colour of each class as `#rrggbb`.
    """
    scores, areas = result.scores, result.areas
    return render_page(
        [_HERE, _HERE.parent / "training"],  # the style is the training report's
        result=result,
        title=tr("Accuracy of {}").format(Path(result.classes).name),
        when=f"{datetime.now():%Y-%m-%d %H:%M}, RS Segmenter {read_version()}",
        headline=_headline(result),
        details=_extremes(result),
        figures=_figures(result),
        rows=_rows(result, colours),
        left_out=[name for name in scores.classes if name not in result.averaged],
        matrix=_matrix(scores),
        confusion=embed(_draw_matrix(result)),
        areas=areas and _area_rows(areas, colours),
        unit=_area_unit(areas)[1] if areas else "",
        proportions=areas and _proportions(areas),
        area_picture=embed(draw_areas(areas)) if areas else "",
    )


def draw_areas(areas: AreaEstimates) -> bytes:
    """Mapped and estimated area of each class with its 95 % confidence interval, as PNG."""
    names = [c.name for c in areas.classes]
    scale, unit = _area_unit(areas)
    made = figure(8, 0.5 * len(names) + 1.4)
    ax = made.subplots()
    frame(ax)
    ax.grid(axis="y", visible=False)
    for y, each in enumerate(areas.classes):
        margin = each.area.margin if math.isfinite(each.area.margin) else 0.0
        # No area is below zero, whatever the normal distribution says.
        left = min(margin, each.area.value)
        ax.errorbar(
            each.area.value / scale, y, xerr=[[left / scale], [margin / scale]], fmt="o", color=NEW, capsize=5
        )
        ax.plot(each.mapped / scale, y, marker="D", markersize=8, fillstyle="none", color=PARENT)
    ax.set_yticks(range(len(names)), names, color=INK)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    ax.set_xlabel(
        lettering.tr("area in {}: dot = estimate with 95 % confidence interval, diamond = as mapped").format(
            lettering.said(unit)
        )
    )
    ax.xaxis.label.set(color=INK, fontsize=9)
    return png(made)


def _area_unit(areas: AreaEstimates) -> tuple[int, str]:
    """Square metres in the unit that is shown, or 1 where areas are unknown, and its name."""
    return (_M2_PER_HA, "ha") if areas.unit == "m2" else (1, "pixels")


def _headline(result: AssessResult) -> str:
    if result.areas:
        text = tr("Overall accuracy {} of the area (95 % confidence).")
        return text.format(_percent(result.areas.overall))
    values = 100 * result.scores.accuracy, result.scores.pixels, said(result.unit), result.mean_iou
    if math.isnan(result.mean_iou):
        return tr("{:.1f} % of the {:,} {} are mapped right.").format(*values)
    return tr("{:.1f} % of the {:,} {} are mapped right; mean IoU {:.3f}.").format(*values)


def _extremes(result: AssessResult) -> str:
    """The classes that are mapped best and worst."""
    known = sorted((v, name) for name in result.averaged if math.isfinite(v := result.scores.iou[name]))
    if len(known) < 2:
        return ""
    (low, worst), (high, best) = known[0], known[-1]
    return tr("Best at {} (IoU {:.3f}), weakest at {} (IoU {:.3f}).").format(best, high, worst, low)


def _figures(result: AssessResult) -> list[tuple[str, str]]:
    """The few large numbers on top."""
    return [
        (tr("overall accuracy"), _score(result.scores.accuracy)),
        (tr("mean IoU"), _score(result.mean_iou)),
        (tr("mean F1"), _score(result.mean_f1)),
        (tr("kappa"), _score(result.scores.kappa)),
    ]


def _rows(result: AssessResult, colours: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
    """Colour, name and cells of each class."""
    scores = result.scores
    matrix = np.asarray(scores.confusion)
    columns = (scores.precision, scores.recall, scores.f1, scores.iou)
    return [
        (
            colours[name],
            name,
            [f"{matrix[k].sum():,}", f"{matrix[:, k].sum():,}", *(_score(c[name]) for c in columns)],
        )
        for k, name in enumerate(scores.classes)
    ]


def _shown(scores: Scores, other: str) -> tuple[list[str], NDArray[np.int64]]:
    """Names and counts of the confusion matrix, ground of no class last where there is some, as `other`."""
    matrix = np.asarray(scores.confusion, dtype=np.int64)
    if matrix[-1].any():
        return [*scores.classes, other], matrix
    return list(scores.classes), matrix[:-1, :-1]


def _draw_matrix(result: AssessResult) -> bytes:
    names, matrix = _shown(result.scores, lettering.tr("other"))
    return draw_confusion(names, [(lettering.tr("Reference and map"), matrix)], result.unit)


def _matrix(scores: Scores) -> dict[str, object]:
    """The confusion matrix as the paper's tables have it: a row per map class, with totals."""
    names, matrix = _shown(scores, tr("other"))
    by_map = matrix.T
    rows = [(name, [f"{n:,}" for n in (*row, row.sum())]) for name, row in zip(names, by_map, strict=True)]
    if not by_map[-1].any():
        rows = rows[: len(scores.classes)]
    return {"heads": names, "rows": rows, "sums": [f"{n:,}" for n in (*by_map.sum(0), by_map.sum())]}


def _area_rows(areas: AreaEstimates, colours: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
    scale = _M2_PER_HA if areas.unit == "m2" else 1
    rows = []
    for each in areas.classes:
        area = each.area.times(1 / scale)
        texts = [f"{each.points:,}", _size(each.mapped / scale), _with_margin(area)]
        rows.append(
            (colours.get(each.name, ""), each.name, [*texts, _percent(each.users), _percent(each.producers)])
        )
    return rows


def _proportions(areas: AreaEstimates) -> list[tuple[str, list[str]]]:
    names = [c.name for c in areas.classes]
    return [
        (name, [f"{share:.4f}" for share in (*row, sum(row))])
        for name, row in zip(names, areas.proportions, strict=True)
        if sum(row)
    ]


def _with_margin(estimate: Estimate) -> str:
    digits = _digits(estimate.value)
    margin = "" if math.isnan(estimate.margin) else f" ± {estimate.margin:,.{digits}f}"
    return f"{estimate.value:,.{digits}f}{margin}"


def _percent(estimate: Estimate) -> str:
    if math.isnan(estimate.value):
        return _NONE
    margin = "" if math.isnan(estimate.margin) else f" ± {100 * estimate.margin:.1f}"
    return f"{100 * estimate.value:.1f}{margin} %"


def _size(value: float) -> str:
    return f"{value:,.{_digits(value)}f}"


def _digits(value: float) -> int:
    return 0 if value >= 1000 else 1 if value >= 100 else 2


def _score(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else _NONE
