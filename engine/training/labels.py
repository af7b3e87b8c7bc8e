"""Labels of a raster's pixels, window by window, from polygons or from a raster of labels."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..address import told
from ..card import LabelClass
from ..errors import TrainingDataError
from ..raster import Grid
from ..tiling import Window
from . import IGNORE, OTHER
from .job import Labelled
from .naming import is_vector, label_of_name
from .polygons import Fates, Key
from .sources import Drawn, PolygonLabels, RasterLabels, Spared

BLOCK_PX = 512
_BLOCKS_KEPT = 768
_CELLS_ALONG = 512


@dataclass(frozen=True)
class ClassCount:
    """How much of a class is labelled.

    Attributes:
        name: The class.
        polygons: Features that label at least part of the raster; 0 for a label raster.
        pixels: Labelled pixels of the grid.
    """

    name: str
    polygons: int
    pixels: int


@dataclass(frozen=True)
class LabelReport:
    """What a data set's labels hold, and what of them does not serve.

    Attributes:
        source: The file.
        classes: Every class, also those without labels.
        other_px: Pixels known to be of none of the classes that the data set annotates.
        fates: What became of the features; None for a label raster.
        raster: The raster whose ground is labelled; empty where there is but one.
    """

    source: str
    classes: tuple[ClassCount, ...]
    other_px: int
    fates: Fates | None
    raster: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What did not serve, in plain words."""
        if self.fates is None:
            return ()
        texts = {
            "missing": "{} without geometry left out",
            "empty": "{} with an empty or broken geometry left out",
            "no_polygon": "{} points or lines left out",
            "unclassed": "{} polygons without a class left out",
            "ignored": "{} polygons ignored, as the mapping says",
            "crossing": "{} polygons whose outline crosses itself: their loops count in turn as inside and outside",
            "outside": "{} polygons outside {}",
            "tiny": "{} polygons smaller than a pixel, which label nothing",
            "contested_px": "{} pixels in polygons of different classes; the later polygon counts",
        }
        counts = dataclasses.asdict(self.fates)
        place = f"'{self.raster}'" if self.raster else "the raster"
        return tuple(f"'{self.source}': {texts[k].format(counts[k], place)}." for k in texts if counts[k])


