"""Small maps with named classes, and references for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

PLACE = Affine(0.5, 0, 593000, 0, -0.5, 5747000)
NAMES = ("bare", "roof", "tree")
COLOURS = ("#d9c9a3", "#c0392b", "#4a9d4a")

MakeMap = Callable[..., Path]
MakeVector = Callable[..., Path]


@pytest.fixture
def make_map(tmp_path: Path) -> MakeMap:
    """Write class numbers (H, W) as `segment` does: classes bare, roof, tree in the metadata; nodata 255."""

    def make(
        values: NDArray[Any], name: str = "map.tif", names: Sequence[str] | None = NAMES, **profile: Any
    ) -> Path:
        height, width = values.shape
        whole = {"driver": "GTiff", "height": height, "width": width, "count": 1, "dtype": values.dtype}
        place = {"crs": "EPSG:32631", "transform": PLACE, "nodata": 255}
        path = tmp_path / name
        with rasterio.open(path, "w", **(whole | place | profile)) as file:
            file.write(values, 1)
            if names:
                classes = [{"value": i, "name": n, "colour": COLOURS[i % 3]} for i, n in enumerate(names)]
                file.update_tags(RS_SEGMENTER_CLASSES=json.dumps(classes))
        return path

    return make


@pytest.fixture
def make_vector(tmp_path: Path) -> MakeVector:
    """Write GeoJSON geometries with their class as a GeoPackage, in the maps' CRS or another."""

    def make(
        features: Iterable[tuple[dict[str, Any] | None, Any]],
        name: str = "reference.gpkg",
        crs: str = "EPSG:32631",
        kind: str = "Unknown",
        **more: str,
    ) -> Path:
        schema = {"geometry": kind, "properties": {"class": "str", **dict.fromkeys(more, "str")}}
        path = tmp_path / name
        with fiona.open(
            path, "w", driver="GPKG", schema=schema, crs_wkt=CRS.from_string(crs).to_wkt()
        ) as file:
            for geometry, value in features:
                file.write({"geometry": geometry, "properties": {"class": value, **more}})
        return path

    return make


def square(row: float, col: float, height: float, width: float) -> dict[str, Any]:
    """A rectangle of pixels of the maps, as GeoJSON."""
    corners = [(col, row), (col + width, row), (col + width, row + height), (col, row + height), (col, row)]
    return {"type": "Polygon", "coordinates": [[PLACE * c for c in corners]]}


def point(row: float, col: float) -> dict[str, Any]:
    """The centre of a pixel of the maps, as GeoJSON."""
    return {"type": "Point", "coordinates": PLACE * (col + 0.5, row + 0.5)}


@pytest.fixture
def patches() -> NDArray[np.uint8]:
    """Class numbers 0 ... 2 in patches of a few pixels, uint8 (70, 90)."""
    coarse = np.random.default_rng(3).integers(0, 3, (10, 13), dtype=np.uint8)
    return np.kron(coarse, np.ones((7, 7), dtype=np.uint8))[:, :90]


@pytest.fixture
def blurred(patches: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same with a fifth of the pixels changed."""
    rng = np.random.default_rng(4)
    wrong = rng.random(patches.shape) < 0.2
    return np.where(wrong, rng.integers(0, 3, patches.shape), patches).astype(np.uint8)


def interpret(points: Path, truth: NDArray[np.uint8], leave_empty: int = 0) -> None:
    """Fill in the classes of sampled points from the truth, but for the first ones."""
    with fiona.open(points) as file:
        schema, crs, found = file.schema, file.crs, list(file)
    with fiona.open(points, "w", driver="GPKG", schema=schema, crs=crs, layer="reference") as file:
        for feature in found:
            values, place = dict(feature["properties"]), feature["geometry"]["coordinates"]
            col, row = ~PLACE * tuple(place)
            if values["id"] > leave_empty:
                values["class"] = NAMES[truth[int(row), int(col)]]
            file.write({"geometry": {"type": "Point", "coordinates": place}, "properties": values})


@pytest.fixture
def truth_path(make_map: MakeMap, patches: NDArray[np.uint8]) -> str:
    return str(make_map(patches, "truth.tif", None))


@pytest.fixture
def map_path(make_map: MakeMap, blurred: NDArray[np.uint8]) -> str:
    return str(make_map(blurred))
