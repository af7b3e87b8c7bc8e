"""Labels from polygons and label rasters: what counts, what is left out and said, and what is refused."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rasterio.warp import transform_geom

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.errors import TrainingDataError
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.tiling import Window
from rs_segmenter.engine.training import IGNORE, OTHER
from rs_segmenter.engine.training.job import Labelled
from rs_segmenter.engine.training.labels import Labels, open_labels
from rs_segmenter.engine.training.naming import class_names
from rs_segmenter.engine.training.polygons import crosses_itself

CLASSES = tuple(LabelClass(i, n, "#000000") for i, n in enumerate(("Roof", "Tree", "Water")))
ROOF, TREE, WATER = range(3)
PX = 0.5
LEFT, TOP = 593000.0, 5747000.0

Shape = dict[str, Any] | None
MakeRaster = Callable[..., Path]


def ring(*pixels: tuple[float, float]) -> list[tuple[float, float]]:
    """Map coordinates of a closed ring from columns and rows."""
    return [(LEFT + col * PX, TOP - row * PX) for col, row in (*pixels, pixels[0])]


def box(row: float, col: float, height: float, width: float) -> list[tuple[float, float]]:
    return ring((col, row), (col + width, row), (col + width, row + height), (col, row + height))


def polygon(*rings: list[tuple[float, float]]) -> Shape:
    return {"type": "Polygon", "coordinates": list(rings)}


def write(
    path: Path, features: Sequence[tuple[Shape, Any]], kind: str = "str", crs: str | None = "EPSG:32631"
) -> str:
    schema = {"geometry": "Unknown", "properties": {"Class": kind}}
    driver = "GeoJSON" if path.suffix == ".geojson" else "GPKG"
    with fiona.open(path, "w", driver=driver, crs=crs, schema=schema) as file:
        for geometry, value in features:
            file.write({"type": "Feature", "geometry": geometry, "properties": {"Class": value}})
    return str(path)


@pytest.fixture
def raster(make_raster: MakeRaster) -> str:
    return str(make_raster(np.zeros((3, 60, 80), dtype=np.uint8)))


@pytest.fixture
def open_drawn(raster: str, tmp_path: Path) -> Callable[..., Labels]:
    def make(
        features: Sequence[tuple[Shape, Any]], kind: str = "str", crs: str | None = "EPSG:32631", **item: Any
    ) -> Labels:
        path = write(tmp_path / "drawn.gpkg", features, kind, crs)
        return open_labels(
            Labelled(raster, path, **({"class_field": "class"} | item)), RasterSource(raster).grid, CLASSES
        )

    return make


def everything(labels: Labels) -> NDArray[np.uint8]:
    return labels.read(labels.grid.window)


def test_only_what_is_drawn_is_labelled(open_drawn: Callable[..., Labels]) -> None:
    labels = open_drawn([(polygon(box(10, 20, 5, 8)), "roof"), (polygon(box(30, 0, 3, 3)), "TREE")])
    expected = np.full((60, 80), IGNORE)
    expected[10:15, 20:28] = ROOF
    expected[30:33, 0:3] = TREE
    np.testing.assert_array_equal(everything(labels), expected)
    assert [(c.name, c.polygons, c.pixels) for c in labels.report.classes] == [
        ("Roof", 1, 40),
        ("Tree", 1, 9),
        ("Water", 0, 0),
    ]
    assert labels.report.notes == ()
    assert labels.known.all()


def test_beyond_the_edge_nothing_is_known(open_drawn: Callable[..., Labels]) -> None:
    read = open_drawn([(polygon(box(-9, -9, 19, 19)), "roof")]).read(Window(-5, -5, 10, 10))
    assert (read[5:, 5:] == ROOF).all()
    assert np.count_nonzero(read != IGNORE) == 25


def test_the_rest_is_a_class_or_other_where_the_job_says_so(open_drawn: Callable[..., Labels]) -> None:
    features = [(polygon(box(10, 20, 5, 8)), "roof")]
    dense = everything(open_drawn(features, rest="water"))
    assert np.count_nonzero(dense == WATER) == 60 * 80 - 40
    partial = open_drawn(features, rest="other", annotates=("roof",))
    assert np.count_nonzero(everything(partial) == OTHER) == 60 * 80 - 40
    assert partial.known.tolist() == [True, False, False]
    assert partial.report.other_px == 60 * 80 - 40
    assert open_drawn(features, rest="other").known.tolist() == [True, False, False]


def test_extents_bound_the_rest_but_not_the_polygons(
    open_drawn: Callable[..., Labels], tmp_path: Path
) -> None:
    extents = write(tmp_path / "extents.geojson", [(polygon(box(0, 0, 30, 40)), "x")])
    drawn = everything(open_drawn([(polygon(box(50, 70, 4, 4)), "roof")], rest="water", extents=extents))
    assert (drawn[:30, :40] == WATER).all()
    assert (drawn[50:54, 70:74] == ROOF).all()
    assert np.count_nonzero(drawn == IGNORE) == 60 * 80 - 30 * 40 - 16


def test_where_classes_overlap_the_later_polygon_counts_and_the_pixels_are_reported(
    open_drawn: Callable[..., Labels],
) -> None:
    labels = open_drawn(
        [
            (polygon(box(0, 0, 20, 20)), "tree"),
            (polygon(box(5, 5, 4, 4)), "roof"),
            (polygon(box(0, 0, 3, 3)), "tree"),
        ]
    )
    assert (everything(labels)[5:9, 5:9] == ROOF).all()
    assert labels.report.fates is not None and labels.report.fates.contested_px == 16
    assert "16 pixels in polygons of different classes" in labels.report.notes[0]


def test_features_that_do_not_serve_are_left_out_and_counted(open_drawn: Callable[..., Labels]) -> None:
    good = polygon(box(10, 20, 5, 8))
    labels = open_drawn(
        [
            (good, "roof"),
            (None, "roof"),
            ({"type": "MultiPolygon", "coordinates": []}, "roof"),
            (polygon(ring((1, 1), (2, 2))), "roof"),
            ({"type": "Point", "coordinates": (LEFT, TOP)}, "roof"),
            (polygon(box(40, 40, 5, 5)), None),
            (polygon(box(500, 500, 5, 5)), "roof"),
            (polygon(box(20.6, 20.6, 0.3, 0.3)), "water"),
            (polygon(box(45, 40, 5, 5)), "cloud"),
        ],
        mapping={"cloud": "ignore"},
    )
    fates = labels.report.fates
    assert fates is not None
    counted = (
        fates.missing,
        fates.empty,
        fates.no_polygon,
        fates.unclassed,
        fates.outside,
        fates.tiny,
        fates.ignored,
    )
    assert counted == (1, 2, 1, 1, 1, 1, 1)
    assert len(labels.report.notes) == 7
    assert np.count_nonzero(everything(labels) != IGNORE) == 40


def test_an_outline_that_crosses_itself_keeps_both_loops(open_drawn: Callable[..., Labels]) -> None:
    bow = polygon(ring((10, 10), (30, 30), (30, 10), (10, 30)))
    labels = open_drawn([(bow, "roof")])
    drawn = everything(labels) == ROOF
    assert drawn[20, 12] and drawn[20, 28]
    assert not drawn[12, 20] and not drawn[28, 20]
    assert labels.report.fates is not None and labels.report.fates.crossing == 1


def test_parts_of_one_feature_that_overlap_leave_no_hole(open_drawn: Callable[..., Labels]) -> None:
    both = {"type": "MultiPolygon", "coordinates": [[box(0, 0, 10, 10)], [box(5, 5, 10, 10)]]}
    labels = open_drawn([(both, "roof")])
    assert np.count_nonzero(everything(labels) == ROOF) == 175
    assert labels.report.classes[ROOF].polygons == 1


def test_holes_stay_unlabelled(open_drawn: Callable[..., Labels]) -> None:
    assert (
        np.count_nonzero(
            everything(open_drawn([(polygon(box(0, 0, 10, 10), box(2, 2, 3, 3)), "roof")])) == ROOF
        )
        == 91
    )


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:28992"])
def test_polygons_of_another_crs_fall_on_the_same_pixels(
    crs: str, open_drawn: Callable[..., Labels], tmp_path: Path
) -> None:
    moved = transform_geom("EPSG:32631", crs, polygon(box(10.1, 20.1, 20, 20)))
    drawn = everything(open_drawn([(moved, "roof")], crs=crs))
    expected = np.full((60, 80), IGNORE)
    expected[10:30, 20:40] = ROOF
    np.testing.assert_array_equal(drawn, expected)


def test_a_polygon_that_the_rasters_crs_cannot_reach_is_outside(open_drawn: Callable[..., Labels]) -> None:
    moved = transform_geom("EPSG:32631", "EPSG:4326", polygon(box(10, 20, 5, 8)))
    pole = {"type": "Polygon", "coordinates": [[(93, 0), (93, 1), (94, 1), (93, 0)]]}
    fates = open_drawn([(moved, "roof"), (pole, "roof")], crs="EPSG:4326").report.fates
    assert fates is not None and fates.outside == 1


def test_numbers_and_mapped_texts_find_their_classes(open_drawn: Callable[..., Labels]) -> None:
    boxes = [polygon(box(0, 10 * i, 5, 5)) for i in range(3)]
    by_number = everything(open_drawn([(boxes[0], 2), (boxes[1], 0)], kind="int"))
    assert by_number[0, 0] == WATER and by_number[0, 10] == ROOF
    mapped = open_drawn([(boxes[0], 7.0), (boxes[1], 8.0)], kind="float", mapping={"7": "tree", "*": "roof"})
    assert everything(mapped)[0, 0] == TREE and everything(mapped)[0, 10] == ROOF


def test_without_a_field_all_polygons_are_of_the_class_named_by_a_star(
    open_drawn: Callable[..., Labels],
) -> None:
    labels = open_drawn([(polygon(box(0, 0, 5, 5)), "x")], class_field=None, mapping={"*": "water"})
    assert everything(labels)[2, 2] == WATER


@pytest.mark.parametrize(
    ("features", "item", "message"),
    [
        ([(polygon(box(0, 0, 5, 5)), "rof"), (polygon(box(0, 0, 5, 5)), "Lake")], {}, "'Lake', 'rof'"),
        ([(polygon(box(0, 0, 5, 5)), "roof")], {"class_field": "kind"}, "no field 'kind'.*Class"),
        ([(polygon(box(0, 0, 5, 5)), "roof")], {"class_field": None}, "Nothing says which class"),
        ([(polygon(box(0, 0, 5, 5)), "roof")], {"layer": "other"}, "no layer 'other'.*drawn"),
        ([(polygon(box(0, 0, 5, 5)), "roof")], {"mapping": {"roof": "rooof"}}, "'rooof'.*Roof, Tree, Water"),
        ([(polygon(box(0, 0, 5, 5)), "roof")], {"rest": "soil"}, "'soil'"),
        ([(polygon(box(900, 0, 5, 5)), "roof")], {}, "None of the 1 polygons .* lies in the raster"),
        ([(None, "roof")], {}, "holds no polygons"),
        ([(polygon(box(0, 0, 5, 5)), None)], {}, "has a class"),
        ([(polygon(box(0.6, 0.6, 0.2, 0.2)), "roof")], {}, "smaller than a pixel"),
        ([(polygon(box(0, 0, 5, 5)), "roof")], {"extents": "nowhere.gpkg", "rest": "tree"}, "nowhere.gpkg"),
    ],
)
def test_polygons_that_cannot_serve_are_refused_with_their_names(
    features: list[Any], item: dict[str, Any], message: str, open_drawn: Callable[..., Labels]
) -> None:
    with pytest.raises(TrainingDataError, match=message):
        open_drawn(features, **item)


def test_a_missing_label_file_is_named(raster: str) -> None:
    with pytest.raises(TrainingDataError, match="no file 'lost.gpkg'"):
        open_labels(Labelled(raster, "lost.gpkg", "class"), RasterSource(raster).grid, CLASSES)


def test_the_rest_of_a_large_raster_is_known_without_drawing_it(
    make_raster: MakeRaster, tmp_path: Path
) -> None:
    path = tmp_path / "large.tif"
    form = {"count": 1, "dtype": "uint8", "crs": "EPSG:32631", "tiled": True, "SPARSE_OK": True}
    place = Affine(PX, 0, LEFT, 0, -PX, TOP)
    with rasterio.open(path, "w", driver="GTiff", width=40000, height=40000, transform=place, **form):
        pass
    drawn = write(tmp_path / "drawn.gpkg", [(polygon(box(39000, 39000, 100, 100)), "roof")])
    labels = open_labels(Labelled(str(path), drawn, "class"), RasterSource(str(path)).grid, CLASSES)
    assert labels.report.classes[ROOF].pixels == 10_000
    assert labels.counts.nbytes < 8 << 20
    assert (labels.read(Window(39050, 39050, 60, 60))[:50, :50] == ROOF).all()


def test_resampled_grids_have_labels_of_their_own(open_drawn: Callable[..., Labels], raster: str) -> None:
    item = open_drawn([(polygon(box(10, 20, 10, 20)), "roof")]).item
    coarse = open_labels(item, RasterSource(raster).grid.resampled(2), CLASSES)
    expected = np.full((30, 40), IGNORE)
    expected[5:10, 10:20] = ROOF
    np.testing.assert_array_equal(everything(coarse), expected)


class TestLabelRasters:
    """Label rasters and PNG masks."""

    pixels = np.random.default_rng(3).integers(0, 3, (1, 60, 80)).astype(np.uint8)

    def test_numbers_are_classes_and_255_and_nodata_tell_nothing(
        self, raster: str, make_raster: MakeRaster
    ) -> None:
        values = self.pixels.copy()
        values[0, 0, :5], values[0, 1, :5] = 255, 9
        path = str(make_raster(values, "labels.tif", nodata=9))
        labels = open_labels(Labelled(raster, path), RasterSource(raster).grid, CLASSES)
        expected = np.where(values[0] > 2, IGNORE, values[0])
        np.testing.assert_array_equal(everything(labels), expected)
        assert sum(c.pixels for c in labels.report.classes) == 60 * 80 - 10

    def test_a_mapping_names_numbers(self, raster: str, make_raster: MakeRaster) -> None:
        path = str(make_raster(self.pixels.astype(np.int16) * 100 - 100, "labels.tif"))
        item = Labelled(
            raster, path, mapping={"-100": "tree", "0": "ignore", "100": "other"}, annotates=("tree",)
        )
        read = everything(open_labels(item, RasterSource(raster).grid, CLASSES))
        np.testing.assert_array_equal(read, np.asarray([TREE, IGNORE, OTHER])[self.pixels[0]])

    def test_a_png_without_a_place_fits_a_raster_of_its_size(self, raster: str, tmp_path: Path) -> None:
        path = tmp_path / "labels.png"
        with rasterio.open(path, "w", driver="PNG", width=80, height=60, count=1, dtype="uint8") as file:
            file.write(self.pixels)
        labels = open_labels(Labelled(raster, str(path)), RasterSource(raster).grid, CLASSES)
        np.testing.assert_array_equal(everything(labels), self.pixels[0])

    def test_classes_are_never_averaged(self, raster: str, make_raster: MakeRaster) -> None:
        values = np.where(self.pixels == 1, 0, self.pixels).astype(np.uint8)
        path = str(make_raster(values, "labels.tif"))
        coarse = everything(
            open_labels(Labelled(raster, path), RasterSource(raster).grid.resampled(2.5), CLASSES)
        )
        assert coarse.shape == (24, 32)
        assert set(np.unique(coarse)) == {0, 2}

    @pytest.mark.parametrize(
        ("change", "profile", "message"),
        [
            (lambda v: v[:, :50], {}, "80 x 50 pixels instead of 80 x 60"),
            (lambda v: v, {"crs": "EPSG:28992"}, "EPSG:28992 instead of EPSG:32631"),
            (lambda v: v, {"transform": Affine(0.5, 0, LEFT + 5, 0, -0.5, TOP)}, "10 pixels away"),
            (lambda v: np.repeat(v, 3, 0), {}, "3 bands"),
            (lambda v: v + 5, {}, "'5', '6', '7'"),
            (lambda v: v.astype(np.int32) * 10**6, {}, "no numbers of classes"),
        ],
    )
    def test_rasters_that_cannot_serve_are_refused(
        self, change: Any, profile: dict[str, Any], message: str, raster: str, make_raster: MakeRaster
    ) -> None:
        path = str(make_raster(change(self.pixels), "labels.tif", **profile))
        with pytest.raises(TrainingDataError, match=message):
            open_labels(Labelled(raster, path), RasterSource(raster).grid, CLASSES)

    def test_labels_cross_to_another_process(self, raster: str, make_raster: MakeRaster) -> None:
        path = str(make_raster(self.pixels, "labels.tif"))
        labels = open_labels(Labelled(raster, path), RasterSource(raster).grid, CLASSES)
        np.testing.assert_array_equal(everything(pickle.loads(pickle.dumps(labels))), self.pixels[0])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=3, max_size=9, unique=True),
)
def test_crossing_sides_are_found_as_by_comparing_all_pairs(points: list[tuple[int, int]]) -> None:
    closed = np.asarray([*points, points[0]], dtype=float)

    def side(a: Any, b: Any, p: Any) -> float:
        return float(np.sign((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])))

    pairs = [(closed[i : i + 2], closed[j : j + 2]) for i in range(len(points)) for j in range(i)]
    crossing = any(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0 for (a, b), (c, d) in pairs
    )
    assert crosses_itself([closed]) == crossing


def test_names_of_classes_come_from_fields_mappings_and_the_rest(raster: str, tmp_path: Path) -> None:
    drawn = write(
        tmp_path / "drawn.gpkg", [(polygon(box(0, 0, 5, 5)), t) for t in ("house", "Tree", "house", None)]
    )
    item = Labelled(raster, drawn, "class", mapping={"house": "roof"}, rest="soil")
    assert class_names([item]) == ("roof", "Tree", "soil")
    masks = Labelled(raster, "mask.png", mapping={"0": "ignore", "1": "Roof", "2": "lake"})
    assert class_names([item, masks]) == ("roof", "Tree", "soil", "lake")
    with pytest.raises(TrainingDataError, match="mask.png"):
        class_names([Labelled(raster, "mask.png")])


def open_real(item: Labelled) -> Labels:
    names = class_names([item])
    classes = [LabelClass(i, n, "#000000") for i, n in enumerate(names)]
    return open_labels(item, RasterSource(item.raster).grid, classes)


def test_amsterdam_polygons_of_degrees_and_without_geometry(shared_data: Path) -> None:
    folder = shared_data / "amsterdam"
    pixels = {}
    for size in ("512x512", "1210x718"):
        raster, labels = folder / f"test_image_{size}.tif", folder / f"test_image_labels_positive_{size}.gpkg"
        report = open_real(Labelled(str(raster), str(labels), mapping={"*": "boat"})).report
        assert report.fates is not None
        pixels[size] = report.classes[0].pixels, report.fates.missing
    assert pixels["512x512"][1] == 1 and pixels["1210x718"][1] == 0
    assert all(count > 20_000 for count, _ in pixels.values())


@pytest.mark.parametrize(
    ("raster", "labels", "polygons"),
    [
        ("sentinel2/sen2_12band_reflectance.tif", "sentinel2/trainingPolygons_sen2.gpkg", 25),
        ("landsat7/LE70220491999322EDC01_stack.gtif", "landsat7/training_data.shp", 30),
    ],
)
def test_multiband_polygons_all_label_something(
    raster: str, labels: str, polygons: int, shared_data: Path
) -> None:
    folder = shared_data / "multiband"
    report = open_real(Labelled(str(folder / raster), str(folder / labels), "class")).report
    assert sum(c.polygons for c in report.classes) == polygons
    assert all(c.pixels > 0 for c in report.classes) and not report.notes


def test_banepa_buildings_leave_a_background(shared_data: Path) -> None:
    folder = shared_data / "banepa"
    item = Labelled(
        str(folder / "train.tif"), str(folder / "train_buildings.gpkg"), "class", rest="background"
    )
    building, background = open_real(item).report.classes
    assert building.polygons == 1124
    assert building.pixels + background.pixels == 3072 * 2560


def test_dubai_masks_are_read_as_they_are(shared_data: Path) -> None:
    scene = shared_data / "dubai/val/tile4_part1"
    mask = f"{scene}_labels.png"
    classes = [
        LabelClass(i, n, "#000000") for i, n in enumerate(("land", "building", "road", "vegetation", "water"))
    ]
    labels = open_labels(Labelled(f"{scene}.jpg", mask), RasterSource(f"{scene}.jpg").grid, classes)
    with rasterio.open(mask) as file:
        np.testing.assert_array_equal(everything(labels), file.read(1))
