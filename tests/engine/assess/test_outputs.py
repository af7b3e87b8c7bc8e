"""Report, table and result: complete, in one piece, or not there at all."""

from __future__ import annotations

import csv
import html.parser
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rs_segmenter.engine.assess.assess import assess
from rs_segmenter.engine.assess.job import AssessJob, SampleJob
from rs_segmenter.engine.assess.sample import sample
from rs_segmenter.engine.errors import Cancelled, EngineError, JobError
from rs_segmenter.engine.preferences import LANGUAGE
from rs_segmenter.engine.progress import Progress

from ..pages import english_words
from .conftest import NAMES, MakeMap, interpret


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


@pytest.mark.parametrize("of_points", [True, False])
def test_a_report_in_chinese_has_english_names_only_and_the_table_stays_english(
    map_path: str,
    truth_path: str,
    patches: NDArray[np.uint8],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    of_points: bool,
) -> None:
    monkeypatch.setenv(LANGUAGE, "zh_CN")
    points, report, table = (str(tmp_path / name) for name in ("points.gpkg", "r.html", "t.csv"))
    sample(SampleJob(map_path, points, count=200))
    interpret(Path(points), patches)
    reference, erode_px = (points, 0) if of_points else (truth_path, 1)
    job = AssessJob(map_path, reference, erode_px=erode_px, report=report, table=table, leave_out=("tree",))
    assess(job)
    page = Path(report).read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert english_words(page, [map_path, Path(map_path).name, reference, *NAMES]) == set()
    assert Path(table).read_text(encoding="utf-8").startswith("class,reference_")


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
