"""Rectangles and polygons laid on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS

from rs_segmenter.engine.area import Extent
from rs_segmenter.engine.errors import AreaError
from rs_segmenter.engine.job import Area
from rs_segmenter.engine.raster import Grid
from rs_segmenter.engine.raster.grid import UNPLACED
from rs_segmenter.engine.tiling import Window

GRID = Grid(100, 120, Affine(1, 0, 0, 0, -1, 100), CRS.from_epsg(32631))


def square(xmin: float, ymin: float, side: float) -> dict[str, object]:
    xmax, ymax = xmin + side, ymin + side
    return {
        "type": "Polygon",
        "coordinates": [[[xmin, ymin], [xmin, ymax], [xmax, ymax], [xmax, ymin], [xmin, ymin]]],
    }


def test_without_an_area_all_is_wanted() -> None:
    extent = Extent(None, GRID)
    assert extent.window == GRID.window and extent.wanted(GRID.window) is None


def test_a_rectangle_is_cut_at_the_rasters_edge() -> None:
    extent = Extent(Area((-50.0, 20.0, 30.0, 500.0)), GRID)
    assert extent.window == Window(0, 0, 80, 30)
    assert extent.wanted(Window(0, 0, 10, 10)) is None


def test_the_window_lies_around_all_polygons_that_touch_the_raster() -> None:
    extent = Extent(Area(polygons=(square(10, 80, 10), square(50, 30, 5), square(900, 900, 9))), GRID)
    assert extent.window == Window(10, 10, 60, 45)
    wanted = extent.wanted(GRID.window)
    assert wanted is not None
    expected = np.zeros((100, 120), bool)
    expected[10:20, 10:20] = expected[65:70, 50:55] = True
    np.testing.assert_array_equal(wanted, expected)


def test_a_window_away_from_every_polygon_is_not_wanted() -> None:
    wanted = Extent(Area(polygons=(square(10, 80, 10),)), GRID).wanted(Window(50, 50, 20, 30))
    assert wanted is not None and wanted.shape == (20, 30) and not wanted.any()


@pytest.mark.parametrize(
    "area",
    [Area((500.0, 0.0, 600.0, 50.0)), Area(polygons=(square(500, 0, 10),)), Area((120.0, 0.0, 130.0, 9.0))],
)
def test_an_area_elsewhere_is_an_error(area: Area) -> None:
    with pytest.raises(AreaError, match="does not touch the raster"):
        Extent(area, GRID)


def test_the_curved_sides_of_a_rectangle_in_another_crs_lie_inside() -> None:
    # Half way between its lower corners, the parallel of 50 degrees north is 4 km further south in UTM.
    grid = Grid(200, 600, Affine(1000, 0, 200000, 0, -1000, 5700000), CRS.from_epsg(32631))
    window = Extent(Area((0.0, 50.0, 6.0, 51.0), crs="EPSG:4326"), grid).window
    lowest_m = 5700000 - 1000 * window.row_end
    assert lowest_m == pytest.approx(5538631, abs=1000)


def test_an_area_lies_where_control_points_put_the_pixels() -> None:
    spots = [(r, c) for r in (0, 4, 9) for c in (0, 4, 9)]
    points = tuple(GroundControlPoint(r, c, 5 + c / 100 + r / 1000, 52 - r / 100) for r, c in spots)
    grid = Grid(10, 10, UNPLACED, CRS.from_epsg(4326), placed=False, gcps=points)
    assert Extent(Area((5.0, 51.951, 5.049, 52.0)), grid).window == Window(0, 0, 5, 5)
    inside = Extent(Area(polygons=(square(5.0, 51.951, 0.049),)), grid)
    assert inside.window == Window(0, 0, 5, 5)
    np.testing.assert_array_equal(
        inside.wanted(Window(0, 0, 5, 10)), np.add.outer(np.arange(5) / 10, np.arange(10)) < 4.4
    )
    with pytest.raises(AreaError, match="does not touch the raster"):
        Extent(Area((6.0, 51.0, 6.1, 51.1)), grid)
