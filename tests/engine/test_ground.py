"""Lengths and areas on the ellipsoid, against geodesics."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rs_segmenter.engine.ground import metres_per_degree, parallelogram_m2

GEOD = pyproj.Geod(ellps="WGS84")
SIDE = 1e-4


@given(st.floats(-89, 89))
def test_a_degree_is_as_long_as_a_geodesic(lat: float) -> None:
    east, north = metres_per_degree(np.asarray([lat]))
    _, _, across_m = GEOD.inv(0, lat, SIDE, lat)
    _, _, up_m = GEOD.inv(0, lat - SIDE / 2, 0, lat + SIDE / 2)
    assert east[0] * SIDE == pytest.approx(across_m, rel=1e-6)
    assert north[0] * SIDE == pytest.approx(up_m, rel=1e-6)


@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(0, 3))
def test_the_area_of_a_pixel_is_that_of_the_geodesic_polygon(lon: float, lat: float, turn: float) -> None:
    across = SIDE * np.asarray([np.cos(turn), np.sin(turn)])
    down = SIDE * np.asarray([np.sin(turn), -np.cos(turn)])
    centre = np.asarray([lon, lat])
    area_m2 = float(parallelogram_m2(centre, centre + across, centre + down))
    corners = [centre + (i * across + j * down) / 2 for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    expected, _ = GEOD.polygon_area_perimeter(*np.transpose(corners))
    assert area_m2 == pytest.approx(abs(expected), rel=1e-4)


def test_a_pixel_across_the_date_line_is_no_larger() -> None:
    here, there = np.asarray([10.0, 5.0]), np.asarray([179.99995, 5.0])
    step = np.asarray([SIDE, 0]), np.asarray([0, -SIDE])
    beyond = there + step[0] - [360, 0]
    assert parallelogram_m2(there, beyond, there + step[1]) == pytest.approx(
        parallelogram_m2(here, here + step[0], here + step[1])
    )


def test_a_point_that_is_nowhere_has_no_area() -> None:
    nowhere = np.full(2, np.nan)
    assert np.isnan(parallelogram_m2(nowhere, nowhere, nowhere))
