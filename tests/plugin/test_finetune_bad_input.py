"""The tab Fine-tune with wrong input: each ends in words in the check panel or beside the run, and no traceback."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtWidgets import QFileDialog

from rs_segmenter.gui.compare import Comparison, raster_in_view
from rs_segmenter.gui.finetuneform import FineTuneForm
from rs_segmenter.gui.finetunejob import training_job
from rs_segmenter.gui.finetunepage import FineTunePage

from .conftest import click, models, wait


@pytest.fixture
def form(page: FineTunePage) -> FineTuneForm:
    """The tab's form, ready to start."""
    return page.form


def refused(form: FineTuneForm, says: str) -> None:
    """The check panel says so in the end, and no run can start."""
    wait(lambda: says in form.checkPanel.text)
    assert form.checkPanel.blocked
    assert not form.startButton.isEnabled()


def add_raster(path: Path) -> QgsRasterLayer:
    layer = QgsRasterLayer(str(path), path.stem)
    QgsProject.instance().addMapLayer(layer)
    return layer


def tick_only(form: FineTuneForm, layer: QgsRasterLayer) -> None:
    wait(lambda: form.rasterCombo.findData(layer.id()) >= 0)
    form.rasterCombo.deselectAllOptions()
    form.rasterCombo.toggleItemCheckState(form.rasterCombo.findData(layer.id()))
    assert form.rasters == [layer]


def polygons(crs: str, *places: QgsRectangle) -> QgsVectorLayer:
    """A layer of polygons with no field at all."""
    layer = QgsVectorLayer(f"Polygon?crs={crs}", "bare", "memory")
    for place in places:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(place))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_no_raster_ticked(form: FineTuneForm) -> None:
    form.rasterCombo.deselectAllOptions()
    refused(form, "No raster is chosen. Add a raster layer that is a file, and tick it.")


def test_labels_without_any_field(form: FineTuneForm, photo_layer: QgsRasterLayer) -> None:
    layer = polygons(photo_layer.crs().authid(), photo_layer.extent().scaled(0.5))
    form.labelCombo.setLayer(layer)
    refused(form, "All labels are of one class, 'ground': there is nothing to tell it from.")
    assert "Choose the field that holds the class" in form.checkPanel.text


def test_a_field_that_holds_no_class(form: FineTuneForm, label_layer: QgsVectorLayer) -> None:
    form.fieldCombo.setField("")
    refused(form, "All labels are of one class")


def test_labels_outside_the_raster(form: FineTuneForm, photo_layer: QgsRasterLayer) -> None:
    form.labelCombo.setLayer(polygons("EPSG:4326", QgsRectangle(100, 10, 101, 11)))
    refused(form, "None of the 1 polygons of 'bare' lies in the raster.")


def test_labels_whose_coordinates_no_projection_knows(
    form: FineTuneForm, photo_layer: QgsRasterLayer
) -> None:
    form.labelCombo.setLayer(polygons("EPSG:4326", QgsRectangle(1e6, 1e6, 2e6, 2e6)))
    refused(form, "None of the 1 polygons of 'bare' lies in the raster.")


def test_labels_of_one_class(form: FineTuneForm) -> None:
    for value in form.classTable.values:
        form.classTable.set_class(value, "roof")
    refused(form, "All labels are of one class, 'roof'")


def test_a_field_with_a_value_for_every_polygon(form: FineTuneForm, photo_layer: QgsRasterLayer) -> None:
    layer = QgsVectorLayer(f"Polygon?crs={photo_layer.crs().authid()}&field=number:int", "ids", "memory")
    for number in range(70):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(photo_layer.extent().scaled(0.5)))
        feature["number"] = number
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    form.labelCombo.setLayer(layer)
    form.fieldCombo.setField("number")
    refused(form, "The field 'number' of 'ids' holds 70 different values.")


def test_fewer_bands_than_the_model_reads_until_the_remedy_is_clicked(
    form: FineTuneForm, photo: Path, tmp_path: Path
) -> None:
    grey = tmp_path / "grey.tif"
    gdal.Translate(str(grey), str(photo), bandList=[1])
    tick_only(form, add_raster(grey))
    refused(form, "'grey' has 1 band, but model 'tiny' needs 3")
    form.checkPanel.buttons[0].click()
    wait(form.startButton.isEnabled)
    assert training_job(form).band_roles == ("red",)


