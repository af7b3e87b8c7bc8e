"""Ground that is held out and would be learnt all the same: left out where that can be done, else told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import product

from ..errors import TrainingDataError
from .grounds import Ground, by_space, find_overlap, space
from .labels import Labels, open_labels
from .polygons import Key


def spare(labels: Labels, drawn: Sequence[Labels], held: Set[Key]) -> Labels:
    """Labels that are for training alone, without the ground of polygons that are held out.

    Args:
        labels: The labels, on any raster.
        drawn: The polygons of other data sets, each on its raster.
        held: Those of them that are held out.
    """
    grid = labels.grid
    for each in drawn:
        if space(each) != space(labels) and not (each.grid.crs and grid.crs):
            continue
        try:
            here = open_labels(each.item, grid, labels.classes, may_miss=True)
        except TrainingDataError:  # what has no place in the other CRS does not lie there
            continue
        taken = here.only(held, rest=False)
        if taken.counts.any():
            labels = labels.without(taken)
    return labels


def find_withheld(learnt: Sequence[Labels], grounds: Mapping[int, Ground]) -> tuple[str, ...]:
    """Say how much of what is for training alone lies on ground that is held out."""
    withheld = {each: int(each.counts.sum() - grounds[id(each)].counts("train").sum()) for each in learnt}
    return tuple(
        f"'{labels.item.labels}': about {pixels:,} labelled pixels lie on ground that is held out; they are left "
        "out of the training."
        for labels, pixels in withheld.items()
        if pixels
    )


def find_leaks(data: Sequence[Labels], *, by_blocks: bool) -> tuple[str, ...]:
    """Name ground that may be both learnt and held out."""
    held_out, free = (
        list(by_space([d for d in data if d.item.use == use]).values()) for use in ("val", "split")
    )
    learnt = list(by_space([d for d in data if d.item.use != "val"]).values())
    warnings = []
    if pair := _first_overlap(product(held_out, learnt)):
        warnings.append(
            f"'{pair[0]}' is for validation, but '{pair[1]}' shows some of its labelled ground for training too: "
            "scores there flatter. Give other ground for one of them."
        )
    foreign = ((a, b) for a, b in product(free, learnt) if space(a[0]) != space(b[0]))
    if by_blocks and (pair := _first_overlap(foreign)):
        warnings.append(
            f"'{pair[0]}' and '{pair[1]}' show the same ground in different CRS, where blocks differ: some of it "
            "may be both learnt and held out. Bring them to one CRS ('gdalwarp')."
        )
    return tuple(warnings)


def _first_overlap(pairs: Iterable[tuple[Sequence[Labels], Sequence[Labels]]]) -> tuple[str, str] | None:
    return next((found for ours, theirs in pairs if (found := find_overlap(ours, theirs))), None)
