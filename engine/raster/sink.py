"""Writing a GeoTIFF that appears under its name only when it is whole."""

from __future__ import annotations

import glob
import itertools
import logging
import os
import platform
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window as FileWindow

from ..errors import RasterError
from ..tiling import Window
from .grid import Grid

BLOCK_PX = 256
WRITE_FAULTS = (RasterioError, CPLE_BaseError, OSError)
_SMALLEST_OVERVIEW_PX = 256
_STALE_S = 3600
_RUNS = itertools.count()


@dataclass(frozen=True)
class SinkFormat:
    """What a written raster holds besides pixels.

    Attributes:
        count: Number of bands.
        dtype: Data type of the pixels.
        nodata: Value of pixels without data.
        tags: Metadata of the file, by key.
        band_names: Names of the bands, or empty.
        colours: Colour of each value of band 1, as red, green, blue; empty for none.
        scale: What a pixel's value is multiplied by to get the quantity.
        overview: How coarser versions are made: `nearest` for classes (as GDAL's own COG driver does for
            palettes; `mode` takes ten times as long), `average` for quantities.
    """

    count: int
    dtype: str
    nodata: float
    tags: Mapping[str, str]
    band_names: tuple[str, ...] = ()
    colours: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)
    scale: float = 1.0
    overview: str = "nearest"


class RasterSink:
    """A GeoTIFF being written beside its target; `publish` gives it its name, `discard` removes it.

    Args:
        path: The target; what stands there now is untouched until `publish`.
        grid: Size and georeference.
        form: Bands, data type, metadata.

    Raises:
        RasterError: When the folder cannot be written to.
    """

    def __init__(self, path: str, grid: Grid, form: SinkFormat) -> None:
        self._target = Path(path)
        self._parts = f".{self._target.name}.part-"
        run = f"{_here()}{os.getpid()}-{next(_RUNS)}"
        self._part = self._target.with_name(f"{self._parts}{run}.tif")
        self._sweep()
        self._form = form
        self._size_px = max(grid.height, grid.width)
        self._faults = _FaultLog()
        try:
            with self._faults, _place_not_needed():
                self._file = rasterio.open(self._part, "w", **_profile(grid, form))
                self._describe(grid)
        except WRITE_FAULTS as error:
            with suppress(OSError):  # there may not even be a folder to remove it from
                self._part.unlink()
            raise self._unwritable(str(error)) from error

    def _sweep(self) -> None:
        """Remove what killed runs left beside the target."""
        for part in self._target.parent.glob(f"{glob.escape(self._parts)}*"):
            with suppress(OSError):
                # A living run writes more often than every hour, wherever it runs.
                stale = time.time() - part.stat().st_mtime > _STALE_S
                if stale or _has_died(part.name.removeprefix(self._parts)):
                    part.unlink()

    def _describe(self, grid: Grid) -> None:
        file, form = self._file, self._form
        file.update_tags(**form.tags)
        for band, name in enumerate(form.band_names, start=1):
            file.set_band_description(band, name)
        if form.scale != 1.0:
            file.scales = (form.scale,) * form.count
        if form.colours:
            file.write_colormap(1, {value: (*rgb, 255) for value, rgb in form.colours.items()})
        elif form.count > 1:
            file.colorinterp = [ColorInterp.undefined] * form.count
        if grid.rpcs is not None:
            file.rpcs = grid.rpcs

    @property
    def part(self) -> Path:
        """Where the file is until `publish`; to be read after `complete`."""
        return self._part

    def write(self, values: NDArray[np.generic], window: Window) -> None:
        """Write a window.

        Args:
            values: (C, H, W) in the data type of the file.
            window: Where; H x W pixels.

        Raises:
            RasterError: When the disk is full or gone.
        """
        try:
            place = FileWindow(window.col, window.row, window.width, window.height)
            with self._faults:
                self._file.write(values, window=place)
        except WRITE_FAULTS as error:
            raise self._unwritable(str(error)) from error

    def complete(self) -> None:
        """Write what is left and add overviews; the file still has no name.

        Raises:
            RasterError: When the disk is full.
        """
        try:
            with self._faults:
                self._file.close()
            self._build_overviews()
        except WRITE_FAULTS as error:
            raise self._unwritable(str(error)) from error

    def publish(self) -> None:
        """Move the complete file to its name.

        Raises:
            RasterError: When the target cannot be replaced.
        """
        try:
            os.replace(self._part, self._target)
        except OSError as error:
            raise self._unwritable(str(error)) from error

    def _build_overviews(self) -> None:
        factors: list[int] = []
        while self._size_px >> (len(factors) + 1) >= _SMALLEST_OVERVIEW_PX:
            factors.append(2 << len(factors))
        if not factors:
            return
        options = {
            "COMPRESS_OVERVIEW": "DEFLATE",
            "ZLEVEL_OVERVIEW": "1",
            "BIGTIFF_OVERVIEW": "IF_SAFER",
            # Rows of the whole width that GDAL holds at a time; its own choice is 100 MB at 40,000 pixels.
            "GDAL_OVR_CHUNKYSIZE": "64",
        }
        with (
            self._faults,
            _place_not_needed(),
            rasterio.Env(**options),
            rasterio.open(self._part, "r+") as file,
        ):
            file.build_overviews(factors, Resampling[self._form.overview])

    def discard(self) -> None:
        """Remove the unfinished file, if it is still there."""
        try:
            with self._faults:
                self._file.close()
        except WRITE_FAULTS:
            logging.getLogger(__name__).debug("closing the unfinished %s failed; it is removed", self._part)
        self._part.unlink(missing_ok=True)

    def _unwritable(self, why: str) -> RasterError:
        return RasterError(
            f"'{self._target}' cannot be written: {why}.".replace("..", "."),
            "Choose a folder you may write to, on a disk with enough free space.",
        )


