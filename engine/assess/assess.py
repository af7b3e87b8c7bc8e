"""Assess a map: the verb."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..atomic import whole_together
from ..card import LabelClass
from ..classmap import ClassMap
from ..destination import CSV, HTML, check_destination
from ..errors import JobError, RasterError, TrainingDataError
from ..progress import Progress, number
from ..raster import block_cache
from ..scores import Scores
from ..training import OTHER
from ..training.naming import plain
from .areas import Unestimable, estimate_areas
from .counting import Tally, count_pairs, score, tally, tally_pixels
from .job import AssessJob
from .olofsson import AreaEstimates
from .reference import open_reference
from .spots import Spots

_CACHE_BYTES = 128 << 20


@dataclass(frozen=True)
class AssessResult:
    """How right a map is.

    Attributes:
        classes: The map.
        reference: What it was compared with.
        unit: What was compared: `pixels` or `points`.
        scores: The confusion matrix, and all that follows from it.
        averaged: Classes whose scores are averaged.
        areas: Estimates from a stratified random sample; None: the reference is none.
        notes: What the reader must know before trusting the numbers.
        report: The HTML file; None: not written.
        table: The CSV file; None: not written.
        seconds: Time taken.
    """

    classes: str
    reference: str
    unit: str
    scores: Scores
    averaged: tuple[str, ...]
    areas: AreaEstimates | None
    notes: tuple[str, ...]
    report: str | None
    table: str | None
    seconds: float

    @property
    def mean_iou(self) -> float:
        """Mean IoU of the averaged classes that have one."""
        return self._mean(self.scores.iou)

    @property
    def mean_f1(self) -> float:
        """Mean F1 of the averaged classes that have one."""
        return self._mean(self.scores.f1)

    def _mean(self, values: Mapping[str, float]) -> float:
        known = [values[name] for name in self.averaged if math.isfinite(values[name])]
        return sum(known) / len(known) if known else math.nan

    def to_dict(self) -> dict[str, object]:
        """Everything as plain data for JSON, NaN as null."""
        plain_scores = self.scores.to_dict() | {
            "mean_iou": number(self.mean_iou),
            "mean_f1": number(self.mean_f1),
        }
        areas = None if self.areas is None else _without_nan(dataclasses.asdict(self.areas))
        names = ("classes", "reference", "unit", "averaged", "notes", "report", "table", "seconds")
        return {name: getattr(self, name) for name in names} | {"scores": plain_scores, "areas": areas}


def assess(job: AssessJob, progress: Progress | None = None) -> AssessResult:
    """Compare a class raster with a reference.

    Args:
        job: What to compare, and how.
        progress: Who is told, and may cancel.

    Raises:
        EngineError: When map or reference cannot be read, the reference has classes that the map has not, nothing
            of it lies on the map, or an output cannot be written.
        Cancelled: When the user has cancelled; nothing is written.
    """
    progress = progress or Progress()
    started = time.monotonic()
    _check_outputs(job)
    with ClassMap(job.classes) as classmap, block_cache(_CACHE_BYTES):
        colours = {c.name: c.colour for c in _checked(classmap, job)}
        names = list(colours)
        with open_reference(job, classmap) as reference:
            areas = None
            notes = list(reference.notes)
            if isinstance(reference, Spots):
                counted, areas, told = _tally_points(job, classmap, reference, progress)
                notes += told
            else:
                _refuse_areas(job)
                counted = tally_pixels(classmap, reference, job.erode_px, progress)
    scores = score(counted, names)
    unit = "points" if isinstance(reference, Spots) else "pixels"
    _check_compared(job, counted, scores, unit)
    left_out = set(map(plain, job.leave_out))
    result = AssessResult(
        classes=job.classes,
        reference=job.reference,
        unit=unit,
        scores=scores,
        averaged=tuple(name for name in names if plain(name) not in left_out),
        areas=areas,
        notes=(*notes, *_notes(counted, scores, unit)),
        report=job.report,
        table=job.table,
        seconds=time.monotonic() - started,
    )
    progress.check()
    _write(job, result, colours)
    return result


def _check_outputs(job: AssessJob) -> None:
    inputs = [path for path in (job.classes, job.reference, job.strata) if path]
    for output, kind in ((job.report, HTML), (job.table, CSV)):
        if output:
            check_destination(output, kind, inputs, overwrite=job.overwrite)


def _checked(classmap: ClassMap, job: AssessJob) -> tuple[LabelClass, ...]:
    """The map's classes, when they and what the job says of them make sense."""
    classes = classmap.classes
    if not classes:
        raise RasterError(f"'{job.classes}' holds no class at all.", "Check its nodata value.")
    if classes[-1].value >= OTHER:
        raise RasterError(
            f"The map '{job.classes}' has a class of the number {classes[-1].value}, which has another meaning here.",
            f"Renumber its classes from 0 to {OTHER - 1}.",
        )
    known = {plain(c.name) for c in classes}
    for name in job.leave_out:
        if plain(name) not in known:
            raise JobError(
                f"'{job.classes}' has no class '{name}' that could be left out.",
                f"Its classes are {', '.join(c.name for c in classes)}.",
            )
    if known <= set(map(plain, job.leave_out)):
        raise JobError("All classes are left out.", "Leave one or more in.")
    return classes


