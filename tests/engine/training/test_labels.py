"""Labels from polygons: what counts, what is left out and said, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import pytest
import rasterio
from affine import Affine
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


def test_what_a_class_called_other_means_is_told(open_drawn: Callable[..., Labels]) -> None:
    drawn = [(polygon(box(0, 0, 5, 5)), "roof"), (polygon(box(20, 20, 5, 5)), "Other")]
    with pytest.raises(
        TrainingDataError, match=r"not known: 'Other'.*to other \(none of these\), or to ignore"
    ):
        open_drawn(drawn)
    labels = open_drawn(drawn, mapping={"other": "other"})
    assert (labels.read(Window(20, 20, 5, 5)) == OTHER).all()
