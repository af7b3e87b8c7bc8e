"""What is to be done to a class map, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..choices import CONNECTIVITIES
from ..errors import JobError


@dataclass(frozen=True)
class Cleaning:
    """How a class map is made tidy, in this order: confidence, merging, holes, small areas.

    Attributes:
        merge: Name of the class that each of these classes becomes, by name.
        min_confidence: Pixels less sure than this, in percent, become the class `unsure`; 0: none do.
        fill_holes_m2: A smaller area that is wholly enclosed by a single other one becomes its class; 0: none does.
        fill_holes_px: The same in pixels.
        min_area_m2: A smaller area becomes the class of the neighbour with the longest common border; 0: none does.
        min_area_px: The same in pixels.
        connectivity: Which pixels of a class make one area: 4 (those with a common side) or 8 (corners too).
    """

    merge: Mapping[str, str] = field(default_factory=dict)
    min_confidence: float = 0.0
    fill_holes_m2: float = 0.0
    fill_holes_px: int = 0
    min_area_m2: float = 0.0
    min_area_px: int = 0
    connectivity: int = 4

    def __post_init__(self) -> None:
        """Check all that can be checked without the map.

        Raises:
            JobError: When a number is out of range, units are mixed, or a merging leads nowhere.
        """
        for size, unit in (
            (self.fill_holes_m2, "m2"),
            (self.fill_holes_px, "pixels"),
            (self.min_area_m2, "m2"),
            (self.min_area_px, "pixels"),
        ):
            if not 0 <= size < math.inf:
                raise JobError(f"There is no area of {size} {unit}.", "Give 0 for none, or more.")
        if (self.fill_holes_m2 or self.min_area_m2) and (self.fill_holes_px or self.min_area_px):
            raise JobError(
                "Areas in square metres and in pixels do not go together.", "Give all of them in one unit."
            )
        if not 0 <= self.min_confidence <= 100:
            raise JobError(
                f"There is no confidence of {self.min_confidence} percent.", "Give a number from 0 to 100."
            )
        if self.connectivity not in CONNECTIVITIES:
            raise JobError(
                f"Pixels do not hang together {self.connectivity} ways.", "Choose a connectivity of 4 or 8."
            )
        for old, new in self.merge.items():
            if new in self.merge:
                raise JobError(
                    f"The class '{old}' becomes '{new}', which is merged itself.",
                    f"Give the class that '{old}' is to be in the end.",
                )

    @property
    def by_area(self) -> bool:
        """Whether areas are to be found, which takes a second look at the map."""
        return self.hole_limit > 0 or self.least_limit > 0

    @property
    def hole_limit(self) -> float:
        """Size below which what is enclosed is a hole, in the unit that was given."""
        return self.fill_holes_m2 or self.fill_holes_px

    @property
    def least_limit(self) -> float:
        """Size below which an area is too small, in the unit that was given."""
        return self.min_area_m2 or self.min_area_px


@dataclass(frozen=True, kw_only=True)
class PostprocessJob(Cleaning):
    """Make a class map tidy.

    Attributes:
        classes: The class raster: one that `segment` wrote, or any other of one band.
        output: The class raster to write, a GeoTIFF.
        confidence: Raster of how sure each pixel's class is, in percent, as `segment` writes; for `min_confidence`.
        overwrite: Whether an output that exists may be replaced.
    """

    classes: str
    output: str
    confidence: str | None = None
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range, two contradict each other, or nothing is asked for.
        """
        super().__post_init__()
        if bool(self.confidence) != bool(self.min_confidence):
            raise JobError(
                "A confidence raster and the least confidence go together.", "Give both of them, or neither."
            )
        if not (self.merge or self.min_confidence or self.by_area):
            raise JobError(
                "Nothing is to be done to the class map.",
                "Give classes to merge, a least confidence, or a least area of classes or holes.",
            )
