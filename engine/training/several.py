"""Trainings that are parts of a larger one: run or found finished, and the best of them delivered."""

from __future__ import annotations

import dataclasses
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..card import read_card, write_card
from ..errors import Cancelled, EngineError
from ..progress import Progress
from .draft import name_after
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
    with folder.made():
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
    part = dataclasses.replace(part, name=whole.name or name_after(whole.output), overwrite=True)
    folder = RunFolder(part)
    if whole.resume and not folder.interrupted and (found := folder.read_result()):
        return found
    return train_once(dataclasses.replace(part, resume=whole.resume and folder.interrupted), progress, start)


def gather(parts: Iterable[TrainResult]) -> tuple[list[TrainResult], bool]:
    """Run part after part.

    Args:
        parts: Gives the result of each when it is over.

    Returns:
        The results, and whether the user has stopped it; what was whole by then is kept.

    Raises:
        Cancelled: When it was stopped before the first result.
    """
    results: list[TrainResult] = []
    try:
        for result in parts:
            results.append(result)
            if result.ending == "stopped":
                return results, True
    except Cancelled:
        if not results:
            raise
        return results, True
    return results, False


def deliver(
    job: TrainJob,
    folder: RunFolder,
    results: Sequence[TrainResult],
    best: int,
    note: tuple[str, str],
    *,
    stopped: bool,
) -> TrainResult:
    """Put a copy of the model of one part into the job's place: a run that is gone on with needs the part's own.

    Args:
        job: The whole.
        folder: Its working folder.
        results: What the parts gave.
        best: The part whose model is delivered.
        note: Key and text for the card's lineage; the text goes into the result too.
        stopped: Whether the user has stopped it; else the run is over.

    Raises:
        EngineError: When it cannot be written.
    """
    chosen, staged = results[best], folder.staged
    try:
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(chosen.output, staged)
    except OSError as error:
        raise EngineError(
            f"The model cannot be copied from '{chosen.output}' to '{staged}': {error}.",
            "Make room on that disk and go on with --resume.",
        ) from error
    card = read_card(staged)
    write_card(dataclasses.replace(card, lineage={**card.lineage, note[0]: note[1]}), staged)
    publish(staged, (), Path(job.output))
    result = dataclasses.replace(
        chosen,
        output=job.output,
        report=str(Path(job.output) / Path(chosen.report).name),
        notes=(*chosen.notes, note[1]),
        ending="stopped" if stopped else results[-1].ending,
        seconds=sum(r.seconds for r in results),
    )
    if not stopped:
        folder.finish(result)
    return result


def best_of(results: Sequence[TrainResult]) -> int:
    """Index of the part with the best mean IoU on its held-out ground."""
    scores = [r.scores.mean_iou for r in results]
    return max(range(len(scores)), key=lambda i: -math.inf if math.isnan(scores[i]) else scores[i])
