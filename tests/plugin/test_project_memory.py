"""What was chosen in the dock is there again with its project, and nothing is written unasked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from rs_segmenter.gui.areapanel import CANVAS
from rs_segmenter.gui.dock import SegmenterDock

from .conftest import OpenDock, wait

ENTRY = ("rs_segmenter", "choices")


@pytest.fixture
def project(tmp_path: Path, photo_layer: QgsRasterLayer) -> Iterator[QgsProject]:
    """A project in a file, with a photo."""
    found = QgsProject.instance()
    assert found.write(str(tmp_path / "project.qgz"))
    yield found
    found.clear()


def choose(combo: object, value: str) -> None:
    """As a user does with the keyboard: Qt tells it apart from a program's choice."""
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def reopened(project: QgsProject) -> None:
    path = project.fileName()
    assert project.write()
    project.clear()
    assert project.read(path)


def change_much(dock: SegmenterDock, folder: Path) -> None:
    choose(dock.areaPanel.areaCombo, CANVAS)
    dock.bandPanel.combos[0].setCurrentIndex(2)
    dock.refinePanel.refineCheck.click()
    dock.refinePanel.roundsSpin.setValue(3)
    dock.optionsPanel.tileSpin.setValue(256)
    dock.optionsPanel.resolutionCombo.setEditText("0.4")
    choose(dock.optionsPanel.blendCombo, "mean")
    dock.outputPanel.entropyCheck.click()
    dock.outputPanel.outputFile.setFilePath(str(folder / "classes.tif"))


def test_choices_come_back_with_their_project(
    project: QgsProject, open_dock: OpenDock, tmp_path: Path
) -> None:
    dock = open_dock()
    change_much(dock, tmp_path)
    before = dock.parameters()
    assert project.isDirty()
    reopened(project)
    again = open_dock()
    assert again.parameters() | {"OUTPUT": 0, "ENTROPY": 0} == before | {"OUTPUT": 0, "ENTROPY": 0}
    assert again.outputPanel.outputFile.defaultRoot() == str(tmp_path)
    assert not project.isDirty()


def test_an_open_dock_takes_the_choices_of_the_project_that_is_opened(
    project: QgsProject, open_dock: OpenDock, tmp_path: Path
) -> None:
    dock = open_dock()
    change_much(dock, tmp_path)
    before = dock.parameters()
    reopened(project)
    dock.optionsPanel.tileSpin.setValue(512)
    assert project.read(project.fileName())
    assert dock.parameters()["TILE_PX"] == 256
    assert dock.parameters()["BANDS"] == before["BANDS"] == [3, 2, 3]
    assert not project.isDirty()


@pytest.mark.parametrize("saved", [False, True], ids=["new", "opened"])
def test_a_project_without_choices_takes_none_of_another(
    project: QgsProject, open_dock: OpenDock, tmp_path: Path, photo: Path, saved: bool
) -> None:
    plain = str(tmp_path / "plain.qgz")
    assert project.write(plain)
    dock = open_dock()
    before = dock.parameters()
    change_much(dock, tmp_path)
    dock.fineTunePage.form.recipePanel.stepsSpin.setValue(77)
    assert project.write(str(tmp_path / "project.qgz"))
    project.clear()
    if saved:
        assert project.read(plain)
    else:
        project.addMapLayer(QgsRasterLayer(str(photo), "photo"))
    assert dock.parameters() | {"INPUT": 0} == before | {"INPUT": 0}
    assert dock.outputPanel.outputFile.filePath() == "" == dock.outputPanel.outputFile.defaultRoot()
    assert dock.fineTunePage.form.recipePanel.stepsSpin.value() != 77
    assert project.readEntry(*ENTRY)[0] == ""
    assert not project.isDirty()


