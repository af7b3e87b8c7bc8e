"""The dock beside layers that are no file: what it says before the run, and what it offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas

from rs_segmenter.gui import dock as dock_module
from rs_segmenter.gui.areapanel import CANVAS
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.rasterise.facts import layer_facts

from .conftest import OpenDock, wait
from .servers import MapServer, checkered

PLACE = QgsRectangle(497000, 6780000, 497100, 6780070)


@pytest.fixture
def server(qgis_app: object) -> Iterator[MapServer]:
    """A map server on this machine."""
    made = MapServer(checkered)
    yield made
    made.close()


@pytest.fixture
def dock(server: MapServer, canvas: QgsMapCanvas, open_dock: OpenDock) -> SegmenterDock:
    """A dock beside a layer of tiles, and a map that shows a little of it."""
    QgsProject.instance().addMapLayer(QgsRasterLayer(server.xyz, "tiles", "wms"))
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    canvas.setExtent(PLACE)
    return open_dock()


def test_the_whole_world_is_refused_and_a_click_leads_to_the_map(dock: SegmenterDock) -> None:
    assert "would have to be copied first" in dock.checkPanel.text
    assert not dock.segmentButton.isEnabled()
    dock.checkPanel.buttons[0].click()
    wait(dock.segmentButton.isEnabled)
    assert dock.areaPanel.kind == CANVAS
    assert "tiles from the server first" in dock.checkPanel.text


def test_how_much_is_fetched_follows_the_map(
    dock: SegmenterDock, canvas: QgsMapCanvas, server: MapServer
) -> None:
    dock.areaPanel.choose_canvas()
    before = dock.checkPanel.text
    canvas.setExtent(PLACE.buffered(300))
    wait(lambda: dock.checkPanel.text != before)
    canvas.setExtent(PLACE.buffered(30_000))
    wait(lambda: dock.checkPanel.blocked)
    assert dock.previewButton.isEnabled()
    dock.checkPanel.buttons[0].click()
    wait(dock.segmentButton.isEnabled)
    assert not server.asked


def test_bands_of_a_picture_are_its_colours(dock: SegmenterDock) -> None:
    combos = dock.bandPanel.combos
    assert [c.currentText() for c in combos] == ["red", "green", "blue"]
    assert "pictures of a server" in dock.layerFacts.text()


def test_what_the_map_shows_of_tiles_can_be_previewed(dock: SegmenterDock, server: MapServer) -> None:
    dock.start_preview()
    assert dock.run is not None
    wait(lambda: dock.run is None)
    assert "Preview in" in dock.statusLabel.text()
    assert server.asked
    names = [layer.name() for layer in QgsProject.instance().mapLayers().values()]
    assert any(name.startswith("Preview") for name in names)


def test_only_the_chosen_one_of_thousands_of_layers_is_looked_at(
    photo: Path, open_dock: OpenDock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def counted(layer: QgsRasterLayer) -> object:
        looked_at.append(layer.name())
        return layer_facts(layer)

    monkeypatch.setattr(dock_module, "layer_facts", counted)
    options = QgsRasterLayer.LayerOptions()
    options.loadDefaultStyle = False
    layers = [QgsRasterLayer(str(photo), f"scene {i:04}", "gdal", options) for i in range(2000)]
    QgsProject.instance().addMapLayers(layers[:1000], False)
    dock = open_dock()
    assert dock.layerCombo.count() == 1000
    QgsProject.instance().addMapLayers(layers[1000:], False)
    dock.layerCombo.setLayer(layers[1500])
    dock.areaPanel.area_changed.emit()
    assert dock.layerCombo.count() == 2000
    assert looked_at == ["scene 0000", "scene 1500"]
