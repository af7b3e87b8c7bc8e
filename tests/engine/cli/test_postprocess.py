"""`rs-segmenter postprocess`, as a user calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from click.testing import Result

Invoke = Callable[..., Result]
MakeRaster = Callable[..., Path]


@pytest.fixture
def classes(make_raster: MakeRaster) -> Path:
    """A field with a speck and a wood."""
    labels = np.zeros((1, 40, 40), np.uint8)
    labels[0, 10, 10], labels[0, 20:, 20:] = 1, 2
    return make_raster(labels, "classes.tif", nodata=255)


def test_what_changed_is_told_as_a_table(invoke: Invoke, classes: Path, tmp_path: Path) -> None:
    done = invoke("postprocess", classes, tmp_path / "out.tif", "--fill-holes-m2", 2, "--connectivity", 8)
    assert done.exit_code == 0, done.output
    assert "class 1" in done.output and "1 of 1,600 pixels changed" in done.output
    with rasterio.open(tmp_path / "out.tif") as file:
        assert sorted(np.unique(file.read())) == [0, 2]


def test_json_ends_with_the_classes_and_a_saved_job_does_the_same_again(
    invoke: Invoke, classes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ("--merge", "class 1=class 2", "--min-area-px", 3, "--save-job", "job.json", "--json")
    done = invoke("postprocess", "classes.tif", "out.tif", *options)
    assert done.exit_code == 0, done.output
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["event"] == "result" and last["pixels_changed"] == 1
    assert [c["pixels_after"] for c in last["classes"]] == [1200, 0, 400]
    first = (tmp_path / "out.tif").read_bytes()
    (tmp_path / "out.tif").unlink()
    monkeypatch.chdir("/")
    again = invoke("run", tmp_path / "job.json")
    assert again.exit_code == 0, again.output
    assert (tmp_path / "out.tif").read_bytes() == first


def test_without_anything_to_do_the_usage_is_told(invoke: Invoke, classes: Path, tmp_path: Path) -> None:
    done = invoke("postprocess", classes, tmp_path / "out.tif")
    assert done.exit_code == 2 and "Nothing is to be done" in done.output


def test_a_class_that_is_not_there_is_named(invoke: Invoke, classes: Path, tmp_path: Path) -> None:
    done = invoke("postprocess", classes, tmp_path / "out.tif", "--merge", "tree=class 1")
    assert done.exit_code == 1
    assert "'tree'" in done.output and "class 0, class 1, class 2" in done.output
    assert not (tmp_path / "out.tif").exists()
