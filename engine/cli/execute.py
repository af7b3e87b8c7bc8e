"""Run a job for a command: progress, Ctrl-C, and what came of it."""

from __future__ import annotations

import dataclasses
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from ..job import SegmentJob
from ..progress import ConsoleProgress, JsonProgress, Progress
from ..training.job import EvaluateJob, TrainJob
from .table import table

if TYPE_CHECKING:
    from ..segment import SegmentResult
    from ..training.evaluate import EvaluateResult
    from ..training.result import TrainResult

_M2_PER_HA = 10_000
_SECONDS_BETWEEN_LOOKS = 0.2


Job = SegmentJob | TrainJob | EvaluateJob


def execute(job: Job, *, as_json: bool, stop_file: Path | None = None) -> None:
    """Run a job and tell what came of it.

    Args:
        job: What to do.
        as_json: Whether progress and result are JSON lines on standard output.
        stop_file: A file that stops the job, as SIGTERM does, once it is there.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared.
        Cancelled: After Ctrl-C or SIGTERM; no output has appeared. A training ends with the best model so far.
    """
    progress = JsonProgress() if as_json else ConsoleProgress()
    with _stoppable(progress), _watched(progress, stop_file):
        values, report = _run(job, progress)
    if isinstance(progress, JsonProgress):
        progress.emit("result", **values)
    else:
        click.echo(report)


def _run(job: Job, progress: Progress) -> tuple[dict[str, Any], str]:
    """Run a job; returns its result as plain data and as text."""
    if isinstance(job, TrainJob):
        from ..training.train import train

        progress.check()
        trained = train(job, progress)
        return trained.to_dict(), _training_report(trained)
    if isinstance(job, EvaluateJob):
        from ..training.evaluate import evaluate

        progress.check()
        scored = evaluate(job, progress)
        return scored.to_dict(), _evaluation_report(scored)
    from ..segment import segment_raster

    progress.check()
    result = segment_raster(job, progress)
    return dataclasses.asdict(result), _report(result)


@contextmanager
def _stoppable(progress: Progress) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM cancel the job, and the second one end the process at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        progress.cancel()
        for number in before:
            signal.signal(number, signal.SIG_DFL)
        # Not click.echo: the signal may have interrupted a write to the same buffer.
        os.write(2, b"\nCancelling ... (Ctrl-C again stops at once)\n")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _watched(progress: Progress, stop_file: Path | None) -> Iterator[None]:
    """Let a file cancel the job: Windows has no signal that a program could send to another one's process."""
    over = threading.Event()

    def look(path: Path) -> None:
        while not over.wait(_SECONDS_BETWEEN_LOOKS):
            if path.exists():
                progress.cancel()
                return

    if stop_file is not None:
        threading.Thread(target=look, args=(stop_file,), name="stop file", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _report(result: SegmentResult) -> str:
    """Class areas and figures of a run, as text."""
    total_px = sum(c.pixels for c in result.classes)
    rows = [
        (
            c.name,
            f"{c.pixels:,}",
            "unknown" if c.area_m2 is None else f"{c.area_m2 / _M2_PER_HA:,.2f}",
            f"{100 * c.pixels / total_px:.1f}",
        )
        for c in result.classes
    ]
    files = (
        ("classes", result.output),
        ("confidence", result.confidence),
        ("probabilities", result.probabilities),
    )
    return "\n".join(
        [
            "",
            table(("class", "pixels", "ha", "%"), rows, " rrr"),
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
    rows = [(name, _figure(iou), _figure(before.get(name))) for name, iou in result.scores.iou.items()]
    rows.append(
        (
            "mean",
            _figure(result.scores.mean_iou),
            _figure(result.parent_scores.mean_iou if result.parent_scores else None),
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
    rows = [
        (name, f"{sum(counts):,}", *(_figure(column[name]) for column in columns))
        for name, counts in zip(scores.classes, scores.confusion)
    ]
    rows.append(("mean", f"{scores.pixels:,}", _figure(scores.mean_iou), _figure(scores.mean_f1), "", ""))
    return "\n".join(
        [
            "",
            table(("class", "pixels", "IoU", "F1", "precision", "recall"), rows, " rrrrr"),
            "",
            f"accuracy {_figure(scores.accuracy)}, kappa {_figure(scores.kappa)}",
            f"{result.model} on {result.device} with {result.runtime}, {result.seconds:.1f} s",
            *([f"report: {result.report}"] if result.report else []),
        ]
    )


def _figure(value: float | None) -> str:
    return "-" if value is None or value != value else f"{value:.3f}"
