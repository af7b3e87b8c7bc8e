"""A tile that does not come is always noticed, also where QGIS keeps silent about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsFeedback, QgsNetworkAccessManager, QgsProcessingFeedback, QgsRasterLayer
from qgis.PyQt.QtCore import QEventLoop, QThread, QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.registry import find_model
from rs_segmenter.rasterise import layercopy
from rs_segmenter.rasterise.frame import frame_of
from rs_segmenter.rasterise.layercopy import LayerCopy
from rs_segmenter.rasterise.watch import Watch

from .conftest import wait
from .servers import MapServer, checkered
from .test_rasterise import IN_UTM, IN_WEB, KINDS

TILED = ("tiles", "wmts")
LOGGED_ERRORS = 100  # of a layer; of more, QGIS says nothing


@pytest.fixture
def server(qgis_app: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapServer]:
    """A map server on this machine that can fail in many ways."""
    monkeypatch.setattr(layercopy, "_FIRST_WAIT_S", 0.01)
    made = MapServer(checkered)
    yield made
    made.close()


@pytest.fixture
def short_timeout(qgis_app: object) -> Iterator[None]:
    """QGIS waits for an answer no longer than 0.3 s."""
    before = QgsNetworkAccessManager.timeout()
    QgsNetworkAccessManager.setTimeout(300)
    yield
    QgsNetworkAccessManager.setTimeout(before)


@pytest.fixture
def copy_of(server: MapServer, tmp_path: Path) -> Callable[[str], LayerCopy]:
    """A part of a layer of the server, to be copied."""

    def plan(kind: str) -> LayerCopy:
        source = {"tiles": server.xyz, "maps": server.wms, "wmts": server.wmts, "wcs": server.wcs}[kind]
        layer = QgsRasterLayer(source, kind, "wcs" if kind == "wcs" else "wms")
        frame = frame_of(layer, find_model("default").card, "auto", IN_WEB if kind == "tiles" else IN_UTM)
        return LayerCopy(layer, frame, None, tmp_path / "copy.tif")

    return plan


class Task(QThread):
    """Does something in a thread of its own."""

    def __init__(self, do: Callable[[], object]) -> None:
        super().__init__()
        self._do = do
        self.result: object = None

    def run(self) -> None:
        try:
            self.result = self._do()
        except RasterError as error:
            self.result = error


def aside(do: Callable[[], object]) -> object:
    """What comes of something in a thread of its own, while Qt lives here."""
    task = Task(do)
    task.start()
    wait(task.isFinished)
    task.wait()
    return task.result


def fault_of(copy: LayerCopy) -> str:
    """What is wrong with a copy."""
    error = aside(lambda: copy.write(QgsProcessingFeedback(False)))
    assert isinstance(error, RasterError)
    return error.message


@pytest.mark.parametrize("kind", TILED)
@pytest.mark.parametrize("fault", ["404", "500"])
def test_each_of_hundreds_of_failures_is_noticed_and_told_with_status_and_address(
    kind: str, fault: str, copy_of: Callable[[str], LayerCopy], server: MapServer
) -> None:
    server.fault = fault
    while len(server.asked) <= 3 * LOGGED_ERRORS:
        message = fault_of(copy_of(kind))
        assert f"HTTP {fault}" in message and server.url in message


def test_one_failure_after_hundreds_leaves_no_hole(
    copy_of: Callable[[str], LayerCopy], server: MapServer
) -> None:
    server.fault = "500"
    while len(server.asked) <= 3 * LOGGED_ERRORS:
        assert fault_of(copy_of("tiles"))
    server.faulty = 5  # a tile is asked for four times
    copy = copy_of("tiles")
    assert aside(lambda: copy.write(QgsProcessingFeedback(False))) is None
    assert gdal.Open(str(copy.path)).GetRasterBand(4).ReadAsArray().all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_does_not_answer_in_time_is_told(
    kind: str, short_timeout: None, copy_of: Callable[[str], LayerCopy], server: MapServer
) -> None:
    copy = copy_of(kind)
    server.fault = "slow"
    message = fault_of(copy)
    assert "no answer in time (http" in message and server.url in message


@pytest.mark.parametrize("kind", KINDS)
def test_failures_of_a_copy_made_in_the_main_thread_are_noticed(
    kind: str, copy_of: Callable[[str], LayerCopy], server: MapServer
) -> None:
    copy = copy_of(kind)
    server.fault = "500"
    with pytest.raises(RasterError, match="HTTP 500") as told:
        copy.write(QgsProcessingFeedback(False))
    assert server.url in told.value.message


def ask(url: str, cancel_after_ms: int) -> None:
    """Ask for a page, and cancel that after a while."""
    loop = QEventLoop()
    reply = QgsNetworkAccessManager.instance().get(QNetworkRequest(QUrl(url)))
    reply.finished.connect(loop.quit)
    QTimer.singleShot(cancel_after_ms, reply.abort)
    loop.exec()


@pytest.mark.parametrize(("fault", "told"), [("404", "HTTP 404"), ("slow", "")], ids=["failed", "cancelled"])
def test_requests_of_other_threads_count_when_asked_for_unless_they_were_cancelled(
    fault: str, told: str, server: MapServer
) -> None:
    server.fault = fault
    url, main = f"{server.url}/tiles/1/0/0.png", QgsNetworkAccessManager.instance()
    asking = Task(lambda: ask(url, 200 if fault == "slow" else 60_000))

    def watch_it() -> tuple[str, str]:
        with Watch(main) as watch:
            asking.start()
            asking.wait()
            before = watch.fault
            watch.count_others(QgsFeedback())
        return before, watch.fault

    assert aside(watch_it) == ("", told and f"{told} ({url})")
    assert len(server.asked) == 1
