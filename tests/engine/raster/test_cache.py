"""How much memory GDAL may fill with decoded blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio

from rs_segmenter.engine.raster import RasterSource, block_cache

MakeRaster = Callable[..., Path]


def test_the_block_cache_is_bounded_and_then_as_before() -> None:
    from rasterio._env import get_gdal_config, set_gdal_config

    with rasterio.Env():
        set_gdal_config("GDAL_CACHEMAX", 123 << 20)
        with block_cache(70 << 20):
            assert get_gdal_config("GDAL_CACHEMAX") == 70 << 20
        assert get_gdal_config("GDAL_CACHEMAX") == 123 << 20
        with pytest.raises(ZeroDivisionError), block_cache(70 << 20):
            raise ZeroDivisionError
        assert get_gdal_config("GDAL_CACHEMAX") == 123 << 20


def test_the_cache_holds_a_row_of_blocks_under_a_tile(make_raster: MakeRaster) -> None:
    tiles = RasterSource(str(make_raster(np.zeros((3, 600, 600), np.uint8), tiled=True)))
    assert tiles.cache_bytes(64, 1.0) == 16 << 20
    rows = RasterSource(str(make_raster(np.zeros((1, 4, 60_000)), "rows.tif", blockysize=1)))
    assert rows.cache_bytes(512, 1.0) >= 512 * 60_000 * 8


@pytest.mark.parametrize(("interleave", "decoded"), [("band", 2), ("pixel", 5)])
def test_the_cache_holds_the_bands_that_are_decoded(
    interleave: str, decoded: int, make_raster: MakeRaster
) -> None:
    values = np.zeros((5, 4, 20_000), np.float32)
    source = RasterSource(str(make_raster(values, blockysize=1, interleave=interleave)))
    assert source.cache_bytes(512, 1.0, (4, 1)) == (512 + 1 + 2) * 20_000 * 4 * decoded


def test_the_cache_stays_small_for_the_widest_raster_with_the_most_bands(make_raster: MakeRaster) -> None:
    values = np.zeros((224, 2, 10_000), np.float32)
    source = RasterSource(str(make_raster(values, blockysize=1, interleave="pixel")))
    assert source.cache_bytes(512, 1.0, (1, 2, 3)) == 512 << 20
