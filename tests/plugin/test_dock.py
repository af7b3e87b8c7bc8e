"""The dock in real QGIS off screen: choose, click, wait, see."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLabel

from rs_segmenter.engine.card import write_card
from rs_segmenter.engine.registry import find_model
from rs_segmenter.gui.areapanel import CANVAS, POLYGONS, RECTANGLE
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.resultpanel import describe_areas

from .conftest import wait


def click(dock: SegmenterDock) -> None:
    """Click 'Segment layer' as a user does."""
    QTest.mouseClick(dock.segmentButton, Qt.MouseButton.LeftButton)


def combo_choose(combo: object, value: str) -> None:
    combo.setCurrentIndex(combo.findData(value))


def results() -> list[QgsRasterLayer]:
    """Layers a run has added."""
    return [x for x in QgsProject.instance().mapLayers().values() if x.name().startswith("landcover-light")]


def test_a_click_adds_a_styled_layer_and_shows_class_areas(dock: SegmenterDock) -> None:
    assert dock.segmentButton.isEnabled(), dock.checkPanel.text
    click(dock)
    wait(lambda: dock.run is None)
    (layer,) = results()
    classes = find_model("default").card.classes
    assert [(c.value, c.label) for c in layer.renderer().classes()] == [(c.value, c.name) for c in classes]
    table = dock.resultPanel.table
    assert [table.item(r, 0).text() for r in range(table.rowCount())] == [c.name for c in classes]
    assert "Done" in dock.statusLabel.text()
    assert dock.tabs.currentWidget() is dock.resultPanel


def test_qgis_stays_responsive_and_a_second_click_is_impossible_during_a_run(dock: SegmenterDock) -> None:
    ticks: list[object] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(dock.run))
    timer.start(20)
    click(dock)
    run = dock.run
    click(dock)
    dock.start()
    assert dock.run is run
    assert not dock.segmentButton.isEnabled()
    assert dock.cancelButton.isEnabled()
    wait(lambda: dock.run is None)
    assert len(results()) == 1
    assert ticks.count(run) > 5


def test_cancel_leaves_no_layer_and_no_file(dock: SegmenterDock, tmp_path: Path) -> None:
    dock.outputPanel.outputFile.setFilePath(str(tmp_path / "classes.tif"))
    dock.optionsPanel.ttaCheck.setChecked(True)
    click(dock)
    QTest.mouseClick(dock.cancelButton, Qt.MouseButton.LeftButton)
    wait(lambda: dock.run is None)
    assert results() == []
    assert [p.name for p in tmp_path.glob("*classes*")] == []
    assert "Cancelled" in dock.statusLabel.text()
    assert dock.segmentButton.isEnabled()


def test_the_layer_may_be_removed_during_a_run(dock: SegmenterDock, photo_layer: QgsRasterLayer) -> None:
    click(dock)
    QgsProject.instance().removeMapLayer(photo_layer.id())
    wait(lambda: dock.run is None)
    assert len(results()) == 1


def test_closing_the_project_during_a_run_cancels_it(dock: SegmenterDock) -> None:
    click(dock)
    QgsProject.instance().clear()
    wait(lambda: dock.run is None)
    assert results() == []
    assert not dock.segmentButton.isEnabled()


def test_the_dock_may_be_closed_during_a_run(dock: SegmenterDock) -> None:
    click(dock)
    dock.close()
    wait(lambda: dock.run is None)
    assert len(results()) == 1


def test_confidence_and_probabilities_are_written_beside_the_result(
    dock: SegmenterDock, tmp_path: Path
) -> None:
    dock.outputPanel.outputFile.setFilePath(str(tmp_path / "map.tif"))
    dock.outputPanel.confidenceCheck.setChecked(True)
    dock.outputPanel.probabilitiesCheck.setChecked(True)
    click(dock)
    wait(lambda: dock.run is None)
    written = {p.name for p in tmp_path.glob("map*.tif")}
    assert written == {"map.tif", "map-confidence.tif", "map-probabilities.tif"}
    assert len(QgsProject.instance().mapLayers()) == 4


def test_the_model_panel_shows_what_the_model_expects(dock: SegmenterDock) -> None:
    card = find_model("default").card
    panel = dock.modelPanel
    assert all(band.name in panel.bandsLabel.text() for band in card.bands)
    assert f"{card.ground_resolution.best_m:g} m" in panel.resolutionLabel.text()
    assert panel.licenceLabel.text() == card.licence
    assert panel.legendLayout.count() == 2 * len(card.classes)


def test_nothing_of_a_card_is_taken_for_html(dock: SegmenterDock, tmp_path: Path) -> None:
    tag, card = "<img src='//elsewhere/x.png'>", find_model("default").card
    first = replace(card.classes[0], name=tag, description=tag)
    texts = dict.fromkeys(("description", "licence", "training_data"), tag)
    shutil.copytree(find_model("default").folder, tmp_path / "mine")
    write_card(replace(card, **texts, classes=(first, *card.classes[1:])), tmp_path / "mine")
    dock.modelPanel.use_folder(str(tmp_path / "mine"))
    labels = [label for label in dock.modelPanel.findChildren(QLabel) if tag in label.text()]
    assert len(labels) == 3
    for label in labels:
        assert label.textFormat() == Qt.TextFormat.PlainText
        assert "<img" not in label.toolTip()


def test_a_folder_that_is_no_model_is_refused_with_a_message(dock: SegmenterDock, tmp_path: Path) -> None:
    heard: list[str] = []
    dock.modelPanel.complaint.connect(heard.append)
    dock.modelPanel.use_folder(str(tmp_path))
    assert "card.json is missing" in heard[0]
    assert dock.modelPanel.name == "default"


def test_bands_are_preset_by_role_and_only_a_change_is_passed_on(dock: SegmenterDock) -> None:
    assert [c.currentIndex() for c in dock.bandPanel.combos] == [0, 1, 2]
    assert dock.parameters()["BANDS"] is None
    dock.bandPanel.combos[0].setCurrentIndex(2)
    assert dock.parameters()["BANDS"] == [3, 2, 3]


def test_the_extent_of_the_map_becomes_the_area(dock: SegmenterDock, canvas: QgsMapCanvas) -> None:
    combo_choose(dock.areaPanel.areaCombo, CANVAS)
    assert dock.parameters()["EXTENT"].toString(2) == canvas.extent().toString(2)


def test_a_rectangle_is_drawn_on_the_map_before_the_run(dock: SegmenterDock, canvas: QgsMapCanvas) -> None:
    combo_choose(dock.areaPanel.areaCombo, RECTANGLE)
    assert not dock.segmentButton.isEnabled()
    dock.areaPanel.drawButton.setChecked(True)
    drawn = dock.layer.extent().scaled(0.5)
    canvas.mapTool().extentChanged.emit(drawn)
    assert dock.parameters()["EXTENT"].toString(2) == drawn.toString(2)
    assert dock.segmentButton.isEnabled()
    assert not dock.areaPanel.drawButton.isChecked()


def test_selected_polygons_become_the_area(dock: SegmenterDock, photo_layer: QgsRasterLayer) -> None:
    polygons = QgsVectorLayer(f"Polygon?crs={photo_layer.crs().authid()}", "fields", "memory")
    field = QgsFeature()
    field.setGeometry(QgsGeometry.fromRect(photo_layer.extent()))
    polygons.dataProvider().addFeatures([field])
    QgsProject.instance().addMapLayer(polygons)
    combo_choose(dock.areaPanel.areaCombo, POLYGONS)
    dock.areaPanel.selectedCheck.setChecked(True)
    assert "No polygon of 'fields' is selected" in dock.checkPanel.text
    polygons.selectAll()
    dock.areaPanel.selectedCheck.setChecked(False)
    assert dock.segmentButton.isEnabled()
    assert dock.parameters()["AREA"].source.staticValue() == polygons.id()


@pytest.mark.parametrize(
    ("areas_m2", "texts"),
    [
        ((250_000.0, 812.4), ["25.00 ha", "0.08 ha"]),
        ((25_000.0, 812.4), ["25,000 m²", "812 m²"]),
        ((None, None), ["4,000 px", "4,000 px"]),
    ],
    ids=["ha", "m2", "px"],
)
def test_areas_are_told_in_one_fitting_unit(areas_m2: tuple[float | None, ...], texts: list[str]) -> None:
    assert describe_areas([{"area_m2": area_m2, "pixels": 4000} for area_m2 in areas_m2]) == texts


def test_a_model_folder_the_user_points_at_is_chosen_and_remembered(
    dock: SegmenterDock, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(find_model("default").folder, folder)
    dock.modelPanel.use_folder(str(folder))
    assert dock.parameters()["MODEL"] == str(folder)
    dock.modelPanel.fill()
    assert dock.modelPanel.name == str(folder)