def _tally_points(
    job: AssessJob, classmap: ClassMap, spots: Spots, progress: Progress
) -> tuple[Tally, AreaEstimates | None, list[str]]:
    progress.stage("Comparing the map with the reference points")
    mapped = spots.values_of(classmap, progress.check)
    counted = tally(count_pairs(spots.labels, mapped), [c.value for c in classmap.classes])
    if job.areas == "no" or (job.areas == "auto" and not spots.design):
        return counted, None, []
    try:
        return counted, estimate_areas(job, classmap, spots, mapped, progress), []
    except Unestimable as error:
        if job.areas == "yes":
            raise
        return counted, None, [f"Areas were not estimated. {error}"]


def _refuse_areas(job: AssessJob) -> None:
    if job.areas == "yes":
        raise JobError(
            f"'{job.reference}' holds no points, from which areas could be estimated.",
            "Draw a stratified random sample ('rs-segmenter sample'), and label its points.",
        )


def _check_compared(job: AssessJob, counted: Tally, scores: Scores, unit: str) -> None:
    if scores.pixels:
        return
    if counted.unmapped:
        raise TrainingDataError(
            f"Where '{job.reference}' has a class, the map has none.", "Check that both show the same place."
        )
    why = (
        f": all of it lies within {job.erode_px} pixels of a border between classes" if counted.eroded else ""
    )
    raise TrainingDataError(
        f"No {unit} of '{job.classes}' can be compared with '{job.reference}'{why}.",
        "Erode less." if counted.eroded else "Check that both show the same place, and the mapping.",
    )


def _notes(counted: Tally, scores: Scores, unit: str) -> list[str]:
    """What a reader must know of the numbers."""
    found = []
    if counted.eroded:
        found.append(f"{counted.eroded:,} pixels near borders between classes of the reference do not count.")
    if counted.unmapped:
        found.append(
            f"{counted.unmapped:,} {unit} with a reference do not count, as the map has no class there."
        )
    referenced = counted.counts[:-1].any(1)
    bare = [name for name, there in zip(scores.classes, referenced) if not there]
    if bare:
        found.append(
            f"The reference has no {unit} of {', '.join(bare)}: how much of it is missed stays unknown."
        )
    if referenced.sum() + counted.counts[-1].any() == 1:
        found.append(
            "The reference has a single class, so that kappa and errors between classes mean nothing."
        )
    return found


def _write(job: AssessJob, result: AssessResult, colours: Mapping[str, str]) -> None:
    """Write report and table; both appear, or none."""
    files: dict[Path, bytes] = {}
    if job.report:
        from .report import render  # matplotlib and Jinja2 are needed for a report only

        files[Path(job.report)] = render(result, colours).encode()
    if job.table:
        from .table import as_csv

        files[Path(job.table)] = as_csv(result).encode()
    with whole_together(files, "The result"):
        pass


def _without_nan(value: object) -> object:
    """Plain data with null for NaN."""
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(each) for each in value]
    return number(value) if isinstance(value, float) else value
