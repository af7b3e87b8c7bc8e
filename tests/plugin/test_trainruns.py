"""Trainings on disk, as the tab lists them after QGIS was closed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rs_segmenter.trainruns import history, unfinished_runs

from .conftest import models

CHECKPOINT = "step-00000004.ckpt"


@pytest.fixture
def folder(tiny_model: Path) -> Path:
    """The working folder of a run of 8 steps that has only just begun."""
    folder = models() / "roofs.training"
    folder.mkdir()
    job = {
        "output": str(models() / "roofs"),
        "title": "Roofs",
        "recipe": "finetune",
        "overrides": {"steps": 8},
    }
    (folder / "job.json").write_text(json.dumps(job))
    return folder


def make(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(
            "step,loss,lr,val_loss,mIoU\n2,0.5,0.1,,\n" if name.endswith("csv") else "{}"
        )


def steps() -> list[tuple[int, int]]:
    return [(run.step, run.steps) for run in unfinished_runs()]


def test_a_run_without_a_checkpoint_cannot_be_gone_on_with(folder: Path) -> None:
    assert unfinished_runs() == []
    make(folder, CHECKPOINT)
    assert steps() == [(4, 8)]
    make(folder, "result.json")
    assert unfinished_runs() == []


def test_a_run_in_rounds_is_found_whichever_round_was_on(folder: Path) -> None:
    first, second = folder / "round-0.training", folder / "round-1.training"
    make(first, "job.json")
    assert unfinished_runs() == []
    make(first, CHECKPOINT, "metrics.csv")
    assert steps() == [(4, 8)]
    (first / CHECKPOINT).unlink()
    make(first, "result.json")
    assert steps() == [(8, 8)], "while ground is being labelled"
    make(second, "job.json")
    assert steps() == [(0, 8)]
    make(second, CHECKPOINT, "metrics.csv")
    (run,) = unfinished_runs()
    assert (run.folder, run.part, run.step) == (folder, second, 4)
    assert history(run)[0]["loss"] == 0.5
    make(second, "result.json")
    make(folder, "result.json")
    assert unfinished_runs() == []
