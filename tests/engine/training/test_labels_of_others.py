"""Labels of real data sets: what others drew, with what they got wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.training.job import Labelled
from rs_segmenter.engine.training.labels import Labels, open_labels
from rs_segmenter.engine.training.naming import class_names


def open_real(item: Labelled) -> Labels:
    names = class_names([item])
    classes = [LabelClass(i, n, "#000000") for i, n in enumerate(names)]
    return open_labels(item, RasterSource(item.raster).grid, classes)


def test_amsterdam_polygons_of_degrees_and_without_geometry(shared_data: Path) -> None:
    folder = shared_data / "amsterdam"
    pixels = {}
    for size in ("512x512", "1210x718"):
        raster, labels = folder / f"test_image_{size}.tif", folder / f"test_image_labels_positive_{size}.gpkg"
        report = open_real(Labelled(str(raster), str(labels), mapping={"*": "boat"})).report
        assert report.fates is not None
        pixels[size] = report.classes[0].pixels, report.fates.missing
    assert pixels["512x512"][1] == 1 and pixels["1210x718"][1] == 0
    assert all(count > 20_000 for count, _ in pixels.values())


@pytest.mark.parametrize(
    ("raster", "labels", "polygons"),
    [
        ("sentinel2/sen2_12band_reflectance.tif", "sentinel2/trainingPolygons_sen2.gpkg", 25),
        ("landsat7/LE70220491999322EDC01_stack.gtif", "landsat7/training_data.shp", 30),
    ],
)
def test_multiband_polygons_all_label_something(
    raster: str, labels: str, polygons: int, shared_data: Path
) -> None:
    folder = shared_data / "multiband"
    report = open_real(Labelled(str(folder / raster), str(folder / labels), "class")).report
    assert sum(c.polygons for c in report.classes) == polygons
    assert all(c.pixels > 0 for c in report.classes) and not report.notes


def test_banepa_buildings_leave_a_background(shared_data: Path) -> None:
    folder = shared_data / "banepa"
    item = Labelled(
        str(folder / "train.tif"), str(folder / "train_buildings.gpkg"), "class", rest="background"
    )
    building, background = open_real(item).report.classes
    assert building.polygons == 1124
    assert building.pixels + background.pixels == 3072 * 2560


def test_dubai_masks_are_read_as_they_are(shared_data: Path) -> None:
    scene = shared_data / "dubai/val/tile4_part1"
    mask = f"{scene}_labels.png"
    classes = [
        LabelClass(i, n, "#000000") for i, n in enumerate(("land", "building", "road", "vegetation", "water"))
    ]
    labels = open_labels(Labelled(f"{scene}.jpg", mask), RasterSource(f"{scene}.jpg").grid, classes)
    with rasterio.open(mask) as file:
        np.testing.assert_array_equal(labels.read(labels.grid.window), file.read(1))
