"""The dock where the engine runs in a process of its own: previews, and a process that dies."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest
from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt

from rs_segmenter import settings, worker
from rs_segmenter.death import CRASH, DEVICE
from rs_segmenter.engine.fit import Finding
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.remedies import remedies

from .conftest import click, wait

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture(autouse=True)
def apart(dock: SegmenterDock, canvas: QgsMapCanvas, photo_layer: QgsRasterLayer) -> Iterator[None]:
    """The engine runs in a process of its own; the map shows the photo."""
    worker.begin()
    settings.set_engine_place("process")
    canvas.setDestinationCrs(photo_layer.crs())
    canvas.resize(800, 600)
    canvas.setExtent(photo_layer.extent())
    yield
    worker.end()


def layers() -> list[str]:
    return sorted(layer.name() for layer in QgsProject.instance().mapLayers().values())


def test_previews_and_runs_share_one_process(dock: SegmenterDock) -> None:
    click(dock.previewButton)
    wait(lambda: dock.run is None)
    pid = worker.pid()
    assert "Preview: landcover-light: photo" in layers()
    click(dock.previewButton)
    wait(lambda: dock.run is None)
    click(dock.segmentButton)
    wait(lambda: dock.run is None)
    assert layers() == ["landcover-light: photo", "photo"]
    assert worker.pid() == pid is not None


def test_a_run_whose_process_is_killed_offers_smaller_tiles_and_the_next_run_succeeds(
    dock: SegmenterDock,
) -> None:
    dock.optionsPanel.ttaCheck.setChecked(True)
    click(dock.segmentButton)
    killed: list[int] = []

    def kill(percent: float) -> None:
        if percent > 0 and not killed:
            killed.append(worker.pid())
            os.kill(killed[0], signal.SIGKILL)

    # In the run's own thread: a quick engine would be done before this one comes to look.
    dock.run.feedback.progressChanged.connect(kill, Qt.ConnectionType.DirectConnection)
    wait(lambda: dock.run is None)
    assert "memory ran out" in dock.checkPanel.text and "No map was written" in dock.checkPanel.text
    assert dock.segmentButton.isEnabled()
    assert layers() == ["photo"]
    own_px = dock.modelPanel.model.card.tile.tile_px
    offer = dock.checkPanel.buttons[0]
    smaller_px = int(offer.text().removeprefix("Use tiles of ").removesuffix(" pixels"))
    assert own_px / 3 < smaller_px <= own_px / 2 and smaller_px % 64 == 0
    click(offer)
    wait(lambda: dock.optionsPanel.tileSpin.value() == smaller_px)
    assert "memory" not in dock.checkPanel.text
    assert not dock.optionsBox.isCollapsed()
    dock.optionsPanel.ttaCheck.setChecked(False)
    click(dock.segmentButton)
    wait(lambda: dock.run is None)
    assert layers() == ["landcover-light: photo", "photo"]


@pytest.mark.parametrize("cause", [DEVICE, CRASH])
def test_where_the_graphics_card_may_be_at_fault_the_cpu_is_offered(dock: SegmenterDock, cause: str) -> None:
    card = dock.modelPanel.model.card
    fault = Finding("error", cause, "It crashed.", "")
    offer = remedies(dock, [fault], dock.facts, card)[cause]
    assert offer.title == "Use the CPU"
    offer.apply()
    assert dock.optionsPanel.deviceCombo.currentText() == "cpu"
    again = remedies(dock, [fault], dock.facts, card)
    assert cause not in again or "CPU" not in again[cause].title


def test_the_layer_may_be_removed_during_a_run(dock: SegmenterDock, photo_layer: QgsRasterLayer) -> None:
    click(dock.segmentButton)
    QgsProject.instance().removeMapLayer(photo_layer.id())
    wait(lambda: dock.run is None)
    assert layers() == ["landcover-light: photo"]


def test_closing_the_project_during_a_run_cancels_it(dock: SegmenterDock) -> None:
    dock.optionsPanel.ttaCheck.setChecked(True)
    click(dock.segmentButton)
    wait(lambda: dock.progressBar.maximum() > 0)
    QgsProject.instance().clear()
    wait(lambda: dock.run is None)
    assert layers() == []
