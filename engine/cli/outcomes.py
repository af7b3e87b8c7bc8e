"""What each kind of job gives: its result as plain data and as text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..areas.job import AreasJob
from ..assess.job import AssessJob, SampleJob
from ..doubt.job import DoubtJob
from ..job import SegmentJob
from ..postprocess.job import PostprocessJob
from ..progress import Progress
from ..refinejob import RefineJob
from ..training.job import EvaluateJob, TrainJob
from ..vectorize.job import VectorizeJob
from .analysis import areas_outcome, doubt_outcome, vectorize_outcome
from .assessment import assess_outcome, sample_outcome
from .cleaning import postprocess_outcome
from .table import area_table, figure, score_rows, table

if TYPE_CHECKING:
    from ..segment import SegmentResult
    from ..training.evaluate import EvaluateResult
    from ..training.result import TrainResult

Outcome = tuple[dict[str, Any], str]


def _segment(job: SegmentJob, progress: Progress) -> Outcome:
    from ..segment import segment_raster

    result = segment_raster(job, progress)
    return dataclasses.asdict(result), _map_report(result)


def _refine(job: RefineJob, progress: Progress) -> Outcome:
    from ..refine import refine

    result = refine(job, progress)
    files = (
        ("classes", result.output),
        ("confidence", result.confidence),
        ("entropy", result.entropy),
        ("refined probabilities", result.refined),
    )
    text = [
        "",
        area_table(result.classes),
        "",
        f"{result.pixels / 1e6:.2f} Mpx in {result.seconds:.1f} s on {result.device}",
        *(f"{what}: {path}" for what, path in files if path),
    ]
    return dataclasses.asdict(result), "\n".join(text)


def _train(job: TrainJob, progress: Progress) -> Outcome:
    from ..training.memory import keep_freed_memory
    from ..training.train import train

    keep_freed_memory()
    result = train(job, progress)
    return result.to_dict(), _training_report(result)


def _evaluate(job: EvaluateJob, progress: Progress) -> Outcome:
    from ..training.evaluate import evaluate

    result = evaluate(job, progress)
    return result.to_dict(), _evaluation_report(result)


# Engine parts are imported by the functions: a command that reads no raster should start without PyTorch.
OUTCOMES: dict[type, Callable[[Any, Progress], Outcome]] = {
    SegmentJob: _segment,
    RefineJob: _refine,
    TrainJob: _train,
    EvaluateJob: _evaluate,
    VectorizeJob: vectorize_outcome,
    AreasJob: areas_outcome,
    PostprocessJob: postprocess_outcome,
    AssessJob: assess_outcome,
    SampleJob: sample_outcome,
    DoubtJob: doubt_outcome,
}


def _map_report(result: SegmentResult) -> str:
    """Class areas and figures of a run, as text."""
    files = (
        ("classes", result.output),
        ("confidence", result.confidence),
        ("entropy", result.entropy),
        ("probabilities", result.probabilities),
    )
    return "\n".join(
        [
            "",
            area_table(result.classes),
            "",
            f"{result.pixels / 1e6:.2f} Mpx in {result.seconds:.1f} s, {result.mpx_per_s:.2f} Mpx/s, "
            f"on {result.device} with {result.runtime}",
            f"{result.tiles} tiles, and {result.tiles_skipped} without anything to classify",
            *(f"{what}: {path}" for what, path in files if path),
        ]
    )


def _training_report(result: TrainResult) -> str:
    """Scores and figures of a training, as text."""
    before = result.parent_scores.iou if result.parent_scores else {}
    rows = [(name, figure(iou), figure(before.get(name))) for name, iou in result.scores.iou.items()]
    rows.append(
        (
            "mean",
            figure(result.scores.mean_iou),
            figure(result.parent_scores.mean_iou if result.parent_scores else None),
        )
    )
    return "\n".join(
        [
            "",
            table(("class", "IoU", "start model"), rows, " rr"),
            "",
            result.verdict,
            *(f"Warning: {text}" for text in result.warnings),
            f"{result.steps} steps in {result.seconds:.0f} s; the weights are those of step {result.best_step}",
            f"model: {result.output}",
            f"report: {result.report}",
        ]
    )


def _evaluation_report(result: EvaluateResult) -> str:
    """Scores of an evaluation, as text."""
    scores = result.scores
    columns = (scores.iou, scores.f1, scores.precision, scores.recall)
    rows = score_rows(scores, columns)
    rows.append(("mean", f"{scores.pixels:,}", figure(scores.mean_iou), figure(scores.mean_f1), "", ""))
    return "\n".join(
        [
            "",
            table(("class", "pixels", "IoU", "F1", "precision", "recall"), rows, " rrrrr"),
            "",
            f"accuracy {figure(scores.accuracy)}, kappa {figure(scores.kappa)}",
            f"{result.model} on {result.device} with {result.runtime}, {result.seconds:.1f} s",
            *([f"report: {result.report}"] if result.report else []),
        ]
    )
