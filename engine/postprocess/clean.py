"""Clean a class map strip by strip: the result does not depend on where strips are cut, nor memory on its height."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..card import NODATA_LABEL, LabelClass
from ..classmap import ClassMap
from ..components import Labels, find_components
from ..errors import JobError
from ..pipeline import read_ahead
from ..progress import Progress
from ..raster import Grid, RasterSink, RasterSource
from ..raster.sink import BLOCK_PX
from ..tiling import Window
from .job import Cleaning
from .legend import cleaned_classes, merging, sure_and_unsure, unsure_value
from .regions import Floats, Regions

_STRIP_PX = 1 << 21
_SIZE_BITS = 44
# Smaller than any pixel: of lesser limits the whole numbers would become too large.
_LEAST_M2 = 1e-9


@dataclass(frozen=True)
class ClassChange:
    """How much of a map is of one class, before and after.

    Attributes:
        value: Label in the class rasters.
        name: Name of the class.
        colour: `#rrggbb`.
        pixels_before: Number of pixels before.
        pixels_after: Number of pixels after.
        area_before_m2: Area on the ellipsoid before; None where the raster's place is unknown.
        area_after_m2: The same after.
    """

    value: int
    name: str
    colour: str
    pixels_before: int
    pixels_after: int
    area_before_m2: float | None
    area_after_m2: float | None


@dataclass(frozen=True)
class Cleaned:
    """What a cleaning did.

    Attributes:
        classes: Every class of the map before or after, by rising value.
        pixels_changed: Number of pixels whose class is another one now.
    """

    classes: tuple[ClassChange, ...]
    pixels_changed: int


def clean(
    source: ClassMap,
    sink: RasterSink,
    cleaning: Cleaning,
    progress: Progress,
    confidence: RasterSource | None = None,
    strip_rows: int | None = None,
) -> Cleaned:
    """Clean a class map.

    Confidence and merging change single pixels. Holes and small areas are then found among the connected
    components of what that gives. Borders count in pixel sides, corners are no border.

    A hole is a component that is smaller than the limit, has one neighbour only, and touches neither nodata nor the
    raster's edge; it becomes part of that neighbour. Holes in holes go first. After that, a small component takes
    the label of the one with which it has the longest border, of those neighbours that are large enough; the smallest
    label where borders are equally long. Those without such a neighbour take it, in the same way, from neighbours
    that have got theirs, round by round; what has no way to a large component stays. Nodata never changes.

    Args:
        source: The map.
        sink: Where the cleaned map goes, of the form that `cleaned_format` gives; not completed here.
        cleaning: What to do.
        progress: Who is told, and may cancel.
        confidence: Raster of how sure each pixel is, in percent, on the map's grid; needed for a least confidence.
        strip_rows: Rows of a strip; None: what suits the width. No byte depends on it.

    Returns:
        What changed.

    Raises:
        JobError: When a class does not exist, the confidence raster does not fit, or the ground area of pixels is
            needed but unknown.
        RasterError: When a file cannot be read or written.
        Cancelled: When the user cancelled.
    """
    check_place(source.grid, cleaning, source.source.path)
    strips = _Strips(source, cleaning, confidence, strip_rows)
    becomes = _decide(strips, cleaning, progress) if cleaning.by_area else None
    progress.stage("Writing the cleaned classes")
    counts = _Counts(source.grid)
    rows = _Rows(sink, source.grid)
    used = 0
    with read_ahead(strips.read(), 1) as read:
        for window, before, after in read:
            progress.check()
            if becomes is not None:
                found = find_components(after, cleaning.connectivity)
                after = becomes[used : used + len(found.values)][found.ids]
                used += len(found.values)
            rows.add(after)
            counts.add(window, before, after)
            progress.update(window.row_end * window.width, source.grid.window.area_px)
    every = {c.value: c for c in (*source.classes, *cleaned_classes(source, cleaning))}
    return Cleaned(counts.changes([every[value] for value in sorted(every)]), counts.changed)


class _Rows:
    """Writes a row of the file's blocks at a time: each is compressed once, and the bytes are always the same."""

    def __init__(self, sink: RasterSink, grid: Grid) -> None:
        self._sink, self._grid = sink, grid
        self._held = np.zeros((0, grid.width), dtype=np.uint8)
        self._row = 0

    def add(self, labels: Labels) -> None:
        self._held = np.concatenate([self._held, labels])
        while len(self._held) >= (height := min(BLOCK_PX, self._grid.height - self._row)) > 0:
            self._sink.write(self._held[None, :height], Window(self._row, 0, height, self._grid.width))
            self._held, self._row = self._held[height:], self._row + height


