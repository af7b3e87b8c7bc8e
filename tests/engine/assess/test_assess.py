"""The verb: protocol, areas, report, table, and nothing half written."""

from __future__ import annotations

import csv
import html.parser
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
from rs_segmenter.engine.errors import Cancelled, EngineError, JobError
from rs_segmenter.engine.ground import metres_per_degree
from rs_segmenter.engine.job_json import from_json, to_json
from rs_segmenter.engine.progress import Progress

from .conftest import NAMES, PLACE, MakeMap


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
    assert [c.area for c in found.classes] == [c.area for c in own.classes]


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


class Page(html.parser.HTMLParser):
    """What a page loads, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_report_is_one_file_that_says_what_the_result_says(
    map_path: str, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    points, report = tmp_path / "<b>points.gpkg", tmp_path / "report.html"
    sample(SampleJob(map_path, str(points), count=200))
    interpret(points, patches)
    found = assess(AssessJob(map_path, str(points), report=str(report), leave_out=("tree",)))
    text = report.read_text(encoding="utf-8")
    page = Page(text)
    assert len(page.loads) == 2 and all(load.startswith("data:image/png;base64,") for load in page.loads)
    assert "@import" not in text and "url(" not in text
    assert "<b>points" not in text and "<b>points.gpkg" in page.text
    assert found.areas is not None
    for number in (
        f"{found.scores.kappa:.3f}",
        f"{found.mean_iou:.3f}",
        f"{100 * found.areas.overall.value:.1f}",
    ):
        assert number in page.text
    assert "the classes but tree" in page.text


def test_the_table_holds_scores_areas_and_the_matrix(
    map_path: str, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    points, table = tmp_path / "points.gpkg", tmp_path / "table.csv"
    sample(SampleJob(map_path, str(points), count=200))
    interpret(points, patches)
    found = assess(AssessJob(map_path, str(points), table=str(table)))
    with open(table, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["class"] for row in rows] == [*NAMES, "all"]
    assert [int(rows[0][f"mapped as {n}"]) for n in NAMES] == list(found.scores.confusion[0][:3])
    assert float(rows[1]["iou"]) == pytest.approx(found.scores.iou["roof"], rel=1e-5)
    assert float(rows[3]["kappa"]) == pytest.approx(found.scores.kappa, rel=1e-5)
    assert found.areas is not None
    roof = found.areas.classes[1]
    assert float(rows[1]["estimated_area_m2"]) == pytest.approx(roof.area.value, rel=1e-5)
    assert float(rows[1]["estimated_area_margin95_m2"]) == pytest.approx(roof.area.margin, rel=1e-5)
    assert float(rows[3]["estimated_overall_accuracy"]) == pytest.approx(found.areas.overall.value, rel=1e-5)


def test_the_result_is_json_without_nan(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    ones = np.ones_like(patches)
    found = assess(AssessJob(str(make_map(ones)), str(make_map(ones, "truth.tif", None))))
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert plain["scores"]["kappa"] is None and plain["scores"]["iou"]["roof"] == 1
    assert any("single class" in note for note in found.notes)


def test_a_report_of_a_single_class_can_be_written(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    ones, report = np.ones_like(patches), tmp_path / "r.html"
    assess(AssessJob(str(make_map(ones)), str(make_map(ones, "truth.tif", None)), report=str(report)))
    assert "100.0 %" in report.read_text(encoding="utf-8")


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


def test_report_and_table_appear_together_or_not_at_all(
    map_path: str, truth_path: str, tmp_path: Path
) -> None:
    report, folder = tmp_path / "r.html", tmp_path / "locked"
    folder.mkdir()
    table = folder / "t.csv"
    job = AssessJob(map_path, truth_path, report=str(report), table=str(table))

    class RemovesFolder(Progress):
        """The disk goes away between the check and the end."""

        def stage(self, text: str) -> None:
            folder.rmdir()

    with pytest.raises(EngineError, match="cannot be written"):
        assess(job, RemovesFolder())
    assert not report.exists() and not [p for p in tmp_path.iterdir() if "part" in p.name]


def test_existing_files_stay_unless_they_may_be_replaced(
    map_path: str, truth_path: str, tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("mine")
    with pytest.raises(JobError, match="exists already"):
        assess(AssessJob(map_path, truth_path, table=str(table)))
    assert table.read_text() == "mine"
    assess(AssessJob(map_path, truth_path, table=str(table), overwrite=True))
    assert table.read_text().startswith("class,")


def test_a_cancelled_assessment_writes_nothing(map_path: str, truth_path: str, tmp_path: Path) -> None:
    class Stops(Progress):
        def update(self, done_px: int, total_px: int) -> None:
            self.cancel()

    with pytest.raises(Cancelled):
        assess(AssessJob(map_path, truth_path, table=str(tmp_path / "t.csv")), Stops())
    assert not (tmp_path / "t.csv").exists()


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
