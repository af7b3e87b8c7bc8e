"""The tab Fine-tune in real QGIS off screen: from polygons to a new model that is chosen for the next map."""

from __future__ import annotations

import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QTimer

from rs_segmenter.engine.card import read_card
from rs_segmenter.gui import slicedwork
from rs_segmenter.gui.compare import Comparison
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.finetunejob import copying_labels, training_job
from rs_segmenter.gui.finetunepage import FineTunePage
from rs_segmenter.trainruns import unfinished_runs

from .conftest import TINY_CLASSES, OpenDock, click, models, wait


def test_a_click_trains_a_model_that_is_then_chosen_for_the_next_map(
    finetune_dock: SegmenterDock, page: FineTunePage
) -> None:
    click(page.form.startButton)
    assert page.currentWidget() is page.view
    wait(lambda: page.run is None)
    assert "Done: 8 steps" in page.view.statusLabel.text(), page.view.logText.toPlainText()
    card = read_card(models() / "My-roofs")
    assert (card.title, [c.name for c in card.classes]) == ("My roofs", list(TINY_CLASSES))
    assert finetune_dock.modelPanel.name == "My-roofs"
    assert len(page.view.curves.losses) == 8
    assert len(page.view.curves.means) >= 4
    assert "mean" in page.view.resultLabel.text()
    assert page.view.reportButton.isVisible()
    assert (models() / "My-roofs" / "report.html").is_file()
    assert unfinished_runs() == []


def test_stop_keeps_the_best_so_far_and_the_run_can_be_resumed_to_its_end(
    finetune_dock: SegmenterDock, page: FineTunePage
) -> None:
    page.form.recipePanel.stepsSpin.setValue(40)
    click(page.form.startButton)
    wait(lambda: bool(page.view.curves.means))
    click(page.view.stopButton)
    assert "Stopping" in page.view.statusLabel.text()
    wait(lambda: page.run is None)
    assert finetune_dock.modelPanel.name == "My-roofs"
    assert "stopped" in page.view.logText.toPlainText()
    click(page.view.backButton)
    (run,) = unfinished_runs()
    assert 1 <= run.step < 40
    assert page.unfinished.isVisible()
    click(page.unfinished.resume_button)
    curves = page.view.curves
    assert [step for step, _ in curves.losses] == list(range(1, run.step + 1))
    assert curves.means[0][0] == 5
    wait(lambda: len(curves.losses) > run.step)
    assert curves.losses[-1][0] == run.step + 1
    page.stop()
    page.stop()
    wait(lambda: page.run is None)
    assert "there is no new model" in page.view.statusLabel.text()
    assert [r.name for r in unfinished_runs()] == ["My-roofs"]
    page.show_form()
    page.unfinished.discard(unfinished_runs()[0])
    assert not page.unfinished.isVisible()
    assert not list(models().glob("My-roofs.*"))
    assert (models() / "My-roofs" / "card.json").is_file()


def test_the_window_lives_while_labels_are_copied_and_the_layer_may_go_meanwhile(
    page: FineTunePage, label_layer: QgsVectorLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slicedwork, "_SLICE_S", 0.0)
    seen: list[str] = []
    clock = QTimer()
    clock.timeout.connect(lambda: seen.append(page.view.statusLabel.text()))
    clock.start(0)
    click(page.form.startButton)
    assert page.currentWidget() is page.view
    QgsProject.instance().removeMapLayer(label_layer.id())
    wait(lambda: page.run.running)
    clock.stop()
    assert seen.count("Copying the labels") > 10
    assert QgsVectorLayer(str(models() / "My-roofs.labels.gpkg"), "copy", "ogr").featureCount() == 48


