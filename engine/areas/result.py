"""What measuring areas gives."""

from __future__ import annotations

from dataclasses import dataclass

from ..classarea import ClassArea


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
