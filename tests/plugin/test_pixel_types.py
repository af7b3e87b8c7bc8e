"""Pixels of every type: what no model reads is refused before the run, in a file and in memory alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import processing
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingContext, QgsProject, QgsRasterLayer

from .conftest import ALGORITHM, OpenDock, registered

pytestmark = pytest.mark.usefixtures("provider")
MakeLayer = Callable[..., QgsRasterLayer]


@pytest.fixture(params=["file", "memory"])
def layer_of(request: pytest.FixtureRequest, photo: Path, tmp_path: Path) -> Iterator[MakeLayer]:
    """Makes a layer of the project from some bands of the photo, with pixels of a type."""
    folder = str(tmp_path) if request.param == "file" else "/vsimem"

    def make(kind: int, bands: int = 3, colours: gdal.ColorTable | None = None) -> QgsRasterLayer:
        path, given = f"{folder}/typed.tif", gdal.Open(str(photo))
        made = gdal.GetDriverByName("GTiff").Create(path, 400, 300, bands, kind)
        made.SetGeoTransform(given.GetGeoTransform())
        made.SetProjection(given.GetProjection())
        if colours:
            made.GetRasterBand(1).SetColorTable(colours)
        made.WriteArray(given.ReadAsArray()[:bands])
        del made
        layer = QgsRasterLayer(path, "typed")
        QgsProject.instance().addMapLayer(layer)
        return layer

    yield make
    QgsProject.instance().clear()
    gdal.Unlink("/vsimem/typed.tif")


@pytest.mark.parametrize("kind", [gdal.GDT_CInt16, gdal.GDT_CFloat32, gdal.GDT_CFloat64])
def test_complex_numbers_are_refused_before_the_run(
    kind: int, layer_of: MakeLayer, open_dock: OpenDock
) -> None:
    layer = layer_of(kind)
    dock = open_dock()
    assert "'typed'" in dock.checkPanel.text and "complex numbers" in dock.checkPanel.text
    assert not dock.segmentButton.isEnabled() and not dock.previewButton.isEnabled()
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    values = {"INPUT": layer.id(), "OUTPUT": "TEMPORARY_OUTPUT"}
    right, message = registered("segmentlayer").checkParameterValues(values, context)
    assert not right and "complex numbers" in message


@pytest.mark.parametrize("kind", [gdal.GDT_Int64, gdal.GDT_UInt64])
def test_whole_numbers_of_64_bits_are_classified_or_refused_in_words(
    kind: int, layer_of: MakeLayer, open_dock: OpenDock
) -> None:
    layer = layer_of(kind)
    dock = open_dock()
    if layer.source().startswith("/vsimem/") and not dock.segmentButton.isEnabled():
        assert "64 bits" in dock.checkPanel.text  # an older QGIS does not know them
        return
    done = processing.run(ALGORITHM, {"INPUT": layer.id(), "OUTPUT": "TEMPORARY_OUTPUT"})
    assert done["PIXELS"] == 400 * 300


def test_a_palette_is_read_as_its_colours(layer_of: MakeLayer, photo: Path, open_dock: OpenDock) -> None:
    colours = gdal.ColorTable()
    for value in range(256):
        colours.SetColorEntry(value, (value, 255 - value, value // 2, 255))
    layer = layer_of(gdal.GDT_Byte, 1, colours)
    dock = open_dock()
    assert dock.segmentButton.isEnabled(), dock.checkPanel.text
    red = gdal.Open(str(photo)).ReadAsArray()[0]
    drawn = photo.with_name("drawn.tif")
    gdal.Translate(str(drawn), str(photo))
    file = gdal.Open(str(drawn), gdal.GA_Update)
    file.WriteArray(np.stack([red, 255 - red, red // 2]))
    del file
    maps = [
        gdal.Open(processing.run(ALGORITHM, {"INPUT": source, "OUTPUT": "TEMPORARY_OUTPUT"})["OUTPUT"])
        for source in (layer.id(), str(drawn))
    ]
    assert (maps[0].ReadAsArray() == maps[1].ReadAsArray()).mean() > 0.999
