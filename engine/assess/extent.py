"""How much of a map is of each class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..card import NODATA_LABEL
from ..classmap import ClassMap
from ..pixelareas import LABELS, PixelAreas
from ..progress import Progress


@dataclass(frozen=True, eq=False)
class Extent:
    """Pixels and areas by value.

    Attributes:
        pixels: int64 (255,): pixels of each value.
        areas_m2: float64 (255,): their area on the ellipsoid; NaN where it cannot be known.
    """

    pixels: NDArray[np.int64]
    areas_m2: NDArray[np.float64]

    def sizes(self, values: list[int]) -> tuple[NDArray[np.float64], str]:
        """Size of each of some values, and its unit: `m2`, or `pixels` where areas cannot be known."""
        pixels, areas_m2 = self.pixels[values], self.areas_m2[values]
        if np.isfinite(areas_m2[pixels > 0]).all():
            return np.where(pixels > 0, areas_m2, 0), "m2"
        return pixels.astype(np.float64), "pixels"


def measure(classmap: ClassMap, progress: Progress) -> Extent:
    """Count a map's pixels and add up their areas.

    Args:
        classmap: The map.
        progress: Who is told, and may cancel.
    """
    grid = classmap.grid
    sizes = PixelAreas(grid)
    pixels, areas_m2 = np.zeros(LABELS, dtype=np.int64), np.zeros(LABELS)
    progress.stage("Measuring the classes of the map")
    for strip in classmap.strips():
        progress.check()
        sizes.add(classmap.read(strip), strip, pixels, areas_m2)
        progress.update(strip.row_end * grid.width, grid.window.area_px)
    return Extent(pixels[:NODATA_LABEL], areas_m2[:NODATA_LABEL])
