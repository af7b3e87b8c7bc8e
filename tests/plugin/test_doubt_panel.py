"""Doubtful places in the dock: found, walked through, labelled, and handed to the tab Fine-tune."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QFileDialog, QPushButton

from rs_segmenter.algorithms.doubtstyle import doubt_kind, style_doubt, style_places
from rs_segmenter.doubtful import origin_of, read_places
from rs_segmenter.engine.registry import find_model
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.doubtpanel import DoubtPanel
from rs_segmenter.labels import new_label_layer

from .conftest import OpenDock, click, wait

SQUARES = ((30, 40, 60, 0.9, 1), (180, 60, 50, 0.8, 3), (150, 300, 40, 0.95, 1))
WriteRaster = Callable[..., QgsRasterLayer]


@pytest.fixture
def write(photo: Path, tmp_path: Path, photo_layer: QgsRasterLayer) -> WriteRaster:
    """Write a raster on the photo's pixels as the engine does, and add it to the project."""
    classes = [
        {"value": c.value, "name": c.name, "colour": c.colour} for c in find_model("default").card.classes
    ]
    tags = {
        "RS_SEGMENTER_JOB": json.dumps({"raster": str(photo.absolute())}),
        "RS_SEGMENTER_CLASSES": json.dumps(classes),
        "RS_SEGMENTER_MODEL": find_model("default").card.name,
    }

    def write(values: np.ndarray, name: str, band: str, scale: float = 1.0) -> QgsRasterLayer:
        pattern = gdal.Open(str(photo))
        path = str(tmp_path / f"{name}.tif")
        file = gdal.GetDriverByName("GTiff").Create(path, 400, 300, 1, gdal.GDT_Byte)
        file.SetProjection(pattern.GetProjection())
        file.SetGeoTransform(pattern.GetGeoTransform())
        file.SetMetadata(tags)
        out = file.GetRasterBand(1)
        out.SetNoDataValue(255)
        out.SetDescription(band)
        out.SetScale(scale)
        out.WriteArray(values.astype(np.uint8))
        del out, file
        layer = QgsRasterLayer(path, name)
        QgsProject.instance().addMapLayer(layer)
        return layer

    return write


@pytest.fixture
def entropy(write: WriteRaster) -> QgsRasterLayer:
    """Three squares of doubt, on a map of two classes."""
    doubt, labels = np.zeros((300, 400)), np.zeros((300, 400))
    for row, col, side, value, label in SQUARES:
        place = np.s_[row : row + side, col : col + side]
        doubt[place], labels[place] = value, label
    write(labels, "classes", "class")
    return write(doubt * 250, "entropy", "entropy", 1 / 250)


@pytest.fixture
def panel(entropy: QgsRasterLayer, open_dock: OpenDock, tmp_path: Path) -> DoubtPanel:
    """The panel at the first of three places."""
    dock = open_dock()
    dock.tabs.setCurrentWidget(dock.resultPanel)
    path = str(tmp_path / "places.gpkg")
    write_places(path, entropy)
    panel = dock.resultPanel.doubt_panel
    origin = origin_of(entropy, QgsProject.instance())
    panel.search.found.emit(read_places(path, entropy.crs()), origin, path)
    return panel


def write_places(path: str, entropy: QgsRasterLayer) -> None:
    """Write what the engine finds in the entropy: fiona has no place in the process of QGIS."""
    source = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = source.CreateLayer("places", geom_type=ogr.wkbPolygon)
    for name, kind in (
        ("rank", ogr.OFTInteger), ("name", ogr.OFTString), ("other", ogr.OFTString),
        ("doubt", ogr.OFTReal), ("area_m2", ogr.OFTReal),
    ):  # fmt: skip
        layer.CreateField(ogr.FieldDefn(name, kind))
    left, top, pixel = (
        entropy.extent().xMinimum(),
        entropy.extent().yMaximum(),
        entropy.rasterUnitsPerPixelX(),
    )
    classes = find_model("default").card.classes
    ranked = sorted(SQUARES, key=lambda s: -(s[2] ** 2) * s[3])
    for rank, (row, col, side, doubt, label) in enumerate(ranked, start=1):
        feature = ogr.Feature(layer.GetLayerDefn())
        x, y, length = left + col * pixel, top - row * pixel, side * pixel
        ring = [(x, y), (x + length, y), (x + length, y - length), (x, y - length), (x, y)]
        text = ", ".join(f"{a} {b}" for a, b in ring)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({text}))"))
        for name, value in (
            ("rank", rank),
            ("name", classes[label].name),
            ("doubt", doubt),
            ("area_m2", length**2),
        ):
            feature.SetField(name, value)
        layer.CreateFeature(feature)


