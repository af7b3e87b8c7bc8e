"""The commands train and finetune: their options, and runs in processes of their own that are stopped and killed."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from click.testing import Result
from numpy.typing import NDArray
from safetensors.torch import load_file

from rs_segmenter.engine.card import read_card
from rs_segmenter.engine.job_json import from_json
from rs_segmenter.engine.training.job import Labelled, TrainJob

from .conftest import PATIENCE_S, Invoke, Start

QUICK = ("crop_px=64", "batch=4", "val_every=4", "checkpoint_every=2", "warmup_steps=0")


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tiny networks on busy cores: threads that wait for each other take a hundred times as long as the work."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def polygons(sample_raster: Path, picture: NDArray[np.uint8], tmp_path: Path) -> Labelled:
    """Squares of 40 pixels all over the sample, of four classes by how bright they are."""
    with rasterio.open(sample_raster) as file:
        place, crs = file.transform, file.crs
    corners = [(row, col) for row in range(10, 560, 60) for col in range(10, 560, 60)]
    means = [float(picture[1, row : row + 40, col : col + 40].mean()) for row, col in corners]
    names = ("bare", "roof", "tree", "water")
    features = []
    for (row, col), rank in zip(corners, np.argsort(np.argsort(means))):
        ring = [place * (col + x, row + y) for x, y in ((0, 0), (40, 0), (40, 40), (0, 40), (0, 0))]
        features.append(
            {
                "type": "Feature",
                "properties": {"kind": names[4 * int(rank) // len(corners)]},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path = tmp_path / "polygons.geojson"
    name = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs.to_epsg()}"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": name, "features": features}))
    return Labelled(str(sample_raster), str(path), "kind")


@pytest.fixture
def options(tiny_model: Path, polygons: Labelled) -> list[str]:
    """A short fine-tuning of the tiny model from polygons."""
    pairs = {
        "--raster": polygons.raster,
        "--labels": polygons.labels,
        "--class-field": "kind",
        "--model": str(tiny_model),
        "--device": "cpu",
        "--block-px": "150",
    }
    sets = [part for text in QUICK for part in ("--set", text)]
    return [part for pair in pairs.items() for part in pair] + sets


def saved(invoke: Invoke, tmp_path: Path, *arguments: str) -> TrainJob:
    """The job that a command makes of its options; what it then does with it is of no interest."""
    path = tmp_path / "job.json"
    with contextlib.chdir(tmp_path):
        invoke(*arguments, "--save-job", path)
    job = from_json(path.read_text(), str(path))
    assert isinstance(job, TrainJob)
    return job


def test_the_job_holds_what_the_options_say(invoke: Invoke, tmp_path: Path) -> None:
    job = saved(
        invoke,
        tmp_path,
        *("finetune", "--raster", "a.tif", "--labels", "a.gpkg", "--map", "*=roof", "--rest", "other"),
        *(
            "--output",
            "out",
            "--steps",
            "7",
            "--set",
            "lr=0.1",
            "--class",
            "roof=#FF0000",
            "--class",
            "x=#00ff00",
        ),
        *(
            "--folds",
            "3",
            "--fold",
            "1",
            "--self-training-rounds",
            "2",
            "--band-roles",
            "red, nir",
            "--option",
            "encoder=resnet18",
        ),
    )
    assert job.data == (Labelled("a.tif", "a.gpkg", mapping={"*": "roof"}, rest="other"),)
    assert job.overrides == {"lr": "0.1", "steps": 7}
    assert [c.colour for c in job.classes] == ["#ff0000", "#00ff00"]
    assert (job.split.folds, job.band_roles, job.options) == (3, ("red", "nir"), {"encoder": "resnet18"})
    assert job.self_training is not None
    assert (job.model, job.recipe) == ("default", "finetune")


@pytest.mark.parametrize("option", [("--folds", "3"), ("--self-training-rounds", "1"), ()])
def test_bad_input_leaves_no_folder_whatever_the_kind_of_training(
    option: tuple[str, ...], invoke: Invoke, tmp_path: Path
) -> None:
    arguments = ("--raster", tmp_path / "absent.tif", "--labels", tmp_path / "absent.gpkg")
    done = invoke("finetune", *arguments, "--output", tmp_path / "new", *option)
    assert done.exit_code == 1 and "absent" in done.output
    assert not list(tmp_path.iterdir())


def test_train_starts_from_no_model(invoke: Invoke, tmp_path: Path) -> None:
    job = saved(invoke, tmp_path, "train", "--raster", "a.tif", "--labels", "b.png", "--output", "out")
    assert (job.model, job.recipe) == (None, "deeplabv3")


def test_options_win_over_the_file_of_a_dataset(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(
        "data: [{raster: a.tif, labels: b.png}]\nrecipe: sgd-80k\nseed: 5\noutput: there\nsplit: {folds: 4}\n"
    )
    job = saved(invoke, tmp_path, "finetune", "--dataset", str(path), "--seed", "6", "--fold", "2")
    assert (job.recipe, job.seed, job.output) == ("sgd-80k", 6, str(tmp_path / "there"))
    assert (job.split.folds, job.split.fold) == (4, 2)


def test_rasters_given_for_validation_leave_the_others_whole(invoke: Invoke, tmp_path: Path) -> None:
    job = saved(
        invoke,
        tmp_path,
        *("finetune", "--raster", "a.tif", "--labels", "a.gpkg", "--map", "*=roof", "--output", "out"),
        *("--val-raster", "b.tif", "--val-labels", "b.gpkg"),
    )
    assert [(item.raster, item.use) for item in job.data] == [("a.tif", "train"), ("b.tif", "val")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output", "o"], "nothing labelled"),
        (["--raster", "a", "--labels", "b"], "--output"),
        (["--raster", "a", "--raster", "b", "--raster", "c", "--labels", "a", "--labels", "b"], "3 rasters"),
        (["--raster", "a", "--labels", "b", "--output", "o", "--set", "lr"], "no pair"),
        (["--raster", "a", "--labels", "b", "--output", "o", "--val-share", "2"], "held out"),
        (["--raster", "a", "--labels", "b", "--output", "o", "--self-training-raster", "c"], "-rounds"),
        (
            [
                "--raster",
                "a",
                "--labels",
                "b",
                "--output",
                "o",
                "--folds",
                "3",
                "--self-training-rounds",
                "1",
            ],
            "do not go together",
        ),
    ],
)
def test_wrong_usage_is_said(invoke: Invoke, arguments: list[str], said: str) -> None:
    result: Result = invoke("finetune", *arguments)
    assert result.exit_code in (1, 2)
    assert said in result.output


def test_a_field_that_no_recipe_has_is_named(invoke: Invoke, options: list[str], tmp_path: Path) -> None:
    result = invoke("finetune", *options, "--output", tmp_path / "new", "--set", "salt=1")
    assert result.exit_code == 1
    assert "no 'salt'" in result.output


def test_polygons_make_a_model_and_the_job_can_be_run_again(
    invoke: Invoke, options: list[str], tmp_path: Path
) -> None:
    first = invoke(
        *("finetune", *options, "--steps", "4", "--output", tmp_path / "one"),
        *("--save-job", tmp_path / "job.json", "--json"),
    )
    assert first.exit_code == 0, first.output
    events = [json.loads(line) for line in first.stdout.splitlines()]
    kinds = [e["event"] for e in events]
    assert kinds.count("metrics") == 4
    assert kinds[-1] == "result"
    step = next(e for e in events if e["event"] == "metrics")
    assert (step["step"], step["steps"]) == (1, 4)
    assert set(next(e for e in events if e["event"] == "validation")["iou"]) == {
        "bare",
        "roof",
        "tree",
        "water",
    }
    values = json.loads((tmp_path / "job.json").read_text())
    (tmp_path / "job.json").write_text(json.dumps(values | {"output": str(tmp_path / "two")}))
    again = invoke("run", tmp_path / "job.json")
    assert again.exit_code == 0, again.output
    assert "start model" in again.stdout
    digests = [read_card(tmp_path / name).weights_sha256 for name in ("one", "two")]
    assert digests[0] == digests[1]


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def read_until(process: subprocess.Popen[str], happened: Callable[[dict[str, object]], bool]) -> None:
    assert process.stdout
    for line in process.stdout:
        if happened(json.loads(line)):
            return
    raise AssertionError(f"ended before it could be interrupted: {process.communicate()[1]}")


def test_a_killed_run_resumes_to_the_same_weights(start: Start, options: list[str], tmp_path: Path) -> None:
    def run(name: str, *more: str) -> subprocess.Popen[str]:
        return start("finetune", *options, "--steps", "12", "--output", tmp_path / name, "--json", *more)

    whole = run("whole")
    assert whole.wait(300) == 0
    killed = run("broken")
    read_until(killed, lambda e: e["event"] == "metrics" and e["step"] == 7)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert not (tmp_path / "broken").exists()
    resumed = run("broken", "--resume")
    output, said = resumed.communicate(timeout=PATIENCE_S)
    assert resumed.returncode == 0, said
    steps = [e["step"] for e in map(json.loads, output.splitlines()) if e["event"] == "metrics"]
    assert steps[0] > 1
    first, second = (load_file(tmp_path / name / "weights.safetensors") for name in ("whole", "broken"))
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_writes_the_best_so_far(
    number: signal.Signals, start: Start, options: list[str], tmp_path: Path
) -> None:
    process = start("finetune", *options, "--steps", "5000", "--output", tmp_path / "new", "--json")
    read_until(process, lambda e: e["event"] == "validation")
    process.send_signal(number)
    output, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    result = json.loads(output.splitlines()[-1])
    assert (result["event"], result["ending"]) == ("result", "stopped")
    assert "Traceback" not in said
    assert read_card(tmp_path / "new").name == "new"


def test_two_processes_train_together(start: Start, options: list[str], tmp_path: Path) -> None:
    process = start(
        *("finetune", *options, "--steps", "4", "--devices", "2", "--output", tmp_path / "new", "--json")
    )
    output, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    result = json.loads(output.splitlines()[-1])
    assert (result["steps"], result["ending"]) == (4, "done")
    assert (tmp_path / "new.training/rank-1.log").exists()
