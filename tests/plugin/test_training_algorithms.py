"""'Fine-tune model' and 'Evaluate model' as toolbox, batch, models and qgis_process use them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from rs_segmenter.algorithms.labelparameters import copying_labels
from rs_segmenter.algorithms.provider import SegmenterProvider
from rs_segmenter.algorithms.values import Values
from rs_segmenter.engine.card import read_card
from rs_segmenter.engine.job_json import to_json
from rs_segmenter.labels import copying

from .conftest import TINY_CLASSES

QUICK = {
    "OVERRIDES": "batch=2 crop_px=64 val_every=4 warmup_steps=0 norm=batch",
    "DEVICE": "cpu",
    "BLOCK_PX": 100,
}


@pytest.fixture
def finetune(provider: SegmenterProvider) -> QgsProcessingAlgorithm:
    """'Fine-tune model', as QGIS hands it out."""
    return QgsApplication.processingRegistry().createAlgorithmById("rs_segmenter:finetunemodel")


@pytest.fixture
def evaluate(provider: SegmenterProvider) -> QgsProcessingAlgorithm:
    """'Evaluate model', as QGIS hands it out."""
    return QgsApplication.processingRegistry().createAlgorithmById("rs_segmenter:evaluatemodel")


def run(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, object],
    feedback: QgsProcessingFeedback | None = None,
) -> dict[str, object]:
    """Run an algorithm as the toolbox does, check before run included."""
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    right, message = algorithm.checkParameterValues(parameters, context)
    assert right, message
    results, _ = algorithm.run(parameters, context, feedback or QgsProcessingFeedback(False), {}, False)
    return results


def complaint(algorithm: QgsProcessingAlgorithm, parameters: dict[str, object]) -> str:
    """What the check before the run says; it must refuse."""
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    right, message = algorithm.checkParameterValues(parameters, context)
    assert not right
    return message


def test_unsaved_polygons_make_a_model_that_can_be_evaluated(
    finetune: QgsProcessingAlgorithm,
    evaluate: QgsProcessingAlgorithm,
    tiny_model: Path,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    tmp_path: Path,
) -> None:
    labels = {"INPUT": [photo_layer.id()], "LABELS": label_layer.id(), "CLASS_FIELD": "kind"}
    output = tmp_path / "Better"
    output.mkdir()
    made = run(finetune, {**labels, **QUICK, "MODEL": "tiny", "STEPS": 8, "OUTPUT": str(output)})
    assert made["OUTPUT"] == str(output)
    assert made["STEPS_DONE"] == 8
    assert 0 <= made["MIOU"] <= 1
    assert 0 <= made["PARENT_MIOU"] <= 1
    assert Path(made["REPORT"]).is_file()
    assert [c.name for c in read_card(output).classes] == list(TINY_CLASSES)
    report = tmp_path / "scores.html"
    held_out = {**labels, "MODEL": str(output), "PART": "val", "BLOCK_PX": 100, "REPORT": str(report)}
    scored = run(evaluate, {**held_out, "DEVICE": "cpu"})
    assert report.is_file()
    # The same ground, through the same tiles: the score that the training gave.
    assert scored["MIOU"] == pytest.approx(made["MIOU"], abs=0.02)
    assert set(json.loads(scored["SCORES"])["iou"]) == set(TINY_CLASSES)


def test_the_new_model_may_have_other_bands(
    finetune: QgsProcessingAlgorithm,
    tiny_model: Path,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    tmp_path: Path,
) -> None:
    labels = {"INPUT": [photo_layer.id()], "LABELS": label_layer.id(), "CLASS_FIELD": "kind"}
    wish = {"MODEL": "tiny", "STEPS": 4, "BAND_ROLES": "green, red", "OUTPUT": str(tmp_path / "Two")}
    run(finetune, {**labels, **QUICK, **wish})
    assert [band.name for band in read_card(tmp_path / "Two").bands] == ["green", "red"]


class Impatient(QgsProcessingFeedback):
    """Cancels while labels are copied, or at the engine's first word."""

    def __init__(self, while_copying: bool) -> None:
        super().__init__(False)
        self.while_copying = while_copying

    def setProgressText(self, text: str) -> None:  # noqa: N802 - QGIS calls it so
        if text.startswith("Copying") == self.while_copying:
            self.cancel()


@pytest.mark.parametrize("while_copying", [True, False])
def test_a_cancelled_evaluation_ends_without_a_result(
    evaluate: QgsProcessingAlgorithm,
    tiny_model: Path,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    while_copying: bool,
) -> None:
    labels = {"INPUT": [photo_layer.id()], "LABELS": label_layer.id(), "CLASS_FIELD": "kind"}
    feedback = Impatient(while_copying)
    assert run(evaluate, {**labels, "MODEL": "tiny"}, feedback) == {}
    assert feedback.isCanceled()


