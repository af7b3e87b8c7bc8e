"""Areas from vector files of every kind, and what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import fiona
import pytest

from rs_segmenter.engine.area import Extent
from rs_segmenter.engine.errors import AreaError, Cancelled, EngineError
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.tiling import Window
from rs_segmenter.engine.vector import geopackage, read_polygons, write_layer

SQUARE = {"type": "Polygon", "coordinates": [[(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]]}
POINT = {"type": "Point", "coordinates": (0, 0)}


def write(
    path: Path, driver: str, geometries: list[object], layer: str | None = None, kind: str = "Polygon"
) -> Path:
    schema = {"geometry": kind, "properties": {"id": "int"}}
    with fiona.open(path, "w", driver=driver, crs="EPSG:4326", schema=schema, layer=layer) as file:
        for i, geometry in enumerate(geometries):
            file.write({"type": "Feature", "geometry": geometry, "properties": {"id": i}})
    return path


@pytest.mark.parametrize(
    ("name", "driver"),
    [("fields.gpkg", "GPKG"), ("fields.geojson", "GeoJSON"), ("fields.shp", "ESRI Shapefile")],
)
def test_polygons_come_with_their_crs_and_without_missing_geometries(
    name: str, driver: str, tmp_path: Path
) -> None:
    area = read_polygons(write(tmp_path / name, driver, [SQUARE, None, SQUARE]))
    assert [p["type"] for p in area.polygons] == ["Polygon", "Polygon"]
    assert sorted(set(area.polygons[0]["coordinates"][0])) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert area.crs and "WGS 84" in area.crs


def test_the_first_layer_with_polygons_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path / "many.gpkg", "GPKG", [POINT], layer="wells", kind="Point")
    write(path, "GPKG", [None], layer="empty")
    write(path, "GPKG", [SQUARE], layer="fields")
    assert len(read_polygons(path).polygons) == 1


def test_points_are_no_area(tmp_path: Path) -> None:
    path = write(tmp_path / "wells.geojson", "GeoJSON", [POINT, None], kind="Point")
    with pytest.raises(AreaError, match=r"wells.geojson' holds no polygons but Point"):
        read_polygons(path)


@pytest.mark.parametrize(
    "text", [None, "", "no vector file", '{"type": "FeatureCollection", "features": []}']
)
def test_a_file_without_polygons_is_refused(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "fields.geojson"
    if text is not None:
        path.write_text(text)
    with pytest.raises(AreaError, match=r"fields.geojson"):
        read_polygons(path)


def test_real_polygons_with_a_null_geometry_are_read(shared_data: Path) -> None:
    counts = [len(read_polygons(path).polygons) for path in sorted(shared_data.glob("amsterdam/*.gpkg"))]
    assert len(counts) == 4 and min(counts) > 0


def test_an_area_from_a_file_in_the_rasters_crs_is_laid_on_it(sample_raster: Path, tmp_path: Path) -> None:
    """Nothing is projected then: what fiona gives goes to rasterio as it is."""
    grid = RasterSource(str(sample_raster)).grid
    left, top = grid.transform * (10, 20)
    ring = [(left, top), (left + 4.9, top), (left + 4.9, top - 3.9), (left, top - 3.9), (left, top)]
    path = tmp_path / "field.gpkg"
    with fiona.open(path, "w", "GPKG", {"geometry": "Polygon", "properties": {}}, crs="EPSG:32631") as file:
        file.write(
            {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {}}
        )
    assert Extent(read_polygons(path), grid).window == Window(20, 10, 8, 10)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("sqlite3_exec(CREATE TABLE a (b TEXT)) failed: disk I/O error", "disk I/O error"),
        (
            "GDAL Error: sqlite3_exec(INSERT INTO a (b) VALUES ('c')) failed: disk is full. "
            "Failed to write record: <fiona.model.Feature object at 0x7f35>",
            "disk is full",
        ),
        ("Failed to commit transaction", "Failed to commit transaction"),
    ],
)
def test_a_geopackage_that_cannot_be_written_is_told_without_sql(
    tmp_path: Path, told: str, said: str
) -> None:
    with pytest.raises(EngineError, match=f"out.gpkg' cannot be written: {said}\\. Choose") as caught:
        with geopackage(tmp_path / "out.gpkg") as part:
            part.touch()
            raise RuntimeError(told)
    assert "enough free space" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_a_cancelled_layer_is_not_indexed_first(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    part, side = tmp_path / "part.gpkg", 30

    def features() -> Iterator[tuple[Mapping[str, object], Sequence[object]]]:
        for n in range(side * side):
            x, y = n % side, n // side
            ring = [(x, y), (x + 1, y), (x, y + 1), (x, y)]
            yield {"type": "Polygon", "coordinates": [ring]}, [n]
        raise Cancelled

    with pytest.raises(Cancelled):
        write_layer(part, "polygons", {"n": "int"}, features(), geometry="Polygon")
    with closing(sqlite3.connect(part)) as base:
        for table in ("polygons", "rtree_polygons_geom"):
            assert base.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert capfd.readouterr().err == ""
