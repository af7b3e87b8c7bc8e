"""Reference points: of any CRS, answered or not, on the map or beside it."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio.warp
from numpy.typing import NDArray

from rs_segmenter.engine.assess.assess import assess
from rs_segmenter.engine.assess.job import AssessJob
from rs_segmenter.engine.errors import EngineError, JobError

from .conftest import MakeMap, MakeVector, point, square


def test_points_of_another_crs_meet_the_pixel_they_lie_in(
    make_map: MakeMap, make_vector: MakeVector, patches: NDArray[np.uint8], blurred: NDArray[np.uint8]
) -> None:
    rng = np.random.default_rng(2)
    places = list(zip(rng.integers(0, 70, 80).tolist(), rng.integers(0, 90, 80).tolist()))
    names = ("bare", "roof", "tree")
    features = [
        (rasterio.warp.transform_geom("EPSG:32631", "EPSG:3857", point(r, c)), names[patches[r, c]])
        for r, c in places
    ]
    result = assess(AssessJob(str(make_map(blurred)), str(make_vector(features, crs="EPSG:3857"))))
    expected = np.zeros((3, 3), dtype=int)
    for r, c in places:
        expected[patches[r, c], blurred[r, c]] += 1
    assert [list(row[:3]) for row in result.scores.confusion[:3]] == expected.tolist()
    assert (result.unit, result.areas) == ("points", None)


def test_what_of_the_points_does_not_serve_is_told(make_map: MakeMap, make_vector: MakeVector) -> None:
    mapped = np.ones((20, 20), dtype=np.uint8)
    mapped[10:] = 255
    features = [
        (point(1, 1), "roof"),
        (point(2, 2), "tree"),
        ({"type": "MultiPoint", "coordinates": [point(3, 3)["coordinates"]]}, "roof"),
        (point(4, 4), None),
        (point(5, 5), "  "),
        (point(15, 5), "roof"),
        (point(40, 5), "roof"),
        (point(6, 6), "cloud"),
        (None, "roof"),
    ]
    job = AssessJob(str(make_map(mapped)), str(make_vector(features)), mapping={"cloud": "ignore"})
    result = assess(job)
    assert result.scores.pixels == 3
    said = " ".join(result.notes)
    for text in (
        "1 points without coordinates",
        "2 points without a class",
        "1 points ignored",
        "1 points outside the map",
        "1 points with a reference do not count, as the map has no class there",
    ):
        assert text in said


@pytest.mark.parametrize(
    ("features", "options", "said"),
    [
        (
            [(point(1, 1), None), (point(2, 2), "")],
            {},
            "None of the 2 points .* has a class in the field 'class'",
        ),
        ([(point(50, 1), "roof")], {}, "None of the 1 points .* lies on the map"),
        ([(point(15, 1), "roof")], {}, "the map has none"),
        ([(point(1, 1), "lava")], {}, "not known: 'lava'"),
        ([(point(1, 1), "x")], {"mapping": {"x": "ignore"}}, "ignores all 1 points"),
        ([(point(1, 1), "roof")], {"class_field": "kind"}, "no field 'kind'.*fields are class"),
        ([(point(1, 1), "roof")], {"rest": "other"}, "points, which know no ground between polygons"),
        ([(point(1, 1), "roof")], {"erode_px": 3}, "points, which know no borders"),
        ([(point(1, 1), "roof")], {"areas": "yes"}, "No point with a class lies where the map has bare"),
        ([(square(0, 0, 3, 3), "roof")], {"areas": "yes"}, "holds no points, from which areas"),
    ],
)
def test_points_that_do_not_serve_are_refused(
    features: list[tuple[dict[str, object], str | None]],
    options: dict[str, object],
    said: str,
    make_map: MakeMap,
    make_vector: MakeVector,
) -> None:
    mapped = np.ones((20, 20), dtype=np.uint8)
    mapped[0], mapped[10:] = 0, 255
    with pytest.raises(EngineError, match=said):
        assess(AssessJob(str(make_map(mapped)), str(make_vector(features)), **options))


def test_points_that_the_maps_crs_cannot_reach_are_left_out(
    make_map: MakeMap, make_vector: MakeVector
) -> None:
    lon, lat = rasterio.warp.transform("EPSG:32631", "EPSG:4326", [593001], [5746999])
    features = [
        ({"type": "Point", "coordinates": (lon[0], lat[0])}, "roof"),
        ({"type": "Point", "coordinates": (1e6, 1e6)}, "roof"),
    ]
    result = assess(
        AssessJob(str(make_map(np.ones((9, 9), np.uint8))), str(make_vector(features, crs="EPSG:4326")))
    )
    assert result.scores.pixels == 1


@pytest.mark.parametrize("options", [{"erode_px": -1}, {"erode_px": 101}, {"areas": "perhaps"}])
def test_options_out_of_range_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(JobError):
        AssessJob("map.tif", "truth.tif", **options)
