"""Jobs survive being written down, and say what is wrong with them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.job import Area, SegmentJob
from rs_segmenter.engine.job_json import from_json, to_json

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}


@pytest.mark.parametrize(
    "job",
    [
        SegmentJob("in.tif", "out.tif"),
        SegmentJob(
            "in.tif",
            "out.tif",
            model="m",
            bands=(3, 2, 1),
            area=Area((0.0, 1.0, 2.0, 3.5), crs="EPSG:4326"),
            ground_resolution="0.5",
            stretch="0,3000",
            tile_px=256,
            overlap_px=192,
            blend="mean",
            tta=True,
            device="cuda:1",
            precision="bfloat16",
            runtime="torch",
            batch=4,
            confidence="c.tif",
            probabilities="p.tif",
            probability_type="float32",
            overwrite=True,
        ),
        SegmentJob("in.tif", "out.tif", area=Area(polygons=(SQUARE, SQUARE))),
    ],
    ids=["defaults", "everything", "polygons"],
)
def test_a_job_read_again_is_the_same_job(job: SegmentJob) -> None:
    assert from_json(to_json(job), "job.json") == job


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"blend": "gauss"}, "no blending called 'gauss'.*crop, mean, hann"),
        ({"precision": "int8"}, "no precision called 'int8'"),
        ({"runtime": "onnx"}, "no runtime called 'onnx'"),
        ({"probability_type": "uint16"}, "no type of probabilities called 'uint16'"),
        ({"batch": 0}, "A batch of 0 tiles"),
        ({"bands": (1, 0)}, "start at 1, not 0"),
        ({"ground_resolution": "fine"}, "'fine' is no ground resolution"),
        ({"ground_resolution": "-1"}, "'-1' is no ground resolution"),
        ({"ground_resolution": "nan"}, "'nan' is no ground resolution"),
        ({"stretch": "5"}, "'5' is no stretch"),
        ({"stretch": "9,1"}, "'9,1' is no stretch"),
        ({"stretch": "a,b"}, "'a,b' is no stretch"),
        ({"confidence": "./out.tif"}, "Two outputs have the same name"),
    ],
)
def test_options_that_cannot_be_are_named(options: dict[str, Any], said: str) -> None:
    with pytest.raises(JobError, match=said):
        SegmentJob("in.tif", "out.tif", **options)


@pytest.mark.parametrize(
    "bounds", [(0, 0, 0, 1), (0, 5, 1, 4), (0, 0, float("nan"), 1), (0, 0, float("inf"), 1)]
)
def test_a_rectangle_must_have_an_inside(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(JobError, match="is no rectangle"):
        Area(bounds)


def test_an_area_is_one_thing() -> None:
    for both_or_none in ({}, {"bounds": (0, 0, 1, 1), "polygons": (SQUARE,)}):
        with pytest.raises(JobError, match="either a rectangle or polygons"):
            Area(**both_or_none)


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[["a", 0], [0, 1], [1, 1], ["a", 0]]]},
        {"type": "Polygon", "coordinates": [[[float("nan"), 0], [0, 1], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[5, 6, 7, 8]]},
        {"type": "MultiPolygon", "coordinates": [[]]},
        {"type": "MultiPolygon", "coordinates": [[[[0, 0], [0, 10**400], [1, 1], [0, 0]]]]},
    ],
    ids=["a point", "nothing", "no ring", "not closed", "text", "nan", "flat", "no part", "overflow"],
)
def test_a_broken_polygon_is_refused_before_gdal_meets_it(broken: dict[str, object]) -> None:
    with pytest.raises(JobError, match="Polygon 2 of the area is broken"):
        Area(polygons=(SQUARE, broken))


def test_polygons_may_have_heights_and_parts() -> None:
    high = {"type": "MultiPolygon", "coordinates": [[[[0, 0, 9], [0, 1, 9], [1, 1, 9], [0, 0, 9]]]]}
    assert Area(polygons=(high,)).polygons == (high,)


def test_numbers_in_options_are_read() -> None:
    job = SegmentJob("in.tif", "out.tif", ground_resolution="0.5", stretch="10, 3000")
    assert (job.resolution_m, job.stretch_range) == (0.5, (10.0, 3000.0))
    assert SegmentJob("in.tif", "out.tif").resolution_m is None
    assert SegmentJob("in.tif", "out.tif", stretch="none").stretch_range is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"verb": "paint"}, "does not say what to do"),
        ({"colour": "red"}, "unknown option 'colour'"),
        ({"raster": None}, "'raster' of the job 'j.json' is None"),
        ({"tile_px": "256"}, "'tile_px' of the job 'j.json' is '256'. It must be a whole number"),
        ({"tile_px": True}, "'tile_px' of the job 'j.json' is True"),
        ({"tta": 1}, "'tta' of the job 'j.json' is 1"),
        ({"bands": [1.5]}, "'bands' of the job 'j.json' is 1.5"),
        ({"area": [1, 2]}, "'area' of the job 'j.json'"),
        ({"area": {"bounds": [1, 2]}}, r"'bounds' of 'area' of the job 'j.json' is \[1, 2\]"),
        ({"area": {"polygons": "all"}}, "'polygons' of 'area' of the job 'j.json' is 'all'"),
        ({"area": {"bounds": [0, 0, 1, 1], "crs": 4326}}, "'crs' of 'area' of the job 'j.json' is 4326"),
    ],
)
def test_a_job_file_with_a_mistake_says_which(change: dict[str, Any], said: str) -> None:
    values = json.loads(to_json(SegmentJob("in.tif", "out.tif"))) | change
    with pytest.raises(JobError, match=said):
        from_json(json.dumps(values), "j.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "does not say what to do"),
        ('{"verb": "segment"}', "no 'output'"),
    ],
)
def test_a_file_that_is_no_job_is_refused(text: str, said: str) -> None:
    with pytest.raises(JobError, match=said):
        from_json(text, "j.json")
