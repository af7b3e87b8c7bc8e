"""What is known of the ground, in the numbers of the map's classes: polygons, points, or a raster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..card import LabelClass
from ..classmap import CLASSES_TAG, ClassMap
from ..errors import JobError, RasterError, TrainingDataError
from ..raster import Grid, RasterReader, RasterSource
from ..raster.matched import match
from ..tiling import Window
from ..training import IGNORE
from ..training.job import Labelled
from ..training.labels import LabelReport
from ..training.naming import ANY, is_vector, labels_of_values, plain
from ..training.sources import PolygonLabels
from ..vector import read_layer
from .job import AssessJob
from .spots import Spots, lay_points

_SIDE_PX = 2048
_MOST_COLOURS = 256
_WANTED = "Give one band of class numbers, or red, green and blue of the classes' colours."
_POINTS = ("Point", "MultiPoint")


class Ground(Protocol):
    """A reference that says something of every pixel."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know of it."""

    def empty(self, window: Window) -> bool:
        """Whether it is certain, without looking, that nothing is known of a window."""

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Read uint8 (H, W): values of the map's classes, `OTHER`, or `IGNORE` where nothing is known."""


@contextmanager
def open_reference(job: AssessJob, classmap: ClassMap) -> Iterator[Ground | Spots]:
    """Open the reference of a job on the map's grid; leaving the context closes it.

    Raises:
        EngineError: When it cannot be read, holds classes that the map has not, or lies elsewhere.
    """
    if not is_vector(job.reference):
        with RasterReference.open(job, classmap) as reference:
            yield reference
        return
    field = job.class_field or (None if ANY in map(plain, job.mapping) else "class")
    item = Labelled(
        job.classes, job.reference, class_field=field, layer=job.layer, mapping=job.mapping, rest=job.rest
    )
    layer = read_layer(Path(job.reference), job.layer, field)
    kinds = {str(f.geometry["type"]) for f in layer.features if f.geometry}
    if kinds and kinds <= set(_POINTS):
        _refuse_for_points(job)
        yield lay_points(layer, item, classmap)
    else:
        yield PolygonReference.open(item, classmap)


def windows(grid: Grid) -> Iterator[Window]:
    """The grid in squares, row by row."""
    for row in range(0, grid.height, _SIDE_PX):
        for col in range(0, grid.width, _SIDE_PX):
            yield Window(row, col, _SIDE_PX, _SIDE_PX).intersect(grid.window)


def _refuse_for_points(job: AssessJob) -> None:
    """Refuse options that mean nothing for points."""
    for given, what in ((job.rest, "ground between polygons"), (job.erode_px, "borders between classes")):
        if given:
            raise JobError(
                f"'{job.reference}' holds points, which know no {what}.", "Leave that option out for points."
            )


@dataclass(frozen=True, eq=False)
class PolygonReference:
    """Reference polygons: a pixel is what the last polygon says that its centre lies in."""

    drawn: PolygonLabels
    source: str

    @classmethod
    def open(cls, item: Labelled, classmap: ClassMap) -> PolygonReference:
        """Read polygons and lay them on the map's grid; raises as `open_reference`."""
        drawn = PolygonLabels.open(item, classmap.grid, classmap.classes)
        if not drawn.pixels.any():
            raise TrainingDataError(
                f"All polygons of '{item.labels}' in the map are smaller than a pixel.",
                "Draw larger polygons.",
            )
        return cls(drawn, item.labels)

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the polygons did not serve."""
        return LabelReport(self.source, (), 0, self.drawn.fates).notes

    def empty(self, window: Window) -> bool:
        """Whether no polygon is near."""
        return self.drawn.uniform(window) == IGNORE

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window."""
        return self.drawn.draw(window)


