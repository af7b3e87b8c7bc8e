"""Points in vector files, read and written; with `vector.py` the only file that imports fiona."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import fiona
from fiona.errors import FionaError

from .errors import EngineError

FIELD_OF_DESIGN = "design"


def read_design(path: Path, layer: str) -> str:
    """Read how a layer's points were drawn, from the first one's field `design`; empty where there is none.

    Args:
        path: A file that `read_layer` has read.
        layer: Name of the layer.
    """
    with closing(fiona.open(path, layer=layer)) as file:
        if FIELD_OF_DESIGN not in file.schema["properties"]:
            return ""
        return next((str(f["properties"][FIELD_OF_DESIGN] or "") for f in file), "")


def write_points(
    path: Path,
    layer: str,
    crs: str | None,
    fields: Mapping[str, str],
    points: Iterable[tuple[tuple[float, float], tuple[object, ...]]],
) -> None:
    """Write a GeoPackage of points, whole or not at all.

    Args:
        path: The file; one that is there is replaced.
        layer: Name of the layer.
        crs: WKT of the CRS, if known.
        fields: Type of each field by name, as fiona calls it (`int`, `float`, `str`).
        points: Coordinates, and values in the order of the fields.

    Raises:
        EngineError: When it cannot be written there.
    """
    part = path.with_name(f".{path.stem}.part-{uuid.uuid4().hex}.gpkg")
    schema = {"geometry": "Point", "properties": dict(fields)}
    records = (
        {
            "geometry": {"type": "Point", "coordinates": place},
            "properties": dict(zip(fields, values, strict=True)),
        }
        for place, values in points
    )
    try:
        with closing(
            fiona.open(part, "w", driver="GPKG", layer=layer, crs_wkt=crs or "", schema=schema)
        ) as file:
            file.writerecords(records)
        os.replace(part, path)
    except (FionaError, OSError, ValueError) as error:
        raise EngineError(
            f"The points cannot be written to '{path}': {error}.".replace("..", "."),
            "Choose a folder you may write to, on a disk with enough free space.",
        ) from error
    finally:
        for leftover in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
            leftover.unlink(missing_ok=True)