def test_labels_are_copied_outside_the_main_thread_as_they_were_at_the_start(
    evaluate: QgsProcessingAlgorithm,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    tmp_path: Path,
) -> None:
    labels, extents = tmp_path / "new" / "labels.gpkg", tmp_path / "new" / "extents.gpkg"
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    label_layer.selectAll()
    some = QgsProcessingFeatureSourceDefinition(label_layer.id(), selectedFeaturesOnly=True)
    given = {"INPUT": [photo_layer.id()], "LABELS": some, "CLASS_FIELD": "kind"}
    steps = copying_labels(Values(evaluate, given, context, write=True), labels, extents)
    assert not labels.parent.exists()
    label_layer.rollBack()
    QgsProject.instance().removeMapLayer(label_layer.id())
    thread = Thread(target=list, args=[steps])
    thread.start()
    thread.join()
    copy = QgsVectorLayer(str(labels), "copy", "ogr")
    assert {f["class"] for f in copy.getFeatures()} == set(TINY_CLASSES)
    assert copy.featureCount() == 48
    assert not extents.exists()


def test_a_layer_without_polygons_is_named(
    evaluate: QgsProcessingAlgorithm,
    tiny_model: Path,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
) -> None:
    label_layer.rollBack()
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    values = {"INPUT": [photo_layer.id()], "LABELS": label_layer.id(), "CLASS_FIELD": "kind"}
    with pytest.raises(QgsProcessingException, match="There is no polygon in 'labels'"):
        evaluate.run({**values, "MODEL": "tiny"}, context, QgsProcessingFeedback(False), {}, False)


def test_qgis_process_fine_tunes(
    tiny_model: Path,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    tmp_path: Path,
    qgis_process: Callable[..., dict[str, object]],
) -> None:
    labels = tmp_path / "labels.gpkg"
    list(copying(label_layer, "kind", labels))
    values = {**QUICK, "MODEL": "tiny", "STEPS": 2, "CLASS_FIELD": "class", "LABELS": labels}
    result = qgis_process("finetunemodel", **values, INPUT=photo_layer.source(), OUTPUT=tmp_path / "new")
    assert result["STEPS_DONE"] == 2
    assert read_card(tmp_path / "new").name == "new"


def test_relative_paths_are_those_of_the_folder_qgis_runs_in(
    finetune: QgsProcessingAlgorithm,
    tiny_network: Path,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(tiny_network, tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    values = {"INPUT": [photo_layer.id()], "LABELS": label_layer.id(), "CLASS_FIELD": "kind"}
    values |= {"MODEL": "mine", "OUTPUT": "new"}
    job = finetune.read_job(Values(finetune, values, context, write=False))
    assert (job.model, job.output) == (str(tmp_path / "mine"), str(tmp_path / "new"))
    assert job.data[0].labels == str(tmp_path / "new.labels.gpkg")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"LABELS": None}, "one of the two is needed"),
        ({"CLASS_FIELD": None}, "Nothing says which class the polygons are of"),
        ({"MODEL": "no-such-model"}, "There is no model 'no-such-model'"),
        ({"OVERRIDES": "lr"}, "'lr' is no pair"),
        ({"OVERRIDES": "salt=1"}, "A recipe has no 'salt'"),
        ({"MAPPING": ["a", ""]}, "is not complete"),
        ({"VAL_SHARE": 2}, "VAL_SHARE"),
        ({"INPUT": ["/nowhere/photo.tif"]}, "INPUT"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_value_is_named(
    finetune: QgsProcessingAlgorithm,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    tmp_path: Path,
    wrong: dict[str, object],
    says: str,
) -> None:
    right = {"INPUT": [photo_layer.id()], "LABELS": label_layer.id(), "CLASS_FIELD": "kind"}
    assert says in complaint(finetune, {**right, "OUTPUT": str(tmp_path / "new"), **wrong})


def test_an_interrupted_run_is_not_replaced_unasked(
    finetune: QgsProcessingAlgorithm,
    tiny_model: Path,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    tmp_path: Path,
) -> None:
    output = tmp_path / "new"
    values = {"INPUT": [photo_layer.id()], "LABELS": label_layer.id(), "CLASS_FIELD": "kind"}
    values |= {"MODEL": "tiny", "OUTPUT": str(output)}
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    job = finetune.read_job(Values(finetune, values, context, write=False))
    room = job.working_folder
    room.mkdir()
    (room / "job.json").write_text(to_json(job))
    (room / "step-00000004.ckpt").write_bytes(b"")
    assert f"An interrupted run lies in '{room}'" in complaint(finetune, values)
    assert finetune.checkParameterValues({**values, "RESUME": True}, context) == (True, "")
    (room / "result.json").write_text("{}")
    assert finetune.checkParameterValues(values, context) == (True, "")


def test_every_parameter_explains_itself(
    finetune: QgsProcessingAlgorithm, evaluate: QgsProcessingAlgorithm
) -> None:
    for algorithm in (finetune, evaluate):
        silent = [p.name() for p in algorithm.parameterDefinitions() if not p.help() or not p.description()]
        assert silent == []
        assert algorithm.shortHelpString()
        assert algorithm.tags()
        assert algorithm.canExecute() == (True, "")


def test_the_model_designer_offers_every_parameter(
    finetune: QgsProcessingAlgorithm, evaluate: QgsProcessingAlgorithm
) -> None:
    from processing.modeler.ModelerParametersDialog import ModelerParametersDialog
    from qgis.core import QgsProcessingModelAlgorithm

    for algorithm in (finetune, evaluate):
        dialog = ModelerParametersDialog(algorithm, QgsProcessingModelAlgorithm("model"))
        shown = set(dialog.widget.widget.wrappers)
        assert {"INPUT", "LABELS", "CLASS_FIELD", "MAPPING", "MODEL"} <= shown
        dialog.deleteLater()
