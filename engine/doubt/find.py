"""Find the most doubtful places of a map: the verb."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..card import NODATA_LABEL
from ..classmap import ClassMap
from ..destination import GEOPACKAGE, check_destination
from ..errors import RasterError
from ..probabilities import NO_SHARE, Probabilities
from ..progress import Progress
from ..provenance import derived_tags, write_tags
from ..raster import Grid, RasterSource, block_cache
from ..tiling import Window
from ..vector import geopackage, write_layer
from .job import DoubtJob
from .places import CELL_PX, Place, Spread, connected_places
from .raster import STEPS, DoubtRaster

FIELDS = {"rank": "int", "name": "str", "other": "str", "doubt": "float", "area_m2": "float"}
_MOST_DOUBTFUL = 0.1
_LEAST_STEP = STEPS // 10
_LEAST_BLOCK_PX = 64
_BLOCKS_PER_PLACE = 4
_LOOK_PX = 512


@dataclass(frozen=True)
class DoubtResult:
    """What was found.

    Attributes:
        output: The GeoPackage.
        layer: Name of its layer of polygons.
        kind: What doubt was read from: `confidence` or `entropy`.
        places: How many places there are.
        threshold: Doubt from which a pixel belonged to a place, 0 ... 1.
        doubtful_percent: Share of the pixels that belonged to one, before small places were left out.
        seconds: Wall time of the whole job.
    """

    output: str
    layer: str
    kind: str
    places: int
    threshold: float
    doubtful_percent: float
    seconds: float


def find_doubt(job: DoubtJob, progress: Progress | None = None) -> DoubtResult:
    """Find the most doubtful places of a map, as polygons in the raster's CRS, the worst first.

    Doubt is 1 - confidence, or the normalised entropy; a pixel's is the mean around it. A place is a connected piece
    of pixels that are doubtful enough, of one class where a class raster is given. Places are ranked by mean doubt
    times area; of each block of ground only the worst is kept, so that they are spread over the raster. The raster is
    read twice, cell by cell; no place depends on where cells end, and memory not on the raster's size.

    Fields: `rank` from 1; `name`, the map's class, and `other`, the class that it may be instead (NULL where they were
    not asked for); `doubt`, mean, 0 ... 1; `area_m2` (NULL where the raster's place is unknown).

    Args:
        job: What to do.
        progress: Who is told, and may cancel.

    Returns:
        What was found; the layer is there, and empty, where no place is doubtful.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared.
        Cancelled: When the user cancelled; no output has appeared.
    """
    progress = progress or Progress()
    started = time.monotonic()
    inputs = [path for path in (job.doubt, job.classes, job.probabilities) if path]
    check_destination(job.output, GEOPACKAGE, inputs, overwrite=job.overwrite)
    with ExitStack() as stack:
        raster = stack.enter_context(closing(DoubtRaster(job.doubt, job.kind)))
        grid = raster.source.grid
        _check_place(job, grid)
        classes = stack.enter_context(ClassMap(job.classes)) if job.classes else None
        shares = stack.enter_context(closing(Probabilities(job.probabilities))) if job.probabilities else None
        for other in (classes, shares):
            if other is not None:
                _check_grid(raster.source, other.source)
        stack.enter_context(block_cache(raster.source.cache_bytes(CELL_PX, 1)))
        counts = _histogram(raster, progress)
        step = _threshold(job, counts)
        found = _find(job, raster, classes, step, progress)
        names = {c.value: c.name for c in classes.classes} if classes else {}
        if shares is not None:
            found = [place.named(_second(shares, grid, place, names.get(place.label))) for place in found]
        path = Path(job.output)
        part = stack.enter_context(geopackage(path))
        crs = grid.crs.to_wkt() if grid.crs else None
        write_layer(part, path.stem, FIELDS, _features(found, names), geometry="Polygon", crs=crs)
        write_tags(part, path.stem, derived_tags(raster.source.tags, "doubt", job))
        progress.check()
    if not found:
        progress.warn("No place is doubtful enough and large enough: the map is as sure as was asked for.")
    share = 100 * float(counts[step:].sum() / max(counts.sum(), 1))
    seconds = time.monotonic() - started
    return DoubtResult(job.output, path.stem, raster.kind, len(found), step / STEPS, share, seconds)


def _check_place(job: DoubtJob, grid: Grid) -> None:
    """Check that what is asked for can be known of a raster with this place."""
    if (job.min_area_m2 or job.block_m) and grid.ground_resolution_m is None:
        raise RasterError(
            f"The size of a pixel of '{job.doubt}' on the ground is unknown, so metres mean nothing there.",
            "Give no smallest area and no block, or give the raster a place and a CRS.",
        )


def _check_grid(one: RasterSource, other: RasterSource) -> None:
    if difference := one.grid.difference(other.grid):
        raise RasterError(
            f"'{other.path}' does not lie on the pixels of '{one.path}': it has {difference}.",
            "Give what the same segmentation wrote.",
        )


def _cells(grid: Grid) -> Iterator[Window]:
    for row in range(0, grid.height, CELL_PX):
        for col in range(0, grid.width, CELL_PX):
            yield Window(row, col, CELL_PX, CELL_PX).intersect(grid.window)


def _histogram(raster: DoubtRaster, progress: Progress) -> NDArray[np.int64]:
    """Number of pixels for each step of doubt around them: (`STEPS` + 1,)."""
    progress.stage("Measuring doubt")
    counts, done_px = np.zeros(STEPS + 1, dtype=np.int64), 0
    for cell in _cells(raster.source.grid):
        progress.check()
        steps = raster.around(cell)
        counts += np.bincount(steps[steps >= 0], minlength=STEPS + 1)
        done_px += cell.area_px
        progress.update(done_px, 2 * raster.source.grid.window.area_px)
    if not counts.any():
        raise RasterError(f"'{raster.source.path}' holds no pixel with data.", "Check what it was made from.")
    return counts


def _threshold(job: DoubtJob, counts: NDArray[np.int64]) -> int:
    """The step of doubt from which a pixel belongs to a place."""
    if job.threshold is not None:
        return math.ceil(round(job.threshold * STEPS, 6))
    from_above = counts[::-1].cumsum()[::-1]
    reached = np.flatnonzero(from_above >= _MOST_DOUBTFUL * counts.sum())
    return max(_LEAST_STEP, int(reached[-1]))


def _find(
    job: DoubtJob, raster: DoubtRaster, classes: ClassMap | None, step: int, progress: Progress
) -> list[Place]:
    """The worst places, ranked."""
    grid = raster.source.grid
    progress.stage("Finding doubtful places")

    def labels(window: Window) -> NDArray[np.uint8]:
        doubtful = raster.around(window) >= step
        known = classes.read(window) if classes else np.zeros(doubtful.shape, dtype=np.uint8)
        return np.where(doubtful, known, np.uint8(NODATA_LABEL))

    spread, done_px = Spread(job.count, _block_px(job, grid)), grid.window.area_px
    for cell, places in connected_places(grid, labels, raster.read, job.min_area_m2):
        progress.check()
        for place in places:
            spread.add(place)
        done_px += cell.area_px
        progress.update(done_px, 2 * grid.window.area_px)
    return spread.ranked()


def _block_px(job: DoubtJob, grid: Grid) -> float:
    if job.block_m is not None:
        return max(1.0, job.block_m / (grid.ground_resolution_m or 1.0))
    return max(_LEAST_BLOCK_PX, math.sqrt(grid.window.area_px / (_BLOCKS_PER_PLACE * job.count)))


def _second(shares: Probabilities, grid: Grid, place: Place, name: str | None) -> str:
    """The likeliest class but its own, by the mean over a place, or over the middle of a large one."""
    around = place.window
    height, width = min(around.height, _LOOK_PX), min(around.width, _LOOK_PX)
    row, col = around.row + (around.height - height) // 2, around.col + (around.width - width) // 2
    window = Window(row, col, height, width)
    steps = shares.read(window)
    looked_at = grid.inside([place.geometry], window) & (steps[0] != NO_SHARE)
    means = steps[:, looked_at].astype(np.float64).sum(1)
    ranked = [shares.classes[k].name for k in np.argsort(-means, kind="stable")]
    others = [each for each in ranked if each != name] if name else ranked[1:]
    return others[0] if others and looked_at.any() else ""


def _features(
    places: list[Place], names: dict[int, str]
) -> Iterator[tuple[dict[str, object], tuple[object, ...]]]:
    for rank, place in enumerate(places, start=1):
        area_m2 = None if math.isnan(place.area_m2) else place.area_m2
        values = (rank, names.get(place.label), place.other or None, round(place.doubt, 4), area_m2)
        yield place.geometry, values
