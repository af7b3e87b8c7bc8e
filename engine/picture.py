"""The raster as a refinement compares its pixels: bands in standard deviations from their means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .card import Band
from .prepare import Preparer
from .raster import Grid, RasterSource
from .tiling import Window


@dataclass(frozen=True)
class Scaling:
    """How the pixels of a raster are brought to the range a model knows.

    Attributes:
        numbers: Band numbers; empty for a palette's colours.
        factor: How many of the raster's pixels make one of the grid's, along a side.
        ranges: Raw values to stretch from, per band; empty for none.
        value_range: Lowest and highest value to stretch to.
        bands: Mean and standard deviation of each band, then.
    """

    numbers: tuple[int, ...]
    factor: float
    ranges: tuple[tuple[float, float], ...]
    value_range: tuple[float, float]
    bands: tuple[Band, ...]

    def describe(self) -> dict[str, object]:
        """All of it, for the metadata of results; `read_scaling` reads it again."""
        return {
            "bands": self.numbers,
            "resampled_by": self.factor,
            "stretch_ranges": self.ranges,
            "value_range": self.value_range,
            "means": [band.mean for band in self.bands],
            "stddevs": [band.stddev for band in self.bands],
        }


def read_scaling(values: Mapping[str, Any]) -> Scaling:
    """Read what `Scaling.describe` gave, after it was written as JSON.

    Raises:
        KeyError, TypeError, ValueError: When something is missing or no number.
    """
    pairs = zip(values["means"], values["stddevs"], strict=True)
    low, high = values["value_range"]
    return Scaling(
        numbers=tuple(int(number) for number in values["bands"]),
        factor=float(values["resampled_by"]),
        ranges=tuple((float(a), float(b)) for a, b in values["stretch_ranges"]),
        value_range=(float(low), float(high)),
        bands=tuple(Band("", float(mean), float(stddev)) for mean, stddev in pairs),
    )


class Picture:
    """Windows of a raster, scaled.

    Args:
        source: The raster.
        grid: Its grid, or the one resampled by the scaling's factor.
        scaling: How to scale.
    """

    def __init__(self, source: RasterSource, grid: Grid, scaling: Scaling) -> None:
        self._reader = source.reader(scaling.numbers, grid)
        self._prepare = Preparer(scaling, scaling.ranges)
        self._mean, self._stddev = (
            np.asarray(numbers, dtype=np.float32)[:, None, None]
            for numbers in zip(*((b.mean, b.stddev) for b in scaling.bands), strict=True)
        )

    def read(self, window: Window) -> NDArray[np.float32]:
        """Read a window inside the grid: float32 (C, H, W), finite, about 0 where there is no data.

        Raises:
            RasterError: When the file is damaged there.
        """
        raw = self._prepare(*self._reader.read(window))
        return np.asarray((raw.astype(np.float32) - self._mean) / self._stddev, dtype=np.float32)
