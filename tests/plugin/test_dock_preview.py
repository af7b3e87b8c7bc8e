"""The dock's preview: what the map shows, in seconds, on the map; and gone when it is no longer needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtTest import QTest

from rs_segmenter.engine.registry import find_model
from rs_segmenter.gui.areapanel import POLYGONS, RECTANGLE
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.preview import SIDE_PX

from .conftest import click, wait


@pytest.fixture(autouse=True)
def looking(dock: SegmenterDock, canvas: QgsMapCanvas, photo_layer: QgsRasterLayer) -> None:
    """The map shows the photo."""
    canvas.setDestinationCrs(photo_layer.crs())
    canvas.resize(800, 600)
    canvas.setExtent(photo_layer.extent())


def preview(dock: SegmenterDock) -> None:
    click(dock.previewButton)
    wait(lambda: dock.run is None)


def previews() -> list[QgsRasterLayer]:
    return [x for x in QgsProject.instance().mapLayers().values() if x.name().startswith("Preview: ")]


def order() -> list[str]:
    """Names of the layers, the uppermost first."""
    return [layer.name() for layer in QgsProject.instance().layerTreeRoot().layerOrder()]


def test_a_preview_shows_classes_where_the_map_is_and_leaves_the_form_as_it_was(
    dock: SegmenterDock, canvas: QgsMapCanvas, photo_layer: QgsRasterLayer
) -> None:
    canvas.setExtent(photo_layer.extent().scaled(0.25))
    preview(dock)
    (layer,) = previews()
    assert photo_layer.extent().contains(layer.extent())
    assert layer.width() < photo_layer.width() / 2
    classes = find_model("default").card.classes
    assert [c.label for c in layer.renderer().classes()] == [c.name for c in classes]
    assert dock.tabs.currentWidget() is not dock.resultPanel
    assert dock.statusLabel.text().endswith("s: what the map shows")
    assert "Preview in" in dock.statusLabel.text()
    assert dock.segmentButton.isEnabled()


def test_only_the_middle_is_previewed_where_the_map_shows_too_much(
    dock: SegmenterDock, canvas: QgsMapCanvas, photo: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.tif"
    gdal.Translate(str(large), str(photo), width=2400, height=1800)
    layer = QgsProject.instance().addMapLayer(QgsRasterLayer(str(large), "large"))
    dock.layerCombo.setLayer(layer)
    dock.optionsPanel.resolutionCombo.setEditText("native")
    narrowed = dock.preview.narrowed(dock.parameters(), layer, dock.facts, find_model("default").card)
    assert dock.preview.cut
    place = narrowed["EXTENT"]
    assert round(place.width() / layer.rasterUnitsPerPixelX()) == SIDE_PX
    assert round(place.height() / layer.rasterUnitsPerPixelY()) == SIDE_PX
    assert place.center().distance(layer.extent().center()) < layer.rasterUnitsPerPixelX()


def test_the_next_preview_replaces_the_last_and_the_run_takes_it_away(dock: SegmenterDock) -> None:
    preview(dock)
    (first,) = (layer.id() for layer in previews())
    preview(dock)
    (second,) = (layer.id() for layer in previews())
    assert second != first
    click(dock.segmentButton)
    wait(lambda: dock.run is None)
    assert previews() == []
    assert "landcover-light: photo" in order()


def test_a_preview_lies_above_rasters_and_below_vector_layers(
    dock: SegmenterDock, photo_layer: QgsRasterLayer
) -> None:
    click(dock.segmentButton)
    wait(lambda: dock.run is None)
    dock.tabs.setCurrentIndex(0)
    roads = QgsVectorLayer(f"LineString?crs={photo_layer.crs().authid()}", "roads", "memory")
    QgsProject.instance().addMapLayer(roads)
    preview(dock)
    assert order() == ["roads", "Preview: landcover-light: photo", "landcover-light: photo", "photo"]


def test_a_preview_writes_no_file_the_user_named(dock: SegmenterDock, tmp_path: Path) -> None:
    dock.outputPanel.outputFile.setFilePath(str(tmp_path / "map.tif"))
    dock.outputPanel.confidenceCheck.setChecked(True)
    preview(dock)
    assert len(previews()) == 1
    assert list(tmp_path.glob("map*")) == []


def test_cancelling_a_preview_keeps_the_last_one(dock: SegmenterDock) -> None:
    preview(dock)
    dock.optionsPanel.ttaCheck.setChecked(True)
    click(dock.previewButton)
    assert not dock.previewButton.isEnabled()
    click(dock.cancelButton)
    wait(lambda: dock.run is None)
    assert "Cancelled" in dock.statusLabel.text()
    assert len(previews()) == 1


def test_a_map_elsewhere_is_told_and_a_click_goes_there(
    dock: SegmenterDock, canvas: QgsMapCanvas, photo_layer: QgsRasterLayer
) -> None:
    canvas.setExtent(QgsRectangle(0, 0, 100, 100))
    preview(dock)
    assert "does not show 'photo'" in dock.checkPanel.text
    assert dock.segmentButton.isEnabled()
    click(dock.checkPanel.buttons[0])
    wait(lambda: bool(previews()) and dock.run is None)
    assert canvas.extent().contains(photo_layer.extent())
    assert "does not show" not in dock.checkPanel.text


def test_what_goes_wrong_stands_in_the_check_panel(dock: SegmenterDock) -> None:
    dock.optionsPanel.resolutionCombo.setEditText("fine")
    preview(dock)
    assert "'fine' is no ground resolution" in dock.checkPanel.text
    dock.optionsPanel.resolutionCombo.setEditText("auto")
    dock.optionsPanel.deviceCombo.setEditText("abacus")
    preview(dock)
    assert "abacus" in dock.checkPanel.text
    assert previews() == []
    assert dock.segmentButton.isEnabled()


@pytest.mark.parametrize("kind", [RECTANGLE, POLYGONS])
def test_an_area_still_to_be_chosen_hinders_no_preview(dock: SegmenterDock, kind: str) -> None:
    dock.areaPanel.areaCombo.setCurrentIndex(dock.areaPanel.areaCombo.findData(kind))
    assert not dock.segmentButton.isEnabled()
    preview(dock)
    assert len(previews()) == 1


def test_a_preview_the_user_removed_is_no_fault(dock: SegmenterDock) -> None:
    preview(dock)
    QgsProject.instance().removeMapLayer(previews()[0].id())
    QTest.qWait(10)
    preview(dock)
    assert len(previews()) == 1


def test_the_preview_goes_with_the_dock(dock: SegmenterDock) -> None:
    preview(dock)
    dock.shut()
    assert previews() == []
