"""Train a model: from labelled rasters to a model folder with a report."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

from ..errors import TrainingDataError
from ..progress import Progress
from .folder import RunFolder
from .job import TrainJob
from .judging import judge_model
from .loop import Training
from .objective import Objective, class_weights
from .planning import Plan, make_plan
from .ranks import Rank, make_fabric, other_ranks
from .result import TrainResult
from .runlog import RunLog
from .validation import Validator


def train(job: TrainJob, progress: Progress | None = None) -> TrainResult:
    """Train a model.

    Args:
        job: What to do.
        progress: Who is told, and may stop it: the best model so far is then written.

    Returns:
        Where the model is, and how good it is.

    Raises:
        EngineError: When something of the user's is wrong; no model has appeared.
        Cancelled: When it was stopped before the first step; no model has appeared.
    """
    progress = progress or Progress()
    if job.split.folds and job.split.fold is None:
        from .folds import cross_validate

        return cross_validate(job, progress)
    if job.self_training is not None:
        from .selftraining import train_in_rounds

        return train_in_rounds(job, progress)
    return train_once(job, progress)


def train_once(job: TrainJob, progress: Progress, start: Path | None = None) -> TrainResult:
    """Train one model on one split; as `train`.

    Args:
        job: What to do.
        progress: Who is told, and may stop it.
        start: Model folder with the weights to start from; None: as the job says.
    """
    started = time.monotonic()
    folder = RunFolder(job)
    folder.check()
    plan = make_plan(job, progress, start)
    for note in (*plan.notes, *plan.ground.notes):
        progress.info(note)
    for warning in plan.ground.warnings:
        progress.warn(warning)
    progress.check()
    with folder.made():
        progress.stage("Training the network")
        with other_ranks(folder.job_file, job.devices, folder.path) as rank:
            training = begin(job, plan, folder.path, rank)
            with RunLog(folder.path, [c.name for c in plan.card.classes], training.step) as log:
                ending = training.run(log, progress)
        if ending.reason == "not finite" and not ending.best_step:
            raise TrainingDataError(ending.text, ending.remedy)
        result = judge_model(job, plan, folder, training.best_weights(ending), ending, progress)
        result = dataclasses.replace(result, seconds=time.monotonic() - started)
        if ending.reason != "stopped":
            folder.finish(result)
    return result


def begin(job: TrainJob, plan: Plan, folder: Path, rank: Rank) -> Training:
    """Set up a training on its device, at its start or where an interrupted run stopped."""
    recipe, ground = plan.recipe, plan.ground
    fabric = make_fabric(job, rank)
    weights = class_weights(ground.train_px) if recipe.class_weights == "balanced" else None
    objective = Objective(plan.network, plan.card, recipe.loss, weights)
    tiles_at_once = 1 if fabric.device.type == "cpu" else 4
    training = Training(
        fabric=fabric,
        objective=objective,
        crops=ground.crops,
        validate=Validator(fabric, ground.tiles, tiles_at_once),
        recipe=recipe,
        folder=folder,
        seed=job.seed,
    )
    if job.resume:
        training.resume()
    return training
