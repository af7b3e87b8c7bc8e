"""Labels of two tile grids compared: what differs is due to the tiles, not to the ground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from measure import Ratio, mosaic, read

from rs_segmenter.engine.choices import BLENDS
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.segment import segment_raster

SIDE_PX = 2000
TILES_PX = (512, 384)
NEAR_PX = 16


def measure(folder: Path) -> Iterator[Ratio]:
    raster = mosaic(folder, SIDE_PX)
    overlap_px = find_model("default").card.tile.overlap_px
    for blend in BLENDS:
        labels = []
        for tile_px in TILES_PX:
            output = str(folder / f"{blend}-{tile_px}.tif")
            segment_raster(
                SegmentJob(
                    str(raster),
                    output,
                    ground_resolution="native",
                    tile_px=tile_px,
                    overlap_px=overlap_px,
                    blend=blend,
                    device="cpu",
                )  # fmt: skip
            )
            labels.append(read(output)[0])
        differs = labels[0] != labels[1]
        near = near_seams(SIDE_PX, [tile_px - overlap_px for tile_px in TILES_PX])
        yield Ratio(
            f"seam disagreement, {blend}",
            100 * float(differs.mean()),
            "",
            f"tiles of {TILES_PX[0]} and of {TILES_PX[1]} px, overlap {overlap_px} px; within {NEAR_PX} px of a "
            f"seam {100 * differs[near].mean():.2f} %, elsewhere {100 * differs[~near].mean():.2f} %",
            " %",
        )


def near_seams(side_px: int, strides_px: list[int]) -> np.ndarray:
    """Which pixels (side, side) lie within `NEAR_PX` of the edge of any grid's core."""
    at = np.zeros(side_px, dtype=bool)
    for stride_px in strides_px:
        for seam in range(stride_px, side_px, stride_px):
            at[max(0, seam - NEAR_PX) : seam + NEAR_PX] = True
    return at[:, None] | at[None, :]
