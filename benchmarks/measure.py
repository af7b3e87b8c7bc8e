"""What the benchmarks share: ratios, paired repetitions, a job's clock, rasters made from the sample that ships."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio

from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.segment import segment_raster

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLE = REPOSITORY / "resources/samples/rotterdam.tif"
REPETITIONS = 3


@dataclass(frozen=True)
class Ratio:
    """One line of the table.

    Attributes:
        name: What is measured.
        value: The number, or None where it could not be measured; `how` says why.
        target: What it should be, such as `>= 0.9`; empty where it is only reported.
        how: What was compared, with the figures behind the ratio.
        unit: Follows the number: `x`, ` %`, ` MB`.
    """

    name: str
    value: float | None
    target: str
    how: str
    unit: str = "x"

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none, or nothing was measured."""
        if self.value is None or not self.target:
            return None
        sign, limit = self.target.split()[:2]
        return self.value >= float(limit) if sign == ">=" else self.value < float(limit)


def no_gpu(name: str, target: str = "") -> Ratio:
    """The line that stands for a measurement this machine cannot make."""
    return Ratio(name, None, target, "not measured on a GPU: PyTorch sees no CUDA device here")


def paired(
    ways: Mapping[str, Callable[[], float | None]], repetitions: int = REPETITIONS
) -> dict[str, list[float]]:
    """Time several ways in turn, so that a busy moment of the machine meets all of them.

    Args:
        ways: Functions by name; one that returns a number has timed itself.
        repetitions: How often each is run.

    Returns:
        Seconds of each repetition, by name.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repetitions):
        for name, way in ways.items():
            started = time.perf_counter()
            own = way()
            seconds[name].append(time.perf_counter() - started if own is None else own)
    return seconds


def median_ratio(above: list[float], below: list[float]) -> float:
    """Median of the ratios of paired repetitions."""
    return statistics.median(a / b for a, b in zip(above, below))


class Stages(Progress):
    """Notes when the model was loaded and converted, to tell a job's own time from that."""

    def __init__(self) -> None:
        super().__init__()
        self.loading_s = 0.0
        self._since: float | None = None

    def stage(self, text: str) -> None:
        """The next stage begins."""
        super().stage(text)
        self._count()
        if text.startswith(("Loading the model", "Making the model ready")):
            self._since = time.perf_counter()

    def check(self) -> None:
        """A job calls this after each of the two as well."""
        self._count()
        super().check()

    def _count(self) -> None:
        if self._since is not None:
            self.loading_s += time.perf_counter() - self._since
            self._since = None


def time_job(job: SegmentJob) -> tuple[float, float]:
    """Run a job; returns seconds without and with loading and converting the model."""
    stages = Stages()
    started = time.perf_counter()
    segment_raster(job, stages)
    seconds = time.perf_counter() - started
    return seconds - stages.loading_s, seconds


def read(path: Path | str) -> np.ndarray:
    """All bands of a raster (C, H, W)."""
    with rasterio.open(path) as file:
        return file.read()


def agreement(a: np.ndarray, b: np.ndarray) -> float:
    """Percent of the pixels with the same label."""
    return 100 * float(np.mean(a == b))


def mosaic(folder: Path, side_px: int) -> Path:
    """Write a square raster of real pixels: the sample, mirrored as often as it takes; tiled, DEFLATE."""
    path = folder / f"mosaic-{side_px}.tif"
    if path.exists():
        return path
    with rasterio.open(SAMPLE) as file:
        pixels, profile = file.read(), file.profile
    pixels = pixels[:, : pixels.shape[1] // 2 * 2, : pixels.shape[2] // 2 * 2]
    pad = [(0, 0), *((0, max(0, side_px - size)) for size in pixels.shape[1:])]
    pixels = np.pad(pixels, pad, mode="symmetric")[:, :side_px, :side_px]
    write(path, pixels, profile["crs"], profile["transform"])
    return path


def write(path: Path, pixels: np.ndarray, crs: object = None, transform: object = None) -> None:
    """Write pixels (C, H, W) as a GeoTIFF as imagery usually comes: tiled, DEFLATE, pixel-interleaved."""
    count, height, width = pixels.shape
    place = {} if transform is None else {"crs": crs, "transform": transform}
    with rasterio.open(
        path, "w", driver="GTiff", count=count, height=height, width=width, dtype=pixels.dtype.name,
        tiled=True, compress="DEFLATE", photometric="RGB", **place,
    ) as file:  # fmt: skip
        file.write(pixels)