def test_a_raster_shown_in_another_crs_than_its_file_has(
    form: FineTuneForm, photo_layer: QgsRasterLayer
) -> None:
    photo_layer.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    form.look_again()
    refused(form, "is shown in EPSG:3857, but its file says EPSG:32631")


def test_a_raster_whose_file_is_gone(form: FineTuneForm, photo: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(photo, tmp_path / "gone.tif"))
    layer = add_raster(copy)
    copy.unlink()
    tick_only(form, layer)
    refused(form, "The file of the layer 'gone' cannot be opened")


def test_the_raster_removed_while_the_tab_is_open(form: FineTuneForm, photo_layer: QgsRasterLayer) -> None:
    QgsProject.instance().removeMapLayer(photo_layer.id())
    refused(form, "No raster is chosen.")


def test_the_labels_removed_while_they_are_counted(
    form: FineTuneForm, label_layer: QgsVectorLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rs_segmenter.gui.slicedwork._SLICE_S", 0.0)
    form.look_again()
    wait(lambda: form.counter.running)
    QgsProject.instance().removeMapLayer(label_layer.id())
    refused(form, "There is no polygon layer in the project.")


def test_the_field_removed_while_the_tab_is_open(form: FineTuneForm, label_layer: QgsVectorLayer) -> None:
    label_layer.deleteAttribute(0)
    refused(form, "All labels are of one class")


def test_a_model_folder_removed_while_the_tab_is_open(
    page: FineTunePage, form: FineTuneForm, tiny_model: Path
) -> None:
    shutil.rmtree(tiny_model)
    click(form.startButton)
    refused(form, "is no whole model any more: card.json is missing.")
    assert page.run is None
    page.show_form()
    wait(form.startButton.isEnabled)
    assert form.model.card.name == "landcover-light"


def test_a_model_whose_weights_are_damaged_is_said_by_the_run(
    page: FineTunePage, form: FineTuneForm, tiny_model: Path
) -> None:
    weights = tiny_model / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    click(form.startButton)
    wait(lambda: page.run is None)
    assert "weights.safetensors" in page.view.resultLabel.text()
    assert "Traceback" not in page.view.logText.toPlainText()
    assert not (models() / "My-roofs").exists()


def test_a_model_whose_card_is_damaged_is_not_offered(
    page: FineTunePage, form: FineTuneForm, tiny_model: Path
) -> None:
    (tiny_model / "card.json").write_text("{")
    page.show_form()
    assert form.modelCombo.findData("tiny") < 0


@pytest.mark.parametrize("name", ["", " ", "/", "../..", "x", "屋根"])
def test_a_name_of_no_letters(form: FineTuneForm, name: str) -> None:
    form.nameEdit.setText(name)
    refused(form, "The new model has no name.")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("../up", "up"),
        ("a/b\\c", "a-b-c"),
        ("2024 roofs", "model-2024-roofs"),
        ("roofs.training", "roofs-training"),
        ("r" * 300, "r" * 80),
    ],
)
def test_a_name_that_is_no_folder_is_made_one_beside_the_other_models(
    form: FineTuneForm, name: str, folder: str
) -> None:
    form.nameEdit.setText(name)
    assert form.output == models() / folder
    assert form.startButton.isEnabled()


def test_a_raster_with_a_long_name_that_is_taken_gets_a_number(form: FineTuneForm, photo: Path) -> None:
    (models() / ("p" * 60)).mkdir()
    layer = add_raster(photo)
    layer.setName("p" * 300)
    form.nameEdit.clear()
    form.nameEdit.setModified(False)
    tick_only(form, layer)
    assert form.nameEdit.text() == "p" * 60 + " 2"


