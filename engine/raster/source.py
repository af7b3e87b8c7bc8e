"""Rasters on disk: what they are."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Sequence

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio._env import get_gdal_config, set_gdal_config
from rasterio.enums import ColorInterp, Interleaving

from ..address import told
from ..errors import RasterError
from ..preferences import most_cache_bytes
from ..tiling import Window
from .grid import UNPLACED, Grid, read_crs
from .reader import RasterReader, readable
from .stack import stack

_MIN_CACHE_BYTES = 16 << 20
_MAX_CACHE_BYTES = 512 << 20


class RasterSource:
    """A raster open for reading: what it is, and windows of it.

    Args:
        path: A file, or any name GDAL opens (`NETCDF:"file.nc":band`, `/vsizip/...`).
        crs: Its CRS (EPSG code, WKT, ...); None: the one in the file.
        more: Rasters of the same ground whose bands follow.

    Raises:
        RasterError: When it cannot be opened, has no bands, holds complex numbers, or there is no such CRS.
    """

    def __init__(self, path: str, crs: str | None = None, more: Sequence[str] = ()) -> None:
        self.path = path
        name = stack([path, *more]) if more else path
        with readable(path):
            self._file = rasterio.open(name)
        if not self._file.count:
            parts = ", ".join(self._file.subdatasets[:5])
            raise RasterError(
                f"'{told(path)}' holds no bands of its own but several rasters."
                if parts
                else f"'{told(path)}' has no bands.",
                f"Name one of them instead: {parts}." if parts else "Give a raster file.",
            )
        self.dtypes: tuple[str, ...] = tuple(self._file.dtypes)
        if any("complex" in t for t in self.dtypes):
            raise RasterError(
                f"'{told(path)}' holds complex numbers, which no model here reads.",
                "Compute the amplitude first.",
            )
        self.roles = self._roles()
        self.grid = self._grid(crs)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _grid(self, given_crs: str | None) -> Grid:
        file = self._file
        gcps, gcp_crs = file.gcps
        # A determinant of zero, or none at all, leads from no place back to a pixel.
        placed = not file.transform.is_identity and 0 < abs(file.transform.determinant) < math.inf
        transform = file.transform if placed else UNPLACED
        points = () if placed else tuple(gcps)
        own_crs = (gcp_crs if points else None) or file.crs or None
        crs = read_crs(given_crs) if given_crs else own_crs
        return Grid(file.height, file.width, transform, crs, placed, points, file.rpcs)

    def _roles(self) -> tuple[str, ...]:
        """What each band shows, as far as the file says: red, green, blue, nir, alpha, ... or empty."""
        known = {ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha}
        return tuple(
            interp.name if interp in known else (text or "").strip().lower()
            for interp, text in zip(self._file.colorinterp, self._file.descriptions, strict=True)
        )

    @property
    def has_palette(self) -> bool:
        """Whether pixels are numbers in a table of colours."""
        return bool(self._file.count == 1 and self._file.colorinterp[0] == ColorInterp.palette)

    @property
    def tags(self) -> dict[str, str]:
        """Metadata of the file, by key."""
        return dict(self._file.tags())

    @property
    def band_names(self) -> tuple[str, ...]:
        """What the file says each band is; empty where it says nothing."""
        return tuple(text or "" for text in self._file.descriptions)

    @property
    def colours(self) -> dict[int, str]:
        """Colour of each pixel value as `#rrggbb`; empty without a table of colours."""
        if not self.has_palette:
            return {}
        return {value: "#{:02x}{:02x}{:02x}".format(*c[:3]) for value, c in self._file.colormap(1).items()}

    def sample(self, bands: Sequence[int]) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        """Read small windows spread over the raster, quickly whatever its size.

        Args:
            bands: Band numbers from 1.

        Returns:
            Values (C, n) and which of them are data (n,).
        """
        reader, grid = self.reader(bands, self.grid), self.grid
        side, steps = 64, 8
        rows, cols = (
            {max(0, (n - side) * i // (steps - 1)) for i in range(steps)} for n in (grid.height, grid.width)
        )
        parts = [
            reader.read(Window(row, col, side, side).intersect(grid.window))
            for row in sorted(rows)
            for col in sorted(cols)
        ]
        values = [v.reshape(len(v), -1) for v, _ in parts]
        return np.concatenate(values, axis=1), np.concatenate([m.ravel() for _, m in parts])

    @property
    def driver(self) -> str:
        """GDAL's name of the format."""
        return str(self._file.driver)

    def reader(self, bands: Sequence[int], grid: Grid, *, smooth: bool = True) -> RasterReader:
        """Prepare to read some bands on this raster's grid or a resampled one.

        Args:
            bands: Band numbers from 1, in the order wanted; empty means the palette's red, green and blue.
            grid: The source's grid, or what its `resampled` gave.
            smooth: Whether resampling may mix values; not where they are numbers of classes.
        """
        return RasterReader(self._file, self.path, tuple(bands), grid, smooth)

    def cache_bytes(self, tile_px: int, factor: float, bands: Sequence[int] = ()) -> int:
        """Memory for GDAL's block cache with which no block is decoded twice along a row of tiles.

        Args:
            tile_px: Side of a tile of the grid that is read.
            factor: How many of the raster's pixels make one of that grid's, along a side.
            bands: Band numbers from 1 that are read; empty: all.

        Returns:
            Bytes, bounded whatever the raster: beyond that, blocks are decoded more than once.
        """
        block_rows, block_cols = self._file.block_shapes[0]
        side_px = int(tile_px * max(factor, 1.0)) + 1
        rows = (side_px // block_rows + 2) * block_rows
        whole_rows = block_cols >= self._file.width
        cols = block_cols if whole_rows else (side_px // block_cols + 2) * block_cols
        together = not bands or self._file.interleaving == Interleaving.pixel
        decoded = self.dtypes if together else [self.dtypes[b - 1] for b in bands]
        pixel_bytes = sum(np.dtype(t).itemsize for t in decoded)
        return min(max(_MIN_CACHE_BYTES, int(rows * cols * pixel_bytes)), _MAX_CACHE_BYTES)


@contextlib.contextmanager
def block_cache(size_bytes: int) -> Iterator[None]:
    """Bound GDAL's cache of decoded blocks, which else takes 5 % of the machine's memory, and to what is preferred."""
    with rasterio.Env():
        before = get_gdal_config("GDAL_CACHEMAX")
        set_gdal_config("GDAL_CACHEMAX", most_cache_bytes(size_bytes))
        try:
            yield
        finally:
            set_gdal_config("GDAL_CACHEMAX", before)
