"""The moving band gives what adding up all tiles at once gives."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rs_segmenter.engine.blending import Blender, normalised_entropy
from rs_segmenter.engine.tiling import TileGrid, Window, strips, weight_window

CLASSES = 3
BLENDS = ("crop", "mean", "hann")
Tiles = dict[tuple[int, int], NDArray[np.float32] | None]


def predict(grid: TileGrid, seed: int, skipped: float) -> Tiles:
    """Random class probabilities for every tile, None for some."""
    random = np.random.default_rng(seed)
    tiles: Tiles = {}
    for row in grid.rows(Window(0, 0, grid.height, grid.width), grid.halo_px):
        for tile in row:
            p = random.random((CLASSES, grid.tile_px, grid.tile_px), dtype=np.float32)
            key = (tile.window.row, tile.window.col)
            tiles[key] = None if random.random() < skipped else p / p.sum(0)
    return tiles


def all_at_once(grid: TileGrid, blend: str, tiles: Tiles) -> NDArray[np.float64]:
    """Weighted means over the whole raster in one array, (K, H, W)."""
    margin = grid.tile_px
    size = (grid.height + 2 * margin, grid.width + 2 * margin)
    sums, weights = np.zeros((CLASSES, *size)), np.zeros(size)
    window = weight_window(blend, grid.tile_px, grid.overlap_px)
    for (row, col), p in tiles.items():
        at = (
            slice(row + margin, row + margin + grid.tile_px),
            slice(col + margin, col + margin + grid.tile_px),
        )
        if p is not None:
            sums[(slice(None), *at)] += p * window
            weights[at] += window
    mean = sums / np.where(weights > 0, weights, 1)
    return mean[:, margin : margin + grid.height, margin : margin + grid.width]


def in_bands(
    grid: TileGrid, blend: str, tiles: Tiles, cut: list[Window], probabilities: str | None
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.generic]]:
    """What a Blender finishes, strip by strip; every pixel must be finished once."""
    size = (grid.height, grid.width)
    labels, confidence = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    quantities = np.zeros((CLASSES, *size), np.float32)
    finished = np.zeros(size, int)
    raster = Window(0, 0, *size)
    for strip in cut:
        rows = list(grid.rows(strip, 0 if blend == "crop" else grid.halo_px))
        blender = Blender(grid, blend, len(rows[0]), CLASSES, torch.device("cpu"), True, probabilities)
        for row, below in zip_longest(rows, rows[1:]):
            for column, tile in enumerate(row):
                p = tiles[tile.window.row, tile.window.col]
                given = None if p is None else torch.from_numpy(p.copy())
                part = blender.add(given, tile.window, column, last=tile is row[-1], lowest=below is None)
                if given is not None:
                    given.fill_(float("nan"))  # whoever gave it writes there again
                inside = part.window.intersect(strip)
                to, source = inside.slices_in(raster), inside.slices_in(part.window)
                labels[to] = part.labels.numpy()[source]
                assert part.confidence is not None and part.probabilities is not None
                confidence[to] = part.confidence.numpy()[source]
                quantities[(slice(None), *to)] = part.probabilities.numpy()[(slice(None), *source)]
                finished[to] += 1
    assert (finished == 1).all()
    return labels, confidence, quantities


@st.composite
def grids(draw: st.DrawFn) -> TileGrid:
    tile_px = draw(st.integers(2, 16))
    overlap_px = draw(st.integers(0, (tile_px - 1) // 2)) * 2
    return TileGrid(draw(st.integers(1, 40)), draw(st.integers(1, 40)), tile_px, overlap_px)


@settings(deadline=None, max_examples=60)
@given(grids(), st.sampled_from(BLENDS), st.integers(0, 1000), st.sampled_from([0, 0.4]), st.integers(3, 40))
def test_tiles_blend_as_if_added_up_at_once(
    grid: TileGrid, blend: str, seed: int, skipped: float, strip_px: int
) -> None:
    tiles = predict(grid, seed, skipped)
    cut = [
        Window(0, col, grid.height, min(strip_px, grid.width - col)) for col in range(0, grid.width, strip_px)
    ]
    expected = all_at_once(grid, blend, tiles)
    labels, confidence, probabilities = in_bands(grid, blend, tiles, cut, "float32")
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)
    ranked = np.sort(expected, axis=0)
    clear = ranked[-1] - ranked[-2] > 1e-5
    np.testing.assert_array_equal(labels[clear], expected.argmax(0)[clear])
    np.testing.assert_allclose(confidence, expected.max(0) * 100, atol=0.5 + 1e-3)


@pytest.mark.parametrize("blend", BLENDS)
@pytest.mark.parametrize(("tile_px", "overlap_px"), [(8, 6), (8, 4), (8, 2), (8, 0), (9, 6)])
def test_overlaps_below_and_beyond_half_a_tile_blend_alike(blend: str, tile_px: int, overlap_px: int) -> None:
    grid = TileGrid(37, 41, tile_px, overlap_px)
    tiles = predict(grid, 1, 0.1)
    raster = Window(0, 0, 37, 41)
    _, _, probabilities = in_bands(grid, blend, tiles, [raster], "float32")
    np.testing.assert_allclose(probabilities, all_at_once(grid, blend, tiles), atol=1e-5)


@pytest.mark.parametrize("blend", BLENDS)
def test_labels_are_the_same_whether_or_not_shares_are_asked_for(blend: str) -> None:
    grid = TileGrid(12, 12, 12, 4)
    tiles = predict(grid, 4, 0.3)
    tile = next(grid.rows(Window(0, 0, 12, 12), 0))[0]
    p = next(p for p in tiles.values() if p is not None)
    labels = []
    for confidence, probabilities in ((False, None), (True, "uint8")):
        blender = Blender(grid, blend, 1, CLASSES, torch.device("cpu"), confidence, probabilities)
        part = blender.add(torch.from_numpy(p.copy()), tile.window, 0, last=True, lowest=True)
        labels.append(part.labels)
    assert (part.confidence is not None) and labels[0].equal(labels[1])


@pytest.mark.parametrize(
    ("shares", "expected"),
    [((1, 0, 0), 0), ((1 / 3, 1 / 3, 1 / 3), 1), ((0.5, 0.5, 0), np.log(2) / np.log(3)), ((0, 0, 0), 0), ((1,), 0)],
)  # fmt: skip
def test_entropy_is_0_where_one_class_has_all_and_1_where_all_are_alike(
    shares: tuple[float, ...], expected: float
) -> None:
    pixel = torch.tensor(shares, dtype=torch.float32)[:, None, None]
    assert normalised_entropy(pixel).item() == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("blend", BLENDS)
def test_entropy_is_that_of_the_blended_probabilities(blend: str) -> None:
    grid = TileGrid(12, 12, 12, 4)
    p = next(p for p in predict(grid, 4, 0).values() if p is not None)
    tile = next(grid.rows(Window(0, 0, 12, 12), 0))[0]
    parts = []
    for kind in ("float32", None):
        blender = Blender(grid, blend, 1, CLASSES, torch.device("cpu"), False, kind, entropy=True)
        parts.append(blender.add(torch.from_numpy(p.copy()), tile.window, 0, last=True, lowest=True))
    with_shares, alone = parts
    assert with_shares.probabilities is not None and with_shares.entropy is not None
    expected = (normalised_entropy(with_shares.probabilities) * 250).round().to(torch.uint8)
    assert expected.equal(with_shares.entropy) and alone.entropy is not None
    assert expected.equal(alone.entropy) and alone.probabilities is None and len(alone.arrays()) == 2


def test_of_equal_classes_the_first_wins() -> None:
    blender = Blender(TileGrid(8, 8, 8, 0), "mean", 1, 3, torch.device("cpu"))
    part = blender.add(torch.full((3, 8, 8), 1 / 3), Window(0, 0, 8, 8), 0, last=True, lowest=True)
    assert not part.labels.any()


def test_quantised_probabilities_are_steps_of_one_250th() -> None:
    grid = TileGrid(30, 30, 12, 4)
    tiles = predict(grid, 2, 0)
    _, _, quantised = in_bands(grid, "hann", tiles, list(strips(Window(0, 0, 30, 30), 16, 8, 2)), "uint8")
    np.testing.assert_allclose(quantised, all_at_once(grid, "hann", tiles) * 250, atol=0.5 + 1e-3)


def test_what_no_tile_has_seen_has_no_confidence() -> None:
    grid = TileGrid(20, 20, 12, 4)
    tiles: Tiles = dict.fromkeys(predict(grid, 3, 0))
    for blend in BLENDS:
        labels, confidence, probabilities = in_bands(grid, blend, tiles, [Window(0, 0, 20, 20)], "float32")
        assert not labels.any() and not confidence.any() and not probabilities.any()
