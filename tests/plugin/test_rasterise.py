"""Layers that are no file are copied pixel by pixel, or not at all: from tiles, maps, memory and formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QThread, QTimer

from rs_segmenter.engine.card import GroundResolution
from rs_segmenter.engine.errors import AreaError, Cancelled, EngineError, RasterError
from rs_segmenter.engine.registry import find_model
from rs_segmenter.layers import is_file, raster_path
from rs_segmenter.rasterise import layercopy
from rs_segmenter.rasterise.facts import layer_facts
from rs_segmenter.rasterise.frame import choose_level, frame_of, metres_per_unit
from rs_segmenter.rasterise.layercopy import ATTEMPTS, LayerCopy

from .conftest import wait
from .servers import MapServer, checkered

IN_UTM = QgsRectangle(593000, 5747000, 593150, 5747120)
IN_WEB = QgsRectangle(497000, 6780000, 497200, 6780150)
KINDS = ("tiles", "maps", "wmts", "wcs")
# QGIS 3.44 draws each tile larger by a pixel on every side, so that no seam shows: what it shows moves by a pixel.
MOVED_PX = 1 if Qgis.QGIS_VERSION_INT >= 34400 else 0
Copy = Callable[..., Path]


@pytest.fixture
def server(qgis_app: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapServer]:
    """A map server on this machine that can fail in many ways."""
    monkeypatch.setattr(layercopy, "_FIRST_WAIT_S", 0.01)
    made = MapServer(checkered)
    yield made
    made.close()


@pytest.fixture
def online(server: MapServer) -> Callable[[str], tuple[QgsRasterLayer, QgsRectangle]]:
    """A layer of the server and a place on it."""

    def open_one(kind: str) -> tuple[QgsRasterLayer, QgsRectangle]:
        source = {"tiles": server.xyz, "maps": server.wms, "wmts": server.wmts, "wcs": server.wcs}[kind]
        layer = QgsRasterLayer(source, kind, "wcs" if kind == "wcs" else "wms")
        place = IN_WEB if kind == "tiles" else IN_UTM
        server.asked.clear()  # a WCS is asked for a few values when it is opened
        assert layer.isValid()
        return layer, place

    return open_one


class Writing(QThread):
    """Writes a copy in a thread of its own, as a Processing algorithm does."""

    def __init__(self, copy: LayerCopy, feedback: QgsProcessingFeedback) -> None:
        super().__init__()
        self._copy, self._feedback = copy, feedback
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._copy.write(self._feedback)
        except (EngineError, Cancelled) as error:
            self.error = error


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Copies a part of a layer, and gives the file."""

    def copy_one(
        layer: QgsRasterLayer,
        place: QgsRectangle | None = None,
        shape: QgsGeometry | None = None,
        resolution: str = "auto",
        cancel_after_ms: int | None = None,
    ) -> Path:
        frame = frame_of(layer, find_model("default").card, resolution, place)
        made = LayerCopy(layer, frame, shape, tmp_path / "copy.tif")
        feedback = QgsProcessingFeedback(False)
        if cancel_after_ms is not None:
            QTimer.singleShot(cancel_after_ms, feedback.cancel)
        writing = Writing(made, feedback)
        writing.start()
        wait(writing.isFinished)
        writing.wait()
        # Its end may still need Python's lock, which is held where an object is deleted; not while it is waited for.
        writing.wait()
        if writing.error is not None:
            raise writing.error
        return made.path

    return copy_one


