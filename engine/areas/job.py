"""The job of measuring areas, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import JobError


@dataclass(frozen=True)
class AreasJob:
    """Measure how much ground each class covers.

    Attributes:
        classes: The class raster.
        output: CSV file to write.
        zones: Vector file of polygons, in any CRS, to measure in each of them; None: the whole raster.
        zones_layer: Its layer; None: the only or first one.
        zone_field: Its field with the zones' names; None: zones have their numbers in the file, from 1.
        layer: GeoPackage to write: the zones joined with the areas, or a table without zones; None: none.
        chart: PNG file to write: a bar chart; None: none.
        overwrite: Whether files that exist may be replaced.
    """

    classes: str
    output: str
    zones: str | None = None
    zones_layer: str | None = None
    zone_field: str | None = None
    layer: str | None = None
    chart: str | None = None
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When options about zones are given without zones.
        """
        if not self.zones and (self.zones_layer or self.zone_field):
            raise JobError("A layer or field of zones is named, but no zones are.", "Give the zones, too.")
