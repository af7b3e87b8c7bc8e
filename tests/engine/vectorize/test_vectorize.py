"""The layer of polygons in a GeoPackage."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import fiona
import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.vrt import WarpedVRT

from rs_segmenter.engine.classmap import ClassMap
from rs_segmenter.engine.errors import Cancelled, EngineError, JobError, RasterError
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.vectorize.job import VectorizeJob
from rs_segmenter.engine.vectorize.vectorize import vectorize

from .conftest import CLASSES, SLANT, MakeMap

Labels = NDArray[np.uint8]


def run(classes: Path, **options: object) -> list[fiona.Feature]:
    output = classes.with_name("polygons.gpkg")
    vectorize(VectorizeJob(str(classes), str(output), **options))
    with fiona.open(output, layer="polygons") as file:
        return list(file)


def sums(features: list[fiona.Feature]) -> dict[str, float]:
    return {
        n: sum(f["properties"]["area_m2"] for f in features if f["properties"]["name"] == n) for n in CLASSES
    }


@pytest.mark.parametrize(
    ("crs", "place"),
    [
        ("EPSG:32631", Affine(0.5, 0, 593000, 0, -0.5, 5747000)),
        ("EPSG:4326", Affine(0.001, 0, 4, 0, -0.001, 52)),
        ("EPSG:3857", Affine(30, 0, 500_000, 0, -30, 6_800_000)),
        ("EPSG:32631", Affine(0.4, 0.3, 593000, 0.3, -0.4, 5747000)),
    ],
    ids=["UTM", "degrees", "web mercator", "turned"],
)
def test_areas_are_those_on_the_ellipsoid(
    make_map: MakeMap, landscape: Labels, crs: str, place: Affine
) -> None:
    path = make_map(landscape, crs=crs, transform=place)
    with ClassMap(str(path)) as source:
        rows, cols = np.indices(landscape.shape, dtype=np.float64)
        pixel_m2 = source.grid.pixel_areas_m2(rows, cols)
    expected = {n: float(pixel_m2[landscape == v].sum()) for v, n in enumerate(CLASSES)}
    assert sums(run(path, simplify_px=0.0)) == pytest.approx(expected, rel=2e-5)


def test_simplifying_moves_borders_but_loses_no_ground(make_map: MakeMap, landscape: Labels) -> None:
    landscape[landscape == 255] = 0
    path = make_map(landscape)
    exact, simple = (
        run(path, simplify_px=0.0),
        run(path, simplify_m=1.0, overwrite=True),
    )
    assert len(exact) == len(simple)
    assert sum(sums(simple).values()) == pytest.approx(sum(sums(exact).values()), rel=1e-6)
    vertices = [sum(len(r) for f in fs for r in f["geometry"]["coordinates"]) for fs in (exact, simple)]
    assert vertices[1] < vertices[0] / 3


def test_metres_and_pixels_give_the_same_lines(make_map: MakeMap, landscape: Labels) -> None:
    # a pixel is half a metre, and a bit more on the ellipsoid than on the map
    path = make_map(landscape)
    shapes = [
        [f["geometry"]["coordinates"] for f in run(path, overwrite=True, **tolerance)]
        for tolerance in ({"simplify_px": 1.1}, {"simplify_m": 0.55})
    ]
    assert shapes[0] == shapes[1]


def test_a_polygon_has_the_mean_confidence_of_its_pixels(make_map: MakeMap, landscape: Labels) -> None:
    labels = np.zeros((20, 30), dtype=np.uint8)
    labels[:, 17:] = 1
    sure = np.random.default_rng(1).integers(0, 101, labels.shape).astype(np.uint8)
    sure[3:5, 2:6] = 255
    left, right = (sure[labels == v] for v in (0, 1))
    found = run(make_map(labels), confidence=str(make_map(sure, "sure.tif")))
    expected = {"land": left[left != 255].mean(), "building": right.mean()}
    assert {f["properties"]["name"]: f["properties"]["confidence"] for f in found} == pytest.approx(
        expected, abs=0.05
    )


def test_classes_that_are_not_kept_are_left_out(make_map: MakeMap, landscape: Labels) -> None:
    path = make_map(landscape)
    everything, buildings = (
        run(path, simplify_px=0.0),
        run(path, simplify_px=0.0, classes_kept=("building",), overwrite=True),
    )
    assert {f["properties"]["name"] for f in buildings} == {"building"}
    assert sums(buildings)["building"] == pytest.approx(sums(everything)["building"])


def test_small_polygons_are_left_out_and_counted(make_map: MakeMap) -> None:
    labels = np.zeros((20, 20), dtype=np.uint8)
    labels[2, 2] = labels[10:14, 10:14] = 1
    path = make_map(labels)
    result = vectorize(VectorizeJob(str(path), str(path.with_suffix(".gpkg")), min_area_m2=1.0))
    assert [c.polygons for c in result.classes] == [1, 1, 0]
    assert (result.polygons, result.left_out) == (2, 1)


def test_a_raster_without_a_place_gives_pixel_coordinates_and_no_areas(make_map: MakeMap) -> None:
    labels = np.zeros((4, 6), dtype=np.uint8)
    (only,) = run(make_map(labels, crs=None, transform=Affine.identity()))
    assert only["properties"]["area_m2"] is None
    assert set(only["geometry"]["coordinates"][0]) == {(0, 0), (6, 0), (6, -4), (0, -4)}


def test_control_points_place_polygons_where_gdal_warps_the_pixels(
    make_map: MakeMap, landscape: Labels
) -> None:
    path = make_map(landscape, transform=None, gcps=SLANT)
    found = run(path, simplify_px=0.0)
    shapes = [(f["geometry"], list(CLASSES).index(f["properties"]["name"])) for f in found]
    with rasterio.open(path) as file, WarpedVRT(file, src_crs=file.gcps[1], nodata=255) as warped:
        expected = warped.read(1)
        drawn = rasterize(shapes, expected.shape, fill=255, transform=warped.transform, dtype="uint8")
        assert file.gcps[1] == warped.crs
    # Warping takes whole pixels: borders differ by one.
    assert (drawn == expected).mean() > 0.98
    with ClassMap(str(path)) as source:
        pixel_m2 = source.grid.pixel_areas_m2(*np.indices(landscape.shape, dtype=np.float64))
    areas_m2 = {n: float(pixel_m2[landscape == v].sum()) for v, n in enumerate(CLASSES)}
    assert sums(found) == pytest.approx(areas_m2, rel=1e-3)


def test_control_points_that_give_no_place_are_refused(make_map: MakeMap, landscape: Labels) -> None:
    path = make_map(landscape, transform=None, gcps=[SLANT[0]] * 4)
    with pytest.raises(RasterError, match="control points give its pixels no place"):
        run(path)


def test_the_colours_lie_beside_the_polygons_as_a_default_style(make_map: MakeMap, landscape: Labels) -> None:
    path = make_map(landscape)
    run(path)
    with sqlite3.connect(path.with_name("polygons.gpkg")) as base:
        ((table, default, qml),) = base.execute(
            "SELECT f_table_name, useAsDefault, styleQML FROM layer_styles"
        )
    assert (table, default) == ("polygons", 1)
    assert all(name in qml for name in CLASSES)
    assert "217,201,163,255" in qml


def test_many_cells_give_the_polygons_of_one(
    make_map: MakeMap, landscape: Labels, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = (landscape * 30 + 10).astype(np.uint8)
    path, confidence = make_map(landscape), str(make_map(sure, "sure.tif"))
    one = run(path, confidence=confidence, simplify_px=0.0)
    monkeypatch.setattr("rs_segmenter.engine.vectorize.features.CELL_PX", 16)
    many = run(path, confidence=confidence, simplify_px=0.0, overwrite=True)

    def plain(features: list[fiona.Feature]) -> list[tuple[object, ...]]:
        return sorted(
            (
                f["properties"]["name"],
                f["properties"]["confidence"],
                round(f["properties"]["area_m2"], 6),
                sorted(map(sorted, f["geometry"]["coordinates"][0][:-1])),
            )
            for f in features
        )

    assert plain(many) == plain(one)


def test_cancelling_leaves_nothing_behind(make_map: MakeMap, landscape: Labels, tmp_path: Path) -> None:
    path, progress = make_map(landscape), Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        vectorize(VectorizeJob(str(path), str(tmp_path / "polygons.gpkg")), progress)
    assert [p.name for p in tmp_path.iterdir() if p.name != "own models"] == ["classes.tif"]


def test_an_output_that_is_there_stays_when_the_raster_is_damaged(
    make_map: MakeMap, landscape: Labels, tmp_path: Path
) -> None:
    path, kept = make_map(landscape, compress="deflate"), tmp_path / "polygons.gpkg"
    kept.write_bytes(b"mine")
    data = bytearray(path.read_bytes())
    data[200:1200] = bytes(1000)
    path.write_bytes(data)
    with pytest.raises(EngineError):
        vectorize(VectorizeJob(str(path), str(kept), overwrite=True))
    assert kept.read_bytes() == b"mine"
    assert not list(tmp_path.glob(".*part*"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"classes_kept": ("roof",)}, "has no class 'roof'.*land, building, water"),
        ({"confidence": "small.tif"}, "does not lie on the pixels"),
        ({"confidence": "three.tif"}, "2 bands, so it is no raster of confidence"),
        ({"confidence": "none.tif"}, "none.tif"),
        ({"confidence": "shares.tif"}, "holds float32 numbers, so it is no raster of confidence"),
    ],
)
def test_what_does_not_fit_is_refused(
    make_map: MakeMap, landscape: Labels, tmp_path: Path, options: dict[str, object], words: str
) -> None:
    path = make_map(landscape)
    make_map(landscape[:50], "small.tif")
    make_map(landscape / 250, "shares.tif", dtype="float32", nodata=None)
    with rasterio.open(
        tmp_path / "three.tif", "w", driver="GTiff", height=90, width=120, count=2, dtype="uint8"
    ) as f:
        f.write(np.stack([landscape] * 2))
    if "confidence" in options:
        options = {"confidence": str(tmp_path / str(options["confidence"]))}
    with pytest.raises(EngineError, match=words):
        run(path, **options)
    assert not (tmp_path / "polygons.gpkg").exists()


@pytest.mark.parametrize("options", [{"simplify_m": 2.0}, {"min_area_m2": 5.0}])
def test_metres_on_a_raster_without_a_place_are_refused(
    make_map: MakeMap, landscape: Labels, options: dict[str, float]
) -> None:
    with pytest.raises(RasterError, match="metres mean nothing"):
        run(make_map(landscape, crs=None, transform=Affine.identity()), **options)


def test_a_tolerance_wider_than_the_raster_is_one_as_wide(make_map: MakeMap, landscape: Labels) -> None:
    path = make_map(landscape)
    wide, wider, widest = (
        [f["geometry"] for f in run(path, overwrite=True, **options)]
        for options in ({"simplify_px": 210.0}, {"simplify_px": 1e300}, {"simplify_m": 1e300})
    )
    assert wide == wider == widest


def test_a_raster_of_nothing_is_refused(make_map: MakeMap) -> None:
    with pytest.raises(RasterError, match="no class at all"):
        run(make_map(np.full((30, 30), 255)))


def test_a_number_without_a_class_is_refused(make_map: MakeMap) -> None:
    with pytest.raises(RasterError, match="number 9, which is none of its classes"):
        run(make_map(np.full((30, 30), 9)))


@pytest.mark.parametrize(
    "options",
    [
        {"simplify_px": -1.0},
        {"simplify_px": float("nan")},
        {"simplify_m": float("inf")},
        {"min_area_m2": -2.0},
        {"simplify_px": 1.0, "simplify_m": 1.0},
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(JobError):
        VectorizeJob("classes.tif", "polygons.gpkg", **options)
