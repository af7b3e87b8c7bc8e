"""Which pixels of a layer are copied: their grid in the layer's CRS, their number, and what they cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDataSourceUri,
    QgsDistanceArea,
    QgsPointXY,
    QgsProject,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsRectangle,
)

from ..engine.card import GroundResolution, ModelCard
from ..engine.errors import AreaError, RasterError
from ..engine.job import read_resolution
from ..i18n import tr

BLOCK_PX = 1024
TILE_PX = 256
RENDERED = (Qgis.DataType.ARGB32, Qgis.DataType.ARGB32_Premultiplied)
PIXEL_TYPES = {
    Qgis.DataType.Byte: "uint8",
    Qgis.DataType.UInt16: "uint16",
    Qgis.DataType.Int16: "int16",
    Qgis.DataType.UInt32: "uint32",
    Qgis.DataType.Int32: "int32",
    Qgis.DataType.Float32: "float32",
    Qgis.DataType.Float64: "float64",
    Qgis.DataType.ARGB32: "uint8",
    Qgis.DataType.ARGB32_Premultiplied: "uint8",
}
_BYTES = {"uint8": 1, "uint16": 2, "int16": 2, "uint32": 4, "int32": 4, "float32": 4, "float64": 8}
# Half the length of the equator on the sphere of EPSG:3857: the corner that the tiles of XYZ layers are counted from.
_WEB_CORNER_M = math.pi * 6378137
_SERVERS = ("wms", "wcs", "arcgismapserver", "arcgisimageserver", "wmst")
# A hair's breadth of rounding must not add a row of pixels.
_HAIR_PX = 1e-6


@dataclass(frozen=True)
class Frame:
    """A grid of pixels in a layer's CRS.

    Attributes:
        x_min: Left edge.
        y_max: Upper edge.
        pixel_width: Of one pixel, in units of the CRS.
        pixel_height: Likewise.
        width: Columns.
        height: Rows.
        resolution_m: Side of a pixel on the ground in metres, in the middle; None where the layer has no CRS.
        pixel_bytes: Of one pixel with all its bands, not compressed.
        requests: How many pictures are asked of a server; 0 where there is none.
        tiled: Whether these pictures are tiles.
    """

    x_min: float
    y_max: float
    pixel_width: float
    pixel_height: float
    width: int
    height: int
    resolution_m: float | None
    pixel_bytes: int
    requests: int
    tiled: bool

    @property
    def mpx(self) -> float:
        """Million pixels."""
        return self.width * self.height / 1e6

    @property
    def size_mb(self) -> float:
        """Megabytes of the copy at most."""
        return self.mpx * self.pixel_bytes

    @property
    def asked(self) -> str:
        """How many tiles or pictures are asked of a server, in words."""
        if self.requests == 1:
            return tr("1 tile") if self.tiled else tr("1 picture")
        return (tr("{:,} tiles") if self.tiled else tr("{:,} pictures")).format(self.requests)

    def part(self, col: int, row: int, width: int, height: int) -> QgsRectangle:
        """The place of some of the pixels."""
        x, y = self.x_min + col * self.pixel_width, self.y_max - row * self.pixel_height
        return QgsRectangle(x, y - height * self.pixel_height, x + width * self.pixel_width, y)

    def check_limit(self, name: str, limit_mpx: float, *, whole: bool) -> None:
        """Refuse to copy too much.

        Args:
            name: Of the layer.
            limit_mpx: How many million pixels are allowed.
            whole: Whether no area was chosen.

        Raises:
            AreaError: When there are more.
        """
        if self.mpx <= limit_mpx:
            return
        size = tr("{:,} × {:,} pixels").format(self.width, self.height)
        message = tr("'{}' would have to be copied first, with {}; the limit is {:,.0f} million pixels.")
        area = tr("Choose an area: what the map shows, a rectangle, or polygons.")
        smaller = tr("Choose a smaller area, a coarser ground resolution, or raise the limit in the options.")
        raise AreaError(message.format(name, size, limit_mpx), area if whole else smaller)


def is_rendered(provider: QgsRasterDataProvider) -> bool:
    """Whether a layer's pixels are colours of a picture, not values of bands."""
    return provider.dataType(1) in RENDERED


