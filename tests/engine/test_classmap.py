"""Class rasters of this program and of others give the same thing: numbers, names, colours."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio

from rs_segmenter.engine.card import DISTINCT_COLOURS, NODATA_LABEL, LabelClass
from rs_segmenter.engine.classmap import CLASSES_TAG, ClassMap
from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.tiling import Window

MakeRaster = Callable[..., Path]


def tag(path: Path, text: str) -> None:
    with rasterio.open(path, "r+") as file:
        file.update_tags(**{CLASSES_TAG: text})


def test_classes_come_from_the_metadata(make_raster: MakeRaster) -> None:
    path = make_raster(np.zeros((1, 4, 5), np.uint8), nodata=255)
    items = [
        {"value": 3, "name": "water", "colour": "#0000ff"},
        {"value": 0, "name": "land", "colour": "#aabbcc"},
    ]
    tag(path, json.dumps(items))
    with ClassMap(str(path)) as classes:
        assert classes.classes == (LabelClass(0, "land", "#aabbcc"), LabelClass(3, "water", "#0000ff"))


def test_a_map_of_others_has_the_classes_that_it_holds(make_raster: MakeRaster) -> None:
    pixels = np.array([[[1, 7, 7], [0, 1, 9]]], np.int16)
    path = make_raster(pixels, nodata=0)
    with ClassMap(str(path)) as classes:
        assert [(c.value, c.name, c.colour) for c in classes.classes] == [
            (v, f"class {v}", DISTINCT_COLOURS[v % len(DISTINCT_COLOURS)]) for v in (1, 7, 9)
        ]
        read = classes.read(Window(0, 0, 2, 3))
    assert read.dtype == np.uint8
    assert read.tolist() == [[1, 7, 7], [NODATA_LABEL, 1, 9]]


def test_a_table_of_colours_is_used(make_raster: MakeRaster) -> None:
    path = make_raster(np.array([[[2, 5]]], np.uint8))
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {2: (255, 0, 16, 255), 5: (1, 2, 3, 255)})
    with ClassMap(str(path)) as classes:
        assert [c.colour for c in classes.classes] == ["#ff0010", "#010203"]


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        (np.zeros((3, 4, 4), np.uint8), "has 3 bands"),
        (np.zeros((1, 4, 4), np.float32), "holds float32 numbers"),
    ],
)
def test_what_is_no_map_of_classes_is_refused(pixels: np.ndarray, said: str, make_raster: MakeRaster) -> None:
    with pytest.raises(RasterError, match=said):
        ClassMap(str(make_raster(pixels)))


@pytest.mark.parametrize("value", [-1, 256, 3000])
def test_a_number_that_no_class_can_have_is_named(value: int, make_raster: MakeRaster) -> None:
    path = make_raster(np.full((1, 2, 2), value, np.int16))
    with ClassMap(str(path)) as classes, pytest.raises(RasterError, match=f"the number {value}"):
        classes.read(Window(0, 0, 2, 2))


def listed(value: object, name: str = "a", colour: str = "#000000") -> dict[str, object]:
    return {"value": value, "name": name, "colour": colour}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "7",
        "[1]",
        json.dumps([listed("x")]),
        json.dumps([listed(255)]),
        json.dumps([listed(-1)]),
        json.dumps([listed(0, colour="red")]),
        json.dumps([listed(0), listed(0, "b")]),
        json.dumps([listed(0), listed(1)]),
    ],
)
def test_broken_metadata_is_named(text: str, make_raster: MakeRaster) -> None:
    path = make_raster(np.zeros((1, 2, 2), np.uint8))
    tag(path, text)
    with pytest.raises(RasterError, match=CLASSES_TAG) as caught:
        ClassMap(str(path))
    assert path.name in str(caught.value)


def test_a_number_that_the_metadata_do_not_list_is_named(make_raster: MakeRaster) -> None:
    path = make_raster(np.array([[[0, 3]]], np.uint8))
    tag(path, json.dumps([listed(0)]))
    with ClassMap(str(path)) as classes, pytest.raises(RasterError, match="number 3, which is none of its"):
        classes.read(Window(0, 0, 1, 2))
