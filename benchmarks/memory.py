"""Peak memory of a job beyond interpreter and model, for a small and a huge raster: a process for each.

The huge raster is a sparse file: real pixels in a band over its full width, nodata above and below. Tiles of real
pixels go through the model; the others are read, blended and written as nodata, so every row is worked through.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
from measure import Ratio, Stages, mosaic, read
from rasterio.windows import Window

SIDES_PX = (4_000, 40_000)
REAL_ROWS = 512
BLOCK_PX = 512
TARGET_MB = 700
# Tells glibc's malloc to return what is freed to the system at once.
GIVE_BACK = {"MALLOC_MMAP_THRESHOLD_": "131072"}


def measure(folder: Path) -> Iterator[Ratio]:
    if not Path("/proc/self/clear_refs").exists():
        yield Ratio(
            "peak memory",
            None,
            f"< {TARGET_MB}",
            "skipped: the system does not tell a process's peak (Linux does)",
            " MB",
        )
        return
    held = []
    for side_px in SIDES_PX:
        raster, output = sparse(folder, side_px), folder / f"classes-{side_px}.tif"
        peak_mb, tiles, skipped, seconds = run(raster, output, {})
        yield Ratio(
            f"peak memory, {side_px:,} x {side_px:,} px",
            peak_mb,
            f"< {TARGET_MB}",
            f"beyond interpreter and model; {tiles:.0f} tiles through the model, {skipped:.0f} without data, "
            f"{seconds:.0f} s",
            " MB",
        )
        held.append(run(raster, output, GIVE_BACK)[0])
    yield Ratio(
        "peak memory, small raster / huge",
        held[0] / held[1],
        ">= 0.9",
        f"equal within 10 %: {held[0]:.0f} and {held[1]:.0f} MB held at once, measured with "
        f"{' '.join(f'{k}={v}' for k, v in GIVE_BACK.items())}; glibc's default keeps freed memory for later, "
        f"which makes the peaks above higher and uneven",
    )


def run(
    raster: Path, output: Path, environment: dict[str, str], program: str = __file__
) -> tuple[float, float, float, float]:
    """Segment in a process of its own; returns the three numbers that it prints, and seconds.

    Those of this program are peak in MB, tiles, and tiles skipped.
    """
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, program, str(raster), str(output)],
        check=True, capture_output=True, text=True, env=os.environ | environment,
    )  # fmt: skip
    first, second, third = map(float, done.stdout.split()[-3:])
    return first, second, third, time.perf_counter() - started


def sparse(folder: Path, side_px: int) -> Path:
    """Write rows of the sample across the middle of a raster that is else a hole."""
    path = folder / f"sparse-{side_px}.tif"
    pixels = np.maximum(read(mosaic(folder, 2048)), 1)
    with rasterio.open(
        path, "w", driver="GTiff", count=3, height=side_px, width=side_px, dtype="uint8", nodata=0, tiled=True,
        blockxsize=BLOCK_PX, blockysize=BLOCK_PX, compress="DEFLATE", sparse_ok=True, photometric="RGB",
    ) as file:  # fmt: skip
        row = side_px // 2 // BLOCK_PX * BLOCK_PX
        for col in range(0, side_px, 2048):
            width = min(2048, side_px - col)
            file.write(pixels[:, :REAL_ROWS, :width], window=Window(col, row, width, REAL_ROWS))
    return path


class FromSegmenting(Stages):
    """Starts to watch the peak when the model is loaded and the first tile is about to be read."""

    base_mb = 0.0

    def stage(self, text: str) -> None:
        super().stage(text)
        if text == "Segmenting the raster":
            Path("/proc/self/clear_refs").write_text("5")
            self.base_mb = status_mb("VmHWM")


def status_mb(field: str) -> float:
    text = Path("/proc/self/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", text)[1]) / 1024


def child(raster: str, output: str) -> None:
    from rs_segmenter.engine.job import SegmentJob
    from rs_segmenter.engine.segment import segment_raster

    progress = FromSegmenting()
    result = segment_raster(
        SegmentJob(raster, output, ground_resolution="native", device="cpu", overwrite=True), progress
    )
    print(status_mb("VmHWM") - progress.base_mb, result.tiles, result.tiles_skipped)


if __name__ == "__main__":
    child(*sys.argv[1:])
