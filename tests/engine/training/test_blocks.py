"""Held-out ground: blocks that never leak, every class on both sides, and what cannot be split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.errors import TrainingDataError
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.tiling import Window
from rs_segmenter.engine.training import IGNORE
from rs_segmenter.engine.training.blocks import assign, check_classes
from rs_segmenter.engine.training.job import Labelled, Split
from rs_segmenter.engine.training.labels import Labels, open_labels
from rs_segmenter.engine.training.naming import class_names
from rs_segmenter.engine.training.stratify import fold

CLASSES = tuple(LabelClass(i, n, "#000000") for i, n in enumerate(("roof", "tree", "water")))
LEFT, TOP, PX = 593000.0, 5747000.0, 0.5
MakeRaster = Callable[..., Path]


@pytest.fixture
def open_mask(make_raster: MakeRaster) -> Callable[..., Labels]:
    """Labels from an array (H, W), on a raster of its size whose corner is (col, row) pixels from the usual one."""

    def make(
        mask: NDArray[np.uint8], name: str = "a", corner: tuple[float, float] = (0, 0), **item: Any
    ) -> Labels:
        place = Affine(PX, 0, LEFT + corner[0] * PX, 0, -PX, TOP - corner[1] * PX)
        raster = make_raster(np.zeros((1, *mask.shape), np.uint8), f"{name}.tif", transform=place)
        labels = make_raster(mask[None], f"{name}_labels.tif", transform=place)
        grid = RasterSource(str(raster)).grid
        return open_labels(Labelled(str(raster), str(labels), **item), grid, CLASSES)

    return make


@pytest.fixture
def open_boxes(make_raster: MakeRaster, tmp_path: Path) -> Callable[..., Labels]:
    """Labels from boxes (row, col, side, class) on a raster of 512 x 512 pixels."""

    def make(boxes: Sequence[tuple[int, int, int, str]], **item: Any) -> Labels:
        raster = make_raster(np.zeros((1, 512, 512), np.uint8))
        schema = {"geometry": "Polygon", "properties": {"class": "str"}}
        with fiona.open(tmp_path / "b.gpkg", "w", "GPKG", schema, crs="EPSG:32631") as file:
            for row, col, side, name in boxes:
                x, y, s = LEFT + col * PX, TOP - row * PX, side * PX
                ring = [(x, y), (x + s, y), (x + s, y - s), (x, y - s), (x, y)]
                geometry = {"type": "Polygon", "coordinates": [ring]}
                file.write({"type": "Feature", "geometry": geometry, "properties": {"class": name}})
        item = {"class_field": "class"} | item
        return open_labels(
            Labelled(str(raster), str(tmp_path / "b.gpkg"), **item), RasterSource(str(raster)).grid, CLASSES
        )

    return make


def noise(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 3, (height, width)).astype(np.uint8)


def test_every_labelled_pixel_is_on_exactly_one_side(open_mask: Callable[..., Labels]) -> None:
    labels = open_mask(noise(300, 450))
    (ground,) = assign([labels], Split(block_px=64)).grounds
    train, val = (ground.read(labels.grid.window, part) for part in ("train", "val"))
    assert ((train == IGNORE) != (val == IGNORE)).all()
    np.testing.assert_array_equal(np.minimum(train, val), ground.read(labels.grid.window))
    assert 0.15 < np.mean(val != IGNORE) < 0.35


def test_held_out_pixels_form_blocks_of_the_side_asked_for(open_mask: Callable[..., Labels]) -> None:
    labels = open_mask(noise(320, 320))
    (ground,) = assign([labels], Split(block_m=32)).grounds
    val = ground.read(labels.grid.window, "val") != IGNORE
    # Blocks are anchored at the origin of the CRS: the first one begins outside the raster.
    row, col = round((TOP / PX) % 64), round((-LEFT / PX) % 64)
    blocks = val[row : row + 256 - 64, col : col + 256 - 64].reshape(3, 64, 3, 64).swapaxes(1, 2)
    assert all(b.all() or not b.any() for b in blocks.reshape(9, -1))


@settings(max_examples=15, deadline=None)
@given(st.integers(-300, 300), st.integers(-300, 300), st.integers(0, 3))
def test_overlapping_rasters_agree_about_the_ground_they_share(
    overlap_of: Callable[..., tuple[NDArray[Any], NDArray[Any]]], down: int, across: int, seed: int
) -> None:
    first, second = overlap_of(down, across, seed)
    np.testing.assert_array_equal(first, second)


@pytest.fixture(scope="module")
def overlap_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[NDArray[Any], NDArray[Any]]]:
    """Which of the pixels that two rasters share are held out, by the one and by the other."""
    import rasterio

    folder = tmp_path_factory.mktemp("overlap")

    def opened(name: str, row: int, col: int) -> Labels:
        place = Affine(PX, 0, LEFT + col * PX, 0, -PX, TOP - row * PX)
        form = {
            "width": 400,
            "height": 400,
            "count": 1,
            "dtype": "uint8",
            "crs": "EPSG:32631",
            "transform": place,
        }
        path = folder / f"{name}.tif"
        with rasterio.open(path, "w", "GTiff", **form) as file:
            file.write(noise(400, 400, abs(row) + abs(col))[None])
        return open_labels(Labelled(str(path), str(path)), RasterSource(str(path)).grid, CLASSES)

    def make(down: int, across: int, seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
        a, b = opened("a", 0, 0), opened("b", down, across)
        grounds = assign([a, b], Split(block_px=50, seed=seed)).grounds
        shared = Window(0, 0, 400, 400).intersect(Window(down, across, 400, 400))
        there = Window(shared.row - down, shared.col - across, shared.height, shared.width)
        return grounds[0].read(shared, "val") != IGNORE, grounds[1].read(there, "val") != IGNORE

    return make


def test_folds_hold_out_every_pixel_once(open_mask: Callable[..., Labels]) -> None:
    labels = open_mask(noise(256, 256))
    split = Split(folds=4, block_px=32)
    held = [assign([labels], split, k).grounds[0].read(labels.grid.window, "val") != IGNORE for k in range(4)]
    np.testing.assert_array_equal(np.sum(held, axis=0), 1)
    assert all(0.15 < h.mean() < 0.35 for h in held)


def test_the_same_seed_holds_out_the_same_ground_and_another_seed_other_ground(
    open_mask: Callable[..., Labels],
) -> None:
    labels = open_mask(noise(300, 300))
    held = [
        assign([labels], Split(block_px=30, seed=s)).grounds[0].read(labels.grid.window, "val")
        for s in (1, 1, 2)
    ]
    np.testing.assert_array_equal(held[0], held[1])
    assert (held[0] != held[2]).any()


def test_smaller_blocks_are_tried_until_a_rare_class_is_on_both_sides(
    open_boxes: Callable[..., Labels],
) -> None:
    boxes = [(r, c, 20, "tree") for r in range(0, 500, 60) for c in range(0, 500, 60)]
    rare = [(30, 30, 20, "water"), (200, 210, 20, "water"), (450, 90, 20, "water"), (300, 460, 20, "water")]
    labels = open_boxes([*boxes, *rare])
    assignment = assign([labels], Split())
    assert assignment.side_px is not None and assignment.side_px < 1024
    train, val = (assignment.grounds[0].counts(p).sum((0, 1)) for p in ("train", "val"))
    assert train[1] and train[2] and val[1] and val[2]


def test_whole_polygons_are_held_out_where_blocks_are_too_few(open_boxes: Callable[..., Labels]) -> None:
    labels = open_boxes([(2, 2 + 7 * i, 5, n) for i, n in enumerate(("roof", "tree", "roof", "tree"))])
    assignment = assign([labels], Split())
    assert assignment.side_px is None and "whole polygons" in assignment.notes[0]
    (ground,) = assignment.grounds
    for part, other in (("train", "val"), ("val", "train")):
        mine, theirs = (ground.read(labels.grid.window, p) != IGNORE for p in (part, other))
        assert np.count_nonzero(mine) == 50 and not (mine & theirs).any()
    check_classes(assignment.grounds)


def test_sets_given_for_one_use_stay_whole(open_mask: Callable[..., Labels]) -> None:
    train = open_mask(noise(100, 100), "train", use="train")
    val = open_mask(noise(100, 100), "val", use="val")
    grounds = assign([train, val], Split()).grounds
    assert [g.counts("train").sum() for g in grounds] == [10_000, 0]
    assert [g.counts("val").sum() for g in grounds] == [0, 10_000]
    assert (grounds[1].read(val.grid.window, "train") == IGNORE).all()


def test_where_a_block_is_held_out_nothing_is_learnt_from_other_sets_either(
    open_mask: Callable[..., Labels],
) -> None:
    split = open_mask(noise(300, 300), "clip")
    mosaic = open_mask(noise(400, 400), "mosaic", (-50, -50), use="train")
    found = assign([split, mosaic], Split(block_px=30))
    clip, around = found.grounds
    window = Window(0, 0, 300, 300)
    held = clip.read(window, "val") != IGNORE
    learnt = around.read(Window(50, 50, 300, 300), "train") != IGNORE
    np.testing.assert_array_equal(learnt, ~held)
    assert (around.read(Window(0, 0, 400, 30), "train") != IGNORE).all()
    assert not around.counts("val").any()
    (note,) = (n for n in found.notes if "left out of the training" in n)
    assert "mosaic_labels.tif" in note
    assert assign([split, open_mask(noise(90, 90), "far", (900, 0), use="train")], Split()).notes == (
        assign([split], Split()).notes
    )


@pytest.mark.parametrize(
    ("train", "val", "message"),
    [
        ([1], [1], "all of one class, 'tree'"),
        ([0, 1], [0, 2], "Only the labels for validation hold water"),
    ],
)
def test_labels_that_teach_nothing_are_refused(
    train: list[int], val: list[int], message: str, open_mask: Callable[..., Labels]
) -> None:
    masks = [np.resize(np.asarray(values, dtype=np.uint8), (64, 64)) for values in (train, val)]
    data = [open_mask(m, use, use=use) for m, use in zip(masks, ("train", "val"))]
    with pytest.raises(TrainingDataError, match=message):
        check_classes(assign(data, Split()).grounds)


def test_without_anything_to_hold_out_or_to_train_on_there_is_no_training(
    open_mask: Callable[..., Labels],
) -> None:
    for use, message in (("train", "held out for validation"), ("val", "no labels to train on")):
        with pytest.raises(TrainingDataError, match=message):
            check_classes(assign([open_mask(noise(64, 64), use, use=use)], Split()).grounds)


def test_blocks_in_metres_need_pixels_of_known_size(make_raster: MakeRaster) -> None:
    path = str(make_raster(noise(64, 64)[None], crs=None))
    labels = open_labels(Labelled(path, path), RasterSource(path).grid, CLASSES)
    with pytest.raises(TrainingDataError, match="in metres"):
        assign([labels], Split(block_m=20))


def test_rotated_rasters_have_blocks_along_their_map(
    open_mask: Callable[..., Labels], make_raster: MakeRaster
) -> None:
    place = Affine.translation(LEFT, TOP) * Affine.rotation(30) * Affine.scale(PX, -PX)
    path = str(make_raster(noise(200, 200)[None], transform=place))
    labels = open_labels(Labelled(path, path), RasterSource(path).grid, CLASSES)
    (ground,) = assign([labels], Split(block_px=40)).grounds
    val = ground.read(labels.grid.window, "val") != IGNORE
    rows, cols = np.indices((200, 200)) + 0.5
    x, y = place * (cols, rows)
    blocks = np.stack([x // (40 * PX), y // (40 * PX)], axis=-1).reshape(-1, 2)
    _, which = np.unique(blocks, axis=0, return_inverse=True)
    share = np.bincount(which, val.ravel()) / np.bincount(which)
    assert set(np.round(share, 9)) == {0.0, 1.0}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 99), st.integers(4, 40), st.integers(1, 5), st.integers(2, 4))
def test_a_class_in_enough_units_is_in_every_fold(seed: int, units: int, classes: int, folds: int) -> None:
    counts = np.random.default_rng(seed).integers(0, 2, (units, classes)).astype(float)
    result = fold(counts, (1 / folds,) * folds, seed)
    assert set(result.folds.tolist()) <= set(range(folds))
    missing = [
        k for k in range(classes) if counts[:, k].any() and len(set(result.folds[counts[:, k] > 0])) < folds
    ]
    assert list(result.one_sided) == missing
    if classes == 1:
        assert not missing or counts[:, 0].sum() < folds


@pytest.mark.parametrize("seed", range(3))
def test_two_thirds_of_sentinel_polygons_can_be_kept_for_training(shared_data: Path, seed: int) -> None:
    folder = shared_data / "multiband/sentinel2"
    raster, drawn = folder / "sen2_12band_reflectance.tif", folder / "trainingPolygons_sen2.gpkg"
    item = Labelled(str(raster), str(drawn), "class")
    classes = [LabelClass(i, n, "#000000") for i, n in enumerate(class_names([item]))]
    labels = open_labels(item, RasterSource(item.raster).grid, classes)
    (ground,) = assign([labels], Split(by="polygons", val_share=1 / 3, seed=seed)).grounds
    train, val = (ground.labels[part].report.classes for part in ("train", "val"))
    assert sum(c.polygons for c in train) + sum(c.polygons for c in val) == 25
    assert all(a.pixels and b.pixels for a, b in zip(train, val))
    held_px = sum(c.pixels for c in val)
    assert abs(held_px / (held_px + sum(c.pixels for c in train)) - 1 / 3) < 0.05


def test_whole_polygons_are_held_out_when_asked_for(open_boxes: Callable[..., Labels]) -> None:
    boxes = [
        (r, c, 20, n) for r in range(0, 500, 60) for c, n in ((30, "tree"), (200, "roof"), (400, "roof"))
    ]
    assignment = assign([open_boxes(boxes)], Split(by="polygons", val_share=1 / 3))
    train, val = (assignment.grounds[0].labels[p].report.classes for p in ("train", "val"))
    assert [(c.name, c.polygons) for c in val] == [("roof", 6), ("tree", 3), ("water", 0)]
    assert [c.polygons for c in train] == [12, 6, 0]
    assert "as asked for" in assignment.notes[0]


def test_where_a_polygon_is_held_out_nothing_is_learnt_from_other_rasters_either(
    open_boxes: Callable[..., Labels], open_mask: Callable[..., Labels]
) -> None:
    boxes = [(r, c, 20, n) for r in range(0, 500, 60) for c, n in ((30, "tree"), (200, "roof"))]
    drawn, mosaic = open_boxes(boxes), open_mask(noise(600, 600), "mosaic", (-50, -50), use="train")
    far = open_mask(noise(90, 90), "far", (900, 0), use="train")
    found = assign([drawn, mosaic, far], Split(by="polygons"))
    window = Window(0, 0, 512, 512)
    held = found.grounds[0].read(window, "val") != IGNORE
    learnt = found.grounds[1].read(Window(50, 50, 512, 512), "train") != IGNORE
    np.testing.assert_array_equal(learnt, ~held)
    assert held.any()
    assert found.grounds[1].counts("train").sum() == 600 * 600 - held.sum()
    assert found.grounds[2].counts("train").sum() == 90 * 90
    (note,) = (n for n in found.notes if "left out of the training" in n)
    assert f"mosaic_labels.tif': about {held.sum():,} labelled pixels" in note


@pytest.mark.parametrize(
    ("crs", "warned"), [("EPSG:25831", True), ("EPSG:25833", False), ("EPSG:32631", False)]
)
def test_rasters_that_show_the_same_ground_in_two_crs_are_named(
    make_raster: MakeRaster, crs: str, warned: bool
) -> None:
    data = []
    for name, each in (("a.tif", "EPSG:32631"), ("b.tif", crs)):
        path = str(make_raster(noise(128, 128)[None], name, crs=each))
        data.append(open_labels(Labelled(path, path), RasterSource(path).grid, CLASSES))
    warnings = assign(data, Split(block_px=32)).warnings
    assert any("a.tif" in text and "b.tif" in text and "different CRS" in text for text in warnings) is warned


def band(first: int, end: int) -> NDArray[np.uint8]:
    """Labels 128 pixels wide, in some of the rows."""
    mask = np.full((128, 128), IGNORE, np.uint8)
    mask[first:end] = noise(end - first, 128)
    return mask


@pytest.mark.parametrize("use", ["train", "split"])
@pytest.mark.parametrize(("corner", "warned"), [((0, 0), True), ((120, 100), True), ((128, 0), False)])
def test_a_raster_for_validation_that_shows_ground_trained_on_is_named(
    open_mask: Callable[..., Labels], use: str, corner: tuple[float, float], warned: bool
) -> None:
    data = [open_mask(noise(128, 128), "a", use=use), open_mask(noise(128, 128), "b", corner, use="val")]
    warnings = assign(data, Split(block_px=32)).warnings
    assert [("b.tif" in text, "a.tif" in text) for text in warnings] == [(True, True)] * warned


def test_labels_apart_on_one_raster_may_be_for_training_and_for_validation(
    open_mask: Callable[..., Labels],
) -> None:
    data = [open_mask(band(0, 64), "a", use="train"), open_mask(band(64, 128), "b", use="val")]
    assert assign(data, Split()).warnings == ()


def test_a_raster_for_validation_in_another_crs_is_found_by_its_place(make_raster: MakeRaster) -> None:
    data = []
    for name, crs, use in (("a.tif", "EPSG:32631", "train"), ("b.tif", "EPSG:25831", "val")):
        path = str(make_raster(noise(128, 128)[None], name, crs=crs))
        data.append(open_labels(Labelled(path, path, use=use), RasterSource(path).grid, CLASSES))
    (warning,) = assign(data, Split()).warnings
    assert "'" + data[1].item.raster + "' is for validation" in warning


def test_label_rasters_and_a_rest_of_a_class_cannot_be_split_by_polygons(
    open_mask: Callable[..., Labels], open_boxes: Callable[..., Labels]
) -> None:
    for labels in (open_mask(noise(64, 64)), open_boxes([(0, 0, 50, "tree")], rest="roof")):
        with pytest.raises(TrainingDataError, match="only where all labels are polygons"):
            assign([labels], Split(by="polygons"))
