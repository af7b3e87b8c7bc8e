"""Scenes and crops: the pixels that segmenting sees, every class drawn, nothing leaked, nothing decoded twice."""

from __future__ import annotations

import glob
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rs_segmenter.engine.card import Band, LabelClass, ModelCard
from rs_segmenter.engine.errors import JobError, RasterError
from rs_segmenter.engine.raster.reader import RasterReader
from rs_segmenter.engine.tiling import Window
from rs_segmenter.engine.training import IGNORE
from rs_segmenter.engine.training import scene as scene_module
from rs_segmenter.engine.training.augment import make_augment
from rs_segmenter.engine.training.crops import TrainCrops, _start, val_tiles
from rs_segmenter.engine.training.job import Labelled, Split
from rs_segmenter.engine.training.naming import class_names
from rs_segmenter.engine.training.scene import Held, Scenes, open_scenes

MakeRaster = Callable[..., Path]
RARE = Window(40, 60, 12, 12)


@pytest.fixture
def mask() -> NDArray[np.uint8]:
    """Two halves, and a rare class: 144 of 90,000 pixels."""
    mask = np.zeros((1, 300, 300), dtype=np.uint8)
    mask[:, :, 150:] = 1
    mask[:, RARE.row : RARE.row_end, RARE.col : RARE.col_end] = 2
    return mask


@pytest.fixture
def item(make_raster: MakeRaster, mask: NDArray[np.uint8]) -> Labelled:
    """A raster whose first band tells the row and the second the column."""
    rows, cols = np.indices((300, 300))
    pixels = np.stack([rows % 256, cols % 256, np.full((300, 300), 7)]).astype(np.uint8)
    return Labelled(str(make_raster(pixels)), str(make_raster(mask, "labels.tif")), use="train")


def crops_of(
    scenes: Scenes, card: ModelCard, crop_px: int = 64, names: tuple[str, ...] = (), **options: Any
) -> TrainCrops:
    return TrainCrops(scenes.scenes, crop_px, make_augment(names, card), 5, **options)


def test_a_sample_is_what_segmenting_would_see(item: Labelled, card: ModelCard) -> None:
    (scene,) = open_scenes([item], card, Split()).scenes
    sample = scene.read(Window(-3, 290, 10, 20), "train")
    assert sample.raw.dtype == np.float32
    np.testing.assert_array_equal(sample.raw[0, :, 0], [3, 2, 1, 0, 1, 2, 3, 4, 5, 6])
    np.testing.assert_array_equal(sample.raw[1, 0, 8:12], [298 % 256, 299 % 256, 298 % 256, 297 % 256])
    assert (sample.labels[:3] == IGNORE).all() and (sample.labels[:, 10:] == IGNORE).all()
    assert (sample.labels[3:, :10] == 1).all()


def test_pixels_without_data_are_filled_and_tell_nothing(make_raster: MakeRaster, card: ModelCard) -> None:
    pixels = np.full((3, 64, 64), 0.5, dtype=np.float32)
    pixels[1, 10:20, 10:20] = np.nan
    labels = make_raster(np.eye(64, dtype=np.uint8)[None], "labels.tif")
    data = Labelled(str(make_raster(pixels)), str(labels), use="train")
    scenes = open_scenes([data], replace(card, data_type="float32", value_range=(0.0, 1.0)), Split())
    sample = scenes.scenes[0].read(Window(0, 0, 64, 64))
    assert np.isfinite(sample.raw).all()
    assert (sample.labels[10:20, 10:20] == IGNORE).all() and np.count_nonzero(sample.labels == IGNORE) == 100
    np.testing.assert_array_equal(sample.raw[:, 15, 15], [b.mean for b in card.bands])


def test_reading_never_changes_what_is_held(item: Labelled, card: ModelCard) -> None:
    crops = crops_of(open_scenes([item], card, Split()), card, names=("photometric",))
    first = crops.sample(3)
    for i in range(20):
        crops.sample(i)
    np.testing.assert_array_equal(crops.sample(3).raw, first.raw)


