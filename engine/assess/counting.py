"""Counts of agreement: the map's pixels, or reference points, by reference class and map class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..classmap import ClassMap
from ..progress import Progress
from ..scores import Scores
from ..tiling import Window
from ..training import IGNORE, OTHER
from .reference import Ground, windows

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tally:
    """What was compared.

    Attributes:
        counts: int64 (K+1, K): reference class by map class; the last row is ground of none of the classes.
        unmapped: Pixels or points with a reference where the map has no class.
        eroded: Pixels in widened borders between classes.
    """

    counts: Counts
    unmapped: int
    eroded: int = 0


def tally_pixels(classmap: ClassMap, ground: Ground, erode_px: int, progress: Progress) -> Tally:
    """Compare a map's pixels with a reference.

    Args:
        classmap: The map.
        ground: The reference on its grid.
        erode_px: Radius of the disc by which borders between classes are widened.
        progress: Who is told, and may cancel.
    """
    pairs = np.zeros((256, 256), dtype=np.int64)
    eroded = done_px = 0
    progress.stage("Comparing the map with the reference")
    for window in windows(classmap.grid):
        progress.check()
        done_px += window.area_px
        around = _grown(window, erode_px).intersect(classmap.grid.window)
        if not ground.empty(window):
            labels = ground.read(around)
            kept = erode(labels, erode_px)[window.slices_in(around)]
            eroded += int((labels[window.slices_in(around)] != kept).sum())
            if (kept != IGNORE).any():
                pairs += count_pairs(kept, classmap.read(window))
        progress.update(done_px, classmap.grid.window.area_px)
    return tally(pairs, [c.value for c in classmap.classes], eroded)


def count_pairs(labels: NDArray[np.uint8], mapped: NDArray[np.uint8]) -> Counts:
    """Count how often each label meets each value of the map: int64 (256, 256)."""
    pairs = labels.ravel().astype(np.int64) << 8 | mapped.ravel()
    return np.bincount(pairs, minlength=1 << 16).reshape(256, 256)


def tally(pairs: Counts, values: Sequence[int], eroded: int = 0) -> Tally:
    """Count what was compared by class.

    Args:
        pairs: Counts of labels (values of classes, `OTHER` or `IGNORE`) and values of the map, int64 (256, 256).
        values: The values of the K classes.
        eroded: Pixels in widened borders.
    """
    known = pairs[[*values, OTHER]]
    counts = known[:, list(values)]
    return Tally(counts, int(known.sum() - counts.sum()), eroded)


def erode(labels: NDArray[np.uint8], radius_px: int) -> NDArray[np.uint8]:
    """Ignore what lies near a border between classes, as in the ISPRS benchmarks (there, a radius of 3 px).

    Args:
        labels: uint8 (H, W). A border with ground of which nothing is known is none.
        radius_px: Every pixel is ignored that has one of another label at this distance or nearer.

    Returns:
        The same with `IGNORE` near borders.
    """
    known = labels != IGNORE
    near = np.zeros(labels.shape, dtype=bool)
    height, width = labels.shape
    for down in range(min(radius_px, height - 1) + 1):
        for across in range(-radius_px, radius_px + 1):
            far = down**2 + across**2 > radius_px**2 or abs(across) >= width
            if far or (down, across) <= (0, 0):  # the others are these pairs seen from the other side
                continue
            left, right = max(0, -across), width - max(0, across)
            here = (slice(0, height - down), slice(left, right))
            there = (slice(down, height), slice(left + across, right + across))
            border = (labels[here] != labels[there]) & known[here] & known[there]
            near[here] |= border
            near[there] |= border
    return np.where(near, np.uint8(IGNORE), labels)


def score(tally: Tally, names: Sequence[str]) -> Scores:
    """Scores of what was compared.

    With ground that is none of the classes, a class without any reference is not annotated: such ground may be it.
    """
    kinds = len(names)
    known = np.ones(kinds, dtype=bool)
    if tally.counts[-1].any():
        known = tally.counts[:-1].any(1)
    confusion = np.zeros((kinds + 1, kinds + 1), dtype=np.int64)
    confusion[:, :-1] = tally.counts
    confusion[-1, -1] = confusion[-1, :-1][~known].sum()
    confusion[-1, :-1][~known] = 0
    return Scores(tuple(names), tuple(map(tuple, confusion.tolist())), tuple(known.tolist()))


def _grown(window: Window, by_px: int) -> Window:
    return Window(window.row - by_px, window.col - by_px, window.height + 2 * by_px, window.width + 2 * by_px)
