"""Lengths and areas on the ground: the WGS 84 ellipsoid, no files."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SEMI_MAJOR_M = 6378137.0
_ECCENTRICITY_2 = 0.00669437999014

Floats = NDArray[np.float64]


def metres_per_degree(lat: Floats) -> tuple[Floats, Floats]:
    """Length of a degree on WGS 84.

    Args:
        lat: Latitudes in degrees, any shape.

    Returns:
        Metres per degree of longitude and of latitude, each of that shape (radii of curvature of the prime
        vertical and of the meridian; Snyder, Map Projections, USGS PP 1395, eqs. 4-18 and 4-20).
    """
    phi = np.radians(lat)
    curve = 1 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    east = _SEMI_MAJOR_M / np.sqrt(curve) * np.cos(phi)
    north = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_2) / curve**1.5
    return np.radians(east), np.radians(north)


def parallelogram_m2(centre: Floats, right: Floats, below: Floats) -> Floats:
    """Area of pixels from the longitudes and latitudes of three points.

    Args:
        centre: (..., 2) longitude and latitude of the pixels' centres, in degrees.
        right: The same, one pixel to the right.
        below: The same, one pixel down.

    Returns:
        (...) areas in m2; NaN where a point could not be placed on the Earth.
    """
    east, north = metres_per_degree(centre[..., 1])
    scale = np.stack([east, north], axis=-1)
    across, down = ((_wrap(p - centre)) * scale for p in (right, below))
    return np.asarray(np.abs(across[..., 0] * down[..., 1] - across[..., 1] * down[..., 0]))


def _wrap(degrees: Floats) -> Floats:
    """Differences of longitude or latitude, across the date line too."""
    return (degrees + 180) % 360 - 180
