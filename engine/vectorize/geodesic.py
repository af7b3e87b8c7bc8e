"""Areas of polygons on the WGS 84 ellipsoid, with borders that are geodesics between vertices."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod, Transformer, datadir
from pyproj.exceptions import DataDirError, ProjError

Floats = NDArray[np.float64]


class Ellipsoid:
    """Measures polygons of one CRS.

    Args:
        crs: WKT of the CRS; None where it is unknown.
    """

    def __init__(self, crs: str | None) -> None:
        _find_proj_data()
        self._geod = Geod(ellps="WGS84")
        try:
            self._to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True) if crs else None
        except ProjError:  # a CRS of a building site, say, which lies nowhere on the Earth
            self._to_degrees = None

    def areas_m2(self, points: Floats, offsets: Sequence[int]) -> list[float]:
        """Measure what rings enclose.

        Args:
            points: (n, 2) coordinates of all rings, one after the other.
            offsets: (rings + 1) where each ring begins.

        Returns:
            An area for each ring, 0 or more; NaN where it cannot be known.
        """
        if self._to_degrees is None:
            return [float("nan")] * (len(offsets) - 1)
        lon, lat = self._to_degrees.transform(points[:, 0], points[:, 1])
        return [
            abs(self._geod.polygon_area_perimeter(lon[first:last], lat[first:last])[0])
            if np.isfinite(lon[first:last]).all()
            else float("nan")
            for first, last in zip(offsets, offsets[1:])
        ]


def _find_proj_data() -> None:
    """In a virtual environment, a Linux distribution's pyproj looks for PROJ's data there, and not where it is."""
    try:
        datadir.get_data_dir()
    except DataDirError:
        datadir.set_data_dir(str(Path(sys.base_prefix, "share/proj")))