def _here() -> str:
    """What tells processes of other machines and containers from those of this one."""
    try:
        # Containers, Flatpak's among them, may share the name of the machine but number processes anew.
        namespace = os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        namespace = 0
    return f"{platform.node()}-{namespace}-"


def _has_died(run: str) -> bool:
    """Whether a run, named by the end of its part, is known to have ended; only Linux tells that simply."""
    here = _here()
    known = run.startswith(here) and not here.endswith("-0-")
    return known and not Path("/proc", run.removeprefix(here).split("-")[0]).exists()


def _profile(grid: Grid, form: SinkFormat) -> dict[str, object]:
    profile: dict[str, object] = {
        "driver": "GTiff",
        "height": grid.height,
        "width": grid.width,
        "count": form.count,
        "dtype": form.dtype,
        "nodata": form.nodata,
        "tiled": True,
        "blockxsize": BLOCK_PX,
        "blockysize": BLOCK_PX,
        "compress": "DEFLATE",
        "zlevel": 1,
        "bigtiff": "IF_SAFER",
        "sparse_ok": "TRUE",
        "interleave": "band",
    }
    if form.colours:
        profile["photometric"] = "PALETTE"
    if form.overview == "average":
        profile["predictor"] = 3 if form.dtype.startswith("float") else 2
    if grid.gcps:
        return profile | {"gcps": list(grid.gcps), "crs": grid.crs}
    if grid.placed:
        profile["transform"] = grid.transform
    return profile | {"crs": grid.crs}


@contextmanager
def _place_not_needed() -> Iterator[None]:
    """Silence rasterio about a raster without a place; the user was told before the run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


class _FaultLog(logging.Handler):
    """Raises what GDAL reports while it flushes: rasterio only logs it, and a full disk would go unseen."""

    _log = logging.getLogger("rasterio._env")

    def __init__(self) -> None:
        super().__init__()
        self._faults: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # rasterio 1.3 logs GDAL's failures as mere information. Those of the reading thread are not ours.
        failed = record.levelno >= logging.ERROR or str(record.msg).startswith("GDAL signalled an error")
        if failed and record.thread == self._thread:
            self._faults.append(record.getMessage().split("msg=")[-1].strip("'"))

    def __enter__(self) -> None:
        self._faults.clear()
        self._thread = threading.get_ident()
        self._level = self._log.level
        self._log.setLevel(logging.INFO)
        self._log.addHandler(self)
        self._env = rasterio.Env()
        self._env.__enter__()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._env.__exit__()
        self._log.removeHandler(self)
        self._log.setLevel(self._level)
        if self._faults and kind is None:
            raise OSError(self._faults[0])
