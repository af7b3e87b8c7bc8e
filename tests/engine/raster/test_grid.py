"""Where pixels lie and how large they are, in every kind of coordinates."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS

from rs_segmenter.engine.errors import AreaError
from rs_segmenter.engine.raster import Grid
from rs_segmenter.engine.raster.grid import UNPLACED
from rs_segmenter.engine.tiling import Window

GEOD = pyproj.Geod(ellps="WGS84")
# EPSG code, centre and pixel size in its units. 2263 is in US feet, 3857 stretches with latitude.
PLACES = {
    "metres": (32631, 593000.0, 5747000.0, 0.5),
    "degrees": (4326, 25.3, 62.1, 1e-5),
    "US feet": (2263, 990000.0, 200000.0, 3.0),
    "web mercator": (3857, 1e6, 8e6, 1.0),
    "national grid": (28992, 92000.0, 437000.0, 0.25),
    "degrees south": (4326, -70.0, -33.0, 1e-4),
}


def grid_at(place: str, size: tuple[int, int] = (200, 300), turn: float = 0.0) -> Grid:
    code, x, y, pixel = PLACES[place]
    transform = Affine.translation(x, y) * Affine.rotation(turn) * Affine.scale(pixel, -pixel)
    return Grid(*size, transform, CRS.from_epsg(code))


def geodesic_area_m2(grid: Grid, row: float, col: float) -> float:
    corners = [grid.transform * (col + i, row + j) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]
    assert grid.crs is not None
    there = pyproj.Transformer.from_crs(grid.crs.to_epsg(), 4326, always_xy=True)
    area_m2, _ = GEOD.polygon_area_perimeter(*there.transform(*np.transpose(corners)))
    return abs(float(area_m2))


@pytest.mark.parametrize("turn", [0.0, 30.0, -100.0])
@pytest.mark.parametrize("place", PLACES)
def test_pixel_areas_are_those_of_geodesic_polygons(place: str, turn: float) -> None:
    grid = grid_at(place, turn=turn)
    rows, cols = np.asarray([0.0, 50.0, 199.0]), np.asarray([0.0, 299.0, 150.0])
    expected = [geodesic_area_m2(grid, *at) for at in zip(rows, cols)]
    np.testing.assert_allclose(grid.pixel_areas_m2(rows, cols), expected, rtol=1e-3)


@pytest.mark.parametrize("place", PLACES)
def test_ground_resolution_is_in_metres_whatever_the_crs(place: str) -> None:
    grid = grid_at(place)
    assert grid.ground_resolution_m == pytest.approx(geodesic_area_m2(grid, 99.5, 149.5) ** 0.5, rel=1e-3)


def test_three_feet_are_less_than_a_metre() -> None:
    assert grid_at("US feet").ground_resolution_m == pytest.approx(3 * 1200 / 3937, rel=1e-3)


def test_control_points_give_a_ground_resolution() -> None:
    corners = [(0, 0), (0, 300), (200, 300), (200, 0)]
    points = tuple(GroundControlPoint(r, c, 593000 + c * 0.5, 5747000 - r * 0.5) for r, c in corners)
    grid = Grid(200, 300, UNPLACED, CRS.from_epsg(32631), placed=False, gcps=points)
    assert grid.ground_resolution_m == pytest.approx(0.5, rel=2e-3)


def test_control_points_place_pixels_as_gdal_warps_them() -> None:
    spots = [(r, c) for r in (0, 100, 200) for c in (0, 150, 300)]
    points = tuple(
        GroundControlPoint(r, c, 593000 + c * 0.5 + r * c * 2e-4, 5747000 - r * 0.5 + c * c * 1e-4)
        for r, c in spots
    )
    grid = Grid(200, 300, UNPLACED, CRS.from_epsg(32631), placed=False, gcps=points)
    x, y = grid.coordinates(
        np.asarray([[0.0, 150.0], [300.0, 40.0]]), np.asarray([[0.0, 100.0], [200.0, 30.0]])
    )
    assert x == pytest.approx(np.asarray([[593000, 593078], [593162, 593020.24]]), abs=1e-6)
    assert y == pytest.approx(np.asarray([[5747000, 5746952.25], [5746909, 5746985.16]]), abs=1e-6)
    # What a pixel covers is what it covers there, not on the average.
    upper, lower = grid.pixel_areas_m2(np.asarray([0.0, 199.0]), np.asarray([0.0, 0.0]))
    assert lower / upper == pytest.approx(0.54 / 0.5, rel=1e-2)


@pytest.mark.parametrize(
    "grid",
    [
        Grid(20, 30, UNPLACED, None, placed=False),
        Grid(20, 30, UNPLACED, CRS.from_epsg(32631), False, (GroundControlPoint(0, 0, 5e5, 5e6),) * 4),
        Grid(20, 30, UNPLACED, CRS.from_epsg(32631), placed=False),
        Grid(20, 30, Affine(0.5, 0, 0, 0, -0.5, 0), None),
        Grid(20, 30, Affine(1, 0, 9e30, 0, -1, 9e30), CRS.from_epsg(32631)),
    ],
    ids=["nothing", "points of no use", "no place", "no CRS", "off the Earth"],
)
def test_without_a_place_on_earth_sizes_are_unknown(grid: Grid) -> None:
    assert grid.ground_resolution_m is None
    assert np.isnan(grid.pixel_areas_m2(np.zeros(2), np.zeros(2))).all()


@given(st.integers(1, 500), st.integers(1, 500), st.floats(0.05, 20))
def test_a_resampled_grid_covers_the_same_ground(height: int, width: int, factor: float) -> None:
    grid = grid_at("metres", (height, width), turn=10)
    coarse = grid.resampled(factor)
    assert coarse.height >= 1 and coarse.width >= 1
    np.testing.assert_allclose(
        coarse.transform * (coarse.width, coarse.height), grid.transform * (width, height)
    )
    assert coarse.transform * (0, 0) == grid.transform * (0, 0)


def test_a_crop_starts_at_its_corner() -> None:
    grid = grid_at("metres", turn=10)
    part = grid.crop(Window(10, 20, 30, 40))
    assert (part.height, part.width) == (30, 40)
    np.testing.assert_allclose(part.transform * (0, 0), grid.transform * (20, 10))
    assert grid.crop(grid.window) is grid


def test_control_points_move_with_crop_and_resampling() -> None:
    grid = Grid(
        200, 300, UNPLACED, CRS.from_epsg(32631), False, (GroundControlPoint(100, 200, 5.0, 6.0, 7.0),)
    )
    moved = grid.resampled(2).crop(Window(10, 20, 30, 40)).gcps[0]
    assert (moved.row, moved.col, moved.x, moved.y, moved.z) == (40, 80, 5.0, 6.0, 7.0)


@given(st.integers(0, 199), st.integers(0, 299), st.integers(1, 50), st.integers(1, 50))
def test_the_rectangle_around_whole_pixels_is_those_pixels(r: int, c: int, h: int, w: int) -> None:
    grid = grid_at("metres")
    window = Window(r, c, h, w).intersect(grid.window)
    (xmin, ymax), (xmax, ymin) = grid.transform * (c, r), grid.transform * (c + w, r + h)
    assert grid.window_of((xmin, ymin, xmax, ymax)) == window


def test_a_rectangle_that_touches_pixels_takes_them_whole() -> None:
    grid = Grid(20, 30, UNPLACED, None, placed=False)
    assert grid.window_of((3.2, -7.5, 5.1, -2.9)) == Window(2, 3, 6, 3)


def test_a_rectangle_elsewhere_takes_no_pixel() -> None:
    assert grid_at("metres").window_of((0, 0, 1, 1)).area_px == 0


def test_pixels_whose_centre_is_inside_are_inside() -> None:
    grid = Grid(20, 30, UNPLACED, None, placed=False)
    ring = [[3.4, -2.4], [8.6, -2.4], [8.6, -6.6], [3.4, -6.6], [3.4, -2.4]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    whole = grid.inside([shape], grid.window)
    expected = np.zeros((20, 30), bool)
    expected[2:7, 3:9] = True
    np.testing.assert_array_equal(whole, expected)
    np.testing.assert_array_equal(grid.inside([shape], Window(4, 5, 6, 7)), expected[4:10, 5:12])


def test_geometries_are_brought_to_the_rasters_crs() -> None:
    grid = grid_at("metres")
    there = pyproj.Transformer.from_crs(32631, 4326, always_xy=True)
    point = {"type": "Point", "coordinates": there.transform(593010.0, 5746990.0)}
    (moved,) = grid.project([point], "EPSG:4326")
    np.testing.assert_allclose(moved["coordinates"], (593010.0, 5746990.0), atol=1e-3)
    assert grid.project([point], None) == grid.project([point], "EPSG:32631") == [point]


def test_an_area_with_an_unusable_crs_is_refused() -> None:
    point = {"type": "Point", "coordinates": (0.0, 0.0)}
    with pytest.raises(AreaError, match="cannot be brought from 'EPSG:1'"):
        grid_at("metres").project([point], "EPSG:1")
    with pytest.raises(AreaError, match="the raster has none"):
        Grid(2, 2, UNPLACED, None, placed=False).project([point], "EPSG:4326")
