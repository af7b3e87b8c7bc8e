"""'Segment layer' on a GeoTIFF of a web server, in QGIS and in the worker."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import processing
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsProcessingFeedback, QgsProject, QgsRasterLayer

from rs_segmenter import settings, worker

from .conftest import ALGORITHM

pytestmark = pytest.mark.usefixtures("provider")


@pytest.fixture(params=["qgis", "process"])
def place(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the engine runs."""
    worker.begin()
    settings.set_engine_place(request.param)
    yield request.param
    worker.end()


@pytest.fixture
def web_layer(sample_raster: Path, serve_files: Callable[..., str], tmp_path: Path) -> QgsRasterLayer:
    """The sample on a server, as a layer of the project."""
    folder = tmp_path / "www"
    folder.mkdir()
    shutil.copy(sample_raster, folder / "photo.tif")
    layer = QgsRasterLayer(f"/vsicurl/{serve_files(folder)}/photo.tif", "photo")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    return layer


def classify(raster: str, output: Path) -> object:
    values = {"INPUT": raster, "OUTPUT": str(output)}
    return processing.run(ALGORITHM, values, feedback=QgsProcessingFeedback(False))["OUTPUT"]


def test_a_raster_on_a_server_gives_the_map_of_the_file(
    place: str, web_layer: QgsRasterLayer, sample_raster: Path, tmp_path: Path
) -> None:
    maps = [
        gdal.Open(str(classify(source, tmp_path / f"{name}.tif"))).ReadAsArray()
        for name, source in (("file", str(sample_raster)), ("web", web_layer.id()))
    ]
    assert (maps[0] == maps[1]).all()


def test_a_server_that_has_lost_the_raster_is_told_with_its_address(
    place: str, web_layer: QgsRasterLayer, tmp_path: Path
) -> None:
    (tmp_path / "www/photo.tif").unlink()
    gdal.VSICurlClearCache()
    with pytest.raises(QgsProcessingException, match="404|cannot be") as told:
        classify(web_layer.id(), tmp_path / "map.tif")
    assert web_layer.source() in str(told.value)
    assert not (tmp_path / "map.tif").exists()