@pytest.fixture
def labels(panel: DoubtPanel, tmp_path: Path) -> QgsVectorLayer:
    """An empty label layer that is chosen."""
    layer = new_label_layer(tmp_path / "labels.gpkg", panel.place.crs, find_model("default").card.classes)
    QgsProject.instance().addMapLayer(layer)
    panel.labelCombo.setLayer(layer)
    return layer


def button(panel: DoubtPanel, text: str) -> QPushButton:
    """The button that says so."""
    (found,) = (b for b in panel.findChildren(QPushButton) if b.text() == text)
    return found


def drawn(layer: QgsVectorLayer) -> list[tuple[str, float]]:
    """Class and area of every polygon, the edits included."""
    return [(f["class"], round(f.geometry().area())) for f in layer.getFeatures()]


def test_a_search_in_the_background_leads_to_the_worst_place(
    entropy: QgsRasterLayer, open_dock: OpenDock, canvas: QgsMapCanvas
) -> None:
    dock = open_dock()
    panel = dock.resultPanel.doubt_panel
    assert panel.search.source is entropy and panel.placePart.isHidden()
    panel.search.find_button.click()
    assert panel.search.run is not None and panel.search.find_button.text() == "Cancel"
    wait(lambda: panel.search.run is None)
    assert panel.search.status.text() == "" and len(panel.places) == 3
    assert panel.placeLabel.text().startswith("1 of 3: building · doubt 90 % · 9")
    assert canvas.extent().contains(panel.place.geometry.boundingBox())
    (on_map,) = QgsProject.instance().mapLayersByName("Doubtful places: entropy")
    assert on_map.featureCount() == 3 and on_map not in [
        panel.labelCombo.layer(i) for i in range(panel.labelCombo.count())
    ]


def test_next_and_previous_walk_along_the_map(panel: DoubtPanel, canvas: QgsMapCanvas) -> None:
    assert not panel.previousButton.isEnabled()
    seen = [panel.place.geometry.centroid().asPoint()]
    for _ in range(2):
        click(panel.nextButton)
        seen.append(panel.place.geometry.centroid().asPoint())
        assert canvas.extent().contains(seen[-1])
    assert panel.placeLabel.text().startswith("3 of 3") and not panel.nextButton.isEnabled()
    assert len({p.toString(0) for p in seen}) == 3
    click(panel.previousButton)
    assert panel.placeLabel.text().startswith("2 of 3")


def test_a_click_on_a_class_labels_the_ground_and_goes_on(panel: DoubtPanel, labels: QgsVectorLayer) -> None:
    area = round(panel.place.geometry.area())
    assert not panel.trainButton.isEnabled()
    click(button(panel, "vegetation"))
    assert drawn(labels) == [("vegetation", area)]
    assert panel.placeLabel.text().startswith("2 of 3") and panel.trainButton.isEnabled()
    click(panel.undoButton)
    assert drawn(labels) == [] and not panel.undoButton.isEnabled()


def test_after_the_last_place_it_says_so(panel: DoubtPanel, labels: QgsVectorLayer) -> None:
    for number in range(3):
        assert panel.search.status.text() == ""
        click(button(panel, "road"))
        assert labels.featureCount() == number + 1
    assert "last place" in panel.search.status.text() and panel.placeLabel.text().startswith("3 of 3")
    click(panel.previousButton)
    assert panel.search.status.text() == ""
    for _ in range(2):
        panel.show_next()
    assert "last place" in panel.search.status.text()


def test_the_place_at_hand_is_outlined_unlike_the_others(panel: DoubtPanel) -> None:
    others = QgsVectorLayer("Polygon?crs=EPSG:32631", "places", "memory")
    style_places(others)
    colours = {
        panel._outline.strokeColor().name(),
        others.renderer().symbol().symbolLayer(0).strokeColor().name(),
    }
    assert len(colours) == 2


def test_where_the_map_is_right_its_class_is_taken(panel: DoubtPanel, labels: QgsVectorLayer) -> None:
    name = panel.place.name
    click(panel.rightButton)
    assert [n for n, _ in drawn(labels)] == [name] and name


def test_a_drawn_polygon_is_labelled_instead(
    panel: DoubtPanel, labels: QgsVectorLayer, canvas: QgsMapCanvas
) -> None:
    canvas.resize(400, 400)
    canvas.show()
    panel.show_place(0)
    click(panel.drawButton)
    view = canvas.viewport()
    middle = view.rect().center()
    corners = [middle, middle + type(middle)(60, 0), middle + type(middle)(60, 60)]
    for corner in corners:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=corner)
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=corners[-1])
    assert not panel.drawButton.isChecked()
    click(button(panel, "road"))
    side = 60 * canvas.mapUnitsPerPixel()
    assert drawn(labels) == [("road", pytest.approx(side**2 / 2, rel=0.05))]
    assert panel.placeLabel.text().startswith("1 of 3")


