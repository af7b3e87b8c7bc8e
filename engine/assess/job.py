"""Jobs of accuracy assessment, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..choices import ALLOCATIONS, AREA_ESTIMATES, MAX_POINTS
from ..errors import JobError

_MAX_ERODE_PX = 100


@dataclass(frozen=True)
class AssessJob:
    """Compare a class raster with a reference.

    Attributes:
        classes: The class raster.
        reference: What is known: polygons or points in a vector file, or a raster of class numbers or colours in
            any CRS and pixel size, or an image of the map's size without a place.
        class_field: Field of polygons or points that holds the class; None: `class`, unless `mapping` names the
            class of all under `*`.
        layer: Layer of a vector file; None: its only or first one.
        mapping: From the reference's class (text, a number as text, or `#rrggbb` of a coloured raster) to the name
            of a class of the map, `ignore`, or `other` (none of them). Empty: by name, number or colour.
        rest: Class of the ground between polygons, or `other`; empty: nothing is known of it.
        erode_px: Radius in pixels of the disc by which borders between classes of the reference are widened;
            what lies in them does not count. 3 in the ISPRS protocol; 0: all counts.
        leave_out: Classes left out of the means of IoU and F1. Their pixels stay in the confusion matrix.
        areas: Whether areas are estimated from points: `auto` (where `sample` drew them), `yes` or `no`.
        strata: The class raster that the points were drawn from, where that is another one than `classes`.
        report: HTML file to write; None: none.
        table: CSV file to write; None: none.
        overwrite: Whether files that exist may be replaced.
    """

    classes: str
    reference: str
    class_field: str | None = None
    layer: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""
    erode_px: int = 0
    leave_out: tuple[str, ...] = ()
    areas: str = "auto"
    strata: str | None = None
    report: str | None = None
    table: str | None = None
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range.
        """
        if not 0 <= self.erode_px <= _MAX_ERODE_PX:
            raise JobError(
                f"Borders cannot be widened by {self.erode_px} pixels.", f"Give 0 to {_MAX_ERODE_PX}."
            )
        if self.areas not in AREA_ESTIMATES:
            raise JobError(
                f"'{self.areas}' is no choice for areas.", f"Choose one of {', '.join(AREA_ESTIMATES)}."
            )


@dataclass(frozen=True)
class SampleJob:
    """Draw a stratified random sample of a class raster's pixels, to be labelled by an interpreter.

    Attributes:
        classes: The class raster; its classes are the strata.
        output: GeoPackage of points to write.
        count: Number of points, 1 ... 1,000,000.
        allocation: How they are shared out: `proportional` to the classes' pixels, `equal`, or `neyman`
            (proportional to pixels times the spread sqrt(U (1 - U)) of the accuracy expected of a class).
        minimum: Points per class at least, if it has as many pixels; None: 50, or fewer where so many would take
            more than half of all points (Olofsson et al. 2014, section 5.1.1, advise 50 to 100 for rare classes).
        expected: User's accuracy expected of classes, by name, above 0 and below 1; for `neyman`, 0.8 else.
        seed: Which sample; the same seed draws the same pixels of the same raster.
        blind: Leave out what tells the interpreter the map's class.
        overwrite: Whether a file that exists may be replaced.
    """

    classes: str
    output: str
    count: int = 500
    allocation: str = "proportional"
    minimum: int | None = None
    expected: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    blind: bool = False
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range, or two contradict each other.
        """
        if not 1 <= self.count <= MAX_POINTS:
            raise JobError(f"{self.count} points cannot be drawn.", f"Give 1 to {MAX_POINTS:,} points.")
        if self.allocation not in ALLOCATIONS:
            raise JobError(
                f"Points cannot be allocated by '{self.allocation}'.",
                f"Choose one of {', '.join(ALLOCATIONS)}.",
            )
        if self.minimum is not None and self.minimum < 0:
            raise JobError(f"A class cannot have {self.minimum} points.", "Give a minimum of 0 or more.")
        if self.seed < 0:
            raise JobError(f"{self.seed} is no seed.", "Give a whole number of 0 or more.")
        for name, accuracy in self.expected.items():
            if not (math.isfinite(accuracy) and 0 < accuracy < 1):
                raise JobError(
                    f"An accuracy of {accuracy:g} cannot be expected of '{name}'.",
                    "Give more than 0 and less than 1, such as 0.7.",
                )
        if self.expected and self.allocation != "neyman":
            raise JobError(
                f"Expected accuracies do not matter with the allocation '{self.allocation}'.",
                "Choose the allocation neyman, or leave them out.",
            )