@dataclass(frozen=True, eq=False)
class RasterReference:
    """A reference raster, by nearest neighbour on the map's grid.

    Attributes:
        reader: Its pixels on that grid.
        values: int64 (n,): the numbers that it holds, rising.
        labels: uint8 (n,): their labels.
        notes: What the reader must know.
    """

    reader: RasterReader
    values: NDArray[np.int64]
    labels: NDArray[np.uint8]
    notes: tuple[str, ...]

    @classmethod
    @contextmanager
    def open(cls, job: AssessJob, classmap: ClassMap) -> Iterator[RasterReference]:
        """Open a reference raster and see which numbers or colours it holds; raises as `open_reference`."""
        if job.rest:
            raise JobError(
                f"'{job.reference}' is a raster, which leaves no ground between polygons.",
                "Map the number of its background instead, such as 0=other.",
            )
        with closing(RasterSource(job.reference)) as source:
            bands, coloured = _bands(job, source)
            with match(source, bands, classmap.grid) as reader:
                mapping = job.mapping or (
                    _colours(classmap.classes) if coloured else _tagged_names(job.reference, source)
                )
                values = _values(reader, job, classmap.grid)
                if coloured and len(values) > _MOST_COLOURS and ANY not in map(plain, mapping):
                    raise RasterError(
                        f"'{job.reference}' holds {len(values):,} colours, so it is an image and no map of classes.",
                        _WANTED,
                    )
                named = {f"#{v:06x}" if coloured else v: v for v in values}
                item = Labelled(job.classes, job.reference, mapping=mapping)
                labels = labels_of_values(named, item, classmap.classes, raster=True)
                moved = classmap.grid.difference(source.grid)
                note = (
                    f"'{job.reference}' lies on other pixels than the map ({moved}): each pixel of the map was"
                    " compared with the reference's pixel in which its centre lies."
                )
                yield cls(
                    reader,
                    np.asarray(values, dtype=np.int64),
                    np.asarray([labels[name] for name in named], dtype=np.uint8),
                    (note,) if moved else (),
                )

    def empty(self, window: Window) -> bool:
        """Never certain."""
        return False

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window."""
        pixels, valid = self.reader.read(window)
        numbers = np.where(valid, _numbers(pixels, ""), self.values[0])
        return np.where(valid, self.labels[np.searchsorted(self.values, numbers)], np.uint8(IGNORE))


def _bands(job: AssessJob, source: RasterSource) -> tuple[Sequence[int], bool]:
    """The bands to read of a reference raster, and whether its pixels are colours."""
    bands = len(source.dtypes) - ("alpha" in source.roles)
    coloured = bands == 3 or (source.has_palette and any(k.startswith("#") for k in job.mapping))
    if bands not in (1, 3) or (coloured and set(source.dtypes) != {"uint8"}):
        raise RasterError(
            f"The reference '{job.reference}' has {bands} bands of {source.dtypes[0]}.",
            _WANTED,
        )
    return () if source.has_palette and coloured else range(1, bands + 1), coloured


def _values(reader: RasterReader, job: AssessJob, grid: Grid) -> list[int]:
    """The numbers that a reference raster holds on the map, rising."""
    found: set[int] = set()
    for window in windows(grid):
        pixels, valid = reader.read(window)
        found.update(_held(_numbers(pixels, job.reference)[valid]))
    if not found:
        raise TrainingDataError(
            f"'{job.reference}' has no valid pixel on the map.",
            "Check that both show the same place, that each has the right CRS, and its nodata value.",
        )
    return sorted(found)


def _numbers(pixels: NDArray[np.generic], path: str) -> NDArray[np.int64]:
    """One whole number for each pixel (H, W): the value of the one band, or 0xrrggbb."""
    if len(pixels) == 3:
        red, green, blue = pixels.astype(np.int64)
        return np.asarray(red << 16 | green << 8 | blue)
    band = pixels[0]
    if band.dtype.kind != "f":
        return np.asarray(band, dtype=np.int64)
    whole = np.nan_to_num(band, nan=0, posinf=0, neginf=0)
    if (whole != np.rint(whole)).any():
        raise RasterError(
            f"The reference '{path}' holds broken numbers, so it is no raster of classes.",
            _WANTED,
        )
    return np.asarray(whole, dtype=np.int64)


def _held(numbers: NDArray[np.int64]) -> list[int]:
    """The different ones among numbers."""
    if numbers.size and 0 <= numbers.min() <= numbers.max() < 1 << 16:  # what most references hold
        return [int(number) for number in np.flatnonzero(np.bincount(numbers))]
    return [int(number) for number in np.unique(numbers)]


def _colours(classes: tuple[LabelClass, ...]) -> dict[str, str]:
    """The map's own colours; black, with which ISPRS marks eroded borders, is ignored."""
    return {"#000000": "ignore"} | {c.colour: c.name for c in classes}


def _tagged_names(path: str, source: RasterSource) -> dict[str, str]:
    """Names of a reference's numbers, where it is itself a map that `segment` wrote: another model's may differ."""
    if CLASSES_TAG not in source.tags:
        return {}
    with ClassMap(path) as reference:
        return {str(c.value): c.name for c in reference.classes}
