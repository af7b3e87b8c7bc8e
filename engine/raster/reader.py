"""Windows of a raster's pixels, with the mask of what is data."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import cast

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp, MaskFlags, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window as FileWindow

from ..address import told
from ..errors import RasterError
from ..tiling import Window
from . import remote
from .grid import Grid


@contextlib.contextmanager
def readable(path: str) -> Iterator[None]:
    """Turn what rasterio raises into a RasterError that names the file."""
    try:
        # An Env of its own, so that GDAL's complaints become exceptions here instead of lines on stderr.
        with rasterio.Env(**remote.options(path)), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            yield
    except (RasterioError, CPLE_BaseError, OSError) as error:
        why = str(error).replace(path, told(path)).removesuffix(".")
        raise RasterError(f"The raster '{told(path)}' cannot be read: {why}.", remote.hint(path)) from error


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