class Labels:
    """Labels of one data set on the grid on which its raster is trained.

    Args:
        item: The data set.
        grid: The pixels.
        classes: The classes 0 ... K-1.
        drawn: Where labels come from.

    Attributes:
        item: The data set.
        grid: The pixels.
        cell_px: Side of the cells in which labels are counted, a power of two.
        counts: int32 (rows, columns, K + 1): labelled pixels by cell and class, `OTHER` last.
        known: bool (K,): classes that the data set annotates.
    """

    def __init__(self, item: Labelled, grid: Grid, classes: Sequence[LabelClass], drawn: Drawn) -> None:
        self.item = item
        self.grid = grid
        self.classes = tuple(classes)
        self._drawn = drawn
        along = max(grid.height, grid.width)
        self.cell_px = min(BLOCK_PX, max(8, 1 << (along // _CELLS_ALONG).bit_length()))
        self.counts = self._count()
        self.known = self._find_known()

    @property
    def report(self) -> LabelReport:
        """What the labels hold."""
        pixels = self.counts.sum(axis=(0, 1), dtype=np.int64)
        polygons = self.polygons
        features = (
            [0] * len(self.classes) if polygons is None else polygons.features_by_class(len(self.classes))
        )
        counted = (ClassCount(c.name, features[c.value], int(pixels[c.value])) for c in self.classes)
        return LabelReport(
            self.item.labels,
            tuple(counted),
            int(pixels[-1]),
            polygons.fates if polygons else None,
            self.item.raster,
        )

    @property
    def polygons(self) -> PolygonLabels | None:
        """The polygons; None for a label raster."""
        return self._drawn if isinstance(self._drawn, PolygonLabels) else None

    def only(self, keys: Set[Key], *, rest: bool) -> Labels:
        """The labels of some of the polygons; what the others cover tells nothing.

        Args:
            keys: The polygons to keep.
            rest: Whether the ground between polygons keeps its label.
        """
        polygons = self.polygons
        if polygons is None:
            raise TypeError("a label raster has no polygons")
        part = copy.copy(self)
        part._drawn = polygons.only(keys, rest=rest)
        part.counts = part._count()
        return part

    def without(self, taken: Labels) -> Labels:
        """The labels where others, on the same grid, tell nothing."""
        part = copy.copy(self)
        part._drawn = Spared(self._drawn, taken._drawn)
        part.counts = part._count()
        return part

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Read labels.

        Args:
            window: May reach over the raster's edge.

        Returns:
            uint8 (H, W), the caller's own: 0 ... K-1, `OTHER`, or `IGNORE`, also beyond the edge.
        """
        labels = np.full((window.height, window.width), IGNORE, dtype=np.uint8)
        for block in self._blocks(window):
            inside = block.intersect(window)
            labels[inside.slices_in(window)] = self._read_block(block)[inside.slices_in(block)]
        return labels

    def _blocks(self, window: Window) -> Iterator[Window]:
        """Blocks of the grid that a window touches."""
        inside = window.intersect(self.grid.window)
        if not inside.area_px:
            return
        for row in range(inside.row // BLOCK_PX * BLOCK_PX, inside.row_end, BLOCK_PX):
            for col in range(inside.col // BLOCK_PX * BLOCK_PX, inside.col_end, BLOCK_PX):
                yield Window(row, col, BLOCK_PX, BLOCK_PX).intersect(self.grid.window)

    def _read_block(self, block: Window) -> NDArray[np.uint8]:
        label = self._drawn.uniform(block)
        if label is None:
            return _draw_block(self._drawn, block)
        return np.broadcast_to(np.uint8(label), (block.height, block.width))

    def _count(self) -> NDArray[np.int32]:
        side, kinds = self.cell_px, len(self.classes) + 1
        rows, cols = -(-self.grid.height // side), -(-self.grid.width // side)
        counts = np.zeros((rows, cols, kinds), dtype=np.int32)
        kind_of = np.full(256, kinds, dtype=np.int64)
        kind_of[: kinds - 1] = np.arange(kinds - 1)
        kind_of[OTHER] = kinds - 1
        for block in self._blocks(self.grid.window):
            if self._drawn.uniform(block) == IGNORE:
                continue
            labels = self._read_block(block)
            down, across = (-(-n // side) for n in (block.height, block.width))
            cell = np.arange(block.height)[:, None] // side * across + np.arange(block.width) // side
            tally = np.bincount(
                (cell * (kinds + 1) + kind_of[labels]).ravel(), minlength=down * across * (kinds + 1)
            )
            row, col = block.row // side, block.col // side
            counts[row : row + down, col : col + across] = tally.reshape(down, across, -1)[..., :kinds]
        return counts

    def _find_known(self) -> NDArray[np.bool_]:
        """Classes annotated: those named; else, beside ground that is `other`, those that have labels."""
        if self.item.annotates:
            known = np.zeros(len(self.classes), dtype=bool)
            known[[label_of_name(n, self.classes, self.item.labels) for n in self.item.annotates]] = True
            return known
        pixels = self.counts.sum(axis=(0, 1), dtype=np.int64)
        return pixels[:-1] > 0 if pixels[-1] else np.ones(len(self.classes), dtype=bool)


@lru_cache(maxsize=_BLOCKS_KEPT)
def _draw_block(drawn: Drawn, block: Window) -> NDArray[np.uint8]:
    """Draw a block; the blocks of all rasters together take at most 200 MB."""
    labels = drawn.draw(block)
    labels.setflags(write=False)
    return labels


def is_shared(item: Labelled, data: Sequence[Labelled]) -> bool:
    """Whether a data set's polygons are used for several rasters, some of which they may miss."""
    return sum((item.labels, item.layer) == (each.labels, each.layer) for each in data) > 1


def find_missed(data: Sequence[Labels]) -> tuple[str, ...]:
    """Say which rasters no polygon touches.

    Raises:
        TrainingDataError: When polygons touch none of their rasters.
    """
    touched = {(each.item.labels, each.item.layer) for each in data if each.counts.any()}
    missed = [each.item for each in data if not each.counts.any()]
    for item in missed:
        if (item.labels, item.layer) not in touched:
            raise TrainingDataError(
                f"The polygons of '{item.labels}' label none of the rasters they are given for.",
                "Check that both show the same place and that each has the right CRS.",
            )
    return tuple(
        f"'{item.labels}' labels nothing of '{told(item.raster)}', which is left out." for item in missed
    )


def open_labels(
    item: Labelled, grid: Grid, classes: Sequence[LabelClass], *, may_miss: bool = False
) -> Labels:
    """Open the labels of a data set and count them.

    Args:
        item: The data set.
        grid: The pixels on which its raster is trained: its own, or its `resampled` grid.
        classes: The classes 0 ... K-1.
        may_miss: Whether polygons may miss the raster; its ground then tells nothing, whatever `rest` says.

    Raises:
        TrainingDataError: When the labels cannot be read, name unknown classes, lie elsewhere, are of another
            size or CRS than the raster, or hold no labelled pixel.
    """
    drawn: Drawn = (
        PolygonLabels.open(item, grid, classes, may_miss=may_miss)
        if is_vector(item.labels)
        else RasterLabels.open(item, grid, classes)
    )
    labels = Labels(item, grid, classes, drawn)
    if not labels.counts.any() and not may_miss:
        polygons = labels.polygons
        small = polygons is not None and polygons.fates.tiny > 0
        raise TrainingDataError(
            f"'{item.labels}' labels no pixel of '{told(item.raster)}'"
            + (": all its polygons are smaller than a pixel." if small else "."),
            "Draw larger polygons, or use a finer raster."
            if small
            else "Check that it shows the same place.",
        )
    return labels
