"""Areas as CSV, and as a layer or table in a GeoPackage."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..card import LabelClass
from ..classarea import ClassArea
from ..polygons import rings_of
from ..provenance import write_tags
from ..vector import Features, geopackage, write_layer
from .result import ZoneAreas

_M2_PER_HA = 10_000
_COLUMNS = {
    "class": "int",
    "name": "str",
    "pixels": "int",
    "area_m2": "float",
    "area_ha": "float",
    "percent": "float",
}


def as_csv(zones: Sequence[ZoneAreas], *, of_zones: bool) -> str:
    """A row for each class, of each zone where there are any; an area that is not known is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(("zone", "zone_name") if of_zones else ()), *_COLUMNS])
    for zone in zones:
        for each in zone.classes:
            writer.writerow([*((zone.number, zone.name) if of_zones else ()), *_row(each)])
    return out.getvalue()


def write_table(path: Path, areas: ZoneAreas, tags: Mapping[str, str]) -> None:
    """Write a table with a row for each class to a GeoPackage, and metadata.

    Raises:
        EngineError: When it cannot be written.
    """
    with geopackage(path) as part:
        write_layer(part, path.stem, _COLUMNS, ((None, _row(each)) for each in areas.classes))
        write_tags(part, path.stem, tags)


def write_zones(
    path: Path,
    features: Features,
    zones: Sequence[ZoneAreas],
    classes: Sequence[LabelClass],
    tags: Mapping[str, str],
) -> None:
    """Write the zones with all their fields, and area and share of each class beside them, and metadata.

    Raises:
        EngineError: When it cannot be written.
    """
    taken = {name.casefold() for name in features.fields} | {"fid", "geom"}
    added = [_free(f"{c.name}_{unit}", taken) for c in classes for unit in ("m2", "percent")]
    fields = {**features.fields, **dict.fromkeys(added, "float")}
    own = [name for name in features.fields if name.casefold() in ("fid", "geom")]

    def rows() -> Iterator[tuple[Mapping[str, object] | None, Sequence[object]]]:
        for shape, values, zone in zip(features.geometries, features.values, zones, strict=True):
            numbers = [value for c in zone.classes for value in (c.area_m2, c.percent)]
            yield _multipolygon(shape), [*(values[name] for name in features.fields), *numbers]

    with geopackage(path) as part:
        write_layer(
            part,
            path.stem,
            fields,
            rows(),
            geometry="MultiPolygon",
            crs=features.crs,
            id_column=_free("zone_fid", taken) if own else "fid",
        )
        write_tags(part, path.stem, tags)


def _row(each: ClassArea) -> list[Any]:
    areas: tuple[float | None, ...] = (None, None)
    if each.area_m2 is not None:
        areas = (round(each.area_m2, 4), round(each.area_m2 / _M2_PER_HA, 8))
    return [each.value, each.name, each.pixels, *areas, round(each.percent, 4)]


def _free(name: str, taken: set[str]) -> str:
    """A name that no column has yet; GeoPackages do not tell upper from lower case."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free.casefold())
    return free


def _multipolygon(shape: Mapping[str, object] | None) -> dict[str, object] | None:
    polygons = [[ring.tolist() for ring in rings] for rings in rings_of(shape) if rings] if shape else []
    return {"type": "MultiPolygon", "coordinates": polygons} if polygons else None
