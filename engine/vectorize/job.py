"""The job of vectorizing, as plain data."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..errors import JobError


@dataclass(frozen=True)
class VectorizeJob:
    """Turn a class raster into polygons.

    Attributes:
        classes: The class raster.
        output: The GeoPackage to write.
        confidence: Raster of confidence in percent on the same pixels, as `segment` writes it; None: polygons have no
            mean confidence.
        simplify_px: How far, at most, a vertex of the pixels' outline may lie from the polygons' border, in pixels;
            0: borders follow the pixels; None: 1, unless `simplify_m` is given.
        simplify_m: The same in metres.
        min_area_m2: Smaller polygons are left out, and leave gaps; 'postprocess' gives them to their neighbours.
        classes_kept: Names of the classes to vectorize; empty: all.
        overwrite: Whether an output that exists may be replaced.
    """

    classes: str
    output: str
    confidence: str | None = None
    simplify_px: float | None = None
    simplify_m: float | None = None
    min_area_m2: float = 0.0
    classes_kept: tuple[str, ...] = ()
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range or two contradict each other.
        """
        if self.simplify_px is not None and self.simplify_m is not None:
            raise JobError(
                "The tolerance of simplifying is given in pixels and in metres.", "Give one of the two."
            )
        for value, what in (
            (self.simplify_px, "tolerance of simplifying"),
            (self.simplify_m, "tolerance of simplifying"),
            (self.min_area_m2, "smallest area"),
        ):
            if value is not None and not 0 <= value < math.inf:
                raise JobError(f"The {what} {value} is no length or area.", "Give 0 or more.")
