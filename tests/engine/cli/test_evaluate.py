"""`rs-segmenter evaluate`, as a user calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from click.testing import Result

Invoke = Callable[..., Result]


def write_labels(raster: Path, path: Path) -> Path:
    """Labels of 60 x 90 pixels of the sample: some land, some water, the rest unknown."""
    with rasterio.open(raster) as file:
        profile = {**file.profile, "count": 1, "dtype": "uint8", "photometric": "MINISBLACK"}
        labels = np.full((file.height, file.width), 255, dtype=np.uint8)
    labels[100:160, 200:245], labels[100:160, 245:290] = 0, 4
    with rasterio.open(path, "w", **profile) as file:
        file.write(labels, 1)
    return path


def test_scores_are_told_as_a_table_and_a_report_is_written(
    invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    labels, report = write_labels(sample_raster, tmp_path / "labels.tif"), tmp_path / "scores.html"
    done = invoke(
        "evaluate", "--raster", sample_raster, "--labels", labels, "--report", report, "--runtime", "torch"
    )
    assert done.exit_code == 0, done.output
    assert "2,700" in done.output and "5,400" in done.output and "accuracy" in done.output
    assert report.stat().st_size > 50_000


def test_json_ends_with_the_scores_of_a_dataset_file(
    invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    write_labels(sample_raster, tmp_path / "labels.tif")
    dataset = tmp_path / "set.yaml"
    dataset.write_text(f"data:\n  - raster: {sample_raster}\n    labels: labels.tif\n", encoding="utf-8")
    done = invoke("evaluate", "--dataset", dataset, "--runtime", "torch", "--json")
    assert done.exit_code == 0, done.output
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["event"] == "result"
    assert events[-1]["model"] == "landcover-light"
    assert sum(map(sum, events[-1]["scores"]["confusion"])) == 5400
    assert events[-1]["labels"][0]["classes"][4] == {"name": "water", "polygons": 0, "pixels": 2700}


def test_a_saved_job_can_be_run_from_any_folder(
    invoke: Invoke, sample_raster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photo.tif").symlink_to(sample_raster)
    arguments = ["--raster", "photo.tif", "--labels", "absent.gpkg", "--report", "scores.html"]
    assert invoke("evaluate", *arguments, "--save-job", "job.json").exit_code == 1
    job = json.loads((tmp_path / "job.json").read_text())
    assert job["data"][0]["raster"] == str(tmp_path / "photo.tif")
    assert job["report"] == str(tmp_path / "scores.html")
    assert job["model"] == "default"


def test_without_labels_the_usage_is_told(invoke: Invoke, sample_raster: Path) -> None:
    done = invoke("evaluate", "--raster", sample_raster)
    assert done.exit_code == 2
    assert "needs its labels" in done.output


def test_labels_that_are_absent_are_named(invoke: Invoke, sample_raster: Path) -> None:
    done = invoke("evaluate", "--raster", sample_raster, "--labels", "absent.gpkg")
    assert done.exit_code == 1
    assert "absent.gpkg" in done.output and "Traceback" not in done.output
