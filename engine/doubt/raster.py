"""A raster of confidence or entropy as doubt, pixel by pixel and around each pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import RasterError
from ..job import CONFIDENCE_BAND, ENTROPY_BAND
from ..outputs import UINT8_STEPS
from ..raster import RasterSource
from ..tiling import Window

AROUND_PX = 4
"""Radius of the square whose mean is a pixel's doubt: between classes there is always a line of doubt, thinner."""

STEPS = 250
UNKNOWN = -1
_PERCENT = 100
_BANDS = {CONFIDENCE_BAND: "confidence", ENTROPY_BAND: "entropy"}


class DoubtRaster:
    """A raster of doubt open for reading.

    Args:
        path: What `segment --confidence` or `--entropy` wrote.
        kind: `confidence`, `entropy`, or `auto`: as its band is named.

    Attributes:
        source: The raster.
        kind: `confidence` or `entropy`.

    Raises:
        RasterError: When it cannot be opened, or is neither of the two.
    """

    def __init__(self, path: str, kind: str = "auto") -> None:
        self.source = RasterSource(path)
        self.kind = _BANDS.get(self.source.band_names[0], "") if kind == "auto" else kind
        if self.source.dtypes != ("uint8",) or not self.kind:
            self.source.close()
            raise RasterError(
                f"'{path}' is no raster of confidence or entropy as segmenting writes it.",
                "Give the file of 'segment --confidence' or '--entropy'; where a copy has lost the name of its band, "
                "say which of the two it is.",
            )
        self._highest = _PERCENT if self.kind == "confidence" else UINT8_STEPS
        self._reader = self.source.reader([1], self.source.grid)

    def close(self) -> None:
        """Close the file."""
        self.source.close()

    def read(self, window: Window) -> NDArray[np.float64]:
        """Read doubt: (H, W), 0 ... 1, NaN where it is unknown.

        Raises:
            RasterError: When the file is damaged there, or its numbers are too high.
        """
        doubt, known = self._read(window)
        return np.where(known, doubt / self._highest, np.nan)

    def around(self, window: Window) -> NDArray[np.int16]:
        """Read the mean doubt around each pixel, which depends on no window.

        Args:
            window: A part of the raster.

        Returns:
            (H, W) in steps of 1/250, rounded down; `UNKNOWN` where the pixel's own is not known.

        Raises:
            RasterError: When the file is damaged there, or its numbers are too high.
        """
        inside = window.grown(AROUND_PX).intersect(self.source.grid.window)
        doubt, known = self._read(inside)
        rows, cols = window.slices_in(inside)
        sums, counts = _squares(doubt, rows, cols), _squares(known, rows, cols)
        steps = sums * STEPS // np.maximum(counts * self._highest, 1)
        return np.where(known[rows, cols], steps, UNKNOWN).astype(np.int16)

    def _read(self, window: Window) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Doubt as whole numbers, 0 where it is unknown; and where it is known."""
        values, valid = self._reader.read(window)
        level = np.where(valid, values[0].astype(np.int64), 0)
        if level.max(initial=0) > self._highest:
            raise RasterError(
                f"'{self.source.path}' holds {level.max()}, which is no {self.kind}.",
                "Give what segmenting wrote, with its nodata value of 255.",
            )
        doubt = self._highest - level if self.kind == "confidence" else level
        return np.where(valid, doubt, 0), valid


def _squares(values: NDArray[np.generic], rows: slice, cols: slice) -> NDArray[np.int64]:
    """Sums over the square around each pixel of a part of an array; beyond the array there is nothing."""
    margin = AROUND_PX
    padded = np.pad(values.astype(np.int64), ((margin + 1, margin), (margin + 1, margin)))
    sums = padded.cumsum(0).cumsum(1)
    side = 2 * margin + 1
    squares = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return np.asarray(squares[rows, cols])
