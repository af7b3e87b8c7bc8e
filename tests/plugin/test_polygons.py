"""Polygons of a layer as the area of a job: laid on the raster as the map shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

from rs_segmenter.algorithms.segmentparameters import read_job
from rs_segmenter.algorithms.values import Values
from rs_segmenter.engine.area import Extent
from rs_segmenter.engine.job import Area
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.tiling import Window


def polygons_in(crs: QgsCoordinateReferenceSystem, geometry: QgsGeometry) -> QgsVectorLayer:
    layer = QgsVectorLayer("Polygon", "fields", "memory")
    layer.setCrs(crs)
    feature = QgsFeature()
    feature.setGeometry(geometry)
    layer.dataProvider().addFeatures([feature])
    return layer


def read_area(algorithm: QgsProcessingAlgorithm, raster: QgsRasterLayer, polygons: QgsVectorLayer) -> Area:
    given = {"INPUT": raster, "AREA": polygons}
    area = read_job(Values(algorithm, given, QgsProcessingContext(), write=False)).area
    assert area is not None
    return area


def upper_left_quarter(raster: QgsRasterLayer) -> QgsGeometry:
    extent = raster.extent()
    centre = extent.center()
    return QgsGeometry.fromRect(QgsRectangle(extent.xMinimum(), centre.y(), centre.x(), extent.yMaximum()))


def test_polygons_serve_a_raster_whose_crs_only_the_user_knows(
    algorithm: QgsProcessingAlgorithm, photo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "no-crs.tif"
    copy = gdal.Translate(str(path), str(photo))
    copy.SetSpatialRef(None)
    del copy
    raster = QgsRasterLayer(str(path), "no CRS")
    raster.setCrs(QgsRasterLayer(str(photo), "photo").crs())
    source = RasterSource(str(path))
    assert source.grid.crs is None
    area = read_area(algorithm, raster, polygons_in(raster.crs(), upper_left_quarter(raster)))
    assert Extent(area, source.grid).window == Window(0, 0, 150, 200)
    source.close()


def test_polygons_in_a_crs_of_the_users_own_making_find_their_place(
    algorithm: QgsProcessingAlgorithm, photo: Path
) -> None:
    own_crs = QgsCoordinateReferenceSystem.fromProj(
        "+proj=laea +lat_0=51 +lon_0=4 +x_0=123 +units=m +datum=WGS84"
    )
    assert own_crs.isValid() and not own_crs.authid().startswith("EPSG")
    raster = QgsRasterLayer(str(photo), "photo")
    quarter = upper_left_quarter(raster)
    quarter.transform(QgsCoordinateTransform(raster.crs(), own_crs, QgsProject.instance()))
    area = read_area(algorithm, raster, polygons_in(own_crs, quarter))
    source = RasterSource(str(photo))
    wanted = Extent(area, source.grid).wanted(source.grid.window)
    assert wanted is not None and wanted.mean() == pytest.approx(0.25, abs=0.01)
    source.close()