def test_a_result_s_name_does_not_go_over_to_another_project(
    project: QgsProject, open_dock: OpenDock, tmp_path: Path
) -> None:
    dock = open_dock()
    change_much(dock, tmp_path)
    reopened(project)
    assert dock.outputPanel.outputFile.filePath() == ""
    assert dock.outputPanel.outputFile.defaultRoot() == str(tmp_path)


def test_opening_the_dock_and_looking_around_writes_nothing(
    project: QgsProject, open_dock: OpenDock, photo: Path
) -> None:
    dock = open_dock()
    for index in range(dock.tabs.count()):
        dock.tabs.setCurrentIndex(index)
    form = dock.fineTunePage.form
    wait(lambda: not form.counting)
    assert not project.isDirty()
    assert project.readEntry(*ENTRY)[0] == ""
    second = photo.with_name("second.tif")
    shutil.copy(photo, second)
    project.addMapLayer(QgsRasterLayer(str(second), "second"))
    assert project.readEntry(*ENTRY)[0] == ""


def test_a_click_of_the_user_marks_the_project_as_changed(project: QgsProject, open_dock: OpenDock) -> None:
    dock = open_dock()
    QTest.mouseClick(dock.outputPanel.confidenceCheck, Qt.MouseButton.LeftButton)
    dock.outputPanel.confidenceCheck.click()
    assert project.isDirty()
    assert (
        json.loads(project.readEntry(*ENTRY)[0])["confidence"] is dock.outputPanel.confidenceCheck.isChecked()
    )


def test_bands_belong_to_their_layer(project: QgsProject, open_dock: OpenDock, photo: Path) -> None:
    second = photo.with_name("second.tif")
    shutil.copy(photo, second)
    other = QgsRasterLayer(str(second), "second")
    project.addMapLayer(other)
    dock = open_dock()
    first = dock.layer
    dock.bandPanel.combos[0].setCurrentIndex(2)
    dock.layerCombo.setLayer(other if first is not other else None)
    assert dock.bandPanel.bands == ()
    dock.layerCombo.setLayer(first)
    assert dock.bandPanel.bands == (3, 2, 3)


@pytest.mark.parametrize(
    "text",
    [
        "{broken",
        "[1, 2]",
        '{"model": "gone", "area": "orbit", "tile_px": "many", "blend": 99, "bands": [1], "finetune_labels": "x"}',
        '{"model": null, "bands": {"x": 3}, "finetune_rasters": "x", "output_folder": "/nowhere/at/all"}',
        '{"tile_px": 99999999, "refine": "yes", "finetune_field": "gone", "finetune_rasters": ["gone"]}',
    ],
)
def test_what_is_unknown_or_absent_is_passed_over(
    project: QgsProject, open_dock: OpenDock, text: str
) -> None:
    plain = open_dock().parameters()
    project.writeEntry(*ENTRY, text)
    assert open_dock().parameters() | {"OUTPUT": 0} == plain | {"OUTPUT": 0}


def test_choices_for_a_training_come_back(
    finetune_dock: SegmenterDock, label_layer: QgsVectorLayer, tmp_path: Path, open_dock: OpenDock
) -> None:
    project, form = QgsProject.instance(), finetune_dock.fineTunePage.form
    label_layer.commitChanges()
    form.recipePanel.stepsSpin.setValue(77)
    form.recipePanel.shareSpin.setValue(33)
    choose(form.modelCombo, "tiny")
    written = json.loads(project.readEntry(*ENTRY)[0])
    assert written["finetune_labels"] == label_layer.id()
    assert written["finetune_rasters"] == [finetune_dock.layer.id()]
    again = open_dock().fineTunePage.form
    assert (again.recipePanel.stepsSpin.value(), again.recipePanel.shareSpin.value()) == (77, 33)
    assert again.recipeCombo.currentIndex() == form.recipeCombo.currentIndex()
    assert (again.field, again.labels) == (form.field, label_layer)
    assert [x.id() for x in again.rasters] == written["finetune_rasters"]