def drawn(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """What a copy holds, and what the server would draw there."""
    file = gdal.Open(str(path))
    x, width, _, y, _, height = file.GetGeoTransform()
    columns, rows = file.RasterXSize, file.RasterYSize
    return file.ReadAsArray(), checkered(x, y + height * rows, x + width * columns, y, columns, rows)


def wrong(found: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Which values of a copy are not what the server draws there, or within `MOVED_PX` of there."""
    around = np.pad(expected, ((0, 0), (MOVED_PX, MOVED_PX), (MOVED_PX, MOVED_PX)), mode="edge")
    side = 2 * MOVED_PX + 1
    near = np.lib.stride_tricks.sliding_window_view(around, (side, side), axis=(1, 2))
    return (near != found[:3, :, :, None, None]).all(axis=(3, 4))


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_a_server_are_copied_to_their_place(
    kind: str, online: Callable, copy: Copy, server: MapServer
) -> None:
    layer, place = online(kind)
    path = copy(layer, place)
    found, expected = drawn(path)
    assert (found[3:] == 255).all()
    # A WMS draws at the place it is asked for, rounded to some digits.
    assert wrong(found, expected).mean() == (pytest.approx(0, abs=0.01) if kind == "maps" else 0)
    file = gdal.Open(str(path))
    assert QgsCoordinateReferenceSystem.fromWkt(file.GetProjection()) == layer.crs()
    frame = frame_of(layer, find_model("default").card, "auto", place)
    # Where tiles of a WMTS begin is not known before.
    assert len(server.asked) <= frame.requests if kind == "wmts" else len(server.asked) == frame.requests
    pixel_m = {"tiles": 0.184, "wcs": 0.5}.get(kind, 0.25)
    assert frame.resolution_m == pytest.approx(pixel_m, rel=0.01)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["404", "500", "exception", "truncated", "short"])
def test_a_picture_that_does_not_come_is_an_error_that_names_the_place(
    kind: str, fault: str, online: Callable, copy: Copy, server: MapServer, tmp_path: Path
) -> None:
    layer, place = online(kind)
    server.fault = fault
    with pytest.raises(
        RasterError, match=rf"A part of '{kind}' did not come, near 4\.\d+, 51\.\d+: "
    ) as told:
        copy(layer, place)
    # What GDAL or a WCS complains of has no address.
    assert server.url in told.value.message or (kind, fault) in (("wcs", "exception"), ("wcs", "truncated"))
    asked = server.asked.count(server.asked[0])
    assert asked >= ATTEMPTS
    assert not list(tmp_path.glob("*.tif"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["500", "exception", "truncated", "short"])
def test_a_picture_that_comes_when_asked_for_again_is_whole(
    kind: str, fault: str, online: Callable, copy: Copy, server: MapServer
) -> None:
    layer, place = online(kind)
    server.fault, server.faulty = fault, 1
    found, expected = drawn(copy(layer, place))
    assert (found[3:] == 255).all()
    assert wrong(found, expected).mean() < 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_cancelling_does_not_wait_for_a_slow_server(
    kind: str, online: Callable, copy: Copy, server: MapServer, tmp_path: Path
) -> None:
    layer, place = online(kind)
    server.fault = "slow"
    with pytest.raises(Cancelled):
        copy(layer, place, cancel_after_ms=200)
    assert not list(tmp_path.glob("*.tif"))


def test_what_no_polygon_needs_is_not_asked_for(
    online: Callable, copy: Copy, server: MapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layercopy, "BLOCK_PX", 256)
    layer, place = online("tiles")
    here = QgsGeometry.fromPointXY(QgsPointXY(place.center())).buffer(5, 4)
    found, expected = drawn(copy(layer, place, here))
    assert 0 < len(server.asked) <= 4
    there = found[3] == 255
    assert there.sum() == len(server.asked) * 256 * 256
    assert not wrong(found, expected)[:, there].any()


def test_secrets_of_an_address_are_not_told(server: MapServer, copy: Copy) -> None:
    source = server.xyz.replace(".png", ".png?access_token%3Dhush")
    server.fault = "404"
    with pytest.raises(RasterError) as told:
        copy(QgsRasterLayer(source, "tiles", "wms"), IN_WEB)
    assert "hush" not in told.value.message


def test_the_whole_world_is_refused(online: Callable) -> None:
    layer, _ = online("tiles")
    frame = frame_of(layer, find_model("default").card, "auto", None)
    with pytest.raises(AreaError, match="would have to be copied first") as told:
        frame.check_limit(layer.name(), 100, whole=True)
    assert "Choose an area" in told.value.hint


def test_a_place_beside_the_layer_is_refused(online: Callable) -> None:
    layer, _ = online("maps")
    with pytest.raises(AreaError, match="outside of 'maps'"):
        frame_of(layer, find_model("default").card, "auto", QgsRectangle(9e6, 9e6, 9.1e6, 9.1e6))


@pytest.mark.parametrize(
    ("wanted", "level"),
    [("auto", 1), ("native", 0), ("0.6", 2), ("0.61", 2), ("0.1", 0), ("5", 3)],
)
def test_the_level_of_tiles_is_the_models(wanted: str, level: int) -> None:
    made_for = GroundResolution(min_m=0.2, max_m=0.5, best_m=0.25)
    assert choose_level([0.15, 0.3, 0.6, 1.2], made_for, wanted) == level


@pytest.mark.parametrize(("best_m", "level"), [(0.2, 0), (0.5, 1), (3.0, 3), (0.05, 0)])
def test_without_a_level_the_model_is_made_for_the_next_finer_one_is_taken(best_m: float, level: int) -> None:
    made_for = GroundResolution(min_m=best_m, max_m=best_m, best_m=best_m)
    assert choose_level([0.15, 0.3, 0.6, 1.2], made_for, "auto") == level


@pytest.mark.parametrize(
    ("crs", "place", "metres"),
    [
        ("EPSG:32631", QgsPointXY(593000, 5747000), (1.0, 1.0)),
        ("EPSG:3857", QgsPointXY(497000, 6780000), (0.618, 0.618)),
        ("EPSG:4326", QgsPointXY(4.46, 51.89), (68834, 111257)),
        ("EPSG:2229", QgsPointXY(6500000, 1850000), (0.3048, 0.3048)),
    ],
)
def test_a_unit_of_a_crs_is_so_long_on_the_ground(
    qgis_app: object, crs: str, place: QgsPointXY, metres: tuple[float, float]
) -> None:
    found = metres_per_unit(QgsCoordinateReferenceSystem(crs), place)
    assert found == pytest.approx(metres, rel=0.003)


def test_a_raster_in_memory_is_copied_as_it_is(sample_raster: Path, copy: Copy) -> None:
    gdal.Translate("/vsimem/photo.tif", str(sample_raster), srcWin=[0, 0, 300, 200])
    layer = QgsRasterLayer("/vsimem/photo.tif", "photo")
    assert not is_file(layer)
    with pytest.raises(RasterError, match="is no file"):
        raster_path(layer)
    path = copy(layer)
    assert (gdal.Open(str(path)).ReadAsArray() == gdal.Open("/vsimem/photo.tif").ReadAsArray()).all()
    assert gdal.Open(str(path)).GetGeoTransform() == pytest.approx(
        gdal.Open("/vsimem/photo.tif").GetGeoTransform()
    )
    gdal.Unlink("/vsimem/photo.tif")


def test_a_part_of_it_lies_on_its_own_pixels(sample_raster: Path, copy: Copy) -> None:
    gdal.Translate("/vsimem/photo.tif", str(sample_raster))
    layer = QgsRasterLayer("/vsimem/photo.tif", "photo")
    extent = layer.extent()
    corner = extent.xMinimum() + 50.2, extent.yMaximum() - 30.2
    path = copy(layer, QgsRectangle(corner[0], corner[1] - 20, corner[0] + 40, corner[1]))
    part = gdal.Open(str(path)).ReadAsArray()
    assert part.shape == (3, 41, 81)
    assert (part == gdal.Open(str(sample_raster)).ReadAsArray(100, 60, 81, 41)).all()
    gdal.Unlink("/vsimem/photo.tif")


def test_a_virtual_raster_is_computed_for_the_copy(photo_layer: QgsRasterLayer, copy: Copy) -> None:
    extent = photo_layer.extent()
    source = (
        f"?crs={photo_layer.crs().authid()}"
        f"&extent={extent.xMinimum()},{extent.yMinimum()},{extent.xMaximum()},{extent.yMaximum()}"
        f"&width={photo_layer.width()}&height={photo_layer.height()}&formula=%22photo%401%22%20*%202"
        f"&photo:uri={photo_layer.source()}&photo:provider=gdal"
    )
    layer = QgsRasterLayer(source, "doubled", "virtualraster")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    doubled = gdal.Open(str(copy(layer))).ReadAsArray()
    assert (doubled == gdal.Open(photo_layer.source()).ReadAsArray()[0] * 2.0).all()


def test_facts_of_a_picture_are_its_colours(online: Callable, server: MapServer) -> None:
    layer, _ = online("tiles")
    facts = layer_facts(layer)
    assert facts.roles == ("red", "green", "blue", "alpha")
    assert facts.bands == 3
    assert not server.asked
