"""Rasters on another raster's grid."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.raster.matched import match

MakeRaster = Callable[..., Path]
PLACE = Affine(0.5, 0, 593000, 0, -0.5, 5747000)


def test_no_file_stays_open_after_a_raster_was_read_on_another_ones_grid(make_raster: MakeRaster) -> None:
    pixels = np.arange(64, dtype=np.uint8).reshape(1, 8, 8)
    fine, coarse = make_raster(pixels), make_raster(pixels, "coarse.tif", transform=PLACE * Affine.scale(2))
    with closing(RasterSource(str(coarse))) as source, closing(RasterSource(str(fine))) as other:
        with match(source, (1,), other.grid) as reader:
            read, valid = reader.read(other.grid.window)
        np.testing.assert_array_equal(read[0], np.kron(pixels[0, :4, :4], np.ones((2, 2), np.uint8)))
        assert valid.all()
        with pytest.raises(RasterError, match=r"coarse.tif' cannot be read"):
            reader.read(other.grid.window)