def test_a_stop_while_labels_are_copied_leaves_nothing(
    page: FineTunePage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(slicedwork, "_SLICE_S", 0.0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    click(page.form.startButton)
    run = page.run
    assert list(tmp_path.glob("rs-segmenter-*"))
    click(page.view.stopButton)
    assert page.run is None and run.killed
    assert not list(tmp_path.glob("rs-segmenter-*"))
    assert "there is no new model" in page.view.statusLabel.text()
    assert [p.name for p in models().iterdir()] == ["tiny"]


def test_a_run_that_fails_says_why_and_leaves_no_model(
    page: FineTunePage, label_layer: QgsVectorLayer
) -> None:
    panel = page.form.recipePanel
    panel.cropSpin.setValue(33)
    click(page.form.startButton)
    wait(lambda: page.run is None)
    assert "crop_px must be a multiple of" in page.view.resultLabel.text()
    assert "Traceback" not in page.view.logText.toPlainText()
    assert not (models() / "My-roofs").exists()
    assert not page.view.reportButton.isVisible()
    click(page.view.backButton)
    assert page.currentIndex() == 0


def test_classes_are_those_of_the_labels_with_the_colours_of_the_model(page: FineTunePage) -> None:
    table = page.form.classTable
    assert table.mapping() == {name: name for name in TINY_CLASSES}
    assert {c.name: c.colour for c in page.form.classes()} == TINY_CLASSES
    assert [table.item(r, 3).text() for r in range(3)] == ["16", "16", "16"]
    assert table.item(0, 4).text() == f"{16 * 15 * 15 / 0.25:,.0f}"


def test_a_new_class_drops_those_without_labels_unless_they_are_kept(page: FineTunePage) -> None:
    form = page.form
    form.classTable.set_class("water", "pool")
    assert [c.name for c in form.classes()] == ["ground", "roof", "pool"]
    assert "will not know water" in form.checkPanel.text
    form.checkPanel.buttons[0].click()
    wait(form.keepCheck.isChecked)
    assert [c.name for c in form.classes()] == ["ground", "roof", "water", "pool"]
    assert training_job(form).classes[3].name == "pool"


def test_the_job_says_what_the_form_shows(page: FineTunePage, photo_layer: QgsRasterLayer) -> None:
    form = page.form
    form.classTable.set_class("water", "ignore")
    panel = form.recipePanel
    panel.restCombo.setCurrentIndex(panel.restCombo.findData("other"))
    panel.freezeCheck.setChecked(True)
    panel.shareSpin.setValue(40)
    panel.seedSpin.setValue(3)
    job = training_job(form)
    (item,) = job.data
    assert (item.raster, item.class_field, item.rest) == (photo_layer.source(), "class", "other")
    assert item.mapping["water"] == "ignore"
    assert len(list(copying_labels(form))) == 48
    assert QgsVectorLayer(item.labels, "copy", "ogr").featureCount() == 48
    assert (job.split.val_share, job.split.seed, job.seed) == (0.4, 3, 3)
    assert job.overrides["freeze_encoder"] is True
    assert (job.model, job.title, Path(job.output).name) == ("tiny", "My roofs", "My-roofs")


def test_the_untouched_preset_changes_nothing_of_the_recipe(finetune_dock: SegmenterDock) -> None:
    form = finetune_dock.fineTunePage.form
    form.recipeCombo.setCurrentIndex(0)
    assert form.recipePanel.options()["overrides"] == {}


def test_a_new_label_layer_is_chosen_and_asks_for_polygons(page: FineTunePage, tmp_path: Path) -> None:
    heard: list[object] = []
    page.layer_made.connect(heard.append)
    page.form.make_label_layer(tmp_path / "drawn.gpkg")
    assert heard == [page.form.labels]
    assert page.form.labels.isEditable()
    assert page.form.field == "class"
    wait(lambda: "holds no polygons yet" in page.form.checkPanel.text)
    assert not page.form.startButton.isEnabled()
    page.form.labels.rollBack()


def test_drawing_a_polygon_is_noticed(page: FineTunePage, label_layer: QgsVectorLayer) -> None:
    feature = next(label_layer.getFeatures())
    label_layer.deleteFeature(feature.id())
    wait(lambda: page.form.classTable.item(0, 3).text() == "15")


def test_a_name_that_is_taken_is_refused(page: FineTunePage) -> None:
    page.form.nameEdit.setText("tiny")
    assert "There is already a model 'tiny'" in page.form.checkPanel.text
    assert not page.form.startButton.isEnabled()
    page.form.nameEdit.setText("")
    assert "has no name" in page.form.checkPanel.text


def test_without_a_raster_or_polygons_the_form_says_what_to_do(tiny_model: Path, open_dock: OpenDock) -> None:
    page = open_dock().fineTunePage
    page.parentWidget().parentWidget().setCurrentWidget(page)
    page.form.refresh()
    assert "No raster is chosen" in page.form.checkPanel.text
    assert not page.form.startButton.isEnabled()


def test_layers_removed_meanwhile_do_no_harm(page: FineTunePage, label_layer: QgsVectorLayer) -> None:
    QgsProject.instance().removeMapLayer(label_layer.id())
    wait(lambda: "no polygon layer" in page.form.checkPanel.text)
    QgsProject.instance().clear()
    wait(lambda: "No raster is chosen" in page.form.checkPanel.text)


def test_two_models_are_compared_side_by_side(
    page: FineTunePage, photo_layer: QgsRasterLayer, tiny_model: Path
) -> None:
    page.canvas.setExtent(photo_layer.extent().scaled(0.4))
    page.canvas.setDestinationCrs(photo_layer.crs())
    comparison = Comparison(
        page.canvas, photo_layer.source(), ("default", str(tiny_model)), QgsProject.instance()
    )
    faults: list[str] = []
    comparison.failed.connect(faults.append)
    comparison.start()
    wait(lambda: not comparison.running)
    assert faults == []
    group = QgsProject.instance().layerTreeRoot().children()[0]
    assert [node.layer() for node in group.children()] == comparison.layers
    left, right = comparison.window.canvases
    wait(lambda: left.scale() > 1 and left.scale() == pytest.approx(right.scale(), rel=1e-3))
    right.zoomByFactor(0.5)
    assert left.scale() == pytest.approx(right.scale(), rel=1e-3)
    assert left.center().distance(right.center()) < 0.01
    assert [c.layers()[0] for c in (left, right)] == comparison.layers
    comparison.window.slider.setValue(30)
    assert comparison.layers[0].opacity() == pytest.approx(0.3)
    comparison.close()


def test_a_run_that_ends_with_qgis_can_be_resumed_and_an_unsaved_label_layer_may_be_gone(
    finetune_dock: SegmenterDock, page: FineTunePage, label_layer: QgsVectorLayer
) -> None:
    page.form.recipePanel.stepsSpin.setValue(16)
    click(page.form.startButton)
    wait(lambda: len(page.view.curves.losses) > 4)
    finetune_dock.shut()
    wait(lambda: page.run is None)
    QgsProject.instance().clear()
    page.show_form()
    click(page.unfinished.resume_button)
    wait(lambda: page.run is None)
    assert "Done: 16 steps" in page.view.statusLabel.text(), page.view.logText.toPlainText()
    assert finetune_dock.modelPanel.name == "My-roofs"
    assert unfinished_runs() == []


def test_the_window_stays_alive_while_100000_polygons_are_counted(
    page: FineTunePage, photo_layer: QgsRasterLayer
) -> None:
    crs, corner = photo_layer.crs().authid(), photo_layer.extent()
    layer = QgsVectorLayer(f"Polygon?crs={crs}&field=kind:string", "many", "memory")
    features = []
    for number in range(100_000):
        x, y = corner.xMinimum() + number % 190, corner.yMinimum() + number // 190 % 140
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x, y, x + 1, y + 1)))
        feature["kind"] = ("ground", "roof")[number % 2]
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    QgsProject.instance().addMapLayer(layer)
    beats: list[float] = []
    heart = QTimer()
    # Of this thread alone, since a busy machine may keep it waiting.
    heart.timeout.connect(lambda: beats.append(time.thread_time()))
    heart.start(0)
    page.form.labelCombo.setLayer(layer)
    assert not page.form.startButton.isEnabled()
    wait(lambda: "being counted" in page.form.checkPanel.text)
    wait(page.form.startButton.isEnabled)
    heart.stop()
    table = page.form.classTable
    assert [table.item(row, 3).text() for row in range(table.rowCount())] == ["50,000", "50,000"]
    # The longest piece of work is a small part of all of it.
    assert max(later - earlier for earlier, later in pairwise(beats)) < (beats[-1] - beats[0]) / 5
