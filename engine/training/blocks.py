"""Ground for training and ground for validation: blocks that never share a pixel.

Blocks are squares of a lattice in map units, anchored at the origin of the CRS, so that a place falls in the
same block in every raster of that CRS. Which blocks are held out follows from the labels in them: each class is
spread over the folds in the shares asked for (iterative stratification; Sechidis, Tsoumakas and Vlahavas 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from ..errors import TrainingDataError
from . import IGNORE, OTHER
from .grounds import Blocks, Ground, cell_centres, positions, space
from .job import Split
from .labels import Labels, find_missed
from .leaks import find_leaks, find_withheld, spare
from .polygons import Key as PolygonKey
from .stratify import Folding, fold

_LARGEST_PX = 1024
_SMALLEST_PX = 32
_TINY_PX = 8

__all__ = ["Assignment", "Ground", "assign", "check_classes"]

Key = tuple[str, int, int]


@dataclass(frozen=True)
class Assignment:
    """Which ground is held out.

    Attributes:
        grounds: One per data set, in their order.
        side_px: Side of a block in pixels; None where whole polygons or whole data sets are held out.
        notes: How the ground was split, and which rasters have no part in it.
        warnings: What makes scores better than they should be.
    """

    grounds: tuple[Ground, ...]
    side_px: int | None
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def assign(data: Sequence[Labels], split: Split, held_out: int = 0) -> Assignment:
    """Decide which ground is for training and which for validation.

    Large blocks are tried first, then smaller ones, until every class is on both sides in about the share asked
    for; then whole polygons; then tiny blocks. With `split.by` polygons, nothing but these. Data sets that are all
    for training or validation stay whole, but that nothing is learnt where a block or polygon is held out.

    Args:
        data: The labels of all data sets.
        split: How to split; the seed decides which blocks.
        held_out: With `split.folds`: the fold that is for validation; else 0.

    Returns:
        The split, the best that can be had; `check_classes` says whether it serves.

    Raises:
        TrainingDataError: When the labels cannot be split in the way asked for, or polygons touch none of their
            rasters.
    """
    missed = find_missed(data)
    free = [labels for labels in data if labels.item.use == "split"]
    grounds: dict[int, Ground] = {
        id(labels): Ground({"all": labels, labels.item.use: labels})
        for labels in data
        if labels.item.use != "split"
    }
    side_px: int | None = None
    notes: tuple[str, ...] = ()
    if free:
        shares = (1 / split.folds,) * split.folds if split.folds else (split.val_share, 1 - split.val_share)
        attempt = _choose(free, split, shares)
        side_px, note = attempt.side_px, attempt.note
        learnt = [labels for labels in data if labels.item.use == "train"]
        grounds |= {id(labels): attempt.make(labels, held_out) for labels in (*free, *learnt)}
        one_sided = [free[0].classes[k].name for k in attempt.folding.one_sided if k < len(free[0].classes)]
        notes = (note,)
        if one_sided:
            notes += (f"Labels of {', '.join(one_sided)} lie in too few places to be in every part.",)
        notes += find_withheld(learnt, grounds)
    warnings = find_leaks(data, by_blocks=side_px is not None)
    return Assignment(tuple(grounds[id(labels)] for labels in data), side_px, (*notes, *missed), warnings)


def check_classes(grounds: Sequence[Ground]) -> None:
    """Check that the ground for training teaches something that the ground for validation can show.

    Raises:
        TrainingDataError: When there is nothing to train or validate on, only one class, or a class in
            validation alone.
    """
    classes = grounds[0].labels["all"].classes
    train, val = (
        sum(g.counts(part).sum(axis=(0, 1), dtype=np.int64) for g in grounds) for part in ("train", "val")
    )
    names = [*(c.name for c in classes), "other"]
    taught, shown = ([n for n, px in zip(names, counts) if px] for counts in (train, val))
    more = "Label more ground, in several places,"
    if not taught:
        raise TrainingDataError("There are no labels to train on.", f"{more} or use some of it for training.")
    if not shown:
        raise TrainingDataError(
            "No labels can be held out for validation.", f"{more} or give some with use 'val'."
        )
    if len(taught) == 1:
        raise TrainingDataError(
            f"The labels for training are all of one class, '{taught[0]}'.",
            "Draw polygons of what is not that class too, or name the class of the unlabelled rest.",
        )
    if alone := [n for n in shown if n not in taught]:
        raise TrainingDataError(
            f"Only the labels for validation hold {', '.join(alone)}.",
            "Label some of it for training, or leave it out of the validation.",
        )


@dataclass(frozen=True)
class _Attempt:
    """One way to split.

    Attributes:
        folding: How good it is.
        make: Gives the ground of a data set, with this fold held out.
        side_px: Side of its blocks; None for polygons.
        note: What it does, in words.
    """

    folding: Folding
    make: Callable[[Labels, int], Ground]
    side_px: int | None
    note: str


def _choose(free: Sequence[Labels], split: Split, shares: tuple[float, ...]) -> _Attempt:
    """The first attempt that is good, else the best."""
    tried: list[_Attempt] = []
    for attempt in _attempts(free, split, shares):
        whole_polygons = attempt.side_px is None
        if attempt.folding.is_good or (whole_polygons and not attempt.folding.one_sided):
            return attempt
        tried.append(attempt)
    return min(tried, key=lambda a: a.folding.cost)


def _attempts(free: Sequence[Labels], split: Split, shares: tuple[float, ...]) -> Iterator[_Attempt]:
    has_polygons = all(
        labels.polygons is not None and labels.polygons.rest in (IGNORE, OTHER) for labels in free
    )
    if split.by == "polygons":
        if not has_polygons:
            raise TrainingDataError(
                "Whole polygons can be held out only where all labels are polygons.",
                "Split by blocks, or give neither label rasters nor a class for the unlabelled rest.",
            )
        yield _by_polygons(free, split.seed, shares, "Whole polygons are held out, as asked for")
        return
    cell_px = max(labels.cell_px for labels in free)
    asked_px = split.block_px
    if split.block_m is not None:
        asked_px = max(1, round(split.block_m / _pixel_m(free)))
    side_px = asked_px or _LARGEST_PX
    while True:
        yield _by_blocks(free, side_px, split.seed, shares)
        if side_px // 2 < max(_SMALLEST_PX, cell_px):
            break
        side_px //= 2
    if has_polygons:
        why = "The labels lie too close together for blocks that hold every class, so whole polygons are held out"
        yield _by_polygons(free, split.seed, shares, why)
    while side_px // 2 >= max(_TINY_PX, cell_px):
        side_px //= 2
        yield _by_blocks(free, side_px, split.seed, shares)


def _by_blocks(free: Sequence[Labels], side_px: int, seed: int, shares: tuple[float, ...]) -> _Attempt:
    units = _units(free)
    sums: dict[Key, NDArray[np.float64]] = {}
    for labels in free:
        rows, cols = np.nonzero(labels.counts.any(axis=2))
        down, across = cell_centres(labels)
        i, j = positions(_lattice(labels, side_px * units[space(labels)]), down[rows, 0], across[cols])
        blocks, which = np.unique(np.stack([i, j], axis=1), axis=0, return_inverse=True)
        totals = np.zeros((len(blocks), labels.counts.shape[2]))
        np.add.at(totals, which, labels.counts[rows, cols])
        for block, total in zip(blocks.tolist(), totals):
            key = (space(labels), *block)
            sums[key] = sums.get(key, 0) + total
    folding = fold(np.stack(list(sums.values())), shares, seed)
    fold_of = dict(zip(sums, folding.folds.tolist()))

    def make(labels: Labels, held_out: int) -> Ground:
        parts = ("all", "train", "val") if labels.item.use == "split" else ("all", "train")
        side = units.get(space(labels))
        blocks = _table(labels, _lattice(labels, side_px * side), fold_of) if side else None
        return Ground({part: labels for part in parts}, blocks, held_out)

    held = np.bincount(folding.folds, minlength=len(shares))
    note = f"The ground is split into {len(sums)} labelled blocks of {side_px} x {side_px} pixels"
    note += f", {held[0]} of them held out." if len(set(shares)) > 1 else f", in {len(shares)} folds."
    return _Attempt(folding, make, side_px, note)


def _by_polygons(free: Sequence[Labels], seed: int, shares: tuple[float, ...], why: str) -> _Attempt:
    sums: dict[PolygonKey, NDArray[np.float64]] = {}
    keys_of: dict[int, set[PolygonKey]] = {}
    for labels in free:
        if labels.polygons is not None:
            counts = labels.polygons.counts_by_polygon(len(labels.classes))
            keys_of[id(labels)] = set(counts)
            for key, total in counts.items():
                sums[key] = sums.get(key, 0) + total
    folding = fold(np.stack(list(sums.values())), shares, seed)
    fold_of = dict(zip(sums, folding.folds.tolist()))

    def make(labels: Labels, held_out: int) -> Ground:
        held = {key for key, number in fold_of.items() if number == held_out}
        if labels.item.use == "train":
            return Ground({"all": labels, "train": spare(labels, free, held)})
        val = keys_of[id(labels)] & held
        train = labels.only(keys_of[id(labels)] - val, rest=True)
        return Ground({"all": labels, "train": train, "val": labels.only(val, rest=False)})

    return _Attempt(folding, make, None, f"{why}: scores may be better than on ground far away.")


def _units(free: Sequence[Labels]) -> dict[str, float]:
    """Map units of a pixel in each space: those of its coarsest raster."""
    units: dict[str, float] = {}
    for labels in free:
        side = abs(labels.grid.transform.determinant) ** 0.5
        units[space(labels)] = max(side, units.get(space(labels), 0.0))
    return units


def _lattice(labels: Labels, side: float) -> Affine:
    return Affine.scale(1 / side) * labels.grid.transform


def _table(labels: Labels, lattice: Affine, fold_of: Mapping[Key, int]) -> Blocks:
    grid, own = labels.grid, space(labels)
    corners = np.asarray([(0, 0), (0, grid.width), (grid.height, 0), (grid.height, grid.width)], dtype=float)
    i, j = positions(lattice, corners[:, 0], corners[:, 1])
    table = np.full((int(np.ptp(i)) + 1, int(np.ptp(j)) + 1), -1, dtype=np.int8)
    for (where, x, y), number in fold_of.items():
        column, row = x - int(i.min()), y - int(j.min())
        if where == own and 0 <= column < table.shape[0] and 0 <= row < table.shape[1]:
            table[column, row] = number
    return Blocks(lattice, (int(i.min()), int(j.min())), table)


def _pixel_m(free: Sequence[Labels]) -> float:
    """Side of a pixel on the ground."""
    sizes = [s for labels in free if (s := labels.grid.ground_resolution_m) is not None]
    if not sizes:
        raise TrainingDataError(
            "Blocks were asked for in metres, but the size of the pixels on the ground is unknown.",
            "Give the side of a block in pixels.",
        )
    return max(sizes)
