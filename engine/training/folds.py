"""K-fold cross-validation over blocks of ground.

Each fold is held out once while a model learns from the others. Mean and spread over the folds say how good such
a training is on new ground; the model that is delivered is the best fold's, so that it has itself been scored on
ground that it never saw. A last training on everything would leave a model that nobody has measured.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import TrainingDataError
from ..progress import Progress
from .job import TrainJob
from .labelled_ground import open_ground
from .planning import draft
from .result import TrainResult
from .several import begin_parts, best_of, deliver, gather, run_part


def cross_validate(job: TrainJob, progress: Progress) -> TrainResult:
    """Train a model per fold and deliver the best; as `train`."""
    with begin_parts(job) as folder:
        _check_folds(job, progress)
        results, stopped = gather(_folds(job, folder.path, progress))
        best = best_of(results)
        text = _summary(results, best, job.split.folds)
        progress.info(text)
        return deliver(job, folder, results, best, ("cross-validation", text), stopped=stopped)


def _check_folds(job: TrainJob, progress: Progress) -> None:
    """Split every fold before hours go into the first.

    Raises:
        TrainingDataError: When one has nothing to teach or to show.
    """
    recipe, _, card = draft(job)
    for fold in range(job.split.folds):
        part = dataclasses.replace(job, split=dataclasses.replace(job.split, fold=fold))
        try:
            open_ground(part, recipe, card, progress)
        except TrainingDataError as error:
            text = f"In fold {fold + 1} of {job.split.folds}: {error.message}"
            raise TrainingDataError(text, f"{error.hint} Fewer folds may help too.") from error


def _folds(job: TrainJob, room: Path, progress: Progress) -> Iterator[TrainResult]:
    for fold in range(job.split.folds):
        progress.info(f"Fold {fold + 1} of {job.split.folds}")
        split = dataclasses.replace(job.split, fold=fold)
        yield run_part(
            job, dataclasses.replace(job, output=str(room / f"fold-{fold}"), split=split), progress
        )


def _summary(results: Sequence[TrainResult], best: int, folds: int) -> str:
    """Mean and spread of the folds' scores, in words."""
    done = f"{folds} folds" if len(results) == folds else f"{len(results)} of {folds} folds"
    overall = _mean_and_spread([r.scores.mean_iou for r in results])
    by_class = [
        f"{name} {_mean_and_spread([r.scores.iou[name] for r in results])}" for name in _seen(results)
    ]
    return (
        f"Over {done}: mean IoU {overall} (mean ± standard deviation); {', '.join(by_class)}. "
        f"The model is that of fold {best}, counted from 0."
    )


def _seen(results: Sequence[TrainResult]) -> list[str]:
    names = results[0].scores.classes
    return [n for n in names if any(r.scores.iou[n] == r.scores.iou[n] for r in results)]


def _mean_and_spread(values: Sequence[float]) -> str:
    known = [v for v in values if v == v]
    if not known:
        return "unknown"
    spread = statistics.stdev(known) if len(known) > 1 else 0.0
    return f"{statistics.mean(known):.3f} ± {spread:.3f}"
