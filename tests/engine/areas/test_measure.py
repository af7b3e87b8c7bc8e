"""Areas of classes against a count of every pixel by itself."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import pytest
import rasterio
from affine import Affine
from fiona.transform import transform_geom
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from rasterio.features import geometry_mask
from scipy import ndimage

from rs_segmenter.engine.areas.job import AreasJob
from rs_segmenter.engine.areas.measure import measure_areas
from rs_segmenter.engine.areas.result import AreasResult
from rs_segmenter.engine.classmap import ClassMap
from rs_segmenter.engine.errors import AreaError, Cancelled, EngineError, JobError, RasterError
from rs_segmenter.engine.progress import Progress

from ..conftest import PLACE, MakeRaster

Labels = NDArray[np.uint8]
UTM = "EPSG:32631"


@pytest.fixture
def landscape() -> Labels:
    """Three classes in smooth patches, and a corner without data: uint8 (80, 100)."""
    random = np.random.default_rng(5).random((3, 80, 100))
    labels = np.stack([ndimage.gaussian_filter(r, 4) for r in random]).argmax(0).astype(np.uint8)
    labels[:12, :20] = 255
    return labels


@pytest.fixture
def classes(landscape: Labels, make_raster: MakeRaster) -> Path:
    """That as a raster in UTM 31N, 0.5 m."""
    return make_raster(landscape[None], "classes.tif", nodata=255)


def box(left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    """A rectangle in pixels of the raster, as a polygon in its CRS."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return {"type": "Polygon", "coordinates": [[PLACE * c for c in corners]]}


def write_zones(
    folder: Path, shapes: list[dict[str, Any] | None], crs: str = UTM, name: str = "zones.gpkg"
) -> Path:
    schema = {"geometry": "Unknown", "properties": {"name": "str", "people": "int"}}
    with fiona.open(folder / name, "w", driver="GPKG", crs=crs, schema=schema) as file:
        for number, shape in enumerate(shapes):
            there = transform_geom(UTM, crs, shape) if shape and crs != UTM else shape
            file.write({"geometry": there, "properties": {"name": f"zone {number}", "people": number}})
    return folder / name


def write_site(path: Path, crs_wkt: str) -> Path:
    schema = {"geometry": "Polygon", "properties": {}}
    with fiona.open(path, "w", driver="GPKG", crs_wkt=crs_wkt, schema=schema) as file:
        file.write({"geometry": box(10, 10, 60, 50), "properties": {}})
    return path


def measure(classes: Path, **options: Any) -> AreasResult:
    return measure_areas(AreasJob(str(classes), str(classes.with_name("areas.csv")), **options))


def expected(classes: Path, labels: Labels, *shapes: dict[str, Any]) -> list[tuple[int, float]]:
    """Pixels and m2 of each class whose centre is in any of the shapes; everywhere without shapes."""
    inside = np.ones(labels.shape, dtype=bool)
    if shapes:
        inside = np.any([geometry_mask([s], labels.shape, PLACE, invert=True) for s in shapes], axis=0)
    with ClassMap(str(classes)) as source:
        each = source.grid.pixel_areas_m2(*np.indices(labels.shape, dtype=np.float64))
    return [
        (int((inside & (labels == v)).sum()), float(each[inside & (labels == v)].sum())) for v in (0, 1, 2)
    ]


def found(result: AreasResult, zone: int = 0) -> list[tuple[int, float]]:
    return [(c.pixels, c.area_m2) for c in result.zones[zone].classes]


