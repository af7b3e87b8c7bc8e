"""Layers that are no file, where only files serve: all but 'Segment layer' says how to make one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsMeshLayer, QgsProcessingContext, QgsProject, QgsRasterLayer, QgsVectorLayer

from rs_segmenter.gui.finetunepage import FineTunePage

from .conftest import registered, wait
from .servers import MapServer, checkered

REMEDY = "Export > Save As"


@pytest.fixture(params=["tiles", "memory"])
def layer(request: pytest.FixtureRequest, sample_raster: Path, qgis_app: object) -> Iterator[QgsRasterLayer]:
    """A layer of the project that no other process can open."""
    server, memory = MapServer(checkered), "/vsimem/photo.tif"
    gdal.Translate(memory, str(sample_raster), srcWin=[0, 0, 300, 200])
    source = (server.xyz, "tiles", "wms") if request.param == "tiles" else (memory, "memory", "gdal")
    made = QgsRasterLayer(*source)
    QgsProject.instance().addMapLayer(made)
    yield made
    QgsProject.instance().clear()
    gdal.Unlink(memory)
    server.close()


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("finetunemodel", ["INPUT"]),
        ("evaluatemodel", ["INPUT"]),
        ("refineclasses", ["INPUT"]),
        ("refineclasses", ["PROBABILITIES"]),
        ("vectorizeclasses", ["INPUT"]),
        ("doubtfulplaces", ["INPUT"]),
    ],
)
def test_the_toolbox_names_the_layer_and_the_way_to_a_file(
    name: str,
    places: list[str],
    layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    photo_layer: QgsRasterLayer,
) -> None:
    values = {"INPUT": photo_layer.id(), "PROBABILITIES": photo_layer.id(), "OUTPUT": "TEMPORARY_OUTPUT"}
    values |= {"LABELS": label_layer.id(), "CLASS_FIELD": "kind"} | {place: layer.id() for place in places}
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    right, message = registered(name).checkParameterValues(values, context)
    assert not right
    assert f"'{layer.name()}' is no file" in message
    assert REMEDY in message


def test_fine_tune_in_the_dock_says_how_to_make_a_file_of_it(
    layer: QgsRasterLayer, page: FineTunePage
) -> None:
    rasters = page.form.rasterCombo
    assert rasters.findData(layer.id()) < 0
    rasters.deselectAllOptions()
    wait(lambda: REMEDY in page.form.checkPanel.text)
    assert not page.form.startButton.isEnabled()


def test_a_layer_that_is_no_raster_is_named_as_that(provider: object, tmp_path: Path) -> None:
    (tmp_path / "slope.2dm").write_text("MESH2D\nND 1 0 0 0\nND 2 1 0 0\nND 3 0 1 0\nE3T 1 1 2 3 1\n")
    mesh = QgsMeshLayer(str(tmp_path / "slope.2dm"), "slope", "mdal")
    points = QgsVectorLayer("Point?crs=EPSG:4326", "points", "memory")
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    for layer in (mesh, points):
        assert layer.isValid()
        QgsProject.instance().addMapLayer(layer)
        for given in (layer, layer.id()):
            values = {"INPUT": given, "OUTPUT": "TEMPORARY_OUTPUT"}
            right, message = registered("segmentlayer").checkParameterValues(values, context)
            assert not right
            assert f"'{layer.name()}' is no raster" in message
    QgsProject.instance().clear()
