"""What assessing and sampling give: results as plain data and as text."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

from ..assess.job import AssessJob, SampleJob
from ..progress import Progress
from .table import figure, score_rows, table

if TYPE_CHECKING:
    from ..assess.assess import AssessResult
    from ..assess.olofsson import AreaEstimates, Estimate
    from ..assess.sample import SampleResult

_M2_PER_HA = 10_000


def assess_outcome(job: AssessJob, progress: Progress) -> tuple[dict[str, Any], str]:
    """Assess a map."""
    from ..assess.assess import assess

    result = assess(job, progress)
    return result.to_dict(), _scores(result)


def sample_outcome(job: SampleJob, progress: Progress) -> tuple[dict[str, Any], str]:
    """Draw reference points."""
    from ..assess.sample import sample

    result = sample(job, progress)
    return dataclasses.asdict(result), _sample(result)


def _scores(result: AssessResult) -> str:
    scores = result.scores
    columns = (scores.precision, scores.recall, scores.f1, scores.iou)
    rows = score_rows(scores, columns)
    rows.append(("mean", f"{scores.pixels:,}", "", "", figure(result.mean_f1), figure(result.mean_iou)))
    files = (("report", result.report), ("table", result.table))
    head = ("class", result.unit, "user's", "producer's", "F1", "IoU")
    return "\n".join(
        [
            "",
            table(head, rows, " rrrrr"),
            "",
            f"overall accuracy {figure(scores.accuracy)}, kappa {figure(scores.kappa)}",
            *(_areas(result.areas) if result.areas else ()),
            *(f"Note: {text}" for text in result.notes),
            *(f"{what}: {path}" for what, path in files if path),
        ]
    )


def _areas(areas: AreaEstimates) -> list[str]:
    scale, unit = (_M2_PER_HA, "ha") if areas.unit == "m2" else (1, "pixels")
    rows = [
        (
            each.name,
            f"{each.mapped / scale:,.2f}",
            _with_margin(each.area.times(1 / scale), 2),
            _with_margin(each.users, 3),
            _with_margin(each.producers, 3),
        )
        for each in areas.classes
    ]
    head = ("class", f"mapped ({unit})", f"estimated ({unit})", "user's", "producer's")
    return [
        "",
        "Of the whole map, with 95 % confidence:",
        table(head, rows, " rrrr"),
        f"overall accuracy {_with_margin(areas.overall, 3)}",
        "",
    ]


def _sample(result: SampleResult) -> str:
    rows = [(s.name, f"{s.pixels:,}", f"{100 * s.weight:.2f}", f"{s.points:,}") for s in result.strata]
    return "\n".join(
        [
            "",
            table(("class", "pixels", "%", "points"), rows, " rrr"),
            "",
            *(f"Note: {text}" for text in result.notes),
            f"points: {result.output}",
            "Fill in their field 'class', then: rs-segmenter assess",
        ]
    )


def _with_margin(estimate: Estimate, digits: int) -> str:
    if math.isnan(estimate.value):
        return "-"
    margin = "" if math.isnan(estimate.margin) else f" ± {estimate.margin:,.{digits}f}"
    return f"{estimate.value:,.{digits}f}{margin}"