def same(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> bool:
    return np.allclose(one, other, rtol=1e-6)


@pytest.mark.parametrize(
    ("crs", "place"),
    [
        (UTM, PLACE),
        ("EPSG:4326", Affine(0.05, 0, 4, 0, -0.05, 60)),
        ("EPSG:3857", Affine(300, 0, 500_000, 0, -300, 6_800_000)),
        ("EPSG:3035", Affine(1000, 0, 4_000_000, 0, -1000, 3_200_000)),
    ],
)
def test_areas_of_the_whole_raster_are_the_sum_of_its_pixels(
    landscape: Labels, make_raster: MakeRaster, crs: str, place: Affine
) -> None:
    path = make_raster(landscape[None], nodata=255, crs=crs, transform=place)
    result = measure(path)
    assert same(found(result), expected(path, landscape))
    assert sum(c.percent for c in result.zones[0].classes) == pytest.approx(100)


def test_strips_do_not_show(
    classes: Path, landscape: Labels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zones = write_zones(tmp_path, [box(7.2, 5.1, 70.3, 66.6)])
    once = [found(measure(classes, zones=z, overwrite=True)) for z in (None, str(zones))]
    monkeypatch.setattr("rs_segmenter.engine.areas.measure._STRIP_PX", 300)
    again = [found(measure(classes, zones=z, overwrite=True)) for z in (None, str(zones))]
    assert all(same(a, b) for a, b in zip(once, again))


@pytest.mark.parametrize("crs", [UTM, "EPSG:4326", "EPSG:3857"])
def test_a_zone_holds_the_pixels_whose_centres_lie_in_it_whatever_its_crs(
    classes: Path, landscape: Labels, tmp_path: Path, crs: str
) -> None:
    shape = box(10.2, 8.7, 61.4, 50.1)
    shape["coordinates"].append(box(30.1, 20.2, 44.8, 33.9)["coordinates"][0])
    result = measure(classes, zones=str(write_zones(tmp_path, [shape], crs)))
    assert same(found(result), expected(classes, landscape, shape))


def test_zones_of_a_geopackage_without_a_crs_are_taken_to_have_the_rasters(
    classes: Path, landscape: Labels, tmp_path: Path
) -> None:
    result = measure(classes, zones=str(write_site(tmp_path / "zones.gpkg", "")))
    assert same(found(result), expected(classes, landscape, box(10, 10, 60, 50)))


def test_zones_that_overlap_count_in_full_and_parts_that_overlap_count_once(
    classes: Path, landscape: Labels, tmp_path: Path
) -> None:
    one, other = box(0, 0, 50, 60), box(30, 20, 90, 80)
    both = {"type": "MultiPolygon", "coordinates": [one["coordinates"], other["coordinates"]]}
    result = measure(classes, zones=str(write_zones(tmp_path, [one, other, both])))
    for zone, shapes in enumerate(([one], [other], [one, other])):
        assert same(found(result, zone), expected(classes, landscape, *shapes))


def test_zones_that_cannot_be_measured_have_zeros_and_are_reported(classes: Path, tmp_path: Path) -> None:
    bow = [PLACE * c for c in ((5, 5), (40, 40), (40, 5), (5, 40), (5, 5))]
    shapes = [
        box(0, 0, 50, 60),
        box(500, 500, 600, 600),
        None,
        {"type": "Point", "coordinates": PLACE * (5, 5)},
        box(60, 60, 150, 90),
        {"type": "Polygon", "coordinates": [bow]},
    ]
    result = measure(classes, zones=str(write_zones(tmp_path, shapes)), zone_field="NAME")
    problems = [zone.problem for zone in result.zones]
    assert [bool(p) for p in problems] == [False, True, True, True, True, True]
    assert (
        "outside the raster" in problems[1] and "no geometry" in problems[2] and "no polygon" in problems[3]
    )
    assert "partly outside" in problems[4] and "crosses itself" in problems[5]
    assert all(c.pixels == c.area_m2 == c.percent == 0 for z in result.zones[1:4] for c in z.classes)
    assert "zone 2 ('zone 1') lies outside the raster" in result.warnings[0]


def test_the_csv_has_a_row_for_each_class_of_each_zone(classes: Path, tmp_path: Path) -> None:
    zones = write_zones(tmp_path, [box(0, 0, 50, 60), box(30, 20, 90, 80)])
    result = measure(classes, zones=str(zones), zone_field="name")
    with open(tmp_path / "areas.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["zone"], r["zone_name"], r["class"]) for r in rows] == [
        (str(z), f"zone {z - 1}", str(v)) for z in (1, 2) for v in (0, 1, 2)
    ]
    assert [int(r["pixels"]) for r in rows] == [c.pixels for z in result.zones for c in z.classes]
    assert all(float(r["area_ha"]) == pytest.approx(float(r["area_m2"]) / 1e4, abs=1e-6) for r in rows)


def test_the_layer_is_the_zones_with_all_their_fields_and_the_areas(classes: Path, tmp_path: Path) -> None:
    shapes = [box(0, 0, 50, 60), None, box(30, 20, 90, 80)]
    zones = write_zones(tmp_path, shapes, "EPSG:4326")
    result = measure(classes, zones=str(zones), layer=str(tmp_path / "joined.gpkg"))
    with fiona.open(tmp_path / "joined.gpkg") as file:
        rows, crs = list(file), file.crs
    assert crs.to_epsg() == 4326 if hasattr(crs, "to_epsg") else "4326" in str(crs)
    assert [r["properties"]["people"] for r in rows] == [0, 1, 2]
    assert [r["geometry"] is None for r in rows] == [False, True, False]
    for row, zone in zip(rows, result.zones, strict=True):
        assert [row["properties"][f"class {v}_m2"] for v in (0, 1, 2)] == [c.area_m2 for c in zone.classes]


def test_fields_of_the_zones_that_are_named_like_the_new_ones_stay(classes: Path, tmp_path: Path) -> None:
    schema = {"geometry": "Polygon", "properties": {"Class 0_m2": "str"}}
    with fiona.open(tmp_path / "zones.gpkg", "w", driver="GPKG", crs=UTM, schema=schema) as file:
        file.write({"geometry": box(0, 0, 50, 60), "properties": {"Class 0_m2": "mine"}})
    result = measure(classes, zones=str(tmp_path / "zones.gpkg"), layer=str(tmp_path / "joined.gpkg"))
    with fiona.open(tmp_path / "joined.gpkg") as file:
        (row,) = list(file)
    assert row["properties"]["Class 0_m2"] == "mine"
    assert row["properties"]["class 0_m2_2"] == result.zones[0].classes[0].area_m2


def test_without_zones_the_layer_is_a_table(classes: Path, tmp_path: Path) -> None:
    result = measure(classes, layer=str(tmp_path / "table.gpkg"))
    with fiona.open(tmp_path / "table.gpkg") as file:
        rows = list(file)
    assert [(r["geometry"], r["properties"]["pixels"]) for r in rows] == [
        (None, c.pixels) for c in result.zones[0].classes
    ]


def test_the_chart_shows_the_colours_of_the_classes(
    make_raster: MakeRaster, landscape: Labels, tmp_path: Path
) -> None:
    path = make_raster(landscape[None], nodata=255)
    zones = write_zones(tmp_path, [box(0, 0, 50, 60), box(30, 20, 90, 80)])
    for given, name in ((None, "whole.png"), (str(zones), "zones.png")):
        result = measure(path, zones=given, chart=str(tmp_path / name), overwrite=True)
        with rasterio.open(tmp_path / name) as file:
            pixels = file.read()[:3].reshape(3, -1).T
        for each in result.zones[0].classes:
            rgb = [int(each.colour[i : i + 2], 16) for i in (1, 3, 5)]
            assert (pixels == rgb).all(1).sum() > 1000


@pytest.fixture
def aslant(landscape: Labels, make_raster: MakeRaster) -> Path:
    """That placed by control points of a picture taken aslant: the farther down, the wider a pixel."""
    spots = [(row, col) for row in (0, 40, 80) for col in (0, 50, 100)]
    points = [GroundControlPoint(r, c, 593000 + c * 0.5 + r * c * 2e-3, 5747000 - r * 0.5) for r, c in spots]
    return make_raster(landscape[None], "aslant.tif", nodata=255, crs=UTM, transform=None, gcps=points)


def test_pixels_placed_by_control_points_have_the_area_they_cover_there(
    aslant: Path, landscape: Labels
) -> None:
    result = measure(aslant)
    assert same(found(result), expected(aslant, landscape))
    rows = np.broadcast_to(np.arange(80)[:, None] + 0.5, landscape.shape)
    on_the_plane_m2 = 0.5 * (0.5 + 2e-3 * rows)
    # A plane of UTM is a little larger than the ground.
    plane = [float(on_the_plane_m2[landscape == v].sum()) for v in (0, 1, 2)]
    assert [area_m2 for _, area_m2 in found(result)] == pytest.approx(plane, rel=2e-3)


@pytest.mark.parametrize("crs", [UTM, "EPSG:4326"])
def test_zones_lie_on_the_pixels_that_control_points_put_there(
    aslant: Path, landscape: Labels, tmp_path: Path, crs: str
) -> None:
    zones = write_zones(tmp_path, [box(10, 8, 65, 60), box(500, 500, 520, 520)], crs)
    result = measure(aslant, zones=str(zones))
    rows, cols = np.indices(landscape.shape) + 0.5
    x, y = 0.5 * cols + 2e-3 * rows * cols, 0.5 * rows  # where the control points put them
    inside = (x > 5) & (x < 32.5) & (y > 4) & (y < 30)
    counted = [each.pixels for each in result.zones[0].classes]
    np.testing.assert_allclose(counted, np.bincount(landscape[inside], minlength=3)[:3], atol=3)
    assert result.zones[1].problem == "lies outside the raster"


def test_a_raster_without_a_place_has_pixels_and_no_areas(make_raster: MakeRaster, landscape: Labels) -> None:
    result = measure(make_raster(landscape[None], nodata=255, crs=None, transform=Affine.identity()))
    areas = result.zones[0].classes
    assert [c.area_m2 for c in areas] == [None] * 3
    assert areas[1].percent == pytest.approx(100 * (landscape == 1).sum() / (landscape != 255).sum())
    assert "is unknown" in result.warnings[0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"zones": "away.gpkg"}, "None of the zones .* lies in the raster"),
        ({"zones": "points.gpkg"}, "holds no polygons"),
        ({"zones": "site.gpkg"}, "zones of .* cannot be brought to the raster's CRS"),
        ({"zones": "missing.gpkg"}, "There is no file"),
        ({"zones": "classes.tif"}, "cannot be read"),
        ({"zones": "zones.gpkg", "zone_field": "district"}, "no field 'district'"),
        ({"zones": "zones.gpkg", "zones_layer": "towns"}, "no layer 'towns'"),
    ],
)
def test_zones_that_do_not_serve_are_refused_and_nothing_is_written(
    classes: Path, tmp_path: Path, options: dict[str, str], words: str
) -> None:
    write_zones(tmp_path, [box(0, 0, 50, 60)])
    write_zones(tmp_path, [box(1000, 0, 1050, 60)], name="away.gpkg")
    write_zones(tmp_path, [{"type": "Point", "coordinates": PLACE * (5, 5)}], name="points.gpkg")
    write_site(tmp_path / "site.gpkg", 'LOCAL_CS["building site",UNIT["metre",1]]')
    before = {p.name for p in tmp_path.iterdir()}
    options["zones"] = str(tmp_path / options["zones"])
    with pytest.raises(AreaError, match=words):
        measure(classes, **options, chart=str(tmp_path / "chart.png"))
    assert {p.name for p in tmp_path.iterdir()} == before


def test_outputs_that_are_there_stay_unless_they_may_be_replaced(classes: Path, tmp_path: Path) -> None:
    (tmp_path / "chart.png").write_bytes(b"mine")
    with pytest.raises(JobError, match="chart.png' exists already"):
        measure(classes, chart=str(tmp_path / "chart.png"))
    assert (tmp_path / "chart.png").read_bytes() == b"mine"
    assert not (tmp_path / "areas.csv").exists()


def test_an_output_without_a_name_is_refused(classes: Path) -> None:
    with pytest.raises(JobError, match="is a folder"):
        measure_areas(AreasJob(str(classes), ""))


def test_a_raster_of_nothing_is_refused(make_raster: MakeRaster) -> None:
    with pytest.raises(RasterError, match="no class at all"):
        measure(make_raster(np.full((1, 9, 9), 255, np.uint8), nodata=255))


def test_cancelling_writes_nothing(classes: Path, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        measure_areas(AreasJob(str(classes), str(tmp_path / "areas.csv")), progress)
    assert not (tmp_path / "areas.csv").exists()


def test_a_field_without_zones_is_refused() -> None:
    with pytest.raises(EngineError):
        AreasJob("classes.tif", "areas.csv", zone_field="name")
