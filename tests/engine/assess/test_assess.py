"""The verb: protocol, areas, report, table, and nothing half written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import pytest
from affine import Affine
from numpy.typing import NDArray
from PIL import Image

from rs_segmenter.engine.assess.assess import AssessResult, assess
from rs_segmenter.engine.assess.job import AssessJob, SampleJob
from rs_segmenter.engine.assess.sample import sample
from rs_segmenter.engine.errors import EngineError
from rs_segmenter.engine.ground import metres_per_degree
from rs_segmenter.engine.job_json import from_json, to_json

from .conftest import NAMES, MakeMap, interpret


def test_a_class_left_out_of_the_means_stays_in_the_matrix(map_path: str, truth_path: str) -> None:
    """As the ISPRS benchmarks treat clutter."""
    whole = assess(AssessJob(map_path, truth_path))
    found = assess(AssessJob(map_path, truth_path, leave_out=("TREE",)))
    assert found.scores == whole.scores
    assert found.averaged == ("bare", "roof")
    assert found.mean_iou == pytest.approx(np.mean([whole.scores.iou[n] for n in ("bare", "roof")]))
    assert found.mean_f1 == pytest.approx(np.mean([whole.scores.f1[n] for n in ("bare", "roof")]))


def test_eroding_borders_away_leaves_the_errors_inside(
    make_map: MakeMap, patches: NDArray[np.uint8], truth_path: str
) -> None:
    """A map that is wrong at borders only is right by the ISPRS protocol."""
    shifted = np.roll(patches, 1, axis=1)
    shifted[:, 0] = patches[:, 0]
    path = str(make_map(shifted))
    assert assess(AssessJob(path, truth_path)).scores.accuracy < 0.95
    found = assess(AssessJob(path, truth_path, erode_px=3))
    assert found.scores.accuracy == 1
    assert any("near borders" in note for note in found.notes)


def test_areas_are_estimated_from_points_that_sample_drew(
    make_map: MakeMap, map_path: str, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    points = tmp_path / "points.gpkg"
    sample(SampleJob(map_path, str(points), count=600, blind=True))
    interpret(points, patches, leave_empty=20)
    found = assess(AssessJob(map_path, str(points)))
    assert found.areas is not None and found.areas.unit == "m2"
    assert found.scores.pixels == 580
    total_m2 = sum(c.mapped for c in found.areas.classes)
    assert total_m2 == pytest.approx(found.areas.total) == pytest.approx(patches.size * 0.25, rel=0.002)
    assert sum(c.area.value for c in found.areas.classes) == pytest.approx(total_m2)
    for k, each in enumerate(found.areas.classes):
        true_m2 = (patches == k).mean() * total_m2
        assert abs(each.area.value - true_m2) < 1.5 * each.area.margin
        assert each.area.margin < 0.2 * true_m2
    assert assess(AssessJob(map_path, str(points), areas="no")).areas is None


def test_points_drawn_from_one_map_tell_areas_for_another_with_its_strata(
    make_map: MakeMap, map_path: str, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    points, better = tmp_path / "points.gpkg", str(make_map(patches, "better.tif"))
    sample(SampleJob(map_path, str(points), count=400))
    interpret(points, patches)
    without = assess(AssessJob(better, str(points)))
    assert without.areas is None
    assert any("not drawn from" in n and "better.tif" in n for n in without.notes)
    with pytest.raises(EngineError, match="not drawn from"):
        assess(AssessJob(better, str(points), areas="yes"))
    found = assess(AssessJob(better, str(points), strata=map_path)).areas
    own = assess(AssessJob(map_path, str(points))).areas
    assert found is not None and own is not None
    assert (found.overall.value, found.overall.margin) == (pytest.approx(1), pytest.approx(0, abs=1e-9))
    for ours, theirs in zip(found.classes, own.classes):
        assert ours.area.value == pytest.approx(theirs.area.value)
        assert ours.area.standard_error == pytest.approx(theirs.area.standard_error)


def test_strata_on_other_pixels_are_refused(
    make_map: MakeMap, map_path: str, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    points = tmp_path / "points.gpkg"
    sample(SampleJob(map_path, str(points), count=100))
    interpret(points, patches)
    small = str(make_map(patches[:50], "small.tif"))
    with pytest.raises(EngineError, match="do not lie on the pixels"):
        assess(AssessJob(map_path, str(points), strata=small, areas="yes"))


def test_areas_of_a_map_in_degrees_are_those_of_the_ellipsoid(make_map: MakeMap, tmp_path: Path) -> None:
    values = np.repeat(np.arange(2, dtype=np.uint8), 200).reshape(20, 20)
    place = Affine(0.01, 0, 10, 0, -0.01, 60)
    path = str(make_map(values, names=("a", "b"), crs="EPSG:4326", transform=place))
    points = tmp_path / "points.gpkg"
    sample(SampleJob(path, str(points), count=40))
    with fiona.open(points) as file:
        schema, crs, found = file.schema, file.crs, list(file)
    with fiona.open(points, "w", driver="GPKG", schema=schema, crs=crs, layer="reference") as file:
        for feature in found:
            values_of = dict(feature["properties"])
            values_of["class"] = values_of["map_class"]
            file.write({"geometry": dict(feature["geometry"]), "properties": values_of})
    areas = assess(AssessJob(path, str(points))).areas
    assert areas is not None
    east, north = metres_per_degree(60 - 0.01 * (np.arange(20) + 0.5))
    expected = 20 * 1e-4 * east * north
    assert [c.area.value for c in areas.classes] == pytest.approx(
        [expected[:10].sum(), expected[10:].sum()], rel=1e-4
    )


def test_a_map_without_a_place_has_areas_in_pixels(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    path, points = str(make_map(patches, crs=None)), tmp_path / "points.gpkg"
    sample(SampleJob(path, str(points), count=90))
    interpret(points, patches)
    areas = assess(AssessJob(path, str(points))).areas
    assert areas is not None
    assert (areas.unit, areas.total) == ("pixels", patches.size)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"report": "r.pdf"}, "not named as an HTML file"),
        ({"table": "t.xls"}, "not named as a CSV file"),
        ({"report": "nowhere/r.html"}, "does not exist"),
        ({"leave_out": ("lava",)}, "no class 'lava'"),
        ({"leave_out": NAMES}, "All classes are left out"),
        ({"erode_px": 20}, "all of it lies within 20 pixels of a border"),
        ({"rest": "other"}, "no ground between polygons"),
        ({"areas": "yes"}, "holds no points"),
        ({"reference": "nothing.tif"}, "cannot be read"),
        ({"reference": "nothing.gpkg"}, "no file"),
        ({"classes": "nothing.tif"}, "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    options: dict[str, Any], said: str, map_path: str, truth_path: str, tmp_path: Path
) -> None:
    for name in ("report", "table"):
        if name in options:
            options = options | {name: str(tmp_path / options[name])}
    before = sorted(tmp_path.iterdir())
    values = {"classes": map_path, "reference": truth_path, "table": str(tmp_path / "t.csv")} | options
    with pytest.raises(EngineError, match=said):
        assess(AssessJob(**values))
    assert sorted(tmp_path.iterdir()) == before


def test_a_map_that_is_all_nodata_is_refused(
    make_map: MakeMap, patches: NDArray[np.uint8], truth_path: str
) -> None:
    with pytest.raises(EngineError, match="holds no class"):
        assess(AssessJob(str(make_map(np.full_like(patches, 255), names=None)), truth_path))
    with pytest.raises(EngineError, match="the map has none"):
        assess(AssessJob(str(make_map(np.full_like(patches, 255))), truth_path))


def test_jobs_survive_json() -> None:
    for job in (
        AssessJob("m.tif", "r.gpkg", mapping={"1": "roof"}, leave_out=("a", "b"), erode_px=3, strata="s.tif"),
        SampleJob("m.tif", "p.gpkg", allocation="neyman", expected={"a": 0.5}, minimum=3, blind=True),
    ):
        assert from_json(to_json(job), "job.json") == job


def test_what_segment_writes_from_real_ground_can_be_assessed(shared_data: Path, make_map: MakeMap) -> None:
    """Dubai: labels of a scene as a PNG, 255 unlabelled, against a map that is them with a fifth changed."""
    path = sorted((shared_data / "dubai/val").glob("*_labels.png"))[0]
    labels = np.asarray(Image.open(path))
    wrong = np.random.default_rng(1).random(labels.shape) < 0.2
    names = json.loads((shared_data / "dubai/classes.json").read_text(encoding="utf-8"))["classes"]
    mapped = np.where(wrong | (labels == 255), 0, labels).astype(np.uint8)
    found: AssessResult = assess(
        AssessJob(str(make_map(mapped, names=names, crs=None, transform=None)), str(path))
    )
    known = labels != 255
    assert found.scores.pixels == int(known.sum())
    assert found.scores.accuracy == pytest.approx((mapped == labels)[known].mean())
