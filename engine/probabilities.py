"""Class probabilities on disk, as `segment` writes them: which classes, of which pixels, of which model."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from .card import LabelClass
from .classmap import CLASSES_TAG
from .errors import RasterError
from .outputs import UINT8_STEPS
from .picture import read_scaling
from .raster import Grid, RasterSource
from .tiling import Window

JOB_TAG = "RS_SEGMENTER_JOB"
NO_SHARE = 255


class Probabilities:
    """A raster of class probabilities open for reading.

    Args:
        path: A file that `segment` wrote.

    Attributes:
        source: The raster.
        tags: Its metadata.
        classes: Its classes, one a band.
        job: What made it: options and numbers by name.
        scaling: How the raster it was made from is brought to the range that its model knows.

    Raises:
        RasterError: When it cannot be opened, holds no probabilities, or does not say how it was made.
    """

    def __init__(self, path: str) -> None:
        self.source = RasterSource(path)
        self.tags = self.source.tags
        count, kinds = len(self.source.dtypes), set(self.source.dtypes)
        try:
            self.job = json.loads(self.tags[JOB_TAG])
            items = json.loads(self.tags[CLASSES_TAG])
            self.classes = tuple(LabelClass(i["value"], i["name"], i["colour"]) for i in items)
            self.scaling = read_scaling(self.job)
            self._made_at = Window(*self.job["window"])
        except (KeyError, TypeError, ValueError) as error:
            self.close()
            raise RasterError(
                f"'{path}' does not say from which bands and with which model it was made.",
                "Give the file that 'segment --probabilities' wrote; copies made by other programs may have lost its "
                "metadata, and older versions of RS Segmenter wrote less of it.",
            ) from error
        if count != len(self.classes) or kinds not in ({"uint8"}, {"float32"}):
            self.close()
            raise RasterError(
                f"'{path}' holds no probabilities of {len(self.classes)} classes: it has {count} band"
                f"{'s' * (count != 1)} of {', '.join(sorted(kinds))}.",
                "Give the file that 'segment --probabilities' wrote, not the one of classes or confidence.",
            )
        self._whole_steps = kinds == {"uint8"}
        self._reader = self.source.reader(range(1, count + 1), self.source.grid)

    def close(self) -> None:
        """Close the file."""
        self.source.close()

    def place_on(self, grid: Grid, raster: str) -> Window:
        """Find the pixels of a raster that the probabilities are of.

        Args:
            grid: The raster's grid, resampled as it was for the probabilities.
            raster: Its name, for messages.

        Raises:
            RasterError: When they are not pixels of that grid.
        """
        own = self.source.grid
        window = self._made_at
        if grid.placed and own.placed:
            col, row = ~grid.transform * (own.transform * (0, 0))
            window = Window(round(row), round(col), own.height, own.width)
        inside = window.intersect(grid.window) == window
        difference = grid.crop(window).difference(own) if inside else grid.difference(own) or "another place"
        if difference:
            raise RasterError(
                f"The probabilities '{self.source.path}' are not of the pixels of '{raster}': "
                f"they have {difference}.",
                "Give the raster that they were made from.",
            )
        return window

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Read a window of their own grid.

        Returns:
            uint8 (K, H, W) in steps of 1/250, `NO_SHARE` where there are none.

        Raises:
            RasterError: When the file is damaged there, or its numbers are no probabilities.
        """
        values, valid = self._reader.read(window)
        steps = values.astype(np.float32) * (1 if self._whole_steps else UINT8_STEPS)
        steps = np.where(valid, np.rint(steps), NO_SHARE)
        known = steps[:, valid]
        if known.size and not 0 <= known.min() <= known.max() <= UINT8_STEPS:
            raise RasterError(
                f"'{self.source.path}' holds numbers that are no probabilities.",
                "Give the file that 'segment --probabilities' wrote.",
            )
        return steps.astype(np.uint8)
