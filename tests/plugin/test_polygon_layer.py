"""Real QGIS opens the polygons that vectorizing writes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from qgis.core import QgsCoordinateTransformContext, QgsDistanceArea, QgsVectorLayer
from scipy import ndimage

from rs_segmenter.engine.vectorize.job import VectorizeJob
from rs_segmenter.engine.vectorize.vectorize import vectorize

CLASSES = {"land": "#d9c9a3", "building & yard": "#c0392b", "water": "#3b7dd8"}


@pytest.fixture(scope="module")
def polygons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Polygons of a noisy map, simplified."""
    folder = tmp_path_factory.mktemp("polygons")
    random = np.random.default_rng(3).random((3, 160, 200))
    labels = np.stack([ndimage.gaussian_filter(r, 1.5) for r in random]).argmax(0).astype(np.uint8)
    place = {"crs": "EPSG:32631", "transform": Affine(0.5, 0, 593000, 0, -0.5, 5747000), "nodata": 255}
    with rasterio.open(
        folder / "map.tif", "w", driver="GTiff", height=160, width=200, count=1, dtype="uint8", **place
    ) as file:
        file.write(labels, 1)
        items = [{"value": v, "name": n, "colour": c} for v, (n, c) in enumerate(CLASSES.items())]
        file.update_tags(RS_SEGMENTER_CLASSES=json.dumps(items))
    vectorize(VectorizeJob(str(folder / "map.tif"), str(folder / "land cover.gpkg"), simplify_px=2.0))
    return folder / "land cover.gpkg"


@pytest.fixture
def layer(qgis_app: object, polygons: Path) -> QgsVectorLayer:
    """The polygons as QGIS opens them."""
    opened = QgsVectorLayer(f"{polygons}|layername=land cover", "polygons", "ogr")
    assert opened.isValid()
    return opened


def test_qgis_draws_the_layer_in_the_colours_of_the_classes_at_once(layer: QgsVectorLayer) -> None:
    assert layer.renderer().type() == "categorizedSymbol"
    drawn = {c.label(): c.symbol().color().name() for c in layer.renderer().categories()}
    assert drawn == CLASSES


def test_qgis_finds_a_category_for_every_polygon(layer: QgsVectorLayer) -> None:
    values = {int(c.value()) for c in layer.renderer().categories()}
    assert {f["class"] for f in layer.getFeatures()} == values


def test_every_polygon_is_valid_for_geos(layer: QgsVectorLayer) -> None:
    assert layer.featureCount() > 100
    assert all(f.geometry().isGeosValid() for f in layer.getFeatures())


def test_qgis_measures_the_same_areas(layer: QgsVectorLayer) -> None:
    measure = QgsDistanceArea()
    measure.setSourceCrs(layer.crs(), QgsCoordinateTransformContext())
    measure.setEllipsoid("EPSG:7030")
    for feature in layer.getFeatures():
        assert feature["area_m2"] == pytest.approx(
            measure.measureArea(feature.geometry()), rel=1e-6, abs=1e-3
        )
