"""Tiles cover a raster without gap or overlap, and every tile with a say in a window is found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rs_segmenter.engine import tiling
from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.tiling import Tile, TileGrid, Window, reflect, strips, weight_window


@st.composite
def grids(draw: st.DrawFn) -> TileGrid:
    tile_px = draw(st.integers(1, 40))
    overlap_px = draw(st.integers(0, (tile_px - 1) // 2)) * 2
    return TileGrid(draw(st.integers(1, 90)), draw(st.integers(1, 90)), tile_px, overlap_px)


@st.composite
def windows(draw: st.DrawFn, grid: TileGrid) -> Window:
    row, col = draw(st.integers(0, grid.height - 1)), draw(st.integers(0, grid.width - 1))
    height, width = draw(st.integers(1, grid.height - row)), draw(st.integers(1, grid.width - col))
    return Window(row, col, height, width)


def every_tile(grid: TileGrid) -> list[Tile]:
    return [t for row in grid.rows(Window(0, 0, grid.height, grid.width), grid.halo_px) for t in row]


def has_a_say(tile: Tile, grid: TileGrid, reach_px: int, within: Window) -> bool:
    grown = grid.halo_px - reach_px
    side = grid.tile_px - 2 * grown
    return Window(tile.window.row + grown, tile.window.col + grown, side, side).intersect(within).area_px > 0


@given(grids())
def test_cores_partition_the_raster(grid: TileGrid) -> None:
    seen = np.zeros((grid.height, grid.width), dtype=int)
    for tile in every_tile(grid):
        seen[tile.core.slices_in(Window(0, 0, 0, 0))] += 1
    assert (seen == 1).all()


@given(grids())
def test_a_tile_has_half_the_overlap_around_its_core(grid: TileGrid) -> None:
    for tile in every_tile(grid):
        assert (tile.window.height, tile.window.width) == (grid.tile_px, grid.tile_px)
        assert tile.core.row - tile.window.row == tile.core.col - tile.window.col == grid.halo_px
        assert tile.core.area_px > 0


@given(st.data())
def test_exactly_the_tiles_with_a_say_in_a_window_are_found(data: st.DataObject) -> None:
    grid = data.draw(grids())
    within = data.draw(windows(grid))
    reach_px = data.draw(st.sampled_from([0, grid.halo_px]))
    found = [tile for row in grid.rows(within, reach_px) for tile in row]
    assert found == [t for t in every_tile(grid) if has_a_say(t, grid, reach_px, within)]


@given(st.data())
def test_rows_come_from_top_to_bottom_and_tiles_from_left_to_right(data: st.DataObject) -> None:
    grid = data.draw(grids())
    rows = list(grid.rows(data.draw(windows(grid)), grid.halo_px))
    for row in rows:
        assert {t.window.row for t in row} == {row[0].window.row}
        assert all(b.window.col - a.window.col == grid.stride_px for a, b in zip(row, row[1:]))
    assert all(b[0].window.row - a[0].window.row == grid.stride_px for a, b in zip(rows, rows[1:]))


@given(st.integers(2, 30), st.data())
def test_reflection_is_that_of_numpy(size: int, data: st.DataObject) -> None:
    before, after = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    expected = np.pad(np.arange(size), (before, after), mode="reflect")
    np.testing.assert_array_equal(reflect(-before, size + before + after, size), expected)


@given(st.integers(1, 20), st.integers(-300, 300), st.integers(1, 300))
def test_reflection_stays_inside_however_small_the_raster(size: int, start: int, length: int) -> None:
    indices = reflect(start, length, size)
    assert len(indices) == length
    assert indices.min() >= 0 and indices.max() < size
    assert (np.abs(np.diff(indices)) <= 1).all()


@given(st.integers(1, 40), st.data())
def test_hann_weights_are_above_zero_and_neighbours_add_up_to_one(tile_px: int, data: st.DataObject) -> None:
    overlap_px = data.draw(st.integers(0, tile_px // 4)) * 2
    weights = weight_window("hann", tile_px, overlap_px)
    assert weights.dtype == np.float32 and weights.shape == (tile_px, tile_px)
    assert weights.min() > 0 and weights.max() <= 1
    ramp = np.sqrt(weights.diagonal())
    np.testing.assert_allclose(ramp[tile_px - overlap_px :] + ramp[:overlap_px], 1, atol=1e-6)
    np.testing.assert_allclose(ramp[overlap_px : tile_px - overlap_px], 1)


@given(st.integers(3, 20), st.data())
def test_hann_weights_are_above_zero_for_overlaps_beyond_half_a_tile(half: int, data: st.DataObject) -> None:
    overlap_px = data.draw(st.integers(half // 2 + 1, half - 1)) * 2
    assert weight_window("hann", 2 * half, overlap_px).min() > 0


@given(st.integers(1, 40), st.data())
def test_crop_counts_the_core_alone_and_mean_counts_all_alike(tile_px: int, data: st.DataObject) -> None:
    overlap_px = data.draw(st.integers(0, (tile_px - 1) // 2)) * 2
    halo_px = overlap_px // 2
    core = np.zeros((tile_px, tile_px))
    core[halo_px : tile_px - halo_px, halo_px : tile_px - halo_px] = 1
    np.testing.assert_array_equal(weight_window("crop", tile_px, overlap_px), core)
    np.testing.assert_array_equal(weight_window("mean", tile_px, overlap_px), 1)


@given(
    st.integers(0, 5000),
    st.integers(1, 60_000),
    st.sampled_from([16, 256, 512]),
    st.integers(1, 2048),
    st.integers(0, 200),
)
def test_strips_partition_a_window_and_cut_no_block(
    col: int, width: int, block_px: int, stride: int, reach: int
) -> None:
    within = Window(3, col, 7, width)
    cut = list(strips(within, block_px, stride, reach))
    assert [s.col for s in cut] == [col, *(s.col_end for s in cut[:-1])]
    assert cut[-1].col_end == within.col_end
    assert {(s.row, s.height) for s in cut} == {(3, 7)}
    assert all(0 < s.width <= tiling.MAX_STRIP_PX for s in cut)
    assert all(s.width % block_px == 0 for s in cut[:-1])


@pytest.mark.parametrize(
    ("tile_px", "overlap_px", "reach_px", "twice"),
    [(544, 32, 16, 1), (544, 32, 0, 0), (512, 128, 64, 1), (1056, 32, 16, 1), (256, 192, 96, 4)],
)
def test_at_a_cut_between_strips_as_few_tiles_as_can_be_are_computed_twice(
    tile_px: int, overlap_px: int, reach_px: int, twice: int
) -> None:
    grid, whole = TileGrid(100, 40_000, tile_px, overlap_px), Window(0, 0, 100, 40_000)
    cut = list(strips(whole, 256, grid.stride_px, reach_px))
    columns = sum(len(next(grid.rows(strip, reach_px))) for strip in cut)
    assert columns == len(next(grid.rows(whole, reach_px))) + twice * (len(cut) - 1)


@pytest.mark.parametrize(
    ("tile_px", "overlap_px"), [(0, 0), (-4, 0), (20_000, 0), (64, 64), (64, -2), (64, 15), (64, 100)]
)
def test_tiles_that_cannot_be_are_refused(tile_px: int, overlap_px: int) -> None:
    with pytest.raises(JobError, match=f"{tile_px} pixels"):
        TileGrid(100, 100, tile_px, overlap_px)


def test_an_unknown_blending_is_refused() -> None:
    with pytest.raises(JobError, match="crop, mean or hann"):
        weight_window("cosine", 64, 16)


def test_windows_that_do_not_meet_share_no_pixel() -> None:
    assert Window(0, 0, 4, 4).intersect(Window(4, 0, 4, 4)).area_px == 0
    assert Window(0, 0, 4, 4).intersect(Window(2, 3, 4, 4)) == Window(2, 3, 2, 1)
