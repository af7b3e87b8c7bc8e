"""Polygons from vector files; the only file that imports fiona."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fiona
from fiona.errors import FionaError

from .errors import AreaError
from .job import Area

_POLYGONS = ("Polygon", "MultiPolygon")


def read_polygons(path: Path) -> Area:
    """Read an area from the first layer with polygons; features without geometry are passed over.

    Args:
        path: GeoPackage, GeoJSON, shapefile or anything else OGR reads, in any CRS.

    Returns:
        The polygons and their CRS as WKT (None where the file has none).

    Raises:
        AreaError: When the file is missing, no vector file, or holds no polygons.
    """
    if not path.exists():
        raise AreaError(f"There is no file '{path}'.", "An area is a vector file, or xmin,ymin,xmax,ymax.")
    others: set[str] = set()
    try:
        for layer in fiona.listlayers(path):
            with fiona.open(path, layer=layer) as features:
                shapes = list(_shapes(features))
                crs = features.crs_wkt or None
            polygons = tuple(s for s in shapes if s["type"] in _POLYGONS)
            if polygons:
                return Area(polygons=polygons, crs=crs)
            others |= {str(s["type"]) for s in shapes}
    except (FionaError, OSError, ValueError) as error:
        raise AreaError(
            f"The area '{path}' cannot be read: {error}.".replace("..", "."),
            "Check that it is a vector file that GDAL reads ('ogrinfo FILE').",
        ) from error
    found = f"but {', '.join(sorted(others))}" if others else "and no other geometry"
    raise AreaError(
        f"'{path}' holds no polygons {found}.", "Choose a polygon layer, or give xmin,ymin,xmax,ymax."
    )


def _shapes(features: fiona.Collection) -> Iterator[dict[str, object]]:
    """GeoJSON geometries of a layer's features, without missing and empty ones."""
    for feature in features:
        geometry = feature["geometry"]
        if geometry is not None and (geometry.get("coordinates") or geometry.get("geometries")):
            # fiona 1.8 has plain dicts, 1.9 objects that can give one.
            yield dict(getattr(geometry, "__geo_interface__", geometry))