class _Strips:
    """A map's labels strip by strip, as they are and after confidence and merging."""

    def __init__(
        self, source: ClassMap, cleaning: Cleaning, confidence: RasterSource | None, rows: int | None
    ) -> None:
        self.source = source
        classes = sure_and_unsure(source.classes, cleaning)
        self._merged = merging(classes, cleaning.merge, source.source.path)
        self._unsure, self._least = unsure_value(classes), cleaning.min_confidence
        self._confidence = None
        if cleaning.min_confidence:
            self._confidence = _open_confidence(confidence, source).reader([1], source.grid)
        # Powers of two, so that strips end where blocks of the file do.
        self._rows = rows or max(1, 1 << int(math.log2(max(1, _STRIP_PX / source.grid.width))))

    def read(self) -> Iterator[tuple[Window, Labels, Labels]]:
        grid = self.source.grid
        for row in range(0, grid.height, self._rows):
            window = Window(row, 0, min(self._rows, grid.height - row), grid.width)
            before = self.source.read(window)
            after = before
            if self._confidence is not None:
                percent, known = self._confidence.read(window)
                weak = known & (percent[0] < self._least) & (before != NODATA_LABEL)
                after = np.where(weak, np.uint8(self._unsure), before)
            yield window, before, self._merged[after]


def _open_confidence(confidence: RasterSource | None, source: ClassMap) -> RasterSource:
    if confidence is None:
        raise JobError("A least confidence needs a confidence raster.", "Give the one that segmenting wrote.")
    if confidence.dtypes != ("uint8",):
        raise JobError(
            f"'{confidence.path}' is no confidence raster: it has not one band of percent, uint8.",
            "Give the one that segmenting wrote with --confidence.",
        )
    if difference := source.grid.difference(confidence.grid):
        raise JobError(
            f"The confidence raster '{confidence.path}' is not on the grid of the classes: it has {difference}.",
            "Give the one that was written together with the classes.",
        )
    return confidence


def _decide(strips: _Strips, cleaning: Cleaning, progress: Progress) -> Labels:
    """Find what each component of each strip becomes."""
    grid = strips.source.grid
    sizes, hole_size, least_size = _sizes(grid, cleaning)
    regions = Regions(hole_size, least_size, cleaning.connectivity)
    progress.stage("Finding holes and small areas")
    with read_ahead(strips.read(), 1) as read:
        for window, _, labels in read:
            progress.check()
            found = find_components(labels, cleaning.connectivity)
            regions.add(found, sizes[window.row : window.row_end], last=window.row_end == grid.height)
            progress.update(window.row_end * window.width, grid.window.area_px)
    return regions.finish()


def check_place(grid: Grid, cleaning: Cleaning, name: str) -> None:
    """Check that areas on the ground are known where they are needed.

    Args:
        grid: The map's pixels.
        cleaning: What is to be done.
        name: The map, for messages.

    Raises:
        JobError: When they are not.
    """
    if (cleaning.fill_holes_m2 or cleaning.min_area_m2) and not np.isfinite(_row_areas_m2(grid)).any():
        raise JobError(
            f"The ground area of the pixels of '{name}' is unknown: it has no place on the Earth.",
            "Give areas in pixels (--min-area-px, --fill-holes-px), or give the raster its CRS and place.",
        )


def _sizes(grid: Grid, cleaning: Cleaning) -> tuple[Floats, float, float]:
    """Size of a pixel in each row, and the limits for holes and for small areas, as whole numbers."""
    if not (cleaning.fill_holes_m2 or cleaning.min_area_m2):
        return np.ones(grid.height), cleaning.fill_holes_px, cleaning.min_area_px
    areas_m2 = _row_areas_m2(grid)
    # In steps so small that they do not matter, and so large that sums up to the limits are exact.
    most_m2 = max(cleaning.hole_limit, cleaning.least_limit, _LEAST_M2)
    scale = 2.0 ** (_SIZE_BITS - math.ceil(math.log2(most_m2)))
    # Rows beyond the edge of the world are large: nothing is known of their areas.
    sizes = np.where(np.isfinite(areas_m2), np.rint(areas_m2 * scale), 2.0**_SIZE_BITS)
    return sizes, math.ceil(cleaning.hole_limit * scale), math.ceil(cleaning.least_limit * scale)


def _row_areas_m2(grid: Grid) -> Floats:
    """Area of a pixel in each row; within a row, pixels are taken to be equally large."""
    return grid.pixel_areas_m2(np.arange(grid.height, dtype=float), np.full(grid.height, grid.width // 2.0))


class _Counts:
    """Pixels and areas by class, before and after."""

    def __init__(self, grid: Grid) -> None:
        self._areas_m2 = _row_areas_m2(grid)
        self._pixels = np.zeros((2, 256), dtype=np.int64)
        self._sums_m2 = np.zeros((2, 256))
        self.changed = 0

    def add(self, window: Window, before: Labels, after: Labels) -> None:
        self.changed += int((before != after).sum())
        areas_m2 = self._areas_m2[window.row : window.row_end]
        for part, labels in enumerate((before, after)):
            counts = np.array([np.bincount(row, minlength=256) for row in labels])
            self._pixels[part] += counts.sum(0)
            self._sums_m2[part] += np.where(counts > 0, counts * areas_m2[:, None], 0).sum(0)

    def changes(self, classes: Sequence[LabelClass]) -> tuple[ClassChange, ...]:
        pixels, sums = self._pixels.tolist(), self._sums_m2.tolist()
        return tuple(
            ClassChange(
                c.value,
                c.name,
                c.colour,
                pixels[0][c.value],
                pixels[1][c.value],
                *(total if math.isfinite(total) else None for total in (sums[0][c.value], sums[1][c.value])),
            )
            for c in classes
        )
