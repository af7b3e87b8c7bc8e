"""`rs-segmenter sample` and `rs-segmenter assess`, as a user calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import fiona
import numpy as np
import pytest
import rasterio
from affine import Affine
from click.testing import Result

from rs_segmenter.engine.preferences import LANGUAGE

Invoke = Callable[..., Result]
CLASSES = [
    {"value": 0, "name": "land", "colour": "#d9c9a3"},
    {"value": 1, "name": "water", "colour": "#2e86c1"},
]


@pytest.fixture
def class_map(tmp_path: Path) -> Path:
    """Land on the left, water on the right; 40 x 60 pixels of 10 m."""
    values = np.zeros((40, 60), dtype=np.uint8)
    values[:, 40:] = 1
    place = {"crs": "EPSG:32631", "transform": Affine(10, 0, 593000, 0, -10, 5747000), "nodata": 255}
    path = tmp_path / "map.tif"
    with rasterio.open(
        path, "w", driver="GTiff", height=40, width=60, count=1, dtype="uint8", **place
    ) as file:
        file.write(values, 1)
        file.update_tags(RS_SEGMENTER_CLASSES=json.dumps(CLASSES))
    return path


def answer(points: Path) -> None:
    """Take the map's word for all points but every tenth, which is land."""
    with fiona.open(points) as file:
        schema, crs, found = file.schema, file.crs, list(file)
    with fiona.open(points, "w", driver="GPKG", schema=schema, crs=crs, layer="reference") as file:
        for feature in found:
            values = dict(feature["properties"])
            values["class"] = "land" if values["id"] % 10 == 0 else values["map_class"]
            file.write({"geometry": dict(feature["geometry"]), "properties": values})


def test_points_are_drawn_answered_and_assessed(invoke: Invoke, class_map: Path, tmp_path: Path) -> None:
    points, report, table = (tmp_path / name for name in ("points.gpkg", "report.html", "table.csv"))
    drawn = invoke("sample", class_map, points, "--points", "200")
    assert drawn.exit_code == 0, drawn.output
    assert "water" in drawn.output and "1,600" in drawn.output and str(points) in drawn.output
    answer(points)
    done = invoke("assess", class_map, points, "--report", report, "--table", table)
    assert done.exit_code == 0, done.output
    assert "overall accuracy" in done.output and "95 % confidence" in done.output and "±" in done.output
    assert report.stat().st_size > 20_000 and table.stat().st_size > 100


def test_json_ends_with_the_result(invoke: Invoke, class_map: Path, tmp_path: Path) -> None:
    done = invoke("assess", class_map, class_map, "--json", "--erode-px", "3", "--leave-out", "water")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["event"] == "result"
    assert result["scores"]["accuracy"] == 1 and result["averaged"] == ["land"]
    done = invoke("sample", class_map, tmp_path / "p.gpkg", "--points", "20", "--json")
    assert json.loads(done.stdout.splitlines()[-1])["points"] == 20


def test_a_saved_job_reports_in_the_language_that_is_asked_for(
    invoke: Invoke, class_map: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE, "en")
    report, job = tmp_path / "report.html", tmp_path / "job.json"
    options = ("--report", report, "--overwrite", "--save-job", job)
    assert invoke("assess", class_map, class_map, *options).exit_code == 0
    assert '<html lang="en"' in report.read_text(encoding="utf-8")
    assert invoke("run", "--language", "zh_CN", job).exit_code == 0
    assert '<html lang="zh-CN"' in report.read_text(encoding="utf-8")
    refused = invoke("run", "--language", "fr", job)
    assert refused.exit_code == 2 and "'en', 'zh_CN'" in refused.output


def test_saved_jobs_run_again_and_give_the_same(
    invoke: Invoke, class_map: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert invoke("sample", "map.tif", "p.gpkg", "--points", "30", "--save-job", "s.json").exit_code == 0
    answer(Path("p.gpkg"))
    first = invoke("assess", "map.tif", "p.gpkg", "--table", "t.csv", "--save-job", "a.json")
    assert first.exit_code == 0, first.output
    before = Path("t.csv").read_bytes()
    Path("t.csv").unlink()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert invoke("run", "../a.json").exit_code == 0
    assert (tmp_path / "t.csv").read_bytes() == before
    (tmp_path / "p.gpkg").unlink()
    assert invoke("run", "../s.json").exit_code == 0
    assert (tmp_path / "p.gpkg").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("assess", "MAP", "MAP", "--map", "nonsense"), 2, "no pair"),
        (("assess", "MAP", "MAP", "--map", "0=lava", "--map", "1=land"), 1, "lava"),
        (("assess", "MAP", "nothing.gpkg"), 1, "no file"),
        (("assess", "MAP", "MAP", "--erode-px", "200"), 2, "200 pixels"),
        (("sample", "MAP", "p.txt"), 1, "not named as a GeoPackage"),
        (("sample", "MAP", "p.gpkg", "--expect", "water=much", "--allocation", "neyman"), 2, "much"),
        (("sample", "MAP", "p.gpkg", "--expect", "water=0.5"), 2, "do not matter"),
        (("sample", "MAP", "p.gpkg", "--points", "0"), 2, "--points"),
    ],
)
def test_bad_input_is_told_in_words(
    arguments: tuple[str, ...], code: int, said: str, invoke: Invoke, class_map: Path, tmp_path: Path
) -> None:
    done = invoke(*(str(class_map) if a == "MAP" else a for a in arguments))
    assert done.exit_code == code, done.output
    assert said in done.output
    assert [p.name for p in tmp_path.iterdir()] == ["map.tif"]