def test_a_folder_that_cannot_be_written(
    form: FineTuneForm, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RS_SEGMENTER_MODELS", str(photo / "models"))
    form.look_again()
    refused(form, f"Models cannot be written to '{photo / 'models'}'.")
    assert "in the settings" in form.checkPanel.text


def test_labels_that_cannot_be_copied_are_said_and_nothing_starts(page: FineTunePage) -> None:
    heard: list[str] = []
    page.complaint.connect(heard.append)
    (models() / "My-roofs.labels.gpkg").mkdir()
    click(page.form.startButton)
    wait(lambda: bool(heard))
    assert "The labels cannot be written to" in heard[0]
    assert page.run is None
    assert page.currentIndex() == 0


def test_a_run_that_failed_at_once_does_not_keep_its_name(page: FineTunePage) -> None:
    page.form.recipePanel.cropSpin.setValue(33)
    click(page.form.startButton)
    wait(lambda: page.run is None)
    click(page.view.backButton)
    page.form.recipePanel.cropSpin.setValue(64)
    page.form.recipePanel.stepsSpin.setValue(2)
    wait(page.form.startButton.isEnabled)
    assert page.form.nameEdit.text() == "My roofs"
    click(page.form.startButton)
    wait(lambda: page.run is None)
    assert "Done: 2 steps" in page.view.statusLabel.text(), page.view.logText.toPlainText()


def test_a_project_closed_during_a_run_does_it_no_harm(page: FineTunePage) -> None:
    click(page.form.startButton)
    wait(lambda: bool(page.view.curves.losses))
    QgsProject.instance().clear()
    wait(lambda: page.run is None)
    assert "Done: 8 steps" in page.view.statusLabel.text(), page.view.logText.toPlainText()
    click(page.view.backButton)
    refused(page.form, "No raster is chosen.")


def test_a_map_removed_during_the_comparison_ends_it_with_words(
    page: FineTunePage, photo_layer: QgsRasterLayer, tiny_model: Path
) -> None:
    page.canvas.setExtent(photo_layer.extent().scaled(0.3))
    page.canvas.setDestinationCrs(photo_layer.crs())
    pair = (str(tiny_model), str(tiny_model))
    comparison = Comparison(page.canvas, photo_layer.source(), pair, QgsProject.instance())
    faults: list[str] = []
    comparison.failed.connect(faults.append)
    comparison.start()
    wait(lambda: bool(comparison.layers))
    QgsProject.instance().removeMapLayer(comparison.layers[0].id())
    wait(lambda: not comparison.running)
    assert faults == ["One of the two maps was removed."]


def test_a_comparison_beside_the_raster_is_said(
    page: FineTunePage, photo_layer: QgsRasterLayer, tiny_model: Path
) -> None:
    page.canvas.setExtent(QgsRectangle(0, 0, 10, 10))
    page.canvas.setDestinationCrs(photo_layer.crs())
    comparison = Comparison(
        page.canvas, photo_layer.source(), ("tiny", str(tiny_model)), QgsProject.instance()
    )
    faults: list[str] = []
    comparison.failed.connect(faults.append)
    comparison.start()
    wait(lambda: not comparison.running)
    (fault,) = faults
    assert "area" in fault or "extent" in fault
    assert os.linesep not in fault


def test_a_comparison_is_made_of_the_raster_that_the_map_shows(
    canvas: QgsMapCanvas, photo_layer: QgsRasterLayer, tmp_path: Path
) -> None:
    far, here = tmp_path / "far.tif", photo_layer.extent()
    there = [here.xMinimum() + 5000, here.yMaximum(), here.xMaximum() + 5000, here.yMinimum()]
    gdal.Translate(str(far), photo_layer.source(), outputBounds=there)
    rasters = [str(far), photo_layer.source()]
    canvas.setDestinationCrs(photo_layer.crs())
    canvas.setExtent(photo_layer.extent().scaled(0.3))
    assert raster_in_view(canvas, rasters) == rasters[1]
    canvas.setExtent(QgsRectangle(0, 0, 10, 10))
    assert raster_in_view(canvas, rasters) == rasters[0]


@pytest.mark.parametrize(
    ("typed", "open_already"), [("plots", False), ("plots.2024", False), ("plots.gpkg", True)]
)
def test_a_new_label_layer_never_takes_the_place_of_labels_unasked(
    form: FineTuneForm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, open_already: bool
) -> None:
    """The dialog asks about the name that was typed; the suffix comes later."""
    drawn = tmp_path / (typed if open_already else f"{typed}.gpkg")
    form.make_label_layer(drawn)
    before = drawn.stat().st_ino
    if not open_already:
        QgsProject.instance().removeMapLayer(form.labels.id())
    said: list[str] = []
    form.complaint.connect(said.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), ""))
    form.newLayerButton.click()
    assert len(said) == 1 and drawn.name in said[0]
    assert drawn.stat().st_ino == before
