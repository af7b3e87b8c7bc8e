"""The pixel grid of a raster: its size, its place, and what lies in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import rasterio.features
import rasterio.warp
from affine import Affine
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.rpc import RPC

from ..errors import AreaError, RasterError
from ..ground import parallelogram_m2
from ..tiling import Window
from .control import UNPLACEABLE, Geometry, lay_on_pixels, map_places, move_point

Bounds = tuple[float, float, float, float]
# As QGIS draws a raster without a place: one unit per pixel, the upper left corner at 0, 0, y upwards.
UNPLACED = Affine(1, 0, 0, 0, -1, 0)


@dataclass(frozen=True)
class Grid:
    """Size and place of a raster's pixels.

    Attributes:
        height: Rows.
        width: Columns.
        transform: Pixel to map coordinates; one unit per pixel where the raster has no place.
        crs: Coordinate reference system, if known.
        placed: Whether `transform` comes from the file.
        gcps: Ground control points, where the file has those instead of a transform.
        rpcs: Rational polynomial coefficients, if any.
    """

    height: int
    width: int
    transform: Affine
    crs: CRS | None
    placed: bool = True
    gcps: tuple[GroundControlPoint, ...] = ()
    rpcs: RPC | None = None

    @property
    def window(self) -> Window:
        """All pixels."""
        return Window(0, 0, self.height, self.width)

    def crop(self, window: Window) -> Grid:
        """Return the grid of a part of this raster."""
        if window == self.window:
            return self
        gcps = tuple(move_point(g, 1.0, 1.0, window.row, window.col) for g in self.gcps)
        corner = self.transform * Affine.translation(window.col, window.row)
        return replace(self, height=window.height, width=window.width, transform=corner, gcps=gcps, rpcs=None)

    def resampled(self, factor: float) -> Grid:
        """Return the grid with pixels `factor` times as large, from the same corner."""
        height, width = (max(1, round(size / factor)) for size in (self.height, self.width))
        down, across = self.height / height, self.width / width
        gcps = tuple(move_point(g, down, across, 0, 0) for g in self.gcps)
        transform = self.transform * Affine.scale(across, down)
        return replace(self, height=height, width=width, transform=transform, gcps=gcps, rpcs=None)

    def coordinates(
        self, cols: NDArray[np.float64], rows: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Map coordinates of places on the raster; by control points just where GDAL and QGIS warp them to.

        Args:
            cols: Pixels from the left edge, of any shape.
            rows: Pixels from the upper edge, likewise.

        Raises:
            RasterError: When control points lead nowhere.
        """
        if self.placed or not self.gcps:
            x, y = self.transform * (cols, rows)
            return x, y
        return map_places(self.gcps, cols, rows)

    def pixel_areas_m2(self, rows: NDArray[np.float64], cols: NDArray[np.float64]) -> NDArray[np.float64]:
        """Area on the ellipsoid of the pixels at these rows and columns; NaN where that cannot be known."""
        crs = self.crs
        if crs is None or not (self.placed or self.gcps):
            return np.full(np.shape(rows), np.nan)
        points = []
        for down, across in ((0.5, 0.5), (0.5, 1.5), (1.5, 0.5)):
            try:
                x, y = self.coordinates(cols + across, rows + down)
                lonlat = rasterio.warp.transform(crs, CRS.from_epsg(4326), np.ravel(x), np.ravel(y))
            except (RasterError, *UNPLACEABLE):
                return np.full(np.shape(rows), np.nan)
            degrees = np.stack([np.asarray(a, dtype=np.float64) for a in lonlat[:2]], axis=-1)
            degrees[~np.isfinite(degrees)] = np.nan
            points.append(degrees.reshape((*np.shape(rows), 2)))
        return parallelogram_m2(*points)

    @cached_property
    def ground_resolution_m(self) -> float | None:
        """Side in metres of a square of the area of the pixel in the middle; None where that cannot be known."""
        middle = (np.asarray([self.height / 2 - 0.5]), np.asarray([self.width / 2 - 0.5]))
        area_m2 = float(self.pixel_areas_m2(*middle)[0])
        return area_m2**0.5 if np.isfinite(area_m2) and area_m2 > 0 else None

    def window_of(self, bounds: Bounds) -> Window:
        """Return the pixels that a rectangle in map coordinates touches, within the raster.

        Args:
            bounds: xmin, ymin, xmax, ymax in the raster's CRS.
        """
        xmin, ymin, xmax, ymax = bounds
        corners = [~self.transform * p for p in ((xmin, ymin), (xmin, ymax), (xmax, ymin), (xmax, ymax))]
        # A hair's breadth of rounding must not add a row of pixels.
        cols, rows = (np.asarray(axis) for axis in zip(*corners, strict=True))
        left, top = (
            int(np.floor(np.clip(a.min() + 1e-6, 0, n))) for a, n in ((cols, self.width), (rows, self.height))
        )
        right, bottom = (
            int(np.ceil(np.clip(a.max() - 1e-6, 0, n))) for a, n in ((cols, self.width), (rows, self.height))
        )
        return Window(top, left, max(0, bottom - top), max(0, right - left))

    def project(self, geometries: Sequence[Geometry], crs: str | None) -> list[Geometry]:
        """Bring GeoJSON geometries to the coordinates of `transform`.

        Args:
            geometries: GeoJSON geometries.
            crs: Their CRS (EPSG code, WKT, ...); None: that of the raster.

        Raises:
            AreaError: When the CRS is unknown, or the raster has none to go to.
            RasterError: When control points lead nowhere.
        """
        moved = list(geometries) if crs is None else self._to_crs(geometries, crs)
        return (
            moved
            if self.placed or not self.gcps
            else [lay_on_pixels(self.gcps, g, self.transform) for g in moved]
        )

    def _to_crs(self, geometries: Sequence[Geometry], crs: str) -> list[Geometry]:
        """Geometries in the raster's CRS."""
        if self.crs is None:
            raise AreaError(
                "The area has a coordinate reference system but the raster has none.",
                "Give the area in the raster's own coordinates, without a CRS.",
            )
        try:
            source = CRS.from_user_input(crs)
            if source == self.crs:
                return list(geometries)
            return list(rasterio.warp.transform_geom(source, self.crs, [dict(g) for g in geometries]))
        except UNPLACEABLE as error:
            raise AreaError(
                f"The area cannot be brought from '{crs}' to the raster's CRS: {error}.".replace("..", "."),
                "Give the area in the raster's own CRS, and no larger than that CRS is made for.",
            ) from error

    def inside(self, geometries: Sequence[Geometry], window: Window) -> NDArray[np.bool_]:
        """Return which pixels of a window have their centre inside any of the geometries (raster's CRS)."""
        corner = self.transform * Affine.translation(window.col, window.row)
        shape = (window.height, window.width)
        return np.asarray(rasterio.features.geometry_mask(geometries, shape, corner, invert=True), dtype=bool)

    def number(self, geometries: Sequence[tuple[Geometry, int]], window: Window) -> NDArray[np.int32]:
        """Number each pixel of a window by the last geometry that its centre lies in.

        Args:
            geometries: GeoJSON polygons in the raster's CRS, each with its number above 0. Where a ring crosses
                itself, even-odd parity says what is inside.
            window: Pixels of this grid.

        Returns:
            int32 (H, W); 0 where no geometry lies.
        """
        shape = (window.height, window.width)
        if not geometries:
            return np.zeros(shape, dtype=np.int32)
        corner = self.transform * Affine.translation(window.col, window.row)
        return np.asarray(rasterio.features.rasterize(geometries, shape, transform=corner, dtype="int32"))

    def difference(self, other: Grid) -> str:
        """Say in what another raster's pixels differ from these; empty where they are the same ground.

        An unplaced raster of the same size is taken to show the same ground.
        """
        if (self.height, self.width) != (other.height, other.width):
            return f"{other.width} x {other.height} pixels instead of {self.width} x {self.height}"
        if not (self.placed and other.placed):
            return ""
        if self.crs and other.crs and self.crs != other.crs:
            return f"{other.crs.to_string()} instead of {self.crs.to_string()}"
        corners = [(0, 0), (self.width, 0), (0, self.height)]
        shift = [np.subtract(~self.transform * (other.transform * c), c) for c in corners]
        return "" if np.abs(shift).max() < 0.25 else f"a place {np.abs(shift).max():.3g} pixels away"

    def bounds_of(self, geometry: Geometry) -> Bounds:
        """Return xmin, ymin, xmax, ymax of a GeoJSON geometry."""
        xmin, ymin, xmax, ymax = rasterio.features.bounds(geometry)
        return xmin, ymin, xmax, ymax


def read_crs(text: str) -> CRS:
    """Read the CRS that the user says a raster has.

    Raises:
        RasterError: When there is no such CRS.
    """
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise RasterError(
            f"There is no coordinate reference system called '{text}'.", "Give an EPSG code or WKT."
        ) from error
