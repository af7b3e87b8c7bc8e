"""Trainings that are parts of a larger one: run or found finished, and the best of them delivered."""

from __future__ import annotations

import dataclasses
import math
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..card import read_card, write_card
from ..progress import Progress
from .folder import RunFolder
from .job import TrainJob
from .result import TrainResult, publish
from .train import train_once


@contextmanager
def begin_parts(job: TrainJob) -> Iterator[RunFolder]:
    """Check and make the working folder of the whole; it goes again where not even the first part could begin.

    Raises:
        JobError: As `RunFolder.check`.
    """
    folder = RunFolder(job)
    folder.check()
    folder.make()
    try:
        yield folder
    finally:
        if [p.name for p in folder.path.iterdir()] == [folder.job_file.name]:
            shutil.rmtree(folder.path)


def run_part(whole: TrainJob, part: TrainJob, progress: Progress, start: Path | None = None) -> TrainResult:
    """Run a part, or take its result where an interrupted run had finished it.

    Args:
        whole: The job of which it is a part.
        part: The part, with an output of its own in the whole's working folder.
        progress: Who is told, and may stop it.
        start: Model folder with the weights to start from, where these are not those of the job's model.
    """
    part = dataclasses.replace(part, name=whole.name or Path(whole.output).name, overwrite=True)
    folder = RunFolder(part)
    if whole.resume and not folder.interrupted and (found := folder.read_result()):
        return found
    return train_once(dataclasses.replace(part, resume=whole.resume and folder.interrupted), progress, start)


def deliver(
    job: TrainJob, folder: RunFolder, results: Sequence[TrainResult], best: int, note: tuple[str, str]
) -> TrainResult:
    """Put the model of one part into the job's place.

    Args:
        job: The whole.
        folder: Its working folder.
        results: What the parts gave.
        best: The part whose model is delivered.
        note: Key and text for the card's lineage; the text goes into the result too.
    """
    chosen, staged = results[best], Path(results[best].output)
    card = read_card(staged)
    write_card(dataclasses.replace(card, lineage={**card.lineage, note[0]: note[1]}), staged)
    publish(staged, (), Path(job.output))
    return dataclasses.replace(
        chosen,
        output=job.output,
        report=str(Path(job.output) / Path(chosen.report).name),
        notes=(*chosen.notes, note[1]),
        ending=results[-1].ending,
        seconds=sum(r.seconds for r in results),
    )


def best_of(results: Sequence[TrainResult]) -> int:
    """Index of the part with the best mean IoU on its held-out ground."""
    scores = [r.scores.mean_iou for r in results]
    return max(range(len(scores)), key=lambda i: -math.inf if math.isnan(scores[i]) else scores[i])
