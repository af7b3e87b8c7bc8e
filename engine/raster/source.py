"""Rasters on disk: what they are, and windows of their pixels."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio._env import get_gdal_config, set_gdal_config
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp, Interleaving, MaskFlags, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window as FileWindow

from ..errors import RasterError
from ..tiling import Window
from .grid import UNPLACED, Grid, read_crs

_MIN_CACHE_BYTES = 16 << 20
_MAX_CACHE_BYTES = 512 << 20


@contextlib.contextmanager
def readable(path: str) -> Iterator[None]:
    """Turn what rasterio raises into a RasterError that names the file."""
    try:
        # An Env of its own, so that GDAL's complaints become exceptions here instead of lines on stderr.
        with rasterio.Env(), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            yield
    except (RasterioError, CPLE_BaseError, OSError) as error:
        raise RasterError(
            f"The raster '{path}' cannot be read: {error}.".replace("..", "."),
            "Check that the file is complete and is a raster that GDAL reads ('gdalinfo FILE').",
        ) from error


class RasterSource:
    """A raster open for reading: what it is, and windows of it.

    Args:
        path: A file, or any name GDAL opens (`NETCDF:"file.nc":band`, `/vsizip/...`).
        crs: Its CRS (EPSG code, WKT, ...); None: the one in the file.

    Raises:
        RasterError: When it cannot be opened, has no bands, holds complex numbers, or there is no such CRS.
    """

    def __init__(self, path: str, crs: str | None = None) -> None:
        self.path = path
        with readable(path):
            self._file = rasterio.open(path)
        if not self._file.count:
            parts = ", ".join(self._file.subdatasets[:5])
            raise RasterError(
                f"'{path}' holds no bands of its own but several rasters."
                if parts
                else f"'{path}' has no bands.",
                f"Name one of them instead: {parts}." if parts else "Give a raster file.",
            )
        self.dtypes: tuple[str, ...] = tuple(self._file.dtypes)
        if any("complex" in t for t in self.dtypes):
            raise RasterError(
                f"'{path}' holds complex numbers, which no model here reads.", "Compute the amplitude first."
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


class RasterReader:
    """Reads windows of chosen bands with the mask of what is data. One thread at a time.

    A pixel is data where the alpha band and the mask of every used band say so, where no used band is NaN or
    infinite, and where none holds its nodata value. Nodata values that are also ordinary brightness (0 in any
    whole-number raster, the highest value in an unsigned one) count only where all used bands hold them.
    """

    def __init__(
        self, file: rasterio.DatasetReader, path: str, bands: tuple[int, ...], grid: Grid, smooth: bool
    ) -> None:
        self._file = file
        self._smooth = smooth
        self._path = path
        self._down, self._across = file.height / grid.height, file.width / grid.width
        self._native = (grid.height, grid.width) == (file.height, file.width)
        self._palette = None if bands else _palette(file)
        self._bands = bands or (1,)
        self._alpha = next((i + 1 for i, c in enumerate(file.colorinterp) if c == ColorInterp.alpha), None)
        flags = {b: file.mask_flag_enums[b - 1] for b in self._bands}
        shared = [b for b in self._bands if flags[b] == [MaskFlags.per_dataset]]
        self._masked = [b for b in self._bands if not flags[b]] + shared[:1]
        self._nodata = [_as_pixel(file.nodatavals[b - 1], file.dtypes[b - 1]) for b in self._bands]
        self.dtype = (
            np.result_type(*(file.dtypes[b - 1] for b in self._bands)) if bands else np.dtype(np.uint8)
        )
        self.count = 3 if self._palette is not None else len(self._bands)

    def read(self, window: Window) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        """Read a window that lies inside the grid.

        Args:
            window: Pixels of the grid given at construction.

        Returns:
            Values (C, H, W) in the file's data type, averaged where the grid is coarser than the file and
            interpolated linearly where it is finer; and which pixels are data, bool (H, W).

        Raises:
            RasterError: When the file is damaged there.
        """
        with readable(self._path):
            nearest = self._palette is not None or not self._smooth
            values = self._read(list(self._bands), window, nearest=nearest)
            # Smoothing fills the rim of a hole; what lies in the middle of a pixel says whether it is data.
            holed = not self._native and (
                values.dtype.kind == "f" or any(n is not None for n in self._nodata)
            )
            middle = self._read(list(self._bands), window, nearest=True) if holed else values
            valid = np.ones(values.shape[1:], dtype=bool)
            if self._alpha is not None:
                valid &= self._read([self._alpha], window, nearest=True)[0] != 0
            if self._masked:
                valid &= (self._read(self._masked, window, nearest=True, mask=True) != 0).all(0)
        valid &= self._holds_data(values) & self._holds_data(middle)
        if self._palette is not None:
            colours = self._palette[values[0]]
            return np.ascontiguousarray(colours[..., :3].transpose(2, 0, 1)), valid & (colours[..., 3] != 0)
        return values, valid

    def _read(
        self, bands: list[int], window: Window, *, nearest: bool, mask: bool = False
    ) -> NDArray[np.generic]:
        read = self._file.read_masks if mask else self._file.read
        if self._native:
            place = FileWindow(window.col, window.row, window.width, window.height)
            return np.asarray(read(bands, window=place))
        place = FileWindow(
            window.col * self._across,
            window.row * self._down,
            window.width * self._across,
            window.height * self._down,
        )
        smooth = Resampling.average if self._down * self._across > 1 else Resampling.bilinear
        shape = (len(bands), window.height, window.width)
        return np.asarray(
            read(bands, window=place, out_shape=shape, resampling=Resampling.nearest if nearest else smooth)
        )

    def _holds_data(self, values: NDArray[np.generic]) -> NDArray[np.bool_]:
        data = np.ones(values.shape[1:], dtype=bool)
        faint = []
        for value, nodata in zip(values, self._nodata, strict=True):
            if value.dtype.kind == "f":
                data &= np.isfinite(value)
            if nodata is None:
                continue
            if _is_brightness(nodata):
                faint.append(value == nodata)
            else:
                data &= value != nodata
        if len(faint) == len(values):
            data &= ~np.logical_and.reduce(faint)
        return data


def _palette(file: rasterio.DatasetReader) -> NDArray[np.uint8]:
    """Red, green, blue, alpha of every pixel value, as uint8 (65536, 4)."""
    table = np.zeros((1 << 16, 4), dtype=np.uint8)
    for value, colour in file.colormap(1).items():
        table[value] = colour
    return table


def _as_pixel(nodata: float | None, dtype: str) -> np.generic | None:
    """The nodata value as a pixel would hold it; None where there is none or no pixel can hold it."""
    kind = np.dtype(dtype)
    if nodata is None or np.isnan(nodata):
        return None
    if kind.kind != "f":
        limits = np.iinfo(kind)
        if not limits.min <= nodata <= limits.max or nodata != int(nodata):
            return None
    return cast(np.generic, kind.type(nodata))


def _is_brightness(nodata: np.generic) -> bool:
    kind = nodata.dtype
    return bool(kind.kind in "iu" and nodata == 0) or bool(
        kind.kind == "u" and nodata == np.iinfo(kind.name).max
    )


@contextlib.contextmanager
def block_cache(size_bytes: int) -> Iterator[None]:
    """Bound GDAL's cache of decoded blocks, which else takes 5 % of the machine's memory."""
    with rasterio.Env():
        before = get_gdal_config("GDAL_CACHEMAX")
        set_gdal_config("GDAL_CACHEMAX", size_bytes)
        try:
            yield
        finally:
            set_gdal_config("GDAL_CACHEMAX", before)
