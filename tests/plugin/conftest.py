"""Real QGIS off screen, real rasters, and the model that ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingAlgorithm, QgsProject, QgsRasterLayer, QgsSettings

from rs_segmenter.algorithms.provider import SegmenterProvider

ALGORITHM = "rs_segmenter:segmentlayer"


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
    """A corner of the sample: 400 x 300 px, RGB, 0.25 m."""
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
