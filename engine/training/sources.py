"""The two sources of labels: polygons, and rasters of labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..address import told
from ..area import Extent
from ..card import LabelClass
from ..errors import AreaError, TrainingDataError
from ..raster import Grid, PortableReader, RasterSource
from ..tiling import Window
from ..vector import read_polygons
from . import IGNORE
from .job import Labelled
from .naming import label_of_name, labels_of_values, read_features
from .polygons import Drawing, Fates, Key, lay

_SURVEY_PX = 512
_MOST_VALUES = 1 << 16


class Drawn(Hashable, Protocol):
    """Where labels come from."""

    def uniform(self, window: Window) -> int | None:
        """The one label of a window, where that is known without looking at pixels."""

    def draw(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window inside the grid."""


@dataclass(frozen=True, eq=False)
class Spared:
    """Labels but where others have some.

    Attributes:
        drawn: The labels.
        taken: The others, on the same grid.
    """

    drawn: Drawn
    taken: Drawn

    def uniform(self, window: Window) -> int | None:
        """The one label of a window, where that is known without looking at pixels."""
        return self.drawn.uniform(window) if self.taken.uniform(window) == IGNORE else None

    def draw(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window inside the grid, uint8 (H, W)."""
        labels = self.drawn.draw(window)
        return np.where(self.taken.draw(window) == IGNORE, labels, np.uint8(IGNORE))


@dataclass(frozen=True, eq=False)
class PolygonLabels:
    """Labels drawn from polygons.

    Attributes:
        drawing: The polygons.
        rest: Label of the ground between them.
        extents: Where `rest` holds; None: everywhere.
        fates: What became of the features.
        pixels: int (P + 1,): pixels of each polygon number that no later polygon covers.
    """

    drawing: Drawing
    rest: int
    extents: Extent | None
    fates: Fates
    pixels: NDArray[np.int64]

    @classmethod
    def open(
        cls, item: Labelled, grid: Grid, classes: Sequence[LabelClass], *, may_miss: bool = False
    ) -> PolygonLabels:
        """Read a data set's polygons and lay them on a grid; arguments and errors are those of `open_labels`."""
        layer = read_features(item)
        labels = labels_of_values({f.value for f in layer.features if f.geometry}, item, classes)
        drawing, fates = lay(layer, item.labels, labels, IGNORE, grid, may_miss=may_miss)
        rest = label_of_name(item.rest, classes, item.labels) if item.rest and drawing.shapes else IGNORE
        drawn = cls(drawing, rest, _open_extents(item, grid), fates, np.zeros(len(drawing.labels), np.int64))
        drawn._survey()
        return drawn

    def _survey(self) -> None:
        """Count each polygon's pixels, and those that polygons of different classes contest."""
        drawing = self.drawing
        seen = np.zeros(len(self.pixels), dtype=bool)
        for window in _windows(drawing.grid):
            near = drawing.near(window)
            if not len(near):
                continue
            last = drawing.numbers(window, near)
            self.pixels[:] += np.bincount(last.ravel(), minlength=len(self.pixels))
            if len(near) > 1:
                first = drawing.numbers(window, near, last_first=True)
                seen |= np.bincount(first.ravel(), minlength=len(seen)) > 0
                contested = drawing.labels[first] != drawing.labels[last]
                self.fates.contested_px += int(contested.sum())
        self.pixels[0] = 0
        seen |= self.pixels > 0
        whole = {key[2] for key, there in zip(drawing.keys, seen[1:]) if there}
        self.fates.tiny = len({key[2] for key in drawing.keys} - whole)

    def features_by_class(self, classes: int) -> list[int]:
        """Number of features of each class that label a pixel."""
        found = {
            (int(label), key[2])
            for label, key, px in zip(self.drawing.labels[1:], self.drawing.keys, self.pixels[1:])
            if px
        }
        return [sum(label == each for each, _ in found) for label in range(classes)]

    def counts_by_polygon(self, classes: int) -> dict[Key, NDArray[np.float64]]:
        """For each polygon that labels a pixel of a class: its pixels by class (K + 1,)."""
        kinds = np.eye(classes + 1)
        return {
            key: px * kinds[label]
            for key, label, px in zip(self.drawing.keys, self.drawing.labels[1:], self.pixels[1:])
            if px and label < classes
        }

    def only(self, keys: Set[Key], *, rest: bool) -> PolygonLabels:
        """The same with other polygons' ground, and perhaps the rest, telling nothing."""
        kept = np.asarray([False, *(key in keys for key in self.drawing.keys)])
        labels = np.where(kept, self.drawing.labels, np.uint8(IGNORE))
        return dataclasses.replace(
            self,
            drawing=dataclasses.replace(self.drawing, labels=labels),
            rest=self.rest if rest else IGNORE,
            pixels=np.where(kept, self.pixels, 0),
        )

    def uniform(self, window: Window) -> int | None:
        """The rest's label where no polygon is near and no extents are given; else None."""
        certain = self.extents is None or self.rest == IGNORE
        return self.rest if certain and not len(self.drawing.near(window)) else None

    def draw(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window inside the grid, uint8 (H, W)."""
        numbers = self.drawing.numbers(window, self.drawing.near(window))
        labels = self.drawing.labels[numbers]
        wanted = None if self.extents is None else self.extents.wanted(window)
        rest = np.uint8(self.rest) if wanted is None else np.where(wanted, np.uint8(self.rest), IGNORE)
        return np.where(numbers == 0, rest, labels).astype(np.uint8)


def _open_extents(item: Labelled, grid: Grid) -> Extent | None:
    if item.extents is None:
        return None
    try:
        return Extent(read_polygons(Path(item.extents)), grid)
    except AreaError as error:
        raise TrainingDataError(
            f"The extents '{item.extents}' do not serve for '{told(item.raster)}': {error.message}",
            error.hint,
        ) from error


@dataclass(frozen=True, eq=False)
class RasterLabels:
    """Labels from the pixels of a label raster on the same grid.

    Attributes:
        reader: Reads its pixels.
        low: Its lowest value.
        table: uint8: labels of the values from `low` on.
    """

    reader: PortableReader
    low: int
    table: NDArray[np.uint8]

    @classmethod
    def open(cls, item: Labelled, grid: Grid, classes: Sequence[LabelClass]) -> RasterLabels:
        """Open a label raster and see which values it holds; raises as `open_labels`."""
        if item.rest or item.extents:
            raise TrainingDataError(
                f"'{item.labels}' is a raster of labels, which leaves no ground unlabelled.",
                "Give rest and extents with polygons only; here, map the number of the background to a class.",
            )
        raster, source = RasterSource(item.raster), RasterSource(item.labels)
        if len(source.dtypes) - ("alpha" in source.roles) != 1:
            raise TrainingDataError(
                f"The label raster '{item.labels}' has {len(source.dtypes)} bands.",
                "It must hold the number of the class in one band.",
            )
        if differs := raster.grid.difference(source.grid):
            raise TrainingDataError(
                f"The label raster '{item.labels}' does not lie on the pixels of '{told(item.raster)}': "
                f"it has {differs}.",
                "Bring it to that raster's grid with nearest neighbour ('gdalwarp -r near', or Align Rasters in QGIS).",
            )
        on = source.grid.resampled(raster.grid.height / grid.height)
        on = dataclasses.replace(on, height=grid.height, width=grid.width)
        source.close()
        raster.close()
        reader = PortableReader(item.labels, (1,), on, smooth=False)
        values: set[int] = set()
        for window in _windows(grid):
            pixels, valid = reader.read(window)
            values.update(_values(pixels[0][valid]))
        return cls(reader, *_table(values, item, classes))

    def uniform(self, window: Window) -> None:
        """Nothing is known without looking."""

    def draw(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window inside the grid, uint8 (H, W)."""
        pixels, valid = self.reader.read(window)
        numbers = np.where(valid, pixels[0], self.low).astype(np.int64) - self.low
        return np.where(valid, self.table[numbers], np.uint8(IGNORE))


def _values(pixels: NDArray[np.generic]) -> list[int]:
    if pixels.dtype == np.uint8:
        return [int(v) for v in np.flatnonzero(np.bincount(pixels))]
    return [int(v) for v in np.unique(pixels)]


def _table(values: set[int], item: Labelled, classes: Sequence[LabelClass]) -> tuple[int, NDArray[np.uint8]]:
    if not values:
        raise TrainingDataError(f"'{item.labels}' holds no valid pixel.", "Check its nodata value.")
    low, high = min(values), max(values)
    if high - low >= _MOST_VALUES:
        raise TrainingDataError(
            f"'{item.labels}' holds values from {low} to {high}: these are no numbers of classes.",
            "Give a raster of class numbers; mark what is unlabelled as its nodata value.",
        )
    table = np.full(high - low + 1, IGNORE, dtype=np.uint8)
    for value, label in labels_of_values(sorted(values), item, classes, raster=True).items():
        table[int(str(value)) - low] = label
    return low, table


def _windows(grid: Grid) -> Iterator[Window]:
    for row in range(0, grid.height, _SURVEY_PX):
        for col in range(0, grid.width, _SURVEY_PX):
            yield Window(row, col, _SURVEY_PX, _SURVEY_PX).intersect(grid.window)
