"""Counts of agreement: the map's pixels, or reference points, by reference class and map class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..card import LabelClass
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


def positions(classes: Sequence[LabelClass]) -> NDArray[np.int64]:
    """Position of each pixel value among the classes, int64 (256,): K for `OTHER`, -1 for no class."""
    table = np.full(256, -1, dtype=np.int64)
    table[OTHER] = len(classes)
    table[[c.value for c in classes]] = range(len(classes))
    return table


def tally_pixels(classmap: ClassMap, ground: Ground, erode_px: int, progress: Progress) -> Tally:
    """Compare a map's pixels with a reference.

    Args:
        classmap: The map.
        ground: The reference on its grid.
        erode_px: Radius of the disc by which borders between classes are widened.
        progress: Who is told, and may cancel.
    """
    table = positions(classmap.classes)
    kinds = len(classmap.classes)
    counts = np.zeros((kinds + 1, kinds), dtype=np.int64)
    unmapped = eroded = done_px = 0
    progress.stage("Comparing the map with the reference")
    for window in windows(classmap.grid):
        progress.check()
        done_px += window.area_px
        around = _grown(window, erode_px).intersect(classmap.grid.window)
        if not ground.empty(window):
            labels = ground.read(around)
            kept = erode(labels, erode_px)[window.slices_in(around)]
            eroded += int(((labels[window.slices_in(around)] != IGNORE) & (kept == IGNORE)).sum())
            if (kept != IGNORE).any():
                part, missed = tally(table[kept], table[classmap.read(window)], kinds)
                counts += part
                unmapped += missed
        progress.update(done_px, classmap.grid.window.area_px)
    return Tally(counts, unmapped, eroded)


def tally(reference: Counts, mapped: Counts, kinds: int) -> tuple[Counts, int]:
    """Count pairs of positions.

    Args:
        reference: Position among the classes, `kinds` for none of them, -1 where nothing is known.
        mapped: The same of the map, -1 where it has no class.
        kinds: Number of classes.

    Returns:
        Counts (kinds + 1, kinds), and how often a reference meets no class of the map.
    """
    known, there = reference >= 0, (mapped >= 0) & (mapped < kinds)
    both = known & there
    pairs = np.bincount(reference[both] * kinds + mapped[both], minlength=(kinds + 1) * kinds)
    return pairs.reshape(kinds + 1, kinds), int((known & ~there).sum())


def erode(labels: NDArray[np.uint8], radius_px: int) -> NDArray[np.uint8]:
    """Ignore what lies near a border between classes, as in the ISPRS benchmarks (there, a radius of 3 px).

    Args:
        labels: uint8 (H, W). A border with ground of which nothing is known is none.
        radius_px: Every pixel is ignored that has one of another label at this distance or nearer.

    Returns:
        The same with `IGNORE` near borders.
    """
    kept = labels.copy()
    height, width = labels.shape
    for down in range(min(radius_px, height - 1) + 1):
        for across in range(-radius_px, radius_px + 1):
            far = down**2 + across**2 > radius_px**2 or abs(across) >= width
            if far or (down, across) <= (0, 0):  # the others are these pairs seen from the other side
                continue
            left, right = max(0, -across), width - max(0, across)
            here = (slice(0, height - down), slice(left, right))
            there = (slice(down, height), slice(left + across, right + across))
            one, other = labels[here], labels[there]
            border = (one != other) & (one != IGNORE) & (other != IGNORE)
            kept[here][border] = IGNORE
            kept[there][border] = IGNORE
    return kept


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
