"""An assessment as CSV: a row per class, and one for all of them."""

from __future__ import annotations

import csv
import io
import math

import numpy as np

from .assess import AssessResult
from .olofsson import Estimate

_SCORES = ("users_accuracy", "producers_accuracy", "f1", "iou")
_AREAS = (
    "mapped_area",
    "estimated_area",
    "estimated_area_margin95",
    "estimated_users_accuracy",
    "estimated_users_accuracy_margin95",
    "estimated_producers_accuracy",
    "estimated_producers_accuracy_margin95",
    "estimated_overall_accuracy",
    "estimated_overall_accuracy_margin95",
)


def as_csv(result: AssessResult) -> str:
    """Write an assessment as CSV in UTF-8, with a header and points as decimal signs.

    Columns: class, its count in the reference and on the map, its scores; with estimates their values and half of
    their 95 % confidence intervals, in the unit that the column's name ends in; and the row of the confusion matrix.
    The last row holds sums and means, overall accuracy and kappa. A score that is not defined is empty.
    """
    scores, areas = result.scores, result.areas
    matrix = np.asarray(scores.confusion)
    other = bool(matrix[-1].any())
    unit = areas.unit if areas else ""
    area_names = [f"{name}_{unit}" if "area" in name else name for name in _AREAS] if areas else []
    mapped_as = [f"mapped as {name}" for name in (*scores.classes, *(["other"] if other else []))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = [
        "class",
        f"reference_{result.unit}",
        f"mapped_{result.unit}",
        *_SCORES,
        "overall_accuracy",
        "kappa",
    ]
    writer.writerow([*head, *area_names, *mapped_as])
    of_class = {c.name: c for c in areas.classes} if areas else {}
    columns = (scores.precision, scores.recall, scores.f1, scores.iou)
    width = len(mapped_as)
    for k, name in enumerate(scores.classes):
        row: list[object] = [
            name,
            matrix[k].sum(),
            matrix[:, k].sum(),
            *(_text(c[name]) for c in columns),
            "",
            "",
        ]
        if areas:
            each = of_class[name]
            row += [_text(each.mapped), *_pair(each.area), *_pair(each.users), *_pair(each.producers), "", ""]
        writer.writerow([*row, *matrix[k, :width]])
    if other:
        blank = [""] * (len(_SCORES) + 2 + len(area_names))
        writer.writerow(["other", matrix[-1].sum(), matrix[:, -1].sum(), *blank, *matrix[-1, :width]])
    total = [_text(v) for v in (result.mean_f1, result.mean_iou, scores.accuracy, scores.kappa)]
    last: list[object] = ["all", scores.pixels, scores.pixels, "", "", *total]
    if areas:
        last += [_text(areas.total), _text(areas.total), *[""] * 5, *_pair(areas.overall)]
    writer.writerow([*last, *matrix.sum(0)[:width]])
    return out.getvalue()


def _pair(estimate: Estimate) -> tuple[str, str]:
    return _text(estimate.value), _text(estimate.margin)


def _text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.1f}"
