"""Readers that cross to other threads and processes."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray
from rasterio._env import set_gdal_config

from ..tiling import Window
from .grid import Grid
from .reader import RasterReader
from .source import RasterSource

_CACHE_BYTES = 128 << 20


class PortableReader:
    """Reads windows like a `RasterReader`, from any thread, and from any process it is sent to.

    An open file can be shared by neither: threads take turns, and every process opens the file for itself. Where
    windows are read at random, GDAL's cache of decoded blocks serves little: it is bounded in every process.

    Args:
        path: The raster.
        bands: As in `RasterSource.reader`.
        grid: As in `RasterSource.reader`.
        smooth: As in `RasterSource.reader`.
    """

    def __init__(self, path: str, bands: tuple[int, ...], grid: Grid, *, smooth: bool = True) -> None:
        self._asked = (path, bands, grid, smooth)
        self._turn = threading.Lock()
        self._reader: RasterReader | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return _make, self._asked

    def read(self, window: Window) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        """Read a window inside the grid; as `RasterReader.read`."""
        with self._turn:
            if self._reader is None:
                path, bands, grid, smooth = self._asked
                set_gdal_config("GDAL_CACHEMAX", _CACHE_BYTES)
                self._reader = RasterSource(path).reader(bands, grid, smooth=smooth)
            return self._reader.read(window)


def _make(path: str, bands: tuple[int, ...], grid: Grid, smooth: bool) -> PortableReader:
    return PortableReader(path, bands, grid, smooth=smooth)
