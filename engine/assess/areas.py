"""From reference points to areas: strata, what points fell into each, and whether they can tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..card import LabelClass
from ..classmap import ClassMap
from ..errors import TrainingDataError
from ..progress import Progress
from ..training import OTHER
from .extent import Extent, measure
from .job import AssessJob
from .olofsson import AreaEstimates, estimate
from .spots import Spots

_OTHER_NAME = "other"


class Unestimable(TrainingDataError):
    """The points cannot tell areas."""


def describe_design(pixels: Mapping[int, int]) -> str:
    """Say how a sample was drawn: the strata's values and sizes in pixels, which name the map it was drawn from."""
    return "stratified random: " + ", ".join(
        f"{value} of {size} px" for value, size in sorted(pixels.items())
    )


def estimate_areas(
    job: AssessJob, classmap: ClassMap, spots: Spots, mapped: NDArray[np.uint8], progress: Progress
) -> AreaEstimates:
    """Estimate areas and accuracies from points that are a stratified random sample.

    Args:
        job: Names the map whose classes are the strata, if that is another one.
        classmap: The map that is assessed.
        spots: The points.
        mapped: Its value at each of them, uint8 (n,).
        progress: Who is told, and may cancel.

    Raises:
        Unestimable: When the points were drawn from another map, or a stratum has none.
        RasterError: When a map cannot be read.
    """
    extent = measure(classmap, progress)
    if job.strata is None:
        return _estimate(classmap, extent, spots, mapped, classmap, extent, mapped)
    with ClassMap(job.strata) as strata:
        if differs := classmap.grid.difference(strata.grid):
            raise Unestimable(
                f"The strata '{job.strata}' do not lie on the pixels of '{job.classes}': they have {differs}.",
                "Bring both to one grid with nearest neighbour ('gdalwarp -r near').",
            )
        drawn = spots.values_of(strata, progress.check)
        return _estimate(classmap, extent, spots, mapped, strata, measure(strata, progress), drawn)


def _estimate(
    classmap: ClassMap,
    extent: Extent,
    spots: Spots,
    mapped: NDArray[np.uint8],
    strata: ClassMap,
    extent_of_strata: Extent,
    drawn: NDArray[np.uint8],
) -> AreaEstimates:
    _check_design(spots.design, strata, extent_of_strata)
    table, kinds = _positions(classmap.classes), len(classmap.classes) + 1
    counts = np.zeros((256, kinds, kinds), dtype=np.int64)
    at_map, at_truth = table[mapped], table[spots.labels]
    there = (at_map >= 0) & (at_map < kinds - 1)
    np.add.at(counts, (drawn[there], at_map[there], at_truth[there]), 1)
    values = [c.value for c in strata.classes]
    sizes, unit = extent_of_strata.sizes(values)
    bare = [c.name for c, size in zip(strata.classes, sizes) if size and not counts[c.value].any()]
    if bare:
        raise Unestimable(
            f"No point with a class lies where the map has {', '.join(bare)}.", "Label points there, too."
        )
    names = [*(c.name for c in classmap.classes), _OTHER_NAME]
    own = extent.sizes([c.value for c in classmap.classes])[0] if unit == "m2" else None
    own = extent.pixels[[c.value for c in classmap.classes]].astype(np.float64) if own is None else own
    kept = kinds if counts[:, :, -1].any() else kinds - 1
    return estimate(counts[values][:, :kept, :kept], sizes, np.append(own, 0.0)[:kept], names[:kept], unit)


def _positions(classes: Sequence[LabelClass]) -> NDArray[np.int64]:
    """Position of each pixel value among the classes, int64 (256,): K for `OTHER`, -1 for no class."""
    table = np.full(256, -1, dtype=np.int64)
    table[OTHER] = len(classes)
    table[[c.value for c in classes]] = range(len(classes))
    return table


def _check_design(design: str, strata: ClassMap, extent: Extent) -> None:
    """Check that points which say how they were drawn were drawn from this map."""
    told = {int(value): int(size) for value, size in re.findall(r"(\d+) of (\d+) px", design)}
    found = {v: int(extent.pixels[v]) for v in np.flatnonzero(extent.pixels).tolist()}
    if told and told != found:
        raise Unestimable(
            f"The points were not drawn from '{strata.source.path}', or it has changed since.",
            "Name the map that they were drawn from as the strata.",
        )
