"""Vector files: layers read and written; the only file that imports fiona."""

from __future__ import annotations

import os
import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fiona
from fiona.errors import FionaError

from .errors import AreaError, Cancelled, EngineError, TrainingDataError
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
                crs = _crs(features)
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


@dataclass(frozen=True)
class Feature:
    """One feature of a layer.

    Attributes:
        geometry: GeoJSON geometry; None where the feature has none.
        value: What the field asked for holds; None where it is NULL, or no field was asked for.
    """

    geometry: Mapping[str, object] | None
    value: object


@dataclass(frozen=True)
class Layer:
    """A layer's features in the order of the file, which is the order of drawing.

    Attributes:
        name: Its name.
        crs: Its CRS as WKT; None where the file has none.
        features: All of them.
    """

    name: str
    crs: str | None
    features: tuple[Feature, ...]


def read_layer(path: Path, layer: str | None, field: str | None) -> Layer:
    """Read a layer's features with the values of one field.

    Args:
        path: GeoPackage, GeoJSON, shapefile or anything else OGR reads.
        layer: Name of the layer; None: the only or first one.
        field: Name of the field, upper and lower case alike; None: no values.

    Raises:
        TrainingDataError: When the file, the layer or the field is missing, or the file cannot be read.
    """
    if not path.exists():
        raise TrainingDataError(f"There is no file '{path}' of labels.", "Check its name and folder.")
    try:
        layers = fiona.listlayers(path)
        if layer is not None and layer not in layers:
            raise TrainingDataError(
                f"'{path}' has no layer '{layer}'.", f"Its layers are {', '.join(layers)}."
            )
        name = layer if layer is not None else layers[0]
        with fiona.open(path, layer=name) as file:
            column = find_field(path, field, list(file.schema["properties"]), TrainingDataError)
            features = tuple(
                Feature(_plain(f["geometry"]), f["properties"][column] if column else None) for f in file
            )
            return Layer(name, _crs(file), features)
    except (FionaError, OSError, ValueError, IndexError) as error:
        raise TrainingDataError(
            f"The labels '{path}' cannot be read: {error}.".replace("..", "."),
            "Check that it is a vector file that GDAL reads ('ogrinfo FILE').",
        ) from error


def read_first(path: Path, layer: str, field: str) -> str:
    """Read what a field of a layer's first feature says; empty where there is none.

    Args:
        path: A file that `read_layer` has read.
        layer: Name of the layer.
        field: Name of the field.
    """
    with fiona.open(path, layer=layer) as file:
        if field not in file.schema["properties"]:
            return ""
        return next((str(f["properties"][field] or "") for f in file), "")


def find_field(path: Path, field: str | None, fields: Sequence[str], error: type[EngineError]) -> str | None:
    """Find a field whose name may be spelt in upper or lower case.

    Args:
        path: The file, for the message.
        field: The name that was given; None: none.
        fields: The layer's own names.
        error: What is raised when there is no such field.
    """
    if field is None or field in fields:
        return field
    alike = [name for name in fields if name.casefold() == field.casefold()]
    if len(alike) != 1:
        raise error(f"'{path}' has no field '{field}'.", f"Its fields are {', '.join(fields) or 'none'}.")
    return alike[0]


def _crs(file: fiona.Collection) -> str | None:
    """The CRS of a layer as WKT; None where it has none, for which a GeoPackage has a CRS of its own."""
    wkt = str(file.crs_wkt)
    return None if not wkt or '"Undefined ' in wkt else wkt


def _plain(geometry: Any) -> Mapping[str, object] | None:
    """GeoJSON, from the plain dicts of fiona 1.8 and the objects of 1.9."""
    if geometry is None:
        return None
    members = dict(getattr(geometry, "__geo_interface__", geometry))
    # fiona 1.9 gives every geometry a list of geometries, which rasterio then takes for a collection.
    unused = "coordinates" if members["type"] == "GeometryCollection" else "geometries"
    return {name: value for name, value in members.items() if name != unused}


def _shapes(features: fiona.Collection) -> Iterator[dict[str, object]]:
    """GeoJSON geometries of a layer's features, without missing and empty ones."""
    for feature in features:
        geometry = feature["geometry"]
        if geometry is not None and (geometry.get("coordinates") or geometry.get("geometries")):
            yield dict(_plain(geometry) or {})


@dataclass(frozen=True)
class Features:
    """A layer with all its fields.

    Attributes:
        name: Its name.
        crs: Its CRS as WKT; None where the file has none.
        fields: Type of each field by name, as fiona calls it.
        geometries: GeoJSON geometry of each feature; None where it has none.
        values: Values of each feature by the field's name.
    """

    name: str
    crs: str | None
    fields: Mapping[str, str]
    geometries: tuple[Mapping[str, object] | None, ...]
    values: tuple[Mapping[str, object], ...]


