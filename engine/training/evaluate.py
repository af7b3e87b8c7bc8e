"""Evaluate a model: scores on labelled ground, as good as its maps are."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..address import short
from ..card import ModelCard
from ..destination import HTML, check_destination
from ..errors import TrainingDataError
from ..language import said, tr
from ..progress import Progress
from ..registry import find_model
from ..scores import Scores
from ..segmenter import Segmenter
from ..version import read_version
from .job import EvaluateJob
from .labels import LabelReport, find_missed, is_shared
from .report import Facts, LabelTable, Report, write_report
from .result import versions
from .scoring import Handling, score
from .truths import OpenedLabels, find_truths
from .views import Contender, find_views

_MAX_WARNINGS = 4


@dataclass(frozen=True)
class EvaluateResult:
    """What an evaluation gave.

    Attributes:
        model: Name of the model.
        scores: How well it agrees with the labels.
        labels: What each data set's labels hold.
        report: The report that was written, or None.
        seconds: Wall time.
        device: What it ran on.
        runtime: What executed the network.
        warnings: What the user should know about model, rasters and labels.
    """

    model: str
    scores: Scores
    labels: tuple[LabelReport, ...]
    report: str | None
    seconds: float
    device: str
    runtime: str
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return plain | {
            "scores": self.scores.to_dict(),
            "labels": [dataclasses.asdict(each) for each in self.labels],
        }


def evaluate(job: EvaluateJob, progress: Progress | None = None) -> EvaluateResult:
    """Score a model on labelled ground.

    The rasters go through the same tiles and blending as in `segment_raster`: the scores are those of the maps
    that a user gets. Ground outside the labels is not predicted, and memory does not grow with the rasters.

    Args:
        job: What to do.
        progress: Who is told, and may cancel.

    Returns:
        The scores, by class and overall.

    Raises:
        EngineError: When something of the user's is wrong; no report has appeared.
        Cancelled: When the user cancelled; no report has appeared.
    """
    progress = progress or Progress()
    started = time.monotonic()
    if job.report:
        inputs = [path for item in job.data for path in (item.raster, item.labels)]
        check_destination(job.report, HTML, inputs, overwrite=job.overwrite)
    model = find_model(job.model)
    opened = [OpenedLabels(item, model.card.classes, may_miss=is_shared(item, job.data)) for item in job.data]
    progress.stage(f"Loading the model {model.card.title}")
    segmenter = Segmenter(model, job.device, job.precision, job.runtime, job.batch, job.tta)
    handling = Handling(job.ground_resolution, job.stretch)
    truths, notes = find_truths(job, opened, segmenter, handling, progress)
    for note in notes:
        progress.info(note)
    scored = score(segmenter, truths, [c.name for c in model.card.classes], handling, progress)
    missed = find_missed([o.labels for o in opened])
    if not scored.scores.pixels:
        raise TrainingDataError(
            "The rasters hold no data where they are labelled.", "Check their nodata values and the labels."
        )
    result = EvaluateResult(
        model=model.card.name,
        scores=scored.scores,
        labels=tuple(o.labels.report for o in opened),
        report=job.report,
        seconds=time.monotonic() - started,
        device=segmenter.device_name,
        runtime=segmenter.runtime.name,
        warnings=shorten((*scored.warnings, *missed)),
    )
    for text in (*result.warnings, *(note for each in result.labels for note in each.notes)):
        progress.warn(text)
    if job.report:
        overviews, places = find_views(
            truths, model.card.classes, Contender(segmenter, scored), None, handling, progress
        )
        report = dataclasses.replace(
            _describe(job, model.card, result, notes), overviews=overviews, places=places
        )
        write_report(report, Path(job.report))
    return result


def shorten(warnings: Sequence[str]) -> tuple[str, ...]:
    """The first few warnings, and how many more there are: a data set of many rasters repeats itself."""
    unique = list(dict.fromkeys(warnings))
    if len(unique) <= _MAX_WARNINGS:
        return tuple(unique)
    more = len(unique) - _MAX_WARNINGS + 1
    return (*unique[: _MAX_WARNINGS - 1], f"{more} more warnings of this kind about other rasters.")


def tabulate(report: LabelReport, raster: str) -> LabelTable:
    """A data set's labels as a table of the report."""
    drawn = report.fates is not None
    rows = [(c.name, c.polygons, c.pixels) for c in report.classes]
    if report.other_px:
        rows.append((tr("none of the annotated classes"), 0, report.other_px))
    texts = tuple((n, (f"{p:,}", f"{px:,}") if drawn else (f"{px:,}",)) for n, p, px in rows)
    title = tr("{} on {}").format(Path(report.source).name, short(raster))
    notes = (note.removeprefix(f"'{report.source}': ").removesuffix(".") for note in report.notes)
    heads = (tr("polygons"), tr("pixels")) if drawn else (tr("pixels"),)
    return LabelTable(title, heads, texts, tuple(map(said, notes)))


def _describe(job: EvaluateJob, card: ModelCard, result: EvaluateResult, notes: Sequence[str]) -> Report:
    """The report without its pictures."""
    rasters = f"{len(job.data)} rasters" if len(job.data) > 1 else short(job.data[0].raster)
    told = f"{result.scores.pixels:,} labelled pixels of {rasters}"
    ground = f"{told}, predicted through the same tiles and blending as a map."
    if job.part != "all":
        ground = f"{told}, held out by the split, predicted through the same tiles and blending as a map."
    data = tuple((short(item.raster), tr("labels: {}").format(Path(item.labels).name)) for item in job.data)
    data += tuple((tr("split"), said(note)) for note in notes)
    model = (
        (tr("name and version"), f"{card.name} {card.version}"),
        (tr("architecture"), card.architecture),
        (tr("weights, SHA-256"), card.weights_sha256),
        (tr("trained on"), said(card.training_data)),
        (tr("licence"), card.licence),
    )
    run = (
        (tr("ground resolution, stretch"), f"{job.ground_resolution}, {job.stretch}"),
        (tr("averaged over flips and turns"), tr("yes") if job.tta else tr("no")),
        (tr("device, runtime"), f"{said(result.device)}, {result.runtime}"),
        (tr("versions"), versions()),
    )
    return Report(
        title=f"{card.title}: scores on {rasters}",
        subtitle=tr("Evaluated on {} with RS Segmenter {}").format(datetime.now().date(), read_version()),
        ground=ground,
        classes=card.classes,
        new=result.scores,
        labels=tuple(tabulate(each, item.raster) for each, item in zip(result.labels, job.data, strict=True)),
        facts=(Facts(tr("Data"), data), Facts(tr("Model"), model), Facts(tr("Run"), run)),
        warnings=result.warnings,
    )
