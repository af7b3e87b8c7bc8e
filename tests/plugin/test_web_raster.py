"""'Segment layer' on a GeoTIFF of a web server, in QGIS and in the worker."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
)

from rs_segmenter import settings, worker
from rs_segmenter.commands import RS_SEGMENTER, segment_words
from rs_segmenter.engine.errors import JobError

from .conftest import ALGORITHM, OpenDock
from .servers import keep_login

pytestmark = pytest.mark.usefixtures("provider")
LOGIN = "me:opensesame"


@pytest.fixture(autouse=True)
def empty_project() -> Iterator[None]:
    """No layer of a server that is gone stays for the next test."""
    yield
    QgsProject.instance().clear()


@pytest.fixture(params=["qgis", "process"])
def place(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the engine runs."""
    worker.begin()
    settings.set_engine_place(request.param)
    yield request.param
    worker.end()


@pytest.fixture
def login(qgis_app: object) -> str:
    """A configuration among those that QGIS keeps, with the name and password of `LOGIN`."""
    return keep_login(*LOGIN.split(":"))


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


def test_a_raster_behind_a_login_that_qgis_keeps_gives_the_map_of_the_file(
    place: str, sample_raster: Path, serve_files: Callable[..., str], login: str, tmp_path: Path
) -> None:
    address = serve_files(sample_raster.parent, login=LOGIN)
    assert not QgsRasterLayer(f"/vsicurl/{address}/{sample_raster.name}", "photo").isValid()
    layer = QgsRasterLayer(f"/vsicurl/{address}/{sample_raster.name} authcfg='{login}'", "photo")
    QgsProject.instance().addMapLayer(layer)
    names = {"file": str(sample_raster), "web": layer.id()}
    maps = [gdal.Open(str(classify(raster, tmp_path / f"{name}.tif"))) for name, raster in names.items()]
    assert (maps[0].ReadAsArray() == maps[1].ReadAsArray()).all()
    assert address in maps[1].GetMetadata()["RS_SEGMENTER_JOB"]
    assert LOGIN.partition(":")[2] not in (tmp_path / "web.tif").read_bytes().decode("latin-1")


def test_the_dock_offers_a_layer_behind_a_login_as_one_that_is_copied(
    sample_raster: Path, serve_files: Callable[..., str], login: str, open_dock: OpenDock
) -> None:
    address = serve_files(sample_raster.parent, login=LOGIN)
    layer = QgsRasterLayer(f"/vsicurl/{address}/{sample_raster.name} authcfg='{login}'", "photo")
    QgsProject.instance().addMapLayer(layer)
    dock = open_dock()
    assert "copies the layer first" in dock.checkPanel.text
    assert dock.segmentButton.isEnabled()
    assert dock.fineTunePage.form.rasterCombo.findData(layer.id()) < 0
    with pytest.raises(JobError, match="'photo' is no file"):
        segment_words(RS_SEGMENTER, dock.parameters())
