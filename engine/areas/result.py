"""What measuring areas gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..card import LabelClass


@dataclass(frozen=True)
class ClassArea:
    """How much ground a class covers.

    Attributes:
        value: Class number.
        name: Name of the class.
        colour: `#rrggbb`.
        pixels: Number of pixels.
        area_m2: Their area on the ellipsoid; None where it cannot be known.
        percent: Share in all classified pixels, by area, or by number where areas are unknown.
    """

    value: int
    name: str
    colour: str
    pixels: int
    area_m2: float | None
    percent: float


@dataclass(frozen=True)
class ZoneAreas:
    """Areas in a zone, or of a whole raster.

    Attributes:
        number: Number of the zone in its file, from 1; 0 for a whole raster.
        name: Its name, or its number; empty for a whole raster.
        classes: Every class of the raster.
        problem: What is wrong with the zone; empty where nothing is.
    """

    number: int
    name: str
    classes: tuple[ClassArea, ...]
    problem: str = ""

    @property
    def measured(self) -> bool:
        """Whether all areas are known."""
        return all(c.area_m2 is not None for c in self.classes)


@dataclass(frozen=True)
class AreasResult:
    """What was measured.

    Attributes:
        output: The CSV file.
        layer: The GeoPackage, or None.
        chart: The chart, or None.
        zones: The zones in the order of their file; the whole raster alone, where there are none.
        warnings: What the user should know.
        seconds: Wall time of the whole job.
    """

    output: str
    layer: str | None
    chart: str | None
    zones: tuple[ZoneAreas, ...]
    warnings: tuple[str, ...]
    seconds: float


def class_areas(
    classes: Sequence[LabelClass], counts: NDArray[np.int64], sums_m2: NDArray[np.float64]
) -> tuple[ClassArea, ...]:
    """Name what was counted.

    Args:
        classes: The classes.
        counts: (256) pixels by label.
        sums_m2: (256) their areas; NaN where they are not known.
    """
    areas_m2 = [float(sums_m2[c.value]) if counts[c.value] else 0.0 for c in classes]
    pixels = [int(counts[c.value]) for c in classes]
    sizes = pixels if any(map(math.isnan, areas_m2)) else areas_m2
    total = sum(sizes) or 1
    return tuple(
        ClassArea(
            c.value, c.name, c.colour, count, None if math.isnan(area_m2) else area_m2, 100 * size / total
        )
        for c, count, area_m2, size in zip(classes, pixels, areas_m2, sizes)
    )