def read_features(path: Path, layer: str | None) -> Features:
    """Read a layer with all its fields, in the order of the file.

    Args:
        path: GeoPackage, GeoJSON, shapefile or anything else OGR reads.
        layer: Name of the layer; None: the only or first one.

    Raises:
        AreaError: When the file or the layer is missing, or the file cannot be read.
    """
    if not path.exists():
        raise AreaError(f"There is no file '{path}'.", "Check its name and folder.")
    try:
        layers = fiona.listlayers(path)
        if layer is not None and layer not in layers:
            raise AreaError(f"'{path}' has no layer '{layer}'.", f"Its layers are {', '.join(layers)}.")
        name = layer if layer is not None else layers[0]
        with fiona.open(path, layer=name) as file:
            pairs = [(_plain(f["geometry"]), dict(f["properties"])) for f in file]
            crs, fields = _crs(file), dict(file.schema["properties"])
    except (FionaError, OSError, ValueError, IndexError) as error:
        raise AreaError(
            f"'{path}' cannot be read: {error}.".replace("..", "."),
            "Check that it is a vector file that GDAL reads ('ogrinfo FILE').",
        ) from error
    return Features(name, crs, fields, tuple(g for g, _ in pairs), tuple(v for _, v in pairs))


@contextmanager
def geopackage(path: Path) -> Iterator[Path]:
    """A GeoPackage that takes its name when all of its layers are written; what stands there stays until then.

    Yields:
        The file to write layers to.

    Raises:
        EngineError: When it cannot be written.
    """
    part = path.with_name(f".{path.stem}.part-{uuid.uuid4().hex}.gpkg")
    try:
        yield part
        os.replace(part, path)
    except (FionaError, OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise EngineError(
            f"'{path}' cannot be written: {_reason(error)}.".replace("..", "."),
            "Choose a folder you may write to, on a disk with enough free space.",
        ) from error
    finally:
        for leftover in (part, *(Path(f"{part}-{end}") for end in ("wal", "shm", "journal"))):
            leftover.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    """What went wrong, without the statement and the feature that it went wrong with."""
    noise = r"^(GDAL Error: )?sqlite3_\w+\(.*\) failed: | Failed to write record: .*"
    return re.sub(noise, "", str(error).splitlines()[0])


def write_layer(
    part: Path,
    layer: str,
    fields: Mapping[str, str],
    features: Iterable[tuple[Mapping[str, object] | None, Sequence[object]]],
    *,
    geometry: str = "None",
    crs: str | None = None,
    id_column: str = "fid",
) -> None:
    """Add a layer to a GeoPackage, feature by feature.

    Args:
        part: What `geopackage` gave.
        layer: Name of the layer.
        fields: Type of each field by name, as fiona calls it (`int`, `float`, `str`, ...).
        features: GeoJSON geometry, and values in the order of the fields.
        geometry: Type of geometry; `None` for a table.
        crs: WKT of the CRS, if known.
        id_column: Name of the column with the numbers of the features.

    Raises:
        OSError, RuntimeError, FionaError, sqlite3.Error: When it cannot be written; `geopackage` tells the user.
        Cancelled: When the features end with that.
    """
    schema = {"geometry": geometry, "properties": dict(fields)}
    placed, total = 0, 0
    cancelled: list[Cancelled] = []

    def records() -> Iterator[dict[str, object]]:
        nonlocal placed, total
        try:
            for shape, values in features:
                placed, total = placed + (shape is not None), total + 1
                yield {"geometry": shape, "properties": dict(zip(fields, values, strict=True))}
        except Cancelled as cancel:
            cancelled.append(cancel)

    with closing(
        fiona.open(part, "w", driver="GPKG", layer=layer, crs_wkt=crs or "", schema=schema, FID=id_column)
    ) as file:
        file.writerecords(records())
        if cancelled:
            _abandon(part, layer)
            raise cancelled[0]
    # What fails when a file is closed, fiona tells nobody.
    with closing(sqlite3.connect(part)) as base:
        counted = [(layer, total)] + [(f"rtree_{layer}_geom", placed)] * (geometry != "None")
        for table, count in counted:
            found = base.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0]  # nosec B608 - quoted
            if found != count:
                raise OSError(f"only {found} of {count} records of '{table}' were written")


def _abandon(part: Path, layer: str) -> None:
    """Empty a layer that nobody wants any more: closing it would index it first, in minutes where it is large."""
    # Where GDAL still holds it, closing is slow, but no fault.
    with suppress(sqlite3.Error), closing(sqlite3.connect(part)) as base, base:
        # One that counts what is deleted makes that slow.
        for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f"DROP TRIGGER {_quoted(trigger)}")
        base.execute(f"DELETE FROM {_quoted(layer)}")  # nosec B608 - quoted


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
