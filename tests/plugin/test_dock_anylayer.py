"""The dock beside layers that are no file: what it says before the run, and what it offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import processing
import pytest
from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas

from rs_segmenter.gui.areapanel import CANVAS
from rs_segmenter.gui.copycheck import copy_frame, describe_copy
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.rasterise import facts
from rs_segmenter.rasterise.facts import layer_facts
from rs_segmenter.rasterise.layercopy import LayerCopy

from .conftest import ALGORITHM, OpenDock, wait
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


@pytest.mark.parametrize(
    ("requests", "tiled", "said"),
    [(1, True, "1 tile"), (1, False, "1 picture"), (2, True, "2 tiles"), (1234, False, "1,234 pictures")],
)
def test_what_a_server_is_asked_for_is_one_or_several(
    requests: int, tiled: bool, said: str, dock: SegmenterDock
) -> None:
    dock.areaPanel.choose_canvas()
    frame = copy_frame(dock, dock.modelPanel.model.card)
    asked = replace(frame, requests=requests, tiled=tiled)
    assert f"fetches {said} from the server" in describe_copy(asked)
    assert LayerCopy(dock.layer, asked, None, Path("copy.tif")).describe().endswith(f", {said}")


def test_bands_of_a_picture_are_its_colours(dock: SegmenterDock) -> None:
    combos = dock.bandPanel.combos
    assert [c.currentText() for c in combos] == ["red", "green", "blue"]
    assert "pictures of a server" in dock.layerFacts.text()


def test_what_the_map_shows_of_tiles_can_be_previewed(dock: SegmenterDock, server: MapServer) -> None:
    dock.preview_run.start()
    assert dock.run is not None
    wait(lambda: dock.run is None)
    assert "Preview in" in dock.statusLabel.text()
    assert server.asked
    names = [layer.name() for layer in QgsProject.instance().mapLayers().values()]
    assert any(name.startswith("Preview") for name in names)


def test_only_the_chosen_one_of_hundreds_of_layers_is_looked_at(
    photo: Path, open_dock: OpenDock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def counted(layer: QgsRasterLayer, *, sample: bool) -> object:
        looked_at.append(layer.name())
        return layer_facts(layer, sample=sample)

    monkeypatch.setattr(facts, "layer_facts", counted)
    options = QgsRasterLayer.LayerOptions()
    options.loadDefaultStyle = False
    scene = QgsRasterLayer(str(photo), "scene", "gdal", options)
    layers = [scene.clone() for _ in range(400)]
    for number, layer in enumerate(layers):
        layer.setName(f"scene {number:04}")
    QgsProject.instance().addMapLayers(layers[:200], False)
    dock = open_dock()
    assert dock.layerCombo.count() == 200
    QgsProject.instance().addMapLayers(layers[200:], False)
    dock.layerCombo.setLayer(layers[300])
    dock.areaPanel.area_changed.emit()
    assert dock.layerCombo.count() == 400
    assert looked_at == ["scene 0000", "scene 0300"]
    assert dock.fineTunePage.form.rasterCombo.count() == 0


def test_bands_of_other_layers_of_the_same_ground_can_be_added(
    photo: Path, tmp_path: Path, open_dock: OpenDock
) -> None:
    for band, name in enumerate(("B04", "B03", "B02"), start=1):
        gdal.Translate(
            str(tmp_path / f"{name}.tif"),
            str(photo),
            bandList=[band],
            creationOptions=["PHOTOMETRIC=MINISBLACK"],
        )
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(tmp_path / f"{name}.tif"), name))
    gdal.Translate(str(tmp_path / "else.tif"), str(photo), srcWin=[0, 0, 100, 100])
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(tmp_path / "else.tif"), "elsewhere"))
    dock = open_dock()
    assert dock.layer.name() == "B02"
    panel = dock.bandPanel
    assert [panel.moreCombo.itemText(i) for i in range(panel.moreCombo.count())] == ["B03", "B04"]
    assert not dock.segmentButton.isEnabled()
    panel.moreCombo.setCheckedItems(["B03", "B04"])
    wait(dock.segmentButton.isEnabled)
    assert [combo.currentText() for combo in panel.combos] == ["B04", "B03", "B02"]
    dock.bandBox.setCollapsed(False)
    dock.start()
    wait(lambda: dock.run is None)
    assert "Done in" in dock.statusLabel.text()
    made = [x for x in QgsProject.instance().mapLayers().values() if x.name().endswith(": B02")]
    whole, apart = tmp_path / "whole.tif", Path(made[0].source())
    processing.run(ALGORITHM, {"INPUT": str(photo), "OUTPUT": str(whole)})
    assert (gdal.Open(str(whole)).ReadAsArray() == gdal.Open(str(apart)).ReadAsArray()).all()
