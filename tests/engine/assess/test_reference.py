"""References: polygons and rasters of any CRS and grid, by name, number or colour."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.warp
from affine import Affine
from numpy.typing import NDArray
from PIL import Image

from rs_segmenter.engine.assess.assess import AssessResult, assess
from rs_segmenter.engine.assess.job import AssessJob
from rs_segmenter.engine.errors import EngineError

from .conftest import COLOURS, NAMES, PLACE, MakeMap, MakeVector, square

Counts = list[list[int]]


def counts(result: AssessResult) -> Counts:
    return [list(row[:3]) for row in result.scores.confusion[:3]]


def confusion(truth: NDArray[np.uint8], mapped: NDArray[np.uint8]) -> Counts:
    pairs = np.bincount((truth.astype(int) * 3 + mapped).ravel(), minlength=9)
    return pairs.reshape(3, 3).tolist()


def test_a_reference_in_degrees_is_read_by_the_pixel_in_which_each_centre_lies(
    make_map: MakeMap, blurred: NDArray[np.uint8]
) -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, (40, 60), dtype=np.uint8)
    left, top = rasterio.warp.transform("EPSG:32631", "EPSG:4326", [592990], [5747005])
    place = Affine(1.4e-5, 0, left[0], 0, -0.9e-5, top[0])
    path = make_map(truth, "truth.tif", None, crs="EPSG:4326", transform=place)
    result = assess(AssessJob(str(make_map(blurred)), str(path)))
    rows, cols = np.mgrid[:70, :90]
    x, y = PLACE * (cols.ravel() + 0.5, rows.ravel() + 0.5)
    lon, lat = (np.asarray(a) for a in rasterio.warp.transform("EPSG:32631", "EPSG:4326", x, y))
    c, r = (np.floor(a).astype(int) for a in ~place * (lon, lat))
    inside = (r >= 0) & (r < 40) & (c >= 0) & (c < 60)
    assert inside.any() and not inside.all()
    assert counts(result) == confusion(truth[r[inside], c[inside]], blurred.ravel()[inside])
    assert any("lies on other pixels" in note for note in result.notes)


def test_a_coarser_reference_of_the_same_crs_serves(
    make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8]
) -> None:
    coarse = make_map(patches[::7, ::7], "truth.tif", None, transform=PLACE * Affine.scale(7))
    result = assess(AssessJob(str(make_map(blurred)), str(coarse)))
    assert counts(result) == confusion(patches, blurred)


@pytest.mark.parametrize("crs", [None, "EPSG:32631"])
def test_a_reference_without_a_crs_is_taken_to_have_the_maps(
    crs: str | None, make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8]
) -> None:
    coarse = make_map(patches[::7, ::7], "truth.tif", None, transform=PLACE * Affine.scale(7), crs=None)
    result = assess(AssessJob(str(make_map(blurred, crs=crs)), str(coarse)))
    assert counts(result) == confusion(patches, blurred)


def test_a_grey_image_of_the_maps_size_serves(
    make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8], tmp_path: Path
) -> None:
    Image.fromarray(patches).save(tmp_path / "truth.png")
    result = assess(AssessJob(str(make_map(blurred)), str(tmp_path / "truth.png")))
    assert counts(result) == confusion(patches, blurred)
    assert result.notes == ()


def test_an_image_of_another_size_is_refused(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    Image.fromarray(patches[:-1]).save(tmp_path / "truth.png")
    with pytest.raises(
        EngineError, match="Nothing says where .*truth.png.* lies.*90 x 69 pixels instead of 90 x 70"
    ):
        assess(AssessJob(str(make_map(patches)), str(tmp_path / "truth.png")))


@pytest.mark.parametrize("palette", [False, True])
def test_colours_stand_for_classes_and_black_for_nothing(
    palette: bool, make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8], tmp_path: Path
) -> None:
    """As the ISPRS benchmarks publish their labels, black where borders are eroded."""
    colours = ("#ffffff", "#0000ff", "#00ff00")
    table = np.array(
        [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (*colours, "#000000")], dtype=np.uint8
    )
    truth = patches.copy()
    truth[:10] = 3
    if palette:
        image = Image.fromarray(truth, "P")
        image.putpalette(table.ravel().tolist())
    else:
        image = Image.fromarray(table[truth])
    image.save(tmp_path / "truth.png")
    mapping = dict(zip(colours, NAMES)) | {"#000000": "ignore"}
    result = assess(AssessJob(str(make_map(blurred)), str(tmp_path / "truth.png"), mapping=mapping))
    assert counts(result) == confusion(patches[10:], blurred[10:])


def test_the_maps_own_colours_need_no_mapping(
    make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8], tmp_path: Path
) -> None:
    table = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in COLOURS], dtype=np.uint8)
    Image.fromarray(table[patches]).save(tmp_path / "truth.png")
    result = assess(AssessJob(str(make_map(blurred)), str(tmp_path / "truth.png")))
    assert counts(result) == confusion(patches, blurred)


def test_a_map_of_another_model_is_compared_by_the_names_of_its_classes(
    make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8]
) -> None:
    other = make_map(2 - patches, "truth.tif", ("Tree", "roof", "bare"))
    result = assess(AssessJob(str(make_map(blurred)), str(other)))
    assert counts(result) == confusion(patches, blurred)


def test_whole_numbers_may_be_written_as_fractions(
    make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8]
) -> None:
    truth = make_map(patches.astype(np.float32), "truth.tif", None, nodata=None)
    result = assess(AssessJob(str(make_map(blurred)), str(truth)))
    assert counts(result) == confusion(patches, blurred)
    broken = make_map(patches + np.float32(0.5), "broken.tif", None, nodata=None)
    with pytest.raises(EngineError, match="broken numbers"):
        assess(AssessJob(str(make_map(blurred)), str(broken)))


def test_class_numbers_of_a_map_without_names_are_those_of_the_reference(
    make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8]
) -> None:
    """Numbers with gaps: they stand for themselves, not for places in a list."""
    table = np.array([2, 7, 40], dtype=np.uint8)
    result = assess(
        AssessJob(str(make_map(table[blurred], names=None)), str(make_map(table[patches], "truth.tif", None)))
    )
    assert counts(result) == confusion(patches, blurred)


def test_polygons_of_another_crs_with_gaps_and_rubbish_serve(
    make_map: MakeMap, make_vector: MakeVector
) -> None:
    mapped = np.zeros((70, 90), dtype=np.uint8)
    mapped[:, 45:] = 1
    roof, bare = square(10, 40, 20, 20), square(40, 10, 10, 10)
    moved = [rasterio.warp.transform_geom("EPSG:32631", "EPSG:4326", s) for s in (roof, bare)]
    features = [
        (moved[0], "roof"),
        (moved[1], " BARE "),
        (None, "roof"),
        (moved[0], None),
        ({"type": "Point", "coordinates": (3.0, 51.0)}, "roof"),
        ({"type": "Polygon", "coordinates": [[(3, 51), (3, 51), (3, 51), (3, 51)]]}, "roof"),
    ]
    result = assess(AssessJob(str(make_map(mapped)), str(make_vector(features, crs="EPSG:4326"))))
    assert counts(result) == [[100, 0, 0], [100, 300, 0], [0, 0, 0]]
    said = " ".join(result.notes)
    for text in ("1 without geometry", "broken geometry", "1 points or lines", "1 polygons without a class"):
        assert text in said


def test_footprints_of_one_class_tell_false_alarms_when_the_rest_is_none_of_the_classes(
    make_map: MakeMap, make_vector: MakeVector
) -> None:
    mapped = np.zeros((70, 90), dtype=np.uint8)
    mapped[:20, :20] = 1
    polygons = make_vector([(square(0, 0, 20, 10), "roof")])
    result = assess(AssessJob(str(make_map(mapped)), str(polygons), rest="other"))
    assert (result.scores.precision["roof"], result.scores.recall["roof"]) == (0.5, 1.0)
    assert np.isnan(result.scores.precision["bare"])


def test_all_polygons_may_be_of_one_class(make_map: MakeMap, make_vector: MakeVector) -> None:
    polygons = make_vector([(square(0, 0, 5, 5), None)])
    result = assess(AssessJob(str(make_map(np.ones((9, 9), np.uint8))), str(polygons), mapping={"*": "roof"}))
    assert counts(result)[1] == [0, 25, 0]
    assert any("single class" in note for note in result.notes)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (
            [(square(0, 0, 5, 5), "lava"), (square(0, 0, 5, 5), "moss")],
            "not known: 'lava', 'moss'.*Map each to one of bare, roof, tree",
        ),
        ([(square(500, 0, 5, 5), "roof")], "None of the 1 polygons .* lies in the raster"),
        ([(square(0.6, 0.6, 0.2, 0.2), "roof")], "smaller than a pixel"),
        ([(square(0, 0, 5, 5), None)], "None of the polygons .* has a class"),
        ([], "holds no polygons"),
    ],
)
def test_polygons_that_do_not_serve_are_refused(
    features: list[tuple[dict[str, object], str | None]],
    said: str,
    make_map: MakeMap,
    make_vector: MakeVector,
    tmp_path: Path,
) -> None:
    job = AssessJob(
        str(make_map(np.ones((9, 9), np.uint8))), str(make_vector(features)), report=str(tmp_path / "r.html")
    )
    with pytest.raises(EngineError, match=said):
        assess(job)
    assert not (tmp_path / "r.html").exists()


def test_reference_numbers_unknown_to_the_map_are_listed(
    make_map: MakeMap, patches: NDArray[np.uint8]
) -> None:
    truth = patches.copy()
    truth[0, :2] = 8, 9
    with pytest.raises(EngineError, match="not known: '8', '9'"):
        assess(AssessJob(str(make_map(patches)), str(make_map(truth, "truth.tif", None))))


def test_of_many_unknown_numbers_some_are_listed_and_the_others_counted(make_map: MakeMap) -> None:
    classes = make_map(np.ones((1, 30), np.uint8))
    truth = make_map(np.arange(100, 130, dtype=np.uint8)[None], "truth.tif", None)
    with pytest.raises(EngineError, match=r"'100', .*'119' and 10 others\. Map each to"):
        assess(AssessJob(str(classes), str(truth)))


def test_an_image_given_as_reference_is_told_from_a_map_in_colours(make_map: MakeMap, tmp_path: Path) -> None:
    photo = tmp_path / "photo.tif"
    profile = {"driver": "GTiff", "width": 40, "height": 40, "count": 3, "dtype": "uint8"}
    with rasterio.open(photo, "w", crs="EPSG:32631", transform=PLACE, **profile) as file:
        step = np.arange(40, dtype=np.uint8)
        file.write(np.stack(np.broadcast_arrays(step[:, None], step, np.uint8(7))))
    with pytest.raises(EngineError, match=r"photo.tif' holds 1,600 colours, so it is an image") as refused:
        assess(AssessJob(str(make_map(np.ones((40, 40), np.uint8))), str(photo)))
    assert len(str(refused.value)) < 400


def test_a_reference_elsewhere_is_refused(make_map: MakeMap, patches: NDArray[np.uint8]) -> None:
    away = make_map(patches, "truth.tif", None, transform=PLACE * Affine.translation(5000, 0))
    with pytest.raises(EngineError, match="no valid pixel on the map"):
        assess(AssessJob(str(make_map(patches)), str(away)))


def test_a_reference_that_the_maps_crs_cannot_reach_is_refused(
    make_map: MakeMap, patches: NDArray[np.uint8]
) -> None:
    site = make_map(patches, "truth.tif", None, crs='LOCAL_CS["building site",UNIT["metre",1]]')
    with pytest.raises(
        EngineError, match="truth.tif' cannot be brought to the map's CRS.*Check the CRS of both"
    ):
        assess(AssessJob(str(make_map(patches)), str(site)))


def test_a_reference_of_four_bands_is_refused(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    path = tmp_path / "four.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=70,
        width=90,
        count=4,
        dtype="uint8",
        photometric="MINISBLACK",
        alpha="NO",
    ) as file:
        file.write(np.stack([patches] * 4))
    with pytest.raises(EngineError, match="has 4 bands"):
        assess(AssessJob(str(make_map(patches)), str(path)))


def test_real_polygons_of_another_crs_than_the_map_are_compared(shared_data: Path, make_map: MakeMap) -> None:
    """Amsterdam: the positive polygons of one scene, one without geometry, on a map that says building everywhere."""
    with rasterio.open(shared_data / "amsterdam/test_image_512x512.tif") as file:
        place = {"crs": file.crs, "transform": file.transform}
    path = make_map(np.ones((512, 512), np.uint8), **place)
    polygons = shared_data / "amsterdam/test_image_labels_positive_512x512.gpkg"
    result = assess(AssessJob(str(path), str(polygons), mapping={"*": "roof"}))
    assert result.scores.recall["roof"] == 1
    assert 1000 < result.scores.pixels < 512 * 512