def frame_of(
    layer: QgsRasterLayer,
    card: ModelCard,
    ground_resolution: str,
    area: QgsRectangle | None,
    margin_px: int = 0,
) -> Frame:
    """Choose the pixels to copy.

    Bands of values are copied as they are. Pictures are asked for at the model's ground resolution, from servers of
    tiles at the level next to it: the engine resamples better than a picture of a picture would be.

    Args:
        layer: Any layer QGIS can read.
        card: The model's.
        ground_resolution: `auto`, `native` or metres, as in a job.
        area: What is wanted, in the layer's CRS; None: all.
        margin_px: Pixels around it that the model is to see, too.

    Raises:
        AreaError: When the area lies elsewhere.
        RasterError: When nothing says how large a pixel would be.
        JobError: When the ground resolution is none.
    """
    provider, extent = layer.dataProvider(), layer.extent()
    place = extent if area is None else area.intersect(extent)
    if place.isEmpty() or not place.isFinite():
        raise AreaError(
            tr("The area lies outside of '{}'.").format(layer.name()), tr("Choose an area on the layer.")
        )
    units_m = metres_per_unit(layer.crs(), place.center())
    own, tiles = own_pixels(layer), sorted(provider.nativeResolutions())
    pixel_width, pixel_height = own or _wanted_pixels(layer, units_m, tiles, card, ground_resolution)
    place = place.buffered(margin_px * max(pixel_width, pixel_height)).intersect(extent)
    x_min, y_max, width, height = _snapped(layer, place, pixel_width, pixel_height, anchored=own is not None)
    tiled = bool(tiles) and own is None
    server = layer.providerType() in _SERVERS
    return Frame(
        x_min=x_min,
        y_max=y_max,
        pixel_width=pixel_width,
        pixel_height=pixel_height,
        width=width,
        height=height,
        resolution_m=_side_m((pixel_width, pixel_height), units_m),
        pixel_bytes=_pixel_bytes(provider),
        requests=_requests(width, height, tiled=tiled, aligned=is_xyz(layer)) if server else 0,
        tiled=tiled,
    )


def choose_level(levels_m: Sequence[float], made_for: GroundResolution, wanted: str) -> int:
    """Choose a level of tiles: one that the model is made for, else the coarsest that is finer than it needs.

    Args:
        levels_m: Ground resolution of each level, the finest first.
        made_for: The model's.
        wanted: `auto`, `native` (the finest) or metres.

    Returns:
        The position of the level.

    Raises:
        JobError: When `wanted` is none of these.
    """
    wanted_m = read_resolution(wanted)
    if wanted == "native":
        return 0
    fitting = [i for i, each in enumerate(levels_m) if made_for.min_m <= each <= made_for.max_m]
    if wanted_m is None and fitting:
        return min(fitting, key=lambda i: abs(math.log(levels_m[i] / made_for.best_m)))
    target_m = wanted_m or made_for.best_m
    return max((i for i, each in enumerate(levels_m) if each <= 1.01 * target_m), default=0)


def metres_per_unit(crs: QgsCoordinateReferenceSystem, place: QgsPointXY) -> tuple[float, float] | None:
    """Metres on the ellipsoid of one unit of a CRS to the right and upwards; None where there is no ground."""
    if not crs.isValid():
        return None
    step = 1e-4 if crs.isGeographic() else 10.0
    to_degrees = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance())
    measure = QgsDistanceArea()
    measure.setEllipsoid("EPSG:7030")
    corners = [(0.0, 0.0), (step, 0.0), (0.0, step)]
    try:
        here, right, up = (
            to_degrees.transform(QgsPointXY(place.x() + dx, place.y() + dy)) for dx, dy in corners
        )
    except QgsCsException:
        return None
    across_m, down_m = measure.measureLine(here, right) / step, measure.measureLine(here, up) / step
    known = all(math.isfinite(m) and m > 0 for m in (across_m, down_m))
    return (across_m, down_m) if known else None


