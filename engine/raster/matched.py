"""One raster's pixels on another raster's grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

import rasterio
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT

from ..errors import RasterError
from .control import UNPLACEABLE
from .grid import Grid
from .reader import RasterReader, readable
from .source import RasterSource

# Where neither raster says what its coordinates are, both are taken for the same plane; any will do.
_SOME_PLANE = CRS.from_epsg(3857)
# GDAL's own 1/8 pixel moves borders; exact transforms of every pixel would take minutes.
_EXACT_PX = 1e-3


@contextmanager
def match(source: RasterSource, bands: Sequence[int], grid: Grid) -> Iterator[RasterReader]:
    """Read a raster on another one's grid by nearest neighbour, as long as the context lasts.

    A pixel of the grid takes the value of the pixel that its centre lies in. Rasters of the same size of which one
    has no place are taken to show the same ground; a raster without a CRS is taken to have the other's.

    Args:
        source: The raster, open.
        bands: Band numbers from 1; empty means the palette's red, green and blue.
        grid: The other raster's grid.

    Raises:
        RasterError: When nothing says where one of them lies.
    """
    if not grid.difference(source.grid):
        yield source.reader(bands, source.grid, smooth=False)
        return
    for each, what in ((source.grid, f"'{source.path}'"), (grid, "the map")):
        if not each.placed:
            raise RasterError(
                f"Nothing says where {what} lies, and '{source.path}' has {grid.difference(source.grid)}.",
                "Give rasters of the same size, or georeference both ('gdalwarp' for one with control points).",
            )
    own, wanted = source.grid.crs or grid.crs, grid.crs or source.grid.crs
    with ExitStack() as stack:
        with readable(source.path):
            file = stack.enter_context(rasterio.open(source.path))
        # Beyond its edge a raster without a nodata value has no data either: an alpha band says so.
        hidden = file.nodata is None and "alpha" not in source.roles
        try:
            with rasterio.Env():
                warped = WarpedVRT(
                    file,
                    src_crs=own or _SOME_PLANE,
                    crs=wanted or _SOME_PLANE,
                    transform=grid.transform,
                    width=grid.width,
                    height=grid.height,
                    resampling=Resampling.nearest,
                    tolerance=_EXACT_PX,
                    add_alpha=hidden,
                )
        except UNPLACEABLE as error:
            raise RasterError(
                f"'{source.path}' cannot be brought to the map's CRS: {error}.".replace("..", "."),
                "Check the CRS of both: a wrong one places things off the Earth.",
            ) from error
        stack.enter_context(closing(warped))
        yield RasterReader(warped, source.path, tuple(bands), grid, False)