def test_without_a_label_layer_the_first_click_makes_one(
    panel: DoubtPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.gpkg"), ""))
    click(button(panel, "road"))
    assert panel.labels.name() == "mine" and [n for n, _ in drawn(panel.labels)] == ["road"]
    panel.labels.rollBack()


def test_fine_tuning_goes_on_with_raster_labels_and_model(
    panel: DoubtPanel, labels: QgsVectorLayer, photo_layer: QgsRasterLayer
) -> None:
    click(button(panel, "road"))
    click(panel.trainButton)
    dock = panel.window()
    assert isinstance(dock, SegmenterDock) and dock.tabs.currentWidget() is dock.fineTunePage
    form = dock.fineTunePage.form
    assert form.rasters == [photo_layer] and form.labels is labels and form.field == "class"
    assert form.model.card.name == find_model("default").card.name
    labels.rollBack()


def test_fine_tuning_is_offered_neither_the_places_as_labels_nor_the_doubt_as_raster(
    entropy: QgsRasterLayer, open_dock: OpenDock, photo_layer: QgsRasterLayer
) -> None:
    dock = open_dock()
    dock.layerCombo.setLayer(photo_layer)
    search = dock.resultPanel.doubt_panel.search
    search.find_button.click()
    wait(lambda: search.run is None)
    dock.tabs.setCurrentWidget(dock.fineTunePage)
    form = dock.fineTunePage.form
    assert QgsProject.instance().mapLayersByName("Doubtful places: entropy")
    assert form.labels is None and form.rasters == [photo_layer]


def test_a_layer_that_cannot_be_edited_is_refused(panel: DoubtPanel, labels: QgsVectorLayer) -> None:
    said: list[str] = []
    panel.window().fineTunePage.complaint.connect(said.append)
    labels.rollBack()
    labels.setReadOnly(True)
    click(button(panel, "road"))
    assert "cannot be edited" in said[0] and panel.placeLabel.text().startswith("1 of 3")


def test_a_layer_without_a_text_field_is_refused(panel: DoubtPanel) -> None:
    said: list[str] = []
    panel.window().fineTunePage.complaint.connect(said.append)
    layer = QgsVectorLayer("Polygon?crs=EPSG:32631&field=class:integer", "codes", "memory")
    QgsProject.instance().addMapLayer(layer)
    panel.labelCombo.setLayer(layer)
    click(button(panel, "road"))
    assert "no text field" in said[0] and layer.featureCount() == 0


def test_layers_that_go_meanwhile_do_no_harm(panel: DoubtPanel, labels: QgsVectorLayer) -> None:
    project = QgsProject.instance()
    labels.rollBack()
    project.removeMapLayer(labels.id())
    project.removeMapLayer(project.mapLayersByName("entropy")[0].id())
    project.removeMapLayer(project.mapLayersByName("photo")[0].id())
    click(panel.nextButton)
    assert panel.placeLabel.text().startswith("2 of 3") and panel.labels is None
    assert not panel.trainButton.isEnabled()
    wait(lambda: not panel.search.find_button.isEnabled())


def test_closing_the_project_forgets_the_places(panel: DoubtPanel) -> None:
    QgsProject.instance().clear()
    assert panel.places == [] and panel.placePart.isHidden()
    wait(lambda: "Tick" in panel.search.status.text())


def test_a_file_that_is_gone_is_told(panel: DoubtPanel, entropy: QgsRasterLayer) -> None:
    Path(entropy.source()).unlink()
    panel.search.find_button.click()
    assert panel.search.run is None and "Is it still there?" in panel.search.status.text()


def test_confidence_and_entropy_are_transparent_where_sure(write: WriteRaster) -> None:
    sure = np.tile(np.linspace(20, 100, 400), (300, 1))
    for layer in (
        write(sure, "confidence", "confidence in percent"),
        write((100 - sure) * 2.5, "entropy", "entropy", 1 / 250),
    ):
        assert doubt_kind(layer) == layer.name()
        style_doubt(layer)
        legend = layer.renderer().shader().rasterShaderFunction().colorRampItemList()
        assert [item.color.alpha() for item in legend].count(0) == 1
        block = layer.renderer().block(1, layer.extent(), 400, 300)
        alphas = [QColor.fromRgba(block.color(150, col)).alpha() for col in (2, 397)]
        assert alphas[0] > 150 and alphas[1] == 0


def test_other_rasters_are_no_doubt(photo_layer: QgsRasterLayer, write: WriteRaster) -> None:
    assert doubt_kind(photo_layer) == "" == doubt_kind(write(np.zeros((300, 400)), "classes", "class"))
