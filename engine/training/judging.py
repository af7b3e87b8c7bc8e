"""The end of a training: the model written, scored beside its start model, reported, and put into its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import torch
from torch import Tensor

from ..address import short
from ..atomic import write_whole
from ..card import ModelCard, write_card
from ..errors import RasterError
from ..language import said, tr
from ..progress import Progress
from ..registry import Model
from ..segmenter import Segmenter
from ..version import read_version
from .evaluate import shorten, tabulate
from .folder import RunFolder
from .job import Labelled, TrainJob
from .loop import Ending
from .planning import Plan
from .ranks import trained_in
from .report import Facts, Report, draw, render
from .result import TrainResult, describe_data, finished_card, publish, versions, write_weights
from .runlog import METRICS_FILE, read_metrics
from .scoring import Handling, score
from .views import Contender, find_views

_REPORT_FILE = "report.html"


class _Onward(Progress):
    """Passes everything on but a wish to stop: a model that is trained is also written."""

    def __init__(self, inner: Progress) -> None:
        super().__init__()
        self._inner = inner

    def stage(self, text: str) -> None:
        self._inner.stage(text)

    def update(self, done_px: int, total_px: int) -> None:
        self._inner.update(done_px, total_px)

    def info(self, text: str) -> None:
        self._inner.info(text)

    def warn(self, text: str) -> None:
        self._inner.warn(text)


@contextmanager
def _own_threads() -> Iterator[None]:
    """Give PyTorch its threads back: a runtime may take them, and another fold may be trained after this."""
    before = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)


@_own_threads()
def judge_model(
    job: TrainJob,
    plan: Plan,
    folder: RunFolder,
    weights: Mapping[str, Tensor],
    ending: Ending,
    progress: Progress,
) -> TrainResult:
    """Write the model, score it and its start model on the held-out ground, and put it into its place.

    Args:
        job: What was asked for.
        plan: What was decided.
        folder: The run's working folder.
        weights: The network's state.
        ending: How the training ended.
        progress: Who is told; it can no longer stop the job.

    Returns:
        The result, without the time it took.

    Raises:
        EngineError: When the model cannot be written; the run can be resumed.
    """
    progress = _Onward(progress)
    card = write_weights(plan.card, weights, folder.staged, half=job.half)
    handling = Handling(job.ground_resolution, job.stretch)
    new = _contend(Model(folder.staged, card), job, plan, handling, progress)
    parent, unfit = _contend_parent(job, plan, handling, progress)
    overviews, places = find_views(plan.ground.truths, card.classes, new, parent, handling, progress)
    news = [f"{ending.text} {ending.remedy}".rstrip()] if ending.reason in ("stopped", "not finite") else []
    news += (*unfit, *shorten(new.scored.warnings))
    warnings = (*plan.ground.warnings, *news)
    report = dataclasses.replace(
        _describe(job, plan, card, new, parent, ending, folder),
        overviews=overviews,
        places=places,
        warnings=warnings,
    )
    verdict = report.verdict
    _write_files(job, plan, folder.staged, card, report, ending)
    publish(folder.staged, (folder.path / METRICS_FILE,), Path(job.output))
    for text in (*news, *([verdict.sentence] if verdict.beats is False else [])):
        progress.warn(text)
    return TrainResult(
        output=job.output,
        report=str(Path(job.output) / _REPORT_FILE),
        scores=report.new,
        parent_scores=report.parent,
        beat_parent=verdict.beats,
        verdict=verdict.sentence,
        steps=ending.step,
        best_step=ending.best_step,
        ending=ending.reason,
        seconds=0.0,
        device=new.segmenter.device_name,
        notes=(*plan.notes, *plan.ground.notes, *([ending.text] if ending.reason == "patience" else [])),
        warnings=warnings,
    )


def _contend(model: Model, job: TrainJob, plan: Plan, handling: Handling, progress: Progress) -> Contender:
    """Score a model on the held-out ground."""
    progress.stage(f"Scoring {model.card.title} on the held-out ground")
    segmenter = Segmenter(model, job.device)
    names = [c.name for c in plan.card.classes]
    return Contender(segmenter, score(segmenter, plan.ground.truths, names, handling, progress))


def _contend_parent(
    job: TrainJob, plan: Plan, handling: Handling, progress: Progress
) -> tuple[Contender | None, tuple[str, ...]]:
    """Score the start model too; None, and why, where it cannot read the bands that the new one was made for."""
    if plan.parent is None:
        return None, ()
    try:
        return _contend(plan.parent, job, plan, handling, progress), ()
    except RasterError as error:
        return None, (f"The start model cannot be compared: {error.message}",)


def _write_files(
    job: TrainJob, plan: Plan, staged: Path, card: ModelCard, report: Report, ending: Ending
) -> None:
    """Write the finished card, the report and its pictures."""
    parent = plan.parent.card if plan.parent else None
    lineage = {
        "steps": f"{ending.step}; the weights are those of step {ending.best_step}",
        "precision": trained_in(job),
        "start": " ".join(plan.notes),
        "verdict": report.verdict.sentence,
    }
    write_card(finished_card(card, job, plan.recipe, parent, report.new, lineage, report.ground), staged)
    pictures = draw(report)
    for name in ("curves", "confusion"):
        if name in pictures:
            write_whole(staged / f"{name}.png", pictures[name], "The report's picture")
    write_whole(staged / _REPORT_FILE, render(report, pictures).encode(), "The report")


def _describe(
    job: TrainJob,
    plan: Plan,
    card: ModelCard,
    new: Contender,
    parent: Contender | None,
    ending: Ending,
    folder: RunFolder,
) -> Report:
    """The report without pictures of ground and without warnings."""
    scores, split = new.scored.scores, job.split
    held = f"fold {split.fold} of {split.folds}" if split.folds else f"split seed {split.seed}"
    start = plan.parent.card if plan.parent else None
    data = tuple((short(item.raster), _describe_labels(item)) for item in job.data)
    run = (
        (tr("recipe"), job.recipe),
        *((f.name, str(getattr(plan.recipe, f.name))) for f in dataclasses.fields(plan.recipe)),
        (tr("steps done"), str(ending.step)),
        (tr("weights of step"), str(ending.best_step)),
        (tr("seed"), str(job.seed)),
        (tr("device"), said(new.segmenter.device_name)),
        (tr("precision of the numbers"), trained_in(job)),
        (tr("versions"), versions()),
    )
    lineage = (
        (
            tr("started from"),
            f"{start.name} {start.version}" if start else job.encoder_weights or tr("random weights"),
        ),
        (tr("architecture"), f"{card.architecture} {dict(card.options)}"),
        (tr("parameters"), f"{card.parameters:,}"),
        (tr("weights, SHA-256"), card.weights_sha256),
        *((tr("note"), said(note)) for note in (*plan.notes, *plan.ground.notes)),
    )
    return Report(
        title=card.title,
        subtitle=tr("Trained on {} with RS Segmenter {}").format(datetime.now().date(), read_version()),
        ground=f"{scores.pixels:,} labelled pixels of ground that was held out from training ({held}), predicted "
        "through the same tiles and blending as a map.",
        classes=card.classes,
        new=scores,
        parent=parent.scored.scores if parent else None,
        curves=_curves(folder),
        labels=tuple(
            tabulate(each, item.raster) for each, item in zip(plan.ground.reports, job.data, strict=True)
        ),
        facts=(Facts(tr("Data"), data), Facts(tr("Lineage"), lineage), Facts(tr("Recipe and run"), run)),
    )


def _describe_labels(item: Labelled) -> str:
    """File, source, licence and use of a data set's labels."""
    use = {"split": tr("split"), "train": tr("train"), "val": tr("val")}[item.use]
    return f"{describe_data(item.labels, item.licence or tr('licence not given'), item.source)}; {use}"


def _curves(folder: RunFolder) -> Sequence[dict[str, float]]:
    path = folder.path / METRICS_FILE
    return read_metrics(path) if path.exists() else []
