"""K-fold cross-validation over blocks of ground.

Each fold is held out once while a model learns from the others. Mean and spread over the folds say how good such
a training is on new ground; the model that is delivered is the best fold's, so that it has itself been scored on
ground that it never saw. A last training on everything would leave a model that nobody has measured.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence

from ..progress import Progress
from .job import TrainJob
from .result import TrainResult
from .several import begin_parts, best_of, deliver, run_part


def cross_validate(job: TrainJob, progress: Progress) -> TrainResult:
    """Train a model per fold and deliver the best; as `train`."""
    with begin_parts(job) as folder:
        results: list[TrainResult] = []
        for fold in range(job.split.folds):
            progress.info(f"Fold {fold + 1} of {job.split.folds}")
            split = dataclasses.replace(job.split, fold=fold)
            part = dataclasses.replace(job, output=str(folder.path / f"fold-{fold}"), split=split)
            results.append(run_part(job, part, progress))
            if results[-1].ending == "stopped":
                break
        best = best_of(results)
        text = _summary(results, best, job.split.folds)
        progress.info(text)
        result = deliver(job, folder, results, best, ("cross-validation", text))
        if result.ending != "stopped":
            folder.finish(result)
        return result


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
