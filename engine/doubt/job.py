"""The job of finding doubtful places, as plain data."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..choices import DOUBT_KINDS, MAX_PLACES
from ..errors import JobError


@dataclass(frozen=True)
class DoubtJob:
    """Find where a map is most doubtful.

    Attributes:
        doubt: Raster of confidence in percent or of entropy, as `segment` writes them.
        output: The GeoPackage to write.
        classes: The class raster on the same pixels: a place is then of one class; None: classes are not looked at.
        probabilities: Raster of class probabilities on the same pixels: names the class that a place may be instead;
            None: that is not asked.
        kind: `confidence`, `entropy`, or `auto`: as the raster's band is named.
        count: Most places that are wanted.
        threshold: Doubt around a pixel from which it belongs to a place, 0 ... 1; None: what 10 % of the pixels reach,
            and 0.1 at least.
        min_area_m2: Smaller places are left out; None: those of less than 64 pixels.
        block_m: Side of the squares of ground of which each gets one place at most; None: by the raster's size, so
            that there are four squares for each place wanted.
        overwrite: Whether an output that exists may be replaced.
    """

    doubt: str
    output: str
    classes: str | None = None
    probabilities: str | None = None
    kind: str = "auto"
    count: int = 50
    threshold: float | None = None
    min_area_m2: float | None = None
    block_m: float | None = None
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range.
        """
        if self.kind not in DOUBT_KINDS:
            raise JobError(
                f"There is no doubt called '{self.kind}'.", f"Choose one of {', '.join(DOUBT_KINDS)}."
            )
        if not 1 <= self.count <= MAX_PLACES:
            raise JobError(f"{self.count} places cannot be found.", f"Give 1 to {MAX_PLACES}.")
        if self.threshold is not None and not 0 < self.threshold <= 1:
            raise JobError(f"The threshold {self.threshold} is no doubt.", "Give more than 0, and 1 at most.")
        if self.min_area_m2 is not None and not 0 <= self.min_area_m2 < math.inf:
            raise JobError(f"The smallest area {self.min_area_m2} is no area.", "Give 0 or more.")
        if self.block_m is not None and not 0 < self.block_m < math.inf:
            raise JobError(f"A block of {self.block_m} m is no piece of ground.", "Give more than 0.")
