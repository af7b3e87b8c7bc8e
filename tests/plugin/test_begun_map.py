"""A map that was begun: what is finished of it when the run ends before its time, and going on from there."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsProject, QgsRasterLayer

from rs_segmenter import settings, worker
from rs_segmenter.gui.dock import SegmenterDock

from .conftest import OpenDock, click, wait

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture(autouse=True)
def apart(provider: object) -> Iterator[None]:
    """The engine runs in a process of its own."""
    worker.begin()
    settings.set_engine_place("process")
    yield
    worker.end()


@pytest.fixture
def dock(tiny_model: Path, sample_raster: Path, tmp_path: Path, open_dock: OpenDock) -> SegmenterDock:
    """A dock with a picture of five rows of blocks, and a small model."""
    place = gdal.Open(str(sample_raster)).GetGeoTransform()
    corner = [place[0], place[3], place[0] + 400 * place[1], place[3] - 1280 * place[1]]
    gdal.Translate(
        str(tmp_path / "high.tif"), str(sample_raster), width=400, height=1280, outputBounds=corner
    )
    layer = QgsRasterLayer(str(tmp_path / "high.tif"), "high")
    QgsProject.instance().addMapLayer(layer)
    made = open_dock()
    (tmp_path / "map").mkdir()
    made.outputPanel.outputFile.setFilePath(str(tmp_path / "map" / "classes.tif"))
    made.optionsPanel.ttaCheck.setChecked(True)
    wait(made.segmentButton.isEnabled)
    return made


def run(dock: SegmenterDock) -> None:
    """From the click to the end."""
    click(dock.segmentButton)
    wait(lambda: dock.run is None)


def run_to_the_first_rows(dock: SegmenterDock) -> None:
    """A fifth of the map is finished, and the rest is far from it."""
    click(dock.segmentButton)
    wait(lambda: dock.begun.look() or dock.begun.share > 0 or dock.run is None)
    assert dock.run is not None, dock.logText.toPlainText()


def files(tmp_path: Path) -> list[str]:
    return sorted(p.name for p in (tmp_path / "map").iterdir())


def offer(dock: SegmenterDock, title: str) -> object:
    return next(button for button in dock.checkPanel.buttons if button.text() == title)


def test_a_run_whose_process_is_killed_goes_on_to_the_same_map(dock: SegmenterDock, tmp_path: Path) -> None:
    output = tmp_path / "map" / "classes.tif"
    run(dock)
    whole = output.read_bytes()
    for layer in QgsProject.instance().mapLayersByName("tiny: high"):
        QgsProject.instance().removeMapLayer(layer.id())
    output.unlink()
    run_to_the_first_rows(dock)
    os.kill(worker.pid(), signal.SIGKILL)
    wait(lambda: dock.run is None)
    assert "memory ran out" in dock.checkPanel.text
    assert "% of the last map is finished and kept" in dock.checkPanel.text
    assert [name.endswith(".rows") for name in files(tmp_path)] == [True]
    # What is chosen by now is another map.
    dock.outputPanel.outputFile.setFilePath(str(tmp_path / "other.tif"))
    click(offer(dock, "Go on"))
    wait(lambda: dock.run is not None)
    assert dock.progressBar.isVisible()
    wait(lambda: dock.run is None)
    assert dock.statusLabel.text().startswith("Done in")
    assert output.read_bytes() == whole
    assert files(tmp_path) == ["classes.tif"] and not (tmp_path / "other.tif").exists()
    assert "Go on" not in [button.text() for button in dock.checkPanel.buttons]
    assert len(QgsProject.instance().mapLayersByName("tiny: high")) == 1


def test_it_may_go_on_with_other_tiles(dock: SegmenterDock, tmp_path: Path) -> None:
    run_to_the_first_rows(dock)
    os.kill(worker.pid(), signal.SIGKILL)
    wait(lambda: dock.run is None)
    dock.optionsPanel.tileSpin.setValue(128)
    click(offer(dock, "Go on"))
    wait(lambda: dock.run is not None)
    wait(lambda: dock.run is None)
    job = gdal.Open(str(tmp_path / "map" / "classes.tif")).GetMetadataItem("RS_SEGMENTER_JOB")
    assert '"tile_px": 64' in job.split('"begun_with"')[1].split("]")[0]
    assert '"tile_px": 128' in job


def test_what_a_cancelled_run_had_finished_is_kept_until_another_one_begins(
    dock: SegmenterDock, tmp_path: Path
) -> None:
    run_to_the_first_rows(dock)
    click(dock.cancelButton)
    wait(lambda: dock.run is None)
    assert dock.statusLabel.text() == "Cancelled; no map was written."
    assert offer(dock, "Go on") is not None
    (kept,) = files(tmp_path)
    dock.optionsPanel.ttaCheck.setChecked(False)
    run(dock)
    assert files(tmp_path) == ["classes.tif"] != [kept]


def test_a_run_without_a_finished_row_leaves_nothing_to_go_on_with(
    dock: SegmenterDock, tmp_path: Path
) -> None:
    click(dock.segmentButton)
    wait(lambda: any("part-" in name for name in files(tmp_path)))
    dock.cancel()
    wait(lambda: dock.run is None)
    kept = [name for name in files(tmp_path) if name.endswith(".rows")]
    assert bool(kept) == (dock.begun.share > 0)
    assert ("Go on" in [button.text() for button in dock.checkPanel.buttons]) == bool(kept)


@pytest.mark.parametrize("what", ["dock", "project"])
def test_nothing_is_kept_once_the_dock_is_shut_or_the_project_closed(
    what: str, dock: SegmenterDock, tmp_path: Path
) -> None:
    run_to_the_first_rows(dock)
    dock.shut() if what == "dock" else QgsProject.instance().clear()
    wait(lambda: dock.run is None)
    wait(lambda: not files(tmp_path))
    assert dock.begun.share == 0
