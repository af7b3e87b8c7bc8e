"""Steps of training per second with crops read from files, against the same steps on one batch held in memory."""

from __future__ import annotations

import itertools
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fiona
import rasterio
import torch
from measure import Ratio, median_ratio, mosaic, no_gpu, paired

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.training import scene
from rs_segmenter.engine.training.feed import Batch, Share, feed
from rs_segmenter.engine.training.job import Labelled, TrainJob
from rs_segmenter.engine.training.loop import Training
from rs_segmenter.engine.training.planning import Plan, make_plan
from rs_segmenter.engine.training.ranks import Rank
from rs_segmenter.engine.training.train import begin

SIDE_PX = 6144
POLYGON_PX, APART_PX = 90, 150
CLASSES = tuple(LabelClass(i, name, "#808080") for i, name in enumerate(("land", "building", "road")))
# Steps before the clock runs, and steps of each repetition: the reader is never more than three batches ahead.
WARM_STEPS = 3
STEPS = {"cpu": 8, "cuda": 200}
TARGET = ">= 0.85"


def measure(folder: Path) -> Iterator[Ratio]:
    # Nothing is held decoded in memory: every crop is read from the file, as where rasters are large.
    scene.HELD_BYTES = 0
    raster = mosaic(folder, SIDE_PX)
    data = (Labelled(str(raster), str(polygons(folder, raster)), class_field="class"),)
    trainings: dict[str, dict[str, Any]] = {
        "DeepLabV3+, recipe finetune": {"recipe": "finetune"},
        "ResUNet-a d6 cmtsk, N = 8": {
            "model": None,
            "architecture": "ResUNet-a d6",
            "options": {"initial_filters": 8, "head": "cmtsk"},
            "classes": CLASSES,
            "recipe": "resuneta",
            "overrides": {"batch": 4},
        },
    }
    for device in ("cpu", "cuda"):
        for name, options in trainings.items():
            line = f"training {name}{' on a GPU' if device == 'cuda' else ''}"
            if device == "cuda" and not torch.cuda.is_available():
                yield no_gpu(line, TARGET)
                continue
            job = TrainJob(data, str(folder / "model"), device=device, **options)
            yield compare(line, job, folder / f"{device} {name[:6]}")


def compare(line: str, job: TrainJob, folder: Path) -> Ratio:
    """Steps from files and steps on a fixed batch, in turn, by one training."""
    torch.set_num_threads(os.cpu_count() or 1)
    plan = make_plan(job, Progress())
    training = begin(job, plan, folder, Rank())
    kind, steps = job.device, STEPS[job.device]
    with batches(plan, on_cpu=kind == "cpu") as from_files:
        fixed = itertools.repeat(next(from_files))
        seconds = paired(
            {
                "files": lambda: time_steps(training, from_files, steps),
                "memory": lambda: time_steps(training, fixed, steps),
            }
        )
    per_s = {way: steps / statistics.median(spent) for way, spent in seconds.items()}
    how = (
        f"{per_s['files']:.2f} steps/s from a raster of {SIDE_PX} x {SIDE_PX} pixels, {per_s['memory']:.2f} on a "
        f"batch in memory; {plan.recipe.batch} crops of {plan.recipe.crop_px} pixels a step"
    )
    return Ratio(line, median_ratio(seconds["memory"], seconds["files"]), TARGET, how)


def batches(plan: Plan, *, on_cpu: bool) -> Any:
    """The feed of a training, as its loop has it."""
    multi_task = hasattr(plan.network, "forward_tasks")
    return feed(plan.ground.crops, Share(plan.recipe.batch), 0, plan.recipe.steps, multi_task, on_cpu)


def time_steps(training: Training, source: Iterator[Batch], steps: int) -> float:
    """Seconds of some steps of the loop, without validation and checkpoints."""
    step: Callable[[], object] = lambda: training._advance(source, cancelled=False)  # noqa: E731
    for _ in range(WARM_STEPS):
        step()
    started = time.perf_counter()
    for _ in range(steps):
        step()
    return time.perf_counter() - started


def polygons(folder: Path, raster: Path) -> Path:
    """Write squares of the classes in turn, side by side over the whole raster."""
    path = folder / "polygons.gpkg"
    schema = {"geometry": "Polygon", "properties": {"class": "str"}}
    with rasterio.open(raster) as file:
        place, crs = file.transform, file.crs.to_wkt()
    with fiona.open(path, "w", "GPKG", schema, crs_wkt=crs) as file:
        starts = range(0, SIDE_PX - POLYGON_PX, APART_PX)
        for number, (row, col) in enumerate(itertools.product(starts, starts)):
            corners = ((0, 0), (POLYGON_PX, 0), (POLYGON_PX, POLYGON_PX), (0, POLYGON_PX), (0, 0))
            ring = [place * (col + x, row + y) for x, y in corners]
            name = CLASSES[number % len(CLASSES)].name
            geometry = {"type": "Polygon", "coordinates": [ring]}
            file.write({"type": "Feature", "geometry": geometry, "properties": {"class": name}})
    return path
