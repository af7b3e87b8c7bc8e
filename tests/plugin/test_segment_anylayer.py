"""'Segment layer' on layers that are no file: the same algorithm, the same result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from rs_segmenter import settings
from rs_segmenter.rasterise import layercopy
from rs_segmenter.tasks import AlgorithmRun, prepared_run

from .conftest import ALGORITHM, wait
from .servers import MapServer, checkered

pytestmark = pytest.mark.usefixtures("provider")
WEB = QgsCoordinateReferenceSystem("EPSG:3857")
PLACE = QgsRectangle(497000, 6780000, 497080, 6780060)


@pytest.fixture
def server(qgis_app: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapServer]:
    """A map server on this machine."""
    monkeypatch.setattr(layercopy, "_FIRST_WAIT_S", 0.01)
    made = MapServer(checkered)
    yield made
    made.close()


@pytest.fixture
def tiles(server: MapServer) -> Iterator[QgsRasterLayer]:
    """Its tiles as a layer of the project."""
    layer = QgsRasterLayer(server.xyz, "tiles", "wms")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


def labels(path: object) -> np.ndarray:
    """The class of every pixel, uint8 (H, W)."""
    return gdal.Open(str(path)).ReadAsArray()


def temporary_copies() -> list[Path]:
    """Copies of layers that are still there."""
    return list(Path(QgsProcessingUtils.tempFolder()).rglob("layer.tif"))


def finished(run: AlgorithmRun) -> dict[str, object]:
    """Results of a run in the background, or why there are none."""
    told: list[object] = []
    run.succeeded.connect(told.append)
    run.failed.connect(told.append)
    run.cancelled.connect(lambda: told.append("cancelled"))
    run.start()
    wait(lambda: bool(told))
    return told[0] if isinstance(told[0], dict) else {"error": told[0]}


def test_tiles_of_a_server_are_classified_as_a_file_of_them_would_be(
    tiles: QgsRasterLayer, server: MapServer, tmp_path: Path
) -> None:
    wanted = {"INPUT": tiles.id(), "EXTENT": QgsReferencedRectangle(PLACE, WEB)}
    output = tmp_path / "classes.tif"
    run = prepared_run(ALGORITHM, wanted | {"OUTPUT": str(output)}, QgsProject.instance())
    assert not server.asked
    results = finished(run)
    assert results["OUTPUT"] == str(output)
    assert server.asked
    x, pixel_m, _, y, _, _ = gdal.Open(str(output)).GetGeoTransform()
    assert (x, y) == pytest.approx((PLACE.xMinimum(), PLACE.yMaximum()), abs=pixel_m)
    assert gdal.Open(str(output)).RasterXSize == pytest.approx(PLACE.width() / pixel_m, abs=2)
    assert not temporary_copies()


def test_a_run_whose_tiles_do_not_come_fails_and_leaves_nothing(
    tiles: QgsRasterLayer, server: MapServer, tmp_path: Path
) -> None:
    server.fault = "404"
    output = tmp_path / "classes.tif"
    wanted = {"INPUT": tiles.id(), "EXTENT": QgsReferencedRectangle(PLACE, WEB), "OUTPUT": str(output)}
    run = prepared_run(ALGORITHM, wanted, QgsProject.instance())
    assert "did not come" in str(finished(run)["error"])
    assert not output.exists() and not temporary_copies()


def test_the_whole_world_is_refused_before_the_run(
    tiles: QgsRasterLayer, algorithm: QgsProcessingAlgorithm
) -> None:
    wanted = {"INPUT": tiles.id(), "OUTPUT": "TEMPORARY_OUTPUT"}
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    right, message = algorithm.checkParameterValues(wanted, context)
    assert not right and "Choose an area" in message


def test_the_limit_can_be_lowered_and_raised(
    tiles: QgsRasterLayer, algorithm: QgsProcessingAlgorithm
) -> None:
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    wide = QgsReferencedRectangle(PLACE.buffered(400), WEB)
    wanted = {"INPUT": tiles.id(), "OUTPUT": "TEMPORARY_OUTPUT", "EXTENT": wide}
    assert algorithm.checkParameterValues(wanted, context)[0]
    settings.set_copy_limit_mpx(1)
    right, message = algorithm.checkParameterValues(wanted, context)
    assert not right and "the limit is 1 million" in message
    assert algorithm.checkParameterValues(wanted | {"COPY_LIMIT_MPX": 50}, context)[0]


def test_polygons_choose_what_is_fetched_and_classified(
    tiles: QgsRasterLayer, server: MapServer, tmp_path: Path
) -> None:
    polygons = QgsVectorLayer("Polygon?crs=EPSG:3857", "fields", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(PLACE))
    polygons.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(polygons)
    output = tmp_path / "classes.tif"
    wanted = {"INPUT": tiles.id(), "AREA": polygons.id(), "OUTPUT": str(output)}
    results = processing.run(ALGORITHM, wanted)
    found = labels(results["OUTPUT"])
    assert (found != 255).mean() > 0.9
    assert len(server.asked) <= 16


@pytest.mark.parametrize("kind", ["memory", "formula"])
def test_a_raster_that_exists_only_in_qgis_gives_the_same_classes(
    kind: str, photo: Path, photo_layer: QgsRasterLayer, tmp_path: Path
) -> None:
    if kind == "memory":
        gdal.Translate("/vsimem/photo.tif", str(photo))
        layer, bands = QgsRasterLayer("/vsimem/photo.tif", "in memory"), [1, 2, 3]
    else:
        extent = photo_layer.extent().toString(6).replace(" : ", ",")
        source = (
            f"?crs={photo_layer.crs().authid()}&extent={extent}&width=400&height=300"
            f"&formula=%22photo%401%22&photo:uri={photo}&photo:provider=gdal"
        )
        layer, bands = QgsRasterLayer(source, "red only", "virtualraster"), [1, 1, 1]
    QgsProject.instance().addMapLayer(layer)
    common = {"BANDS": bands, "STRETCH": "0,255"}
    here, there = tmp_path / "here.tif", tmp_path / "there.tif"
    processing.run(ALGORITHM, {"INPUT": layer.id(), "OUTPUT": str(here), **common})
    processing.run(ALGORITHM, {"INPUT": str(photo), "OUTPUT": str(there), **common})
    assert (labels(here) != labels(there)).mean() < 0.001
    job = json.loads(gdal.Open(str(here)).GetMetadata()["RS_SEGMENTER_JOB"])
    assert layer.name() in job["raster"]


def test_what_a_run_says_names_the_layer_and_not_its_copy(photo: Path) -> None:
    coarse = [593000, 5750000, 597000, 5747000]
    gdal.Translate("/vsimem/coarse.tif", str(photo), outputBounds=coarse)
    layer = QgsRasterLayer("/vsimem/coarse.tif", "from afar")
    QgsProject.instance().addMapLayer(layer)
    feedback = QgsProcessingFeedback(False)
    processing.run(ALGORITHM, {"INPUT": layer.id(), "OUTPUT": "TEMPORARY_OUTPUT"}, feedback=feedback)
    assert "Pixels of 'from afar' are 10 m on the ground" in feedback.textLog()
    assert "layer.tif" not in feedback.textLog()
    QgsProject.instance().clear()


def test_the_toolboxs_batch_goes_on_after_a_bad_layer(
    photo: Path, tmp_path: Path, algorithm: QgsProcessingAlgorithm
) -> None:
    """As its dialog does it: one algorithm, run for each row with a context of its own."""
    bad = tmp_path / "bad.tif"
    bad.write_bytes(b"no raster")
    outputs = [tmp_path / f"{i}.tif" for i in range(3)]
    told = []
    for source, output in zip((str(photo), str(bad), str(photo)), outputs):
        values = {"INPUT": source, "OUTPUT": str(output)}
        _, right = algorithm.run(values, QgsProcessingContext(), QgsProcessingFeedback(False))
        told.append(right)
    assert told == [o.exists() for o in outputs] == [True, False, True]
    assert (labels(outputs[0]) == labels(outputs[2])).all()


@pytest.mark.parametrize("part", ["start", "middle"])
def test_a_damaged_jpeg_that_a_server_sends_whole_ends_no_more_than_the_run(
    part: str, tiles: QgsRasterLayer, server: MapServer, tmp_path: Path
) -> None:
    server.fault = part
    output = tmp_path / "classes.tif"
    wanted = {"INPUT": tiles.id(), "EXTENT": QgsReferencedRectangle(PLACE, WEB), "OUTPUT": str(output)}
    results = finished(prepared_run(ALGORITHM, wanted, QgsProject.instance()))
    if part == "start":
        assert "did not come" in str(results["error"])
    # A decoder goes on where it finds its way back into the picture, and most noise it cannot tell from one.
    assert output.exists() == ("error" not in results)
    assert not temporary_copies()
