"""The report of an assessment: one HTML file that opens offline, with its figures in it."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray

from ..charts import INK, NEW, PARENT, draw_confusion, figure, frame, png
from ..scores import Scores
from ..version import read_version
from .assess import AssessResult
from .olofsson import AreaEstimates, Estimate

_HERE = Path(__file__).parent
_NONE = "–"
_M2_PER_HA = 10_000
_OTHER_NAME = "other"


def render(result: AssessResult, colours: Mapping[str, str]) -> str:
    """Write the report as HTML that needs no other file.

    Args:
        result: What it says.
        colours: Colour of each class as `#rrggbb`.
    """
    scores, areas = result.scores, result.areas
    # Every name and path in it is the user's: all are escaped. The style is the training report's.
    templates = Environment(
        loader=FileSystemLoader([_HERE, _HERE.parent / "training"]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return templates.get_template("report.html.j2").render(
        result=result,
        title=f"Accuracy of {Path(result.classes).name}",
        when=f"{datetime.now():%Y-%m-%d %H:%M}, RS Segmenter {read_version()}",
        headline=_headline(result),
        details=_extremes(result),
        figures=_figures(result),
        rows=_rows(result, colours),
        left_out=[name for name in scores.classes if name not in result.averaged],
        matrix=_matrix(scores),
        confusion=_embed(_draw_matrix(result)),
        areas=areas and _area_rows(areas, colours),
        unit={"m2": "ha", "pixels": "pixels"}[areas.unit] if areas else "",
        proportions=areas and _proportions(areas),
        area_picture=_embed(draw_areas(areas)) if areas else "",
    )


def draw_areas(areas: AreaEstimates) -> bytes:
    """Mapped and estimated area of each class with its 95 % confidence interval, as PNG."""
    names = [c.name for c in areas.classes]
    scale, unit = (_M2_PER_HA, "ha") if areas.unit == "m2" else (1, "pixels")
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
    ax.set_xlabel(f"area in {unit}: dot = estimate with 95 % confidence interval, diamond = as mapped")
    ax.xaxis.label.set(color=INK, fontsize=9)
    return png(made)


def _headline(result: AssessResult) -> str:
    if result.areas:
        return f"Overall accuracy {_percent(result.areas.overall)} of the area (95 % confidence)."
    mean = "" if math.isnan(result.mean_iou) else f"; mean IoU {result.mean_iou:.3f}"
    return f"{100 * result.scores.accuracy:.1f} % of the {result.scores.pixels:,} {result.unit} are mapped right{mean}."


def _extremes(result: AssessResult) -> str:
    """The classes that are mapped best and worst."""
    known = sorted((v, name) for name in result.averaged if math.isfinite(v := result.scores.iou[name]))
    if len(known) < 2:
        return ""
    (low, worst), (high, best) = known[0], known[-1]
    return f"Best at {best} (IoU {high:.3f}), weakest at {worst} (IoU {low:.3f})."


def _figures(result: AssessResult) -> list[tuple[str, str]]:
    """The few large numbers on top."""
    return [
        ("overall accuracy", _score(result.scores.accuracy)),
        ("mean IoU", _score(result.mean_iou)),
        ("mean F1", _score(result.mean_f1)),
        ("kappa", _score(result.scores.kappa)),
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


def _shown(scores: Scores) -> tuple[list[str], NDArray[np.int64]]:
    """Names and counts of the confusion matrix, ground of none of the classes last where there is some."""
    matrix = np.asarray(scores.confusion, dtype=np.int64)
    if matrix[-1].any():
        return [*scores.classes, _OTHER_NAME], matrix
    return list(scores.classes), matrix[:-1, :-1]


def _draw_matrix(result: AssessResult) -> bytes:
    names, matrix = _shown(result.scores)
    return draw_confusion(names, [("Reference and map", matrix)], result.unit)


def _matrix(scores: Scores) -> dict[str, object]:
    """The confusion matrix as the paper's tables have it: a row per map class, with totals."""
    names, matrix = _shown(scores)
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


def _embed(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()
