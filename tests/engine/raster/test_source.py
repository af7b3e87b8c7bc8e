"""What is read from files of every kind, and which pixels count as data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from affine import Affine
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from rasterio.enums import ColorInterp, Resampling

from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.tiling import Window

MakeRaster = Callable[..., Path]
DTYPES = ("uint8", "uint16", "int16", "float32", "float64")


def numbers(count: int, dtype: str = "uint8", size: tuple[int, int] = (40, 50)) -> NDArray[Any]:
    return np.random.default_rng(5).integers(1, 200, (count, *size)).astype(dtype)


def read_all(
    path: Path, bands: tuple[int, ...], factor: float = 1.0
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    source = RasterSource(str(path))
    grid = source.grid if factor == 1 else source.grid.resampled(factor)
    try:
        return source.reader(bands, grid).read(grid.window)
    finally:
        source.close()


def valid_of(path: Path, *bands: int) -> NDArray[np.bool_]:
    return read_all(path, bands)[1]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 12])
def test_bands_are_read_as_they_are(count: int, dtype: str, make_raster: MakeRaster) -> None:
    values = numbers(count, dtype)
    bands = tuple(range(count, 0, -1))
    read, valid = read_all(make_raster(values), bands)
    assert read.dtype == dtype
    np.testing.assert_array_equal(read, values[::-1])
    assert valid.all()


def test_a_window_is_read_where_it_lies(make_raster: MakeRaster) -> None:
    values = numbers(3)
    source = RasterSource(str(make_raster(values, tiled=True, blockxsize=16, blockysize=16)))
    read, _ = source.reader((2,), source.grid).read(Window(3, 30, 20, 15))
    np.testing.assert_array_equal(read[0], values[1, 3:23, 30:45])


@pytest.mark.parametrize(("dtype", "nodata"), [("int16", -9999), ("uint8", 17), ("float32", -3.4e38)])
def test_a_nodata_value_in_any_used_band_is_no_data(
    dtype: str, nodata: float, make_raster: MakeRaster
) -> None:
    values = numbers(3, dtype)
    values[values == nodata] = 18
    values[1, 4, 5] = nodata
    path = make_raster(values, nodata=nodata)
    expected = np.ones((40, 50), bool)
    assert (valid_of(path, 1, 3) == expected).all()
    expected[4, 5] = False
    assert (valid_of(path, 1, 2, 3) == expected).all()


@pytest.mark.parametrize(("dtype", "nodata"), [("uint8", 0), ("int16", 0), ("uint8", 255), ("uint16", 65535)])
def test_nodata_that_is_also_a_brightness_counts_only_in_all_used_bands(
    dtype: str, nodata: int, make_raster: MakeRaster
) -> None:
    values = numbers(3, dtype)
    values[0, 1, 1] = nodata
    values[:2, 2, 2] = nodata
    values[:, 3, 3] = nodata
    path = make_raster(values, nodata=nodata)
    assert np.argwhere(~valid_of(path, 1, 2, 3)).tolist() == [[3, 3]]
    assert np.argwhere(~valid_of(path, 1, 2)).tolist() == [[2, 2], [3, 3]]
    assert np.argwhere(~valid_of(path, 1)).tolist() == [[1, 1], [2, 2], [3, 3]]


def test_zero_in_a_float_raster_is_no_brightness(make_raster: MakeRaster) -> None:
    values = numbers(2, "float32")
    values[0, 1, 1] = 0
    assert np.argwhere(~valid_of(make_raster(values, nodata=0), 1, 2)).tolist() == [[1, 1]]


@pytest.mark.parametrize("nodata", [None, float("nan"), -9999.0])
def test_nan_and_infinity_are_no_data(nodata: float | None, make_raster: MakeRaster) -> None:
    values = numbers(2, "float32")
    values[0, 1, 1], values[1, 2, 2], values[0, 3, 3] = np.nan, np.inf, -np.inf
    path = make_raster(values, nodata=nodata)
    assert np.argwhere(~valid_of(path, 1, 2)).tolist() == [[1, 1], [2, 2], [3, 3]]


def test_nodata_that_no_pixel_can_hold_changes_nothing(tmp_path: Path, make_raster: MakeRaster) -> None:
    make_raster(numbers(1), "input.tif")
    vrt = tmp_path / "odd.vrt"
    with rasterio.open(tmp_path / "input.tif") as file:
        rasterio.shutil.copy(file, vrt, driver="VRT")
    vrt.write_text(
        vrt.read_text().replace("<ColorInterp>", "<NoDataValue>-9999</NoDataValue><ColorInterp>", 1)
    )
    assert valid_of(vrt, 1).all()


def test_a_transparent_pixel_is_no_data(make_raster: MakeRaster) -> None:
    values = numbers(4)
    values[3] = 255
    values[3, 5:9, 5:9] = 0
    values[3, 20, 20] = 1
    path = make_raster(values, photometric="RGB", ALPHA="YES")
    source = RasterSource(str(path))
    assert source.roles == ("red", "green", "blue", "alpha")
    expected = np.ones((40, 50), bool)
    expected[5:9, 5:9] = False
    np.testing.assert_array_equal(valid_of(path, 1, 2, 3), expected)


def test_an_internal_mask_says_what_is_data(make_raster: MakeRaster) -> None:
    mask = np.full((40, 50), 255, np.uint8)
    mask[:, 30:] = 0
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        path = make_raster(numbers(3))
        with rasterio.open(path, "r+") as file:
            file.write_mask(mask)
    np.testing.assert_array_equal(valid_of(path, 1, 2, 3), mask > 0)
    np.testing.assert_array_equal(read_all(path, (1,), 2.0)[1], mask[::2, ::2] > 0)


def test_each_band_may_have_a_mask_of_its_own(make_raster: MakeRaster) -> None:
    masks = np.full((3, 40, 50), 255, np.uint8)
    masks[0, :, 30:], masks[1, 20:], masks[2, 0] = 0, 0, 0
    path = make_raster(numbers(3))
    make_raster(masks, "input.tif.msk", photometric="MINISBLACK")
    with rasterio.open(path.with_name("input.tif.msk"), "r+") as file:
        file.update_tags(**{f"INTERNAL_MASK_FLAGS_{band}": 0 for band in (1, 2, 3)})
    np.testing.assert_array_equal(valid_of(path, 1, 2), (masks[:2] > 0).all(0))
    np.testing.assert_array_equal(valid_of(path, 3), masks[2] > 0)
    np.testing.assert_array_equal(read_all(path, (2, 1), 2.0)[1], (masks[:2, 1::2, 1::2] > 0).all(0))


def test_a_palette_is_read_as_its_colours(tmp_path: Path) -> None:
    values = np.random.default_rng(1).integers(0, 3, (1, 40, 50)).astype(np.uint8)
    colours = {0: (5, 6, 7, 0), 1: (10, 20, 30, 255), 2: (200, 100, 50, 255)}
    path = tmp_path / "input.png"
    with rasterio.open(path, "w", driver="PNG", height=40, width=50, count=1, dtype="uint8") as file:
        file.write_colormap(1, colours)
        file.write(values)
    assert RasterSource(str(path)).has_palette
    read, valid = read_all(path, ())
    assert read.dtype == np.uint8
    np.testing.assert_array_equal(valid, values[0] > 0)
    expected = np.asarray([colours[v][:3] for v in range(3)], np.uint8)[values[0]].transpose(2, 0, 1)
    np.testing.assert_array_equal(read, expected)


def test_band_names_are_roles(make_raster: MakeRaster) -> None:
    path = make_raster(numbers(4, "uint16"), photometric="MINISBLACK")
    with rasterio.open(path, "r+") as file:
        file.descriptions = ("Blue", " GREEN", "Red", "NIR")
        file.colorinterp = [ColorInterp.gray] + [ColorInterp.undefined] * 3
    assert RasterSource(str(path)).roles == ("blue", "green", "red", "nir")


def test_a_raster_without_a_place_is_one_unit_per_pixel(make_raster: MakeRaster) -> None:
    source = RasterSource(str(make_raster(numbers(1), crs=None, transform=None)))
    assert not source.grid.placed and source.grid.crs is None
    assert source.grid.transform * (3, 4) == (3, -4)


@pytest.mark.parametrize(
    "place",
    [Affine(0, 0, 593000, 0, 0, 5747000), Affine(1, 2, 0, 2, 4, 0), Affine(1, 0, 0, 0, float("nan"), 0)],
)
def test_a_place_that_squeezes_pixels_to_nothing_is_none(place: Affine, make_raster: MakeRaster) -> None:
    grid = RasterSource(str(make_raster(numbers(1), transform=place))).grid
    assert not grid.placed and grid.ground_resolution_m is None
    assert grid.window_of((10, -30, 20, -5)) == Window(5, 10, 25, 10)


def test_a_rotated_place_is_kept(make_raster: MakeRaster) -> None:
    turned = Affine.translation(593000, 5747000) * Affine.rotation(33) * Affine.scale(0.5, -0.5)
    grid = RasterSource(str(make_raster(numbers(1), transform=turned))).grid
    assert grid.placed and grid.transform.almost_equals(turned)
    assert grid.ground_resolution_m == pytest.approx(0.5, rel=1e-2)


def test_control_points_are_kept(make_raster: MakeRaster) -> None:
    points = [
        GroundControlPoint(r, c, 5.0 + c * 1e-5, 52.0 - r * 1e-5) for r, c in ((0, 0), (0, 50), (40, 0))
    ]
    grid = RasterSource(str(make_raster(numbers(1), transform=None, gcps=points, crs="EPSG:4326"))).grid
    assert not grid.placed and grid.crs is not None and grid.crs.to_epsg() == 4326
    assert [(g.row, g.col, g.x, g.y) for g in grid.gcps] == [(g.row, g.col, g.x, g.y) for g in points]


@pytest.mark.parametrize("factor", [2.0, 3.7, 0.5, 0.3])
@pytest.mark.parametrize("overviews", [False, True])
def test_windows_of_a_resampled_grid_equal_the_whole(
    factor: float, overviews: bool, make_raster: MakeRaster, picture: NDArray[np.uint8]
) -> None:
    path = make_raster(picture[:, :230, :270], tiled=True, blockxsize=64, blockysize=64)
    if overviews:
        with rasterio.open(path, "r+") as file:
            file.build_overviews([2, 4], Resampling.average)
    source = RasterSource(str(path))
    grid = source.grid.resampled(factor)
    reader = source.reader((1, 2, 3), grid)
    whole, _ = reader.read(grid.window)
    for window in (
        Window(0, 0, 20, 20),
        Window(7, 11, 33, 41),
        Window(grid.height - 9, grid.width - 8, 9, 8),
    ):
        part, _ = reader.read(window)
        same = whole[(slice(None), *window.slices_in(grid.window))]
        # An overview's pixels and the grid's do not line up: GDAL's sums are rounded differently.
        np.testing.assert_allclose(part.astype(int), same.astype(int), atol=1 if overviews else 0)


def test_a_coarser_grid_averages(make_raster: MakeRaster) -> None:
    values = numbers(1, "float32")
    read, _ = read_all(make_raster(values), (1,), 2.0)
    np.testing.assert_allclose(read[0], values[0].reshape(20, 2, 25, 2).mean((1, 3)), rtol=1e-5)


def test_coarser_pixels_do_not_average_in_what_is_no_data(make_raster: MakeRaster) -> None:
    values = np.full((1, 40, 50), 100, np.int16)
    values[0, :, 25:] = -9999
    read, valid = read_all(make_raster(values, nodata=-9999), (1,), 2.0)
    assert (read[:, valid] == 100).all() and valid[:, :12].all() and not valid[:, 13:].any()


@pytest.mark.parametrize("factor", [0.4, 2.0, 2.7])
@pytest.mark.parametrize("dtype", ["int16", "float32"])
def test_no_pixel_is_invented_where_its_middle_is_no_data(
    dtype: str, factor: float, make_raster: MakeRaster
) -> None:
    values = numbers(2, dtype)
    values[:, 10:20, 10:30] = -9999
    values[1, 31, 31] = -9999
    path = make_raster(values, nodata=-9999)
    _, valid = read_all(path, (1, 2), factor)
    rows, cols = (np.floor((np.arange(m) + 0.5) * n / m).astype(int) for n, m in zip((40, 50), valid.shape))
    lost = (values == -9999).any(0)[np.ix_(rows, cols)]
    assert lost.any() and not (valid & lost).any()
    assert valid[:, -1].all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_sample_lies_within_the_raster(dtype: str, make_raster: MakeRaster) -> None:
    values = numbers(2, dtype, (700, 90))
    sampled, valid = RasterSource(str(make_raster(values))).sample((2,))
    assert sampled.shape == (1, len(valid)) and valid.all()
    assert set(np.unique(sampled)) <= set(np.unique(values[1]))


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (6, 6)])
def test_a_sample_of_a_tiny_raster_is_all_of_it(size: tuple[int, int], make_raster: MakeRaster) -> None:
    values = numbers(1, size=size)
    sampled, _ = RasterSource(str(make_raster(values))).sample((1,))
    assert set(np.unique(sampled)) == set(np.unique(values))


@pytest.mark.parametrize("content", [None, b"", b"no raster", b"II*\0"])
def test_a_file_that_is_no_raster_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "input.tif"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RasterError, match="input.tif' cannot be read"):
        RasterSource(str(path))


def test_complex_numbers_are_refused(make_raster: MakeRaster) -> None:
    with pytest.raises(RasterError, match="complex numbers"):
        RasterSource(str(make_raster(numbers(1, "complex64"))))


def test_a_truncated_file_is_an_error_where_it_is_read(make_raster: MakeRaster) -> None:
    path = make_raster(np.random.default_rng(0).integers(0, 255, (3, 300, 300)).astype(np.uint8))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(RasterError, match="cannot be read"):
        read_all(path, (1, 2, 3))
