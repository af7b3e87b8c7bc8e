"""A job of the engine run where the engine is at home: inside QGIS, or in the worker. The files are the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingException, QgsProcessingFeedback

from . import dependencies, worker
from .death import WorkerDied, WorkerKilled
from .engine.errors import Cancelled, EngineError
from .engine.progress import Progress
from .engine.registry import find_model
from .enginehome import engine_home
from .i18n import said, tr
from .progress import QgisProgress
from .upgrade import check_version

if TYPE_CHECKING:
    from .engine.job import SegmentJob
    from .engine.refinejob import RefineJob

# Property of a feedback: the cause when the engine's process has died.
DIED = "rs_segmenter_died"


def run_job(verb: str, job: SegmentJob | RefineJob, feedback: QgsProcessingFeedback) -> Mapping[str, object]:
    """Run a job in the thread at hand.

    Args:
        verb: `segment` or `refine`.
        job: What to do.
        feedback: Who is told, and may cancel.

    Returns:
        The engine's result as plain data.

    Raises:
        EngineError: When it failed; no output has appeared.
        DependencyError: When the engine would crash QGIS after all.
        Cancelled: When the user cancelled; no output has appeared.
    """
    progress = QgisProgress(feedback)
    home = engine_home(probe=True)
    if home.place == "qgis":
        return _in_qgis(verb, job, progress)
    if home.place == "nowhere":
        raise EngineError(home.report.problem or home.reason, home.report.remedy)
    values = {"verb": verb, **dataclasses.asdict(job)}
    if job.model:  # a folder may be relative to the one that QGIS was started in
        values["model"] = str(find_model(job.model).folder.absolute())
    try:
        return worker.run(values, home, progress)
    except WorkerDied as death:
        feedback.setProperty(DIED, death.cause)
        _sweep(job.outputs, death.pid)
        raise
    except WorkerKilled as death:
        _sweep(job.outputs, death.pid)
        raise


@contextmanager
def processing_errors() -> Iterator[None]:
    """Turn what stops a run into what Processing shows.

    Raises:
        QgsProcessingException: When the run inside failed or was cancelled.
    """
    try:
        yield
    except (EngineError, dependencies.DependencyError) as error:
        raise QgsProcessingException(said(str(error))) from error
    except Cancelled:
        raise QgsProcessingException(tr("Cancelled; no map was written.")) from None


def _in_qgis(verb: str, job: SegmentJob | RefineJob, progress: Progress) -> Mapping[str, object]:
    check_version()
    dependencies.load()
    if verb == "segment":
        from .engine.segment import segment_raster

        return dataclasses.asdict(segment_raster(job, progress))
    from .engine.refine import refine

    return dataclasses.asdict(refine(job, progress))


def _sweep(outputs: Iterable[str], pid: int) -> None:
    """Remove what a process that died had begun to write."""
    for output in map(Path, outputs):
        for part in output.parent.glob(f".*.part-*-{pid}-*.tif"):
            if part.name.startswith(f".{output.name}."):
                with suppress(OSError):  # swept by the next run that writes there
                    part.unlink()
