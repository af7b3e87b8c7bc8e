"""The sample raster with labels made from its own brightness, and a training that takes seconds."""

from __future__ import annotations

import dataclasses
import resource
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import torch
from numpy.typing import NDArray

from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.training.job import Labelled, Split, TrainJob

QUICK = {"steps": 8, "batch": 4, "crop_px": 64, "val_every": 4, "checkpoint_every": 2, "warmup_steps": 0}
MakeJob = Callable[..., TrainJob]


class Heard(Progress):
    """Remembers what it is told, and stops the training after a step."""

    def __init__(self, stop_after: int = 0) -> None:
        super().__init__()
        self.stop_after = stop_after
        self.losses: list[float] = []
        self.validated: list[int] = []
        self.said: list[str] = []

    def metrics(self, step: int, steps: int, loss: float, lr: float, left_s: float) -> None:
        self.losses.append(loss)
        if step == self.stop_after:
            self.cancel()

    def validation(self, step: int, miou: float, iou: Mapping[str, float], loss: float, best: bool) -> None:
        self.validated.append(step)

    def info(self, text: str) -> None:
        self.said.append(text)

    def warn(self, text: str) -> None:
        self.said.append(text)


@contextmanager
def files_up_to(size_bytes: int) -> Iterator[None]:
    """A disk with little room. Not for a whole test: what pytest writes may go to a file, too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny networks on busy cores: threads that wait for each other take a hundred times as long as the work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def labelled(sample_raster: Path, picture: NDArray[np.uint8], tmp_path: Path) -> Labelled:
    """Labels 0 ... 3 by the quartile of the green band: something that can be learnt."""
    path = tmp_path / "labels.tif"
    green = picture[1]
    labels = np.digitize(green, np.quantile(green, (0.25, 0.5, 0.75))).astype(np.uint8)
    with rasterio.open(sample_raster) as file:
        profile = {"crs": file.crs, "transform": file.transform}
    with rasterio.open(path, "w", "GTiff", 600, 600, 1, dtype="uint8", nodata=255, **profile) as file:
        file.write(labels[None])
    return Labelled(str(sample_raster), str(path), licence="CC0-1.0", source="made for a test")


@pytest.fixture
def make_job(tiny_model: Path, labelled: Labelled, tmp_path: Path) -> MakeJob:
    """A short fine-tuning of the tiny model on the CPU; options win."""

    def make(**options: Any) -> TrainJob:
        usual: dict[str, Any] = {
            "output": str(tmp_path / "new"),
            "model": str(tiny_model),
            "overrides": QUICK | options.pop("overrides", {}),
            "split": Split(block_px=150),
            "device": "cpu",
        }
        return dataclasses.replace(TrainJob((labelled,), **usual), **options)

    return make
