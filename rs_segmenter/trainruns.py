"""Trainings on disk: those that were interrupted can be gone on with."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from .engine.registry import user_models
from .engine.training.recipe import RECIPES

# As the engine names what lies in a run's working folder; importing it from there would load torch.
_WORKING = ".training"
_JOB_FILE, _RESULT_FILE, _CHECKPOINTS = "job.json", "result.json", "step-*.ckpt"
_LOG_FILE = "metrics.csv"
# The parts of a self-training or a cross-validation, each with a working folder of its own in the whole's.
_PARTS = ("round-[0-9]", "fold-[0-9]", "round-[0-9][0-9]", "fold-[0-9][0-9]")
_LABELS = ".labels.gpkg"
_EXTENTS = ".extents.gpkg"


@dataclass(frozen=True)
class UnfinishedRun:
    """A training that was interrupted or stopped.

    Attributes:
        folder: Its working folder.
        part: The working folder of the part that was on; `folder` where it has no parts.
        name: Name of the model it was to make.
        title: The model's title.
        step: Step of the last checkpoint; all steps where a part was over and the next had not begun.
        steps: Steps it was to do; of a run of several parts, in each.
    """

    folder: Path
    part: Path
    name: str
    title: str
    step: int
    steps: int


def model_folder(name: str) -> Path:
    """Where a new model of that name goes."""
    return user_models() / name


def labels_file(output: Path) -> Path:
    """Where the labels of a training are kept, as they were when it began."""
    return output.with_name(output.name + _LABELS)


def extents_file(output: Path) -> Path:
    """Where the polygons are kept within which unlabelled ground is of a class."""
    return output.with_name(output.name + _EXTENTS)


def unfinished_runs() -> list[UnfinishedRun]:
    """Find the trainings among the user's models that can be gone on with, the newest first."""
    root = user_models()
    folders = [p for p in root.glob(f"*{_WORKING}") if p.is_dir()] if root.is_dir() else []
    found = [run for folder in folders if (run := _read_run(folder)) is not None]
    return sorted(found, key=lambda run: run.folder.stat().st_mtime, reverse=True)


def unfinished_run(output: Path) -> UnfinishedRun | None:
    """The training for a model folder that can be gone on with, wherever that folder is to be."""
    return _read_run(output.with_name(output.name + _WORKING))


def _read_run(folder: Path) -> UnfinishedRun | None:
    parts = [p for pattern in _PARTS for p in sorted(folder.glob(pattern + _WORKING))]
    part = parts[-1] if parts else folder
    over = (part / _RESULT_FILE).exists()
    steps_done = sorted(p.stem.removeprefix("step-") for p in part.glob(_CHECKPOINTS))
    begun = steps_done or over or len(parts) > 1
    if not begun or not all(map(str.isdecimal, steps_done)) or (folder / _RESULT_FILE).exists():
        return None
    try:
        job = json.loads((folder / _JOB_FILE).read_text(encoding="utf-8"))
        steps = int(job["overrides"].get("steps", RECIPES[job["recipe"]].steps))
        name = Path(job["output"]).name
        done = steps if over else int(max(steps_done, default=0))
        return UnfinishedRun(folder, part, name, str(job["title"] or name), done, steps)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # no run of this version: its folder is left alone


def resumed_job(run: UnfinishedRun) -> str:
    """The job that goes on with a run, as JSON.

    Raises:
        OSError: When it cannot be read any more.
    """
    values = json.loads((run.folder / _JOB_FILE).read_text(encoding="utf-8"))
    return json.dumps(values | {"resume": True})


def history(run: UnfinishedRun) -> list[dict[str, float]]:
    """What the run has logged up to its last checkpoint: step, loss, val_loss, mIoU, IoU of each class."""
    try:
        text = (run.part / _LOG_FILE).read_text(encoding="utf-8")
    except OSError:
        return []
    rows = csv.DictReader(text[: text.rfind("\n") + 1].splitlines())
    found = [{name: float(value) for name, value in row.items() if value} for row in rows]
    return [row for row in found if row["step"] <= run.step]


def discard(run: UnfinishedRun) -> None:
    """Delete a run for good, with its checkpoints and its copy of the labels; a model it has made stays.

    Raises:
        OSError: When it cannot be deleted.
    """
    shutil.rmtree(run.folder)
    output = run.folder.with_suffix("")
    for path in (labels_file(output), extents_file(output)):
        path.unlink(missing_ok=True)
