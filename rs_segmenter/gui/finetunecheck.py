"""The check before a training: everything that would end it early or make it useless."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .. import dependencies
from ..engine.card import CARD_FILE, WEIGHTS_FILE
from ..engine.fit import Finding, check_fit
from ..enginehome import missing_for_jobs
from ..i18n import tr
from ..labelcheck import check_labels, check_raster_crs, check_values
from ..trainruns import unfinished_runs
from .checkpanel import Remedy

if TYPE_CHECKING:
    from .finetuneform import FineTuneForm

_LEVELS = ("error", "warning", "info")
# Of what a raster and a model are to each other, only this bears on a training.
_TOPICS = {"bands", "values", "resolution", "place"}


def find_faults(form: FineTuneForm) -> tuple[list[Finding], dict[str, Remedy]]:
    """Tell what is wrong with what a form holds, the worst first, and what a click can do about it."""
    if early := _missing(form):
        return early, _remedies(form, early)
    findings = [*_rasters(form), *_labels(form), *_name(form)]
    findings.sort(key=lambda f: _LEVELS.index(f.level))
    return findings, _remedies(form, findings)


def _missing(form: FineTuneForm) -> list[Finding]:
    """What must be there before anything else can be looked at."""
    absent = missing_for_jobs()
    if not dependencies.python_serves():
        return [Finding("error", "python", dependencies.check().problem, "")]
    if absent:
        text = tr("Python packages are missing that training needs: {}.").format(", ".join(absent))
        remedy = tr("Install them with pip in the environment of RS Segmenter.")
        return [Finding("error", "packages", text, remedy)]
    if not form.rasters:
        text = tr("No raster is chosen.")
        remedy = tr(
            "Add a raster layer that is a file, and tick it. Of tiles, maps, databases or memory make one: "
            "right-click the layer > Export > Save As."
        )
        return [Finding("error", "raster", text, remedy)]
    if form.faults:
        return [Finding("error", "raster", fault, "") for fault in form.faults]
    if form.labels is None:
        text = tr("There is no polygon layer in the project.")
        return [Finding("error", "labels", text, tr("Make a label layer and digitise what you see."))]
    if form.model is None:
        text = tr("There is no model to start from.")
        return [Finding("error", "model", text, tr("Choose a model folder in the first tab."))]
    folder = form.model.folder
    if gone := [name for name in (CARD_FILE, WEIGHTS_FILE) if not (folder / name).is_file()]:
        text = tr("'{}' is no whole model any more: {} is missing.").format(folder, gone[0])
        return [Finding("error", "model", text, tr("Put it back, or start from another model."))]
    if form.counting:
        return [Finding("info", "counting", tr("The labels are being counted."), "")]
    return []


def _rasters(form: FineTuneForm) -> list[Finding]:
    card, found = form.model.card, []
    for layer in form.rasters:
        found += check_raster_crs(layer)
        for finding in check_fit(form.facts[layer.id()], card):
            if finding.topic in _TOPICS and not (finding.topic == "bands" and form.recipePanel.all_bands):
                found.append(finding)
    counts = {form.facts[layer.id()].bands for layer in form.rasters}
    if form.recipePanel.all_bands and len(counts) > 1:
        text = tr("The rasters have different numbers of bands.")
        found.append(Finding("error", "counts", text, tr("Train on the model's bands, or on one of them.")))
    return list(dict.fromkeys(found))


def _labels(form: FineTuneForm) -> list[Finding]:
    if crowded := check_values(form.labels, form.field, form.survey.values):
        return crowded
    panel = form.recipePanel
    found = check_labels(form.labels, form.survey, form.classTable.mapping(), panel.rest)
    if not any(f.level == "error" for f in found) and len(form.classes()) < 2:
        text = tr("The new model would know only one class.")
        remedy = tr("Name a second class, or keep the start model's other classes.")
        found.append(Finding("error", "one", text, remedy))
    if form.classTable.adds_classes and not form.keepCheck.isChecked():
        names = {c.name for c in form.classes()}
        lost = [c.name for c in form.model.card.classes if c.name not in names]
        if lost:
            text = tr("The new model will not know {}, which have no labels.").format(", ".join(lost))
            found.append(Finding("info", "lost", text, tr("Keep them if maps should still show them.")))
    return found


def _name(form: FineTuneForm) -> list[Finding]:
    if form.output is None:
        text = tr("The new model has no name.")
        return [Finding("error", "name", text, tr("Give it one of two or more of A-Z, 0-9, _ and -."))]
    if form.output.exists():
        text = tr("There is already a model '{}'.").format(form.output.name)
        return [Finding("error", "name", text, tr("Give the new one another name."))]
    if form.output.name in {run.name for run in unfinished_runs()}:
        text = tr("A training of '{}' was interrupted.").format(form.output.name)
        return [Finding("error", "name", text, tr("Resume or discard it, or choose another name."))]
    root = next(p for p in form.output.parents if p.exists())
    if not root.is_dir() or not os.access(root, os.W_OK):
        text = tr("Models cannot be written to '{}'.").format(form.output.parent)
        remedy = tr("Make it writable, or choose another folder for models in the settings.")
        return [Finding("error", "name", text, remedy)]
    return []


def _remedies(form: FineTuneForm, findings: list[Finding]) -> dict[str, Remedy]:
    offers = {
        "labels": Remedy(tr("New label layer…"), form.newLayerButton.click),
        "lost": Remedy(tr("Keep these classes"), lambda: form.keepCheck.setChecked(True)),
    }
    topics = {f.topic for f in findings}
    if any(f.topic == "bands" and f.level == "error" for f in findings):
        offers["bands"] = Remedy(
            tr("Train on the raster's bands"), lambda: form.recipePanel.bandsCombo.setCurrentIndex(1)
        )
    return {topic: offer for topic, offer in offers.items() if topic in topics}
