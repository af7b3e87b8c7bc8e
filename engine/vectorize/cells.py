"""A class raster as faces with rings, cell after cell; memory holds a cell and the faces that are not complete.

Cells are squares anchored at the raster's upper left corner. What a border looks like is decided within a cell, so it
depends on nothing but the raster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..card import NODATA_LABEL
from ..components import Components, find_components
from ..tiling import Window
from .arcs import Arcs, find_arcs
from .chains import Ints
from .faces import Facts, Labels, OpenFaces, sides_of
from .rings import Rings, rings_of
from .simplify import simplify

CELL_PX = 1024

ReadLabels = Callable[[Window], Labels]
ReadPercent = Callable[[Window], NDArray[np.float64]]


class FaceFinder:
    """Finds the faces of a raster.

    Args:
        height: Rows of the raster.
        width: Its columns.
        labels: Reads class numbers, uint8 (H, W), `NODATA_LABEL` for what belongs to no face.
        percent: Reads confidence in percent, (H, W), NaN where it is unknown; None: it is not asked for.
        tolerance_px: How far, at most, a border may move; 0: not at all.
        cell_px: Side of a cell.
    """

    def __init__(
        self,
        height: int,
        width: int,
        labels: ReadLabels,
        percent: ReadPercent | None = None,
        *,
        tolerance_px: float,
        cell_px: int,
    ) -> None:
        self._whole = Window(0, 0, height, width)
        self._labels, self._percent = labels, percent
        self._tolerance_px, self._cell_px = tolerance_px, cell_px
        self._open = OpenFaces()
        self._found = 0

    def run(self) -> Iterator[tuple[Window, Facts, Rings]]:
        """Go through the raster.

        Yields:
            The cell that has been read, and the faces that are complete with it; each face once.
        """
        whole, side = self._whole, self._cell_px
        above = np.full(whole.width, -1, dtype=np.int64)
        for row in range(0, whole.height, side):
            beside = np.full(side, -1, dtype=np.int64)
            for col in range(0, whole.width, side):
                cell = Window(row, col, side, side).intersect(whole)
                across = slice(col, cell.col_end)
                facts, rings, faces = self._read(cell, above[across], beside[: cell.height])
                above[across], beside = faces[-1], faces[:, -1]
                yield cell, facts, rings
            last = row + side >= whole.height
            sides, facts, above = self._open.close(np.full_like(above, -1) if last else above)
            yield Window(row, whole.width, 0, 0), facts.merged(), rings_of(sides)

    def _read(self, cell: Window, above: Ints, beside: Ints) -> tuple[Facts, Rings, Ints]:
        """Faces that lie within a cell, and the numbers of all faces in it, given those above and left of it."""
        around = self._read_around(cell)
        labels = around[1:-1, 1:-1]
        parts = find_components(labels, connectivity=4)
        part, count = parts.ids, len(parts.values)
        base, self._found = self._found, self._found + count
        faces = np.full(around.shape, -1, dtype=np.int64)
        faces[1:-1, 1:-1] = np.where(labels == NODATA_LABEL, -1, base + part)
        faces[0, 1:-1], faces[1:-1, 0] = above, beside
        for here, there in ((np.s_[1, 1:-1], np.s_[0, 1:-1]), (np.s_[1:-1, 1], np.s_[1:-1, 0])):
            same = around[here] == around[there]
            self._open.join(faces[here][same], faces[there][same])
        sides = sides_of(*self._borders(around, cell), faces, (cell.row, cell.col), self._whole.width + 1)
        facts = self._facts(cell, parts, base)
        at_rim = np.zeros(count, dtype=bool)
        for rim in (part[0], part[-1], part[:, 0], part[:, -1]):
            at_rim[rim] = True
        # Faces of the cells above and to the left have lower numbers.
        later = (sides.face < base) | at_rim[np.maximum(sides.face - base, 0)]
        self._open.add(sides.take(later), facts.take(at_rim[facts.face - base]))
        done = facts.take(~at_rim[facts.face - base])
        return done, rings_of(sides.take(~later)), faces[1:-1, 1:-1]

    def _read_around(self, cell: Window) -> Labels:
        """Class numbers of a cell and of one pixel around it; nothing around the raster."""
        wanted = Window(cell.row - 1, cell.col - 1, cell.height + 2, cell.width + 2)
        inside = wanted.intersect(self._whole)
        labels = np.full((wanted.height, wanted.width), NODATA_LABEL, dtype=np.uint8)
        labels[inside.slices_in(wanted)] = self._labels(inside)
        return labels

    def _borders(self, around: Labels, cell: Window) -> tuple[Arcs, NDArray[np.int32], Ints]:
        whole = self._whole
        arcs = find_arcs(around, bottom=cell.row_end == whole.height, right=cell.col_end == whole.width)
        if not self._tolerance_px:
            return arcs, arcs.points, arcs.offsets
        return arcs, *simplify(arcs, (cell.height + 1, cell.width + 1), self._tolerance_px)

    def _facts(self, cell: Window, parts: Components, base: int) -> Facts:
        """What is known of the parts of faces in a cell."""
        count = len(parts.values)
        pixels, percent = np.zeros(count, dtype=np.int64), np.zeros(count)
        if self._percent is not None:
            sure = self._percent(cell)
            known = np.isfinite(sure)
            pixels = np.bincount(parts.ids[known], minlength=count)
            percent = np.bincount(parts.ids[known], sure[known], minlength=count).astype(np.float64)
        facts = Facts(base + np.arange(count), parts.values, pixels, percent)
        return facts.take(parts.values != NODATA_LABEL)
