"""Real QGIS off screen, real rasters, and the model that ships."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingAlgorithm, QgsProject, QgsRasterLayer, QgsSettings
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication

from rs_segmenter.algorithms.provider import SegmenterProvider
from rs_segmenter.dependencies import Report
from rs_segmenter.gui.dock import SegmenterDock

ALGORITHM = "rs_segmenter:segmentlayer"
PATIENCE_S = 180
OpenDock = Callable[..., SegmenterDock]


@pytest.fixture(autouse=True)
def only_shipped_models(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the user's own models nor an earlier test's settings change what a test sees."""
    monkeypatch.setenv("RS_SEGMENTER_MODELS", str(tmp_path_factory.mktemp("models")))
    QgsSettings().remove("rs_segmenter")


@pytest.fixture(scope="session")
def provider(qgis_app: QgsApplication, qgis_processing: None) -> Iterator[SegmenterProvider]:
    """The plugin's provider, registered in QGIS."""
    made = SegmenterProvider()
    QgsApplication.processingRegistry().addProvider(made)
    yield made
    QgsApplication.processingRegistry().removeProvider(made)


@pytest.fixture
def algorithm(provider: SegmenterProvider) -> QgsProcessingAlgorithm:
    """'Segment layer', as QGIS hands it out."""
    return QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)


@pytest.fixture
def photo(sample_raster: Path, tmp_path: Path) -> Path:
    """A part of the sample: 400 x 300 px, RGB."""
    target = tmp_path / "photo.tif"
    gdal.Translate(str(target), str(sample_raster), srcWin=[300, 200, 400, 300])
    return target


@pytest.fixture
def photo_layer(photo: Path) -> Iterator[QgsRasterLayer]:
    """The same as a layer of the project."""
    layer = QgsRasterLayer(str(photo), "photo")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.fixture
def canvas(qgis_app: QgsApplication) -> Iterator[QgsMapCanvas]:
    """A map."""
    made = QgsMapCanvas()
    yield made
    made.deleteLater()


@pytest.fixture
def open_dock(provider: SegmenterProvider, canvas: QgsMapCanvas) -> Iterator[OpenDock]:
    """Opens docks, and shuts them at the end."""
    opened: list[tuple[SegmenterDock, QgsMessageBar]] = []

    def open_one(report: Report | None = None) -> SegmenterDock:
        bar = QgsMessageBar()
        dock = SegmenterDock(canvas, bar, report)
        dock.show()
        opened.append((dock, bar))
        return dock

    yield open_one
    QgsProject.instance().clear()
    for dock, bar in opened:
        dock.shut()
        wait(lambda dock=dock: dock.run is None)
        dock.deleteLater()
        bar.deleteLater()


@pytest.fixture
def dock(photo_layer: QgsRasterLayer, open_dock: OpenDock) -> SegmenterDock:
    """A dock beside a project with one photo."""
    return open_dock()


def wait(done: Callable[[], bool]) -> None:
    """Let Qt live until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, "it never happened"
        QCoreApplication.processEvents()
        time.sleep(0.005)