def test_a_number_is_always_the_same_crop_in_any_process_and_order(item: Labelled, card: ModelCard) -> None:
    scenes = open_scenes([item], card, Split())
    names = ("scale", "flips", "rotations", "photometric")
    here, there = (crops_of(scenes, card, names=names) for _ in range(2))
    there = pickle.loads(pickle.dumps(there))
    forward = [here.sample(i) for i in range(6)]
    backward = [there.sample(i) for i in reversed(range(6))][::-1]
    for a, b in zip(forward, backward, strict=True):
        np.testing.assert_array_equal(a.raw, b.raw)
        np.testing.assert_array_equal(a.labels, b.labels)
    assert any((forward[0].raw != s.raw).any() for s in forward[1:])


def test_rare_classes_are_drawn_as_often_as_common_ones(item: Labelled, card: ModelCard) -> None:
    crops = crops_of(open_scenes([item], card, Split()), card, 32, largest_share=1)
    with_rare = sum((crops.sample(i).labels == 2).any() for i in range(90))
    assert 25 <= with_rare <= 50


@pytest.mark.parametrize(("balance", "low", "high"), [(0.0, 0, 3), (0.5, 1, 12), (1.0, 20, 40)])
def test_how_often_a_rare_class_is_drawn_follows_the_balance(
    balance: float, low: int, high: int, item: Labelled, card: ModelCard
) -> None:
    crops = crops_of(open_scenes([item], card, Split()), card, 8, balance=balance, largest_share=1)
    assert low <= sum((crops.sample(i).labels == 2).any() for i in range(90)) <= high


def test_a_large_raster_does_not_crowd_out_a_small_one(make_raster: MakeRaster, card: ModelCard) -> None:
    items = [
        Labelled(
            str(make_raster(np.full((3, side, side), number, dtype=np.uint8), f"{side}.tif")),
            str(make_raster(np.zeros((1, side, side), dtype=np.uint8), f"{side}_labels.tif")),
            use="train",
        )
        for number, side in ((1, 800), (2, 100))
    ]
    crops = crops_of(open_scenes(items, card, Split()), card, 32, largest_share=1)
    from_small = sum((crops.sample(i).raw == 2).all() for i in range(90))
    assert 4 <= from_small <= 18, "a ninth of the crops, where its pixels are one in 65"


