"""Peak memory of a run with dense CRF and every output beyond interpreter and model, whatever the raster's shape."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
from measure import Ratio, mosaic, read
from memory import BLOCK_PX, GIVE_BACK, TARGET_MB, FromSegmenting, run, status_mb
from rasterio.windows import Window

SIDE_PX = 2048
SHAPES_PX = ((SIDE_PX, SIDE_PX), (4 * SIDE_PX, SIDE_PX), (SIDE_PX, 4 * SIDE_PX))


def measure(folder: Path) -> Iterator[Ratio]:
    """Segment real pixels, all of which go through model and CRF: a square, four in a column, four in a row."""
    first_mb = 0.0
    for height, width in SHAPES_PX:
        raster = repeated(folder, height, width)
        peak_mb, whole_mb, tiles, seconds = run(raster, folder / "classes.tif", GIVE_BACK, __file__)
        first_mb = first_mb or peak_mb
        yield Ratio(
            f"peak memory with CRF, {height:,} rows x {width:,}",
            peak_mb,
            f"< {TARGET_MB}",
            f"{peak_mb / first_mb:.2f} of the square's; the whole process {whole_mb:.0f} MB; {tiles:.0f} tiles, "
            f"{seconds:.0f} s",
            " MB",
        )


def repeated(folder: Path, height: int, width: int) -> Path:
    """Write the sample side by side and one below the other; tiled, DEFLATE."""
    path = folder / f"repeated-{height}-{width}.tif"
    pixels = read(mosaic(folder, SIDE_PX))
    with rasterio.open(
        path, "w", driver="GTiff", count=3, height=height, width=width, dtype=np.uint8, tiled=True,
        blockxsize=BLOCK_PX, blockysize=BLOCK_PX, compress="DEFLATE", photometric="RGB",
    ) as file:  # fmt: skip
        for row in range(0, height, SIDE_PX):
            for col in range(0, width, SIDE_PX):
                file.write(pixels, window=Window(col, row, SIDE_PX, SIDE_PX))
    return path


def child(raster: str, output: str) -> None:
    """Segment in this process; prints MB beyond interpreter and model, MB of the whole process, and tiles."""
    from rs_segmenter.engine.job import SegmentJob
    from rs_segmenter.engine.segment import segment_raster

    progress = FromSegmenting()
    beside = {
        name: output.replace(".tif", f"-{name}.tif") for name in ("confidence", "entropy", "probabilities")
    }
    job = SegmentJob(
        raster, output, ground_resolution="native", device="cpu", refine="crf", overwrite=True, **beside
    )
    result = segment_raster(job, progress)
    peak_mb = status_mb("VmHWM")
    print(peak_mb - progress.base_mb, peak_mb, result.tiles)


if __name__ == "__main__":
    child(*sys.argv[1:])
