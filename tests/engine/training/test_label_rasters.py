"""Labels from rasters and PNG masks: numbers, mappings, grids, and what is refused."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.errors import TrainingDataError
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.training import IGNORE, OTHER
from rs_segmenter.engine.training.job import Labelled
from rs_segmenter.engine.training.labels import Labels, open_labels

CLASSES = tuple(LabelClass(i, n, "#000000") for i, n in enumerate(("Roof", "Tree", "Water")))
TREE = 1
LEFT, TOP = 593000.0, 5747000.0

MakeRaster = Callable[..., Path]


@pytest.fixture
def raster(make_raster: MakeRaster) -> str:
    return str(make_raster(np.zeros((3, 60, 80), dtype=np.uint8)))


def everything(labels: Labels) -> NDArray[np.uint8]:
    return labels.read(labels.grid.window)


PIXELS = np.random.default_rng(3).integers(0, 3, (1, 60, 80)).astype(np.uint8)


def test_numbers_are_classes_and_255_and_nodata_tell_nothing(raster: str, make_raster: MakeRaster) -> None:
    values = PIXELS.copy()
    values[0, 0, :5], values[0, 1, :5] = 255, 9
    path = str(make_raster(values, "labels.tif", nodata=9))
    labels = open_labels(Labelled(raster, path), RasterSource(raster).grid, CLASSES)
    expected = np.where(values[0] > 2, IGNORE, values[0])
    np.testing.assert_array_equal(everything(labels), expected)
    assert sum(c.pixels for c in labels.report.classes) == 60 * 80 - 10


def test_a_mapping_names_numbers(raster: str, make_raster: MakeRaster) -> None:
    path = str(make_raster(PIXELS.astype(np.int16) * 100 - 100, "labels.tif"))
    item = Labelled(
        raster, path, mapping={"-100": "tree", "0": "ignore", "100": "other"}, annotates=("tree",)
    )
    read = everything(open_labels(item, RasterSource(raster).grid, CLASSES))
    np.testing.assert_array_equal(read, np.asarray([TREE, IGNORE, OTHER])[PIXELS[0]])


def test_a_png_without_a_place_fits_a_raster_of_its_size(raster: str, tmp_path: Path) -> None:
    path = tmp_path / "labels.png"
    with rasterio.open(path, "w", driver="PNG", width=80, height=60, count=1, dtype="uint8") as file:
        file.write(PIXELS)
    labels = open_labels(Labelled(raster, str(path)), RasterSource(raster).grid, CLASSES)
    np.testing.assert_array_equal(everything(labels), PIXELS[0])


def test_classes_are_never_averaged(raster: str, make_raster: MakeRaster) -> None:
    values = np.where(PIXELS == 1, 0, PIXELS).astype(np.uint8)
    path = str(make_raster(values, "labels.tif"))
    coarse = everything(
        open_labels(Labelled(raster, path), RasterSource(raster).grid.resampled(2.5), CLASSES)
    )
    assert coarse.shape == (24, 32)
    assert set(np.unique(coarse)) == {0, 2}


@pytest.mark.parametrize(
    ("change", "profile", "message"),
    [
        (lambda v: v[:, :50], {}, "80 x 50 pixels instead of 80 x 60"),
        (lambda v: v, {"crs": "EPSG:28992"}, "EPSG:28992 instead of EPSG:32631"),
        (lambda v: v, {"transform": Affine(0.5, 0, LEFT + 5, 0, -0.5, TOP)}, "10 pixels away"),
        (lambda v: np.repeat(v, 3, 0), {}, "3 bands"),
        (lambda v: v + 5, {}, "'5', '6', '7'"),
        (lambda v: v.astype(np.int32) * 10**6, {}, "no numbers of classes"),
    ],
)
def test_rasters_that_cannot_serve_are_refused(
    change: Any, profile: dict[str, Any], message: str, raster: str, make_raster: MakeRaster
) -> None:
    path = str(make_raster(change(PIXELS), "labels.tif", **profile))
    with pytest.raises(TrainingDataError, match=message):
        open_labels(Labelled(raster, path), RasterSource(raster).grid, CLASSES)


def test_labels_cross_to_another_process(raster: str, make_raster: MakeRaster) -> None:
    path = str(make_raster(PIXELS, "labels.tif"))
    labels = open_labels(Labelled(raster, path), RasterSource(raster).grid, CLASSES)
    np.testing.assert_array_equal(everything(pickle.loads(pickle.dumps(labels))), PIXELS[0])