def test_crops_of_one_class_are_drawn_again(item: Labelled, card: ModelCard) -> None:
    scenes = open_scenes([item], card, Split())

    def largest(labels: NDArray[np.uint8]) -> float:
        counts = np.bincount(labels.ravel(), minlength=256)[:IGNORE]
        return float(counts.max() / counts.sum())

    free, mixed = (
        [largest(crops_of(scenes, card, largest_share=share).sample(i).labels) for i in range(60)]
        for share in (1.0, 0.75)
    )
    assert np.mean(np.asarray(mixed) < 0.8) > np.mean(np.asarray(free) < 0.8) + 0.2


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 500), st.integers(1, 300), st.sampled_from([8, 16, 64]), st.data())
def test_crops_lie_inside_and_hold_their_cell(
    size: int, side_px: int, cell_px: int, data: st.DataObject
) -> None:
    cell = cell_px * data.draw(st.integers(0, (size - 1) // cell_px))
    start = _start(cell, cell_px, side_px, size, np.random.default_rng(data.draw(st.integers(0, 99))))
    if side_px <= size:
        assert 0 <= start and start + side_px <= size
    else:
        assert start <= 0 and start + side_px >= size
    end = min(cell + cell_px, size)
    held = range(max(start, cell), min(start + side_px, end))
    assert len(held) == min(side_px, end - cell)


def test_ground_is_drawn_by_its_weight(item: Labelled, make_raster: MakeRaster, card: ModelCard) -> None:
    black = replace(item, raster=str(make_raster(np.zeros((3, 300, 300), np.uint8), "black.tif")), weight=9)
    crops = crops_of(open_scenes([item, black], card, Split()), card, 8)
    drawn = sum(not crops.sample(number).raw[2].any() for number in range(100))
    assert 80 <= drawn <= 97


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_weights_that_draw_nothing_are_refused(item: Labelled, weight: float) -> None:
    with pytest.raises(JobError, match="weight"):
        replace(item, weight=weight)


def test_training_never_sees_a_held_out_label(item: Labelled, card: ModelCard) -> None:
    scenes = open_scenes([replace(item, use="split")], card, Split(block_px=40))
    (scene,) = scenes.scenes
    held = scene.ground.read(scene.grid.window, "val") != IGNORE
    crops = crops_of(scenes, card, 48)
    seen = 0
    for i in range(40):
        sample = crops.sample(i)
        rows, cols = sample.raw[0].astype(int), sample.raw[1].astype(int)
        told = (sample.labels != IGNORE) & (rows < 256 - 48) & (cols < 256 - 48)
        row, col = rows[told], cols[told]
        # 256 wraps around, so that a value may stand for two places: one of them must be free.
        free = ~held[row, col]
        for down, across in ((256, 0), (0, 256), (256, 256)):
            inside = (row + down < 300) & (col + across < 300)
            free |= inside & ~held[np.minimum(row + down, 299), np.minimum(col + across, 299)]
        assert free.all()
        seen += int(told.sum())
    assert seen > 5000


def test_tiles_hold_every_held_out_pixel_once(item: Labelled, card: ModelCard) -> None:
    scenes = open_scenes([replace(item, use="split")], card, Split(block_px=40))
    tiles = val_tiles(scenes.scenes, 128)
    counts = sum(np.bincount(t.labels.ravel(), minlength=256)[:3] for t in tiles)
    whole = scenes.scenes[0].ground.read(scenes.scenes[0].grid.window, "val")
    np.testing.assert_array_equal(counts, np.bincount(whole.ravel(), minlength=256)[:3])
    assert 0 < len(tiles) <= 9 and all(t.raw.shape == (3, 128, 128) for t in tiles)


def test_rasters_smaller_than_a_crop_are_reflected(make_raster: MakeRaster, card: ModelCard) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (3, 40, 50)).astype(np.uint8)
    labels = make_raster((pixels[:1] > 100).astype(np.uint8), "labels.tif")
    scenes = open_scenes([Labelled(str(make_raster(pixels)), str(labels), use="train")], card, Split())
    for i in range(10):
        sample = crops_of(scenes, card, 64).sample(i)
        assert sample.raw.shape == (3, 64, 64) and np.count_nonzero(sample.labels != IGNORE) == 2000


def test_small_rasters_are_held_decoded_and_others_read_by_window(
    item: Labelled, card: ModelCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = open_scenes([item, item], card, Split()).scenes
    assert all(isinstance(s.pixels, Held) for s in held)
    monkeypatch.setattr(scene_module, "HELD_BYTES", 300 * 300 * 4)
    first, second = open_scenes([item, item], card, Split()).scenes
    assert isinstance(first.pixels, Held) and not isinstance(second.pixels, Held)
    for window in (Window(-5, 100, 50, 60), Window(270, 270, 64, 64)):
        np.testing.assert_array_equal(first.read(window).raw, second.read(window).raw)


def test_a_raster_with_too_few_bands_is_named(make_raster: MakeRaster, card: ModelCard) -> None:
    path = str(make_raster(np.zeros((1, 32, 32), np.uint8)))
    with pytest.raises(RasterError, match="1 band.*needs 3"):
        open_scenes([Labelled(path, path)], card, Split())


@pytest.fixture
def read_px(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Pixels of each window that is read from a raster's file."""
    read, seen = RasterReader.read, []

    def read_and_note(self: RasterReader, window: Window) -> Any:
        seen.append(window.height * window.width)
        return read(self, window)

    monkeypatch.setattr(RasterReader, "read", read_and_note)
    return seen


def test_of_a_large_sparse_raster_no_more_is_read_than_the_crops(
    tmp_path: Path, card: ModelCard, read_px: list[int]
) -> None:
    import fiona

    path = tmp_path / "large.tif"
    place = rasterio.Affine(0.5, 0, 593000, 0, -0.5, 5747000)
    form = {
        "count": 3,
        "dtype": "uint8",
        "crs": "EPSG:32631",
        "tiled": True,
        "SPARSE_OK": True,
        "photometric": "RGB",
    }
    with rasterio.open(path, "w", "GTiff", 40000, 40000, transform=place, **form):
        pass
    schema = {"geometry": "Polygon", "properties": {"class": "str"}}
    rng = np.random.default_rng(0)
    with fiona.open(tmp_path / "drawn.gpkg", "w", "GPKG", schema, crs="EPSG:32631") as file:
        for i, (x, y) in enumerate(rng.uniform(100, 19900, (60, 2)).tolist()):
            x, y = 593000 + x, 5747000 - y
            ring = [(x, y), (x + 30, y), (x + 30, y - 30), (x, y - 30), (x, y)]
            geometry = {"type": "Polygon", "coordinates": [ring]}
            name = card.classes[i % 2].name
            file.write({"type": "Feature", "geometry": geometry, "properties": {"class": name}})
    scenes = open_scenes([Labelled(str(path), str(tmp_path / "drawn.gpkg"), "class")], card, Split())
    assert not isinstance(scenes.scenes[0].pixels, Held)
    crops = crops_of(scenes, card, 256, ("flips",))
    read_px.clear()
    drawn = [crops.sample(i).labels for i in range(20)]
    assert all((labels != IGNORE).any() for labels in drawn)
    assert len(read_px) == 20 and max(read_px) <= 256 * 256


def test_dubai_crops_are_not_decoded_again(shared_data: Path, card: ModelCard, read_px: list[int]) -> None:
    photos = sorted(glob.glob(f"{shared_data}/dubai/val/*.jpg"))[:3]
    names = ("land", "building", "road", "vegetation", "water")
    dubai = replace(card, classes=tuple(LabelClass(i, n, "#000000") for i, n in enumerate(names)))
    data = [Labelled(p, p.replace(".jpg", "_labels.png"), use="train") for p in photos]
    crops = crops_of(open_scenes(data, dubai, Split()), dubai, 512, ("flips", "rotations"))
    read_px.clear()
    seen = np.zeros(256, dtype=np.int64)
    for i in range(30):
        seen += np.bincount(crops.sample(i).labels.ravel(), minlength=256)
    assert read_px == []
    assert (seen[:5] > 0).all()


def test_twelve_bands_of_sentinel_become_crops(shared_data: Path, card: ModelCard) -> None:
    folder = shared_data / "multiband/sentinel2"
    raster, drawn = folder / "sen2_12band_reflectance.tif", folder / "trainingPolygons_sen2.gpkg"
    item = Labelled(str(raster), str(drawn), "class")
    of = replace(
        card,
        bands=tuple(Band(f"b{i}", 1000.0, 500.0) for i in range(12)),
        data_type="float32",
        value_range=(0.0, 10000.0),
        classes=tuple(LabelClass(i, n, "#000000") for i, n in enumerate(class_names([item]))),
    )
    sample = crops_of(open_scenes([item], of, Split()), of, 128, POLICIES_FOR_ALL).sample(0)
    assert sample.raw.shape == (12, 128, 128) and np.isfinite(sample.raw).all()
    assert (sample.labels != IGNORE).any()


POLICIES_FOR_ALL = ("scale", "flips", "rotations", "photometric")
