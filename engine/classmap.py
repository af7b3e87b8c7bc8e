"""Class rasters: which class a pixel's number stands for, and windows of these numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .card import COLOUR, DISTINCT_COLOURS, NODATA_LABEL, LabelClass
from .errors import RasterError
from .raster import RasterSource
from .tiling import Window

CLASSES_TAG = "RS_SEGMENTER_CLASSES"
_STRIP_PX = 1 << 22


class ClassMap:
    """A raster of class numbers open for reading: one made by `segment`, or any other of one band.

    Args:
        path: A file, or any name GDAL opens.

    Attributes:
        source: The raster.
        grid: Its size and place.
        tags: Its metadata.

    Raises:
        RasterError: When it cannot be opened, has several bands, or its pixels are no whole numbers.
    """

    def __init__(self, path: str) -> None:
        self.source = RasterSource(path)
        self.grid = self.source.grid
        self.tags = self.source.tags
        count, kind = len(self.source.dtypes), np.dtype(self.source.dtypes[0])
        if count > 1 or kind.kind not in "iu":
            self.close()
            found = f"has {count} bands" if count > 1 else f"holds {kind.name} numbers"
            raise RasterError(
                f"'{path}' {found}, so it is no map of classes.",
                "Give the class raster that segmenting wrote, or another with one band of whole numbers.",
            )
        self._reader = self.source.reader([1], self.grid, smooth=False)
        self._classes = self._tagged()
        self._known = np.full(NODATA_LABEL + 1, not self._classes)
        self._known[[*(c.value for c in self._classes), NODATA_LABEL]] = True

    def close(self) -> None:
        """Close the file."""
        self.source.close()

    def __enter__(self) -> ClassMap:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def classes(self) -> tuple[LabelClass, ...]:
        """The classes by rising value.

        From the metadata that `segment` writes; for another raster, the values that it holds, which means reading
        it once, with the colours of its table.
        """
        if not self._classes:
            self._classes = self._found()
        return self._classes

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Read class numbers.

        Args:
            window: A part of the grid.

        Returns:
            uint8 (H, W); `NODATA_LABEL` where there is no data.

        Raises:
            RasterError: When the file is damaged there, or holds a number that none of its classes has.
        """
        values, valid = self._reader.read(window)
        labels = np.where(valid, values[0], NODATA_LABEL)
        if labels.dtype != np.uint8 and labels.size and not 0 <= labels.min() <= labels.max() <= NODATA_LABEL:
            wrong = labels.max() if labels.max() > NODATA_LABEL else labels.min()
            raise RasterError(
                f"'{self.source.path}' holds the number {wrong}, which no class can have.",
                f"Classes are numbers from 0 to {NODATA_LABEL - 1}; set a nodata value for the others.",
            )
        labels = np.ascontiguousarray(labels, dtype=np.uint8)
        if not (known := self._known[labels]).all():
            raise RasterError(
                f"'{self.source.path}' holds the number {labels[~known][0]}, which is none of its classes.",
                f"Its tag {CLASSES_TAG} lists them: remove the tag, or make the raster again.",
            )
        return labels

    def strips(self) -> Iterator[Window]:
        """The whole raster as windows of full width, from the top, each of a few megapixels at most."""
        rows = max(1, _STRIP_PX // self.grid.width)
        for row in range(0, self.grid.height, rows):
            yield Window(row, 0, min(rows, self.grid.height - row), self.grid.width)

    def _tagged(self) -> tuple[LabelClass, ...]:
        try:
            items = json.loads(self.tags.get(CLASSES_TAG, "[]"))
            found = [LabelClass(int(i["value"]), str(i["name"]), str(i["colour"])) for i in items]
            if fault := _fault(found):
                raise ValueError(fault)
        except (ValueError, TypeError, KeyError) as error:
            raise RasterError(
                f"The classes in the metadata of '{self.source.path}' are broken: {error}.",
                f"Remove its tag {CLASSES_TAG}, or make the raster again.",
            ) from error
        return tuple(sorted(found, key=lambda c: c.value))

    def _found(self) -> tuple[LabelClass, ...]:
        counts = np.zeros(NODATA_LABEL + 1, dtype=np.int64)
        for window in self.strips():
            counts += np.bincount(self.read(window).ravel(), minlength=len(counts))
        colours = self.source.colours
        return tuple(
            LabelClass(v, f"class {v}", colours.get(v, DISTINCT_COLOURS[v % len(DISTINCT_COLOURS)]))
            for v in np.flatnonzero(counts[:NODATA_LABEL]).tolist()
        )


def _fault(classes: Sequence[LabelClass]) -> str:
    """What is wrong with the classes that a file names; empty where nothing is."""
    for c in classes:
        if not 0 <= c.value < NODATA_LABEL:
            return f"'{c.name}' has the number {c.value}"
        if not COLOUR.fullmatch(c.colour):
            return f"'{c.colour}' is no colour #rrggbb"
    alike = any(len({getattr(c, key) for c in classes}) < len(classes) for key in ("value", "name"))
    return "two of them share a number or a name" if alike else ""
