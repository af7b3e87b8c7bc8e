"""The files a segmentation writes: classes, confidence, entropy, probabilities, assembled from finished pixels."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Container, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .card import NODATA_LABEL, LabelClass
from .classarea import ClassArea, class_areas
from .job import CONFIDENCE_BAND, ENTROPY_BAND
from .journal import Journal
from .raster import Grid, RasterSink, SinkFormat
from .raster.sink import BLOCK_PX
from .tiling import Window

DOUBT_NODATA = 255
UINT8_STEPS = 250


@dataclass(frozen=True)
class Piece:
    """Finished pixels on their way to the files.

    Attributes:
        window: Where they lie on the grid; may reach beyond the strip.
        layers: One (H, W) or (K, H, W) array per output file, in the order of the files.
        keep: Which pixels are data inside the area (H, W); the others become nodata.
        ends_row: Whether the rows above `window.row_end` are complete after this piece.
    """

    window: Window
    layers: tuple[NDArray[np.generic], ...]
    keep: NDArray[np.bool_]
    ends_row: bool


StripPiece = tuple[Window, Piece]  # a piece with the strip it belongs to


@dataclass(frozen=True)
class Files:
    """Names of the files that a map is made of.

    Attributes:
        output: Classes.
        confidence: Percent the chosen class is sure; None: not written.
        entropy: How evenly the probability is spread over the classes, 0 ... 1 in steps of 1/250; None: not written.
        probabilities: A band per class; None: not written.
        probability_type: `uint8` (steps of 1/250) or `float32`.
    """

    output: str
    confidence: str | None = None
    probabilities: str | None = None
    probability_type: str = "uint8"
    entropy: str | None = None


class Outputs:
    """All files of one job; they get their names together; leaving the context without that removes them.

    Args:
        files: Names and types.
        classes: Classes by rising value from 0.
        grid: The grid that was classified.
        within: The part of it that is written.
        tags: Metadata.
        journal: Where finished rows are noted as well; what it holds already is written first.

    Attributes:
        pixels: Number of pixels of each class written so far.
        kept_px: How many of them all the journal held already.

    Raises:
        RasterError: When a folder cannot be written to.
    """

    def __init__(
        self,
        files: Files,
        classes: Sequence[LabelClass],
        grid: Grid,
        within: Window,
        tags: dict[str, str],
        journal: Journal | None = None,
    ) -> None:
        self._within = within
        self._journal = journal
        self._grid = grid
        self._classes = classes
        self._forms = _forms(files, classes, tags)
        self._sinks: list[RasterSink] = []
        self._strip = within
        # Rows of blocks that are not complete yet, from the top: an array (C, BLOCK_PX, width) for each file.
        self._blocks: deque[list[NDArray[np.generic]]] = deque()
        self._base = 0
        self.pixels = [0] * len(classes)
        self._sums_m2 = np.zeros(len(classes))
        with ExitStack() as undo:
            undo.callback(self._discard)
            for path, form in self._forms:
                self._sinks.append(RasterSink(path, grid.crop(within), form))
            for place, layers in journal.replay() if journal else ():
                self._write(place, layers)
            self.kept_px = sum(self.pixels)
            undo.pop_all()

    def __enter__(self) -> Outputs:
        return self

    def __exit__(self, *_: object) -> None:
        self._discard()

    def begin(self, strip: Window) -> None:
        """Make room for a strip."""
        self._strip, self._base = strip, strip.row
        self._blocks.clear()

    def add(self, piece: Piece) -> None:
        """Put finished pixels in their place, and write the rows that are complete."""
        inside = piece.window.intersect(self._strip)
        base = self._base
        for blocks in self._blocks_down_to(inside.row_end):
            place = Window(base, self._strip.col, BLOCK_PX, self._strip.width)
            self._put(piece, inside.intersect(place), blocks, place)
            base += BLOCK_PX
        if piece.ends_row:
            self._flush(min(piece.window.row_end, self._strip.row_end))

    def _blocks_down_to(self, row_end: int) -> deque[list[NDArray[np.generic]]]:
        while self._base + BLOCK_PX * len(self._blocks) < row_end:
            size = (BLOCK_PX, self._strip.width)
            self._blocks.append(
                [np.full((form.count, *size), form.nodata, form.dtype) for _, form in self._forms]
            )
        return self._blocks

    def _put(self, piece: Piece, inside: Window, blocks: list[NDArray[np.generic]], place: Window) -> None:
        if not inside.area_px:
            return
        rows, cols = inside.slices_in(piece.window)
        keep, whole = piece.keep[rows, cols], piece.keep[rows, cols].all()
        for block, layer, (_, form) in zip(blocks, piece.layers, self._forms):
            values, nodata = layer[..., rows, cols], block.dtype.type(form.nodata)
            into = (slice(None), *inside.slices_in(place))
            block[into] = values if whole else np.where(keep, values, nodata)

    def _flush(self, complete: int) -> None:
        """Write whole rows of blocks above row `complete`; at the bottom of the strip, all that is left."""
        top, rows = self._base, []
        while self._base < complete:
            height = min(BLOCK_PX, self._strip.row_end - self._base)
            if self._base + height > complete:
                break
            rows.append([block[:, :height] for block in self._blocks.popleft()])
            self._base += height
        if not rows:
            return
        place = Window(top, self._strip.col, self._base - top, self._strip.width)
        layers = rows[0] if len(rows) == 1 else [np.concatenate(parts, axis=1) for parts in zip(*rows)]
        self._write(place, layers)
        if self._journal:
            self._journal.note(place, layers)

    def _write(self, place: Window, layers: Sequence[NDArray[np.generic]]) -> None:
        """Write rows of blocks, one after the other: so are their areas added up, too."""
        for row in range(0, place.height, BLOCK_PX):
            parts = [layer[:, row : row + BLOCK_PX] for layer in layers]
            part = Window(place.row + row, place.col, parts[0].shape[1], place.width)
            self._count(parts[0][0], part)
            own = Window(part.row - self._within.row, part.col - self._within.col, part.height, part.width)
            for sink, values in zip(self._sinks, parts):
                sink.write(values, own)

    def _count(self, labels: NDArray[np.generic], place: Window) -> None:
        """Add up pixels and areas; within a row of a strip, pixels are taken to be equally large."""
        rows = np.arange(place.row, place.row_end, dtype=np.float64)
        middle = np.full(len(labels), place.col + place.width // 2, dtype=np.float64)
        areas_m2 = self._grid.pixel_areas_m2(rows, middle)
        counts = np.array([np.bincount(row, minlength=256) for row in labels])
        for label in range(len(self.pixels)):
            per_row = counts[:, label]
            self.pixels[label] += int(per_row.sum())
            self._sums_m2[label] += float((per_row * areas_m2)[per_row > 0].sum())

    @property
    def areas(self) -> tuple[ClassArea, ...]:
        """How much of each class has been written."""
        return class_areas(self._classes, self.pixels, self._sums_m2)

    def complete(self, check: Callable[[], None]) -> dict[str, str]:
        """Complete every file.

        Args:
            check: Called before and after each file is completed; may raise.

        Returns:
            Where each file is until `publish`, by its name.

        Raises:
            RasterError: When the disk is full.
        """
        check()
        for sink in self._sinks:
            sink.complete()
            check()
        return {path: str(sink.part) for (path, _), sink in zip(self._forms, self._sinks)}

    def publish(self, paths: Container[str] | None = None) -> None:
        """Give the complete files their names.

        Args:
            paths: Which ones; None: all. The others go when the context is left.

        Raises:
            RasterError: When a name cannot be taken.
        """
        for (path, _), sink in zip(self._forms, self._sinks):
            if paths is None or path in paths:
                sink.publish()

    def _discard(self) -> None:
        for sink in self._sinks:
            sink.discard()


def _forms(files: Files, classes: Sequence[LabelClass], tags: dict[str, str]) -> list[tuple[str, SinkFormat]]:
    colours = {c.value: c.rgb for c in classes}
    names = tuple(c.name for c in classes)
    forms = [(files.output, SinkFormat(1, "uint8", NODATA_LABEL, tags, ("class",), colours))]
    if files.confidence:
        form = SinkFormat(1, "uint8", DOUBT_NODATA, tags, (CONFIDENCE_BAND,), overview="average")
        forms.append((files.confidence, form))
    if files.entropy:
        form = SinkFormat(
            1, "uint8", DOUBT_NODATA, tags, (ENTROPY_BAND,), scale=1 / UINT8_STEPS, overview="average"
        )
        forms.append((files.entropy, form))
    if files.probabilities:
        small = files.probability_type == "uint8"
        form = SinkFormat(
            count=len(names),
            dtype=files.probability_type,
            nodata=255 if small else -1.0,
            tags=tags,
            band_names=names,
            scale=1 / UINT8_STEPS if small else 1.0,
            overview="average",
        )
        forms.append((files.probabilities, form))
    return [(os.fspath(path), form) for path, form in forms]