def own_pixels(layer: QgsRasterLayer) -> tuple[float, float] | None:
    """Size of a layer's pixels in units of its CRS; None for pictures that are made as large as one likes."""
    provider, extent = layer.dataProvider(), layer.extent()
    if is_rendered(provider) or provider.xSize() <= 0 or provider.ySize() <= 0:
        return None
    return extent.width() / provider.xSize(), extent.height() / provider.ySize()


def own_resolution_m(layer: QgsRasterLayer) -> float | None:
    """Side of a layer's own pixels on the ground in its middle; None where it has none, or no place."""
    own = own_pixels(layer)
    return own and _side_m(own, metres_per_unit(layer.crs(), layer.extent().center()))


def _side_m(pixel: tuple[float, float], units_m: tuple[float, float] | None) -> float | None:
    return None if units_m is None else math.sqrt(pixel[0] * units_m[0] * pixel[1] * units_m[1])


def _wanted_pixels(
    layer: QgsRasterLayer,
    units_m: tuple[float, float] | None,
    tiles: Sequence[float],
    card: ModelCard,
    ground_resolution: str,
) -> tuple[float, float]:
    """Size of the pixels to ask for, in units of the layer's CRS."""
    if units_m is None:
        raise RasterError(
            tr("Nothing says how large the pixels of '{}' are on the ground.").format(layer.name()),
            tr("Give the layer its coordinate reference system."),
        )
    if tiles:
        levels_m = [each * math.sqrt(units_m[0] * units_m[1]) for each in tiles]
        level = choose_level(levels_m, card.ground_resolution, ground_resolution)
        return tiles[level], tiles[level]
    wanted_m = read_resolution(ground_resolution) or card.ground_resolution.best_m
    return wanted_m / units_m[0], wanted_m / units_m[1]


def _snapped(
    layer: QgsRasterLayer, place: QgsRectangle, pixel_width: float, pixel_height: float, *, anchored: bool
) -> tuple[float, float, int, int]:
    """Left and upper edge, columns and rows of the whole pixels, or tiles, that a place touches."""
    corner, step_px = (0.0, 0.0), 1
    if anchored:
        corner = layer.extent().xMinimum(), layer.extent().yMaximum()
    elif is_xyz(layer):
        corner, step_px = (-_WEB_CORNER_M, _WEB_CORNER_M), TILE_PX
    across, down = pixel_width * step_px, pixel_height * step_px
    left = math.floor((place.xMinimum() - corner[0]) / across + _HAIR_PX)
    right = math.ceil((place.xMaximum() - corner[0]) / across - _HAIR_PX)
    top = math.floor((corner[1] - place.yMaximum()) / down + _HAIR_PX)
    bottom = math.ceil((corner[1] - place.yMinimum()) / down - _HAIR_PX)
    edges = corner[0] + left * across, corner[1] - top * down
    return (*edges, max(right - left, 1) * step_px, max(bottom - top, 1) * step_px)


def _requests(width: int, height: int, *, tiled: bool, aligned: bool) -> int:
    """How many pictures so many pixels are made of, at most; only tiles of the web begin where they are known to."""
    side_px, more = (TILE_PX if tiled else BLOCK_PX), tiled and not aligned
    return (math.ceil(width / side_px) + more) * (math.ceil(height / side_px) + more)


def is_xyz(layer: QgsRasterLayer) -> bool:
    """Whether a layer is made of the usual square tiles of the web."""
    uri = QgsDataSourceUri()
    uri.setEncodedUri(layer.source())
    return layer.providerType() == "wms" and uri.param("type") in ("xyz", "mbtiles")


def _pixel_bytes(provider: QgsRasterDataProvider) -> int:
    if is_rendered(provider):
        return 4
    types = [PIXEL_TYPES.get(provider.dataType(b), "float64") for b in range(1, provider.bandCount() + 1)]
    return sum(_BYTES[t] for t in types)
