"""How much of a job's time is the network's own: reading, preparing, blending and writing should hide behind it."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from measure import Ratio, median_ratio, mosaic, no_gpu, paired, time_job

from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.loading import load
from rs_segmenter.engine.plan import open_plan
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.runtime import Runtime

SIDE_PX = 4096
TARGET = ">= 0.9"
REPETITIONS = 7


def measure(folder: Path) -> Iterator[Ratio]:
    yield from efficiency(folder, "cpu")
    if torch.cuda.is_available():
        yield from efficiency(folder, "cuda")
    else:
        yield no_gpu("pipeline efficiency, GPU", TARGET)


def efficiency(folder: Path, device: str) -> Iterator[Ratio]:
    raster = mosaic(folder, SIDE_PX)
    job = SegmentJob(
        str(raster), str(folder / "classes.tif"), ground_resolution="native", device=device, overwrite=True
    )
    with open_plan(job, Progress()) as plan:
        tiles = [tile.raw for tile in load(plan) if tile.raw is not None]
        size, runtime = plan.segmenter.batch.tiles, plan.segmenter.runtime
        batches = [np.stack(tiles[i : i + size]) for i in range(0, len(tiles), size)]
        forward(runtime, batches[:1])
    time_job(job)
    whole_s: list[float] = []

    def run() -> float:
        own_s, all_s = time_job(job)
        whole_s.append(all_s)
        return own_s

    seconds = paired({"forward": lambda: forward(runtime, batches), "job": run}, REPETITIONS)
    forward_s, job_s, all_s = map(statistics.median, (seconds["forward"], seconds["job"], whole_s))
    yield Ratio(
        f"pipeline efficiency, {device}",
        median_ratio(seconds["forward"], seconds["job"]),
        TARGET,
        f"{len(tiles)} bare forward passes in {runtime.name}, {runtime.ahead} in flight, {forward_s:.2f} s / "
        f"whole job {job_s:.2f} s: {SIDE_PX} x {SIDE_PX} px, opening to renaming of files, without loading "
        f"and converting the model",
    )
    yield Ratio(
        f"the same with loading the model, {device}",
        median_ratio(seconds["forward"], whole_s),
        "",
        f"whole job {all_s:.2f} s with {all_s - job_s:.2f} s of loading, converted before: "
        f"{SIDE_PX**2 / all_s / 1e6:.2f} Mpx/s",
    )


def forward(runtime: Runtime, batches: list[np.ndarray]) -> float:
    """Run batches with as many in flight as a job has, and drop the results; returns seconds."""
    started = time.perf_counter()
    flying: deque = deque()
    for batch in batches:
        flying.append(runtime.start(batch))
        if len(flying) >= runtime.ahead:
            flying.popleft()()
    while flying:
        flying.popleft()()
    if runtime.device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - started
