"""How much ground each class covers: what every verb says of its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .card import LabelClass


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


def class_areas(
    classes: Sequence[LabelClass], pixels: ArrayLike, areas_m2: ArrayLike
) -> tuple[ClassArea, ...]:
    """Name what was counted.

    Args:
        classes: The K classes.
        pixels: (K) pixels of each.
        areas_m2: (K) their areas; NaN where they are not known.
    """
    counts, areas = np.asarray(pixels, dtype=np.int64), np.asarray(areas_m2, dtype=np.float64)
    areas = np.where(counts > 0, areas, 0)
    sizes = areas if np.isfinite(areas).all() else counts
    shares = 100 * sizes / (sizes.sum() or 1)
    known = [area if np.isfinite(area) else None for area in areas.tolist()]
    columns = zip(classes, counts.tolist(), known, shares.tolist(), strict=True)
    return tuple(ClassArea(c.value, c.name, c.colour, *numbers) for c, *numbers in columns)
