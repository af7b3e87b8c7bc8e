"""Draw a stratified random sample of a map's pixels: the second verb of accuracy assessment."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..card import LabelClass
from ..classmap import ClassMap
from ..destination import GEOPACKAGE, check_destination
from ..errors import JobError, RasterError
from ..progress import Progress
from ..provenance import derived_tags, write_tags
from ..raster import block_cache
from ..training.naming import plain
from ..vector import geopackage, write_layer
from .allocation import allocate
from .areas import describe_design
from .extent import measure
from .job import SampleJob
from .spots import FIELD_OF_DESIGN

_CACHE_BYTES = 128 << 20
_LEAST_PER_CLASS = 50
_EXPECTED = 0.8
_LAYER = "reference"


@dataclass(frozen=True)
class Stratum:
    """A class of the map and its sample.

    Attributes:
        value: The class's number.
        name: Its name.
        colour: `#rrggbb`.
        pixels: Its pixels on the map.
        points: Those drawn.
        weight: Its share of the map's pixels, 0 ... 1.
    """

    value: int
    name: str
    colour: str
    pixels: int
    points: int
    weight: float


@dataclass(frozen=True)
class SampleResult:
    """A sample of reference points.

    Attributes:
        output: The GeoPackage.
        strata: One per class of the map.
        points: All points.
        notes: What the user should know.
    """

    output: str
    strata: tuple[Stratum, ...]
    points: int
    notes: tuple[str, ...]


def sample(job: SampleJob, progress: Progress | None = None) -> SampleResult:
    """Draw reference points from a class raster, each class a stratum, at pixel centres, none twice.

    The points come in random order. Fields: `id` from 1; `class`, empty, for the interpreter; `map_class` and
    `stratum_weight` (the stratum's share of the map) unless the job is blind; `design`, from which `assess` knows
    the points and their map again.

    Args:
        job: What to draw.
        progress: Who is told, and may cancel.

    Raises:
        EngineError: When the map cannot be read, holds no class or no place, or the points cannot be written.
        Cancelled: When the user has cancelled; nothing is written.
    """
    progress = progress or Progress()
    check_destination(job.output, GEOPACKAGE, [job.classes], overwrite=job.overwrite)
    with ClassMap(job.classes) as classmap, block_cache(_CACHE_BYTES):
        classes = _checked(classmap, job)
        pixels = measure(classmap, progress).pixels
        sizes = [int(pixels[c.value]) for c in classes]
        points = allocate(job.count, sizes, _shares(job, classes, sizes), _minimum(job, sizes))
        chosen = [
            np.sort(generator.choice(size, n, replace=False, shuffle=False))
            for size, n, generator in zip(sizes, points.tolist(), _generators(job.seed, len(classes)))
        ]
        progress.stage("Drawing points")
        # Strips cut at other rows bring the classes in another order.
        drawn = sorted(_draw(classmap, classes, chosen, progress))
        grid = classmap.grid
    total = sum(sizes)
    strata = tuple(
        Stratum(c.value, c.name, c.colour, size, n, size / total)
        for c, size, n in zip(classes, sizes, points.tolist(), strict=True)
    )
    order = np.random.default_rng([job.seed, len(classes)]).permutation(len(drawn))
    design = describe_design({v: int(pixels[v]) for v in np.flatnonzero(pixels).tolist()})

    rows, cols = np.asarray([spot[:2] for spot in drawn], dtype=np.float64).T + 0.5
    places = np.stack(grid.coordinates(cols, rows), axis=1).tolist()

    def features() -> Iterator[tuple[dict[str, object], tuple[object, ...]]]:
        for number, i in enumerate(order.tolist(), start=1):
            if number % 1000 == 0:
                progress.check()
            row, col, k = drawn[i]
            told = () if job.blind else (strata[k].name, strata[k].weight)
            yield {"type": "Point", "coordinates": places[i]}, (number, None, *told, design)

    fields = {"id": "int", "class": "str"}
    fields |= {} if job.blind else {"map_class": "str", "stratum_weight": "float"}
    fields[FIELD_OF_DESIGN] = "str"
    progress.check()
    crs = grid.crs.to_wkt() if grid.crs else None
    with geopackage(Path(job.output)) as part:
        write_layer(part, _LAYER, fields, features(), geometry="Point", crs=crs)
        write_tags(part, _LAYER, derived_tags(classmap.tags, "sample", job))
    return SampleResult(job.output, strata, len(drawn), _notes(job, strata))


def _checked(classmap: ClassMap, job: SampleJob) -> tuple[LabelClass, ...]:
    """The map's classes, when the job speaks of no others."""
    classes = classmap.classes
    known = {plain(c.name) for c in classes}
    for name in job.expected:
        if plain(name) not in known:
            raise JobError(
                f"'{job.classes}' has no class '{name}'.",
                f"Its classes are {', '.join(c.name for c in classes)}.",
            )
    return classes


def _minimum(job: SampleJob, sizes: list[int]) -> int:
    """Points that each class gets at least."""
    there = sum(size > 0 for size in sizes)
    if not there:
        raise RasterError(f"'{job.classes}' holds no class at all.", "Check its nodata value.")
    if job.minimum is None:
        return min(_LEAST_PER_CLASS, job.count // (2 * there))
    if sum(min(job.minimum, size) for size in sizes) > job.count:
        raise JobError(
            f"{job.count} points are too few for {job.minimum} in each of {there} classes.",
            f"Draw {job.minimum * there} points or more, or lower the minimum.",
        )
    return job.minimum


def _shares(job: SampleJob, classes: tuple[LabelClass, ...], sizes: list[int]) -> list[float]:
    """What the points of each class are to be proportional to."""
    if job.allocation == "equal":
        return [1.0] * len(sizes)
    if job.allocation == "proportional":
        return [float(size) for size in sizes]
    expected = {plain(name): accuracy for name, accuracy in job.expected.items()}
    users = [expected.get(plain(c.name), _EXPECTED) for c in classes]
    return [size * math.sqrt(u * (1 - u)) for size, u in zip(sizes, users, strict=True)]


def _generators(seed: int, count: int) -> list[np.random.Generator]:
    return [np.random.default_rng([seed, k]) for k in range(count)]


def _draw(
    classmap: ClassMap, classes: tuple[LabelClass, ...], chosen: list[NDArray[np.int64]], progress: Progress
) -> Iterator[tuple[int, int, int]]:
    """Find pixels by their rank among those of their class, in the order of reading.

    Yields:
        Row, column, and position of the class.
    """
    width = classmap.grid.width
    passed = [0] * len(classes)
    for strip in classmap.strips():
        progress.check()
        labels = classmap.read(strip).ravel()
        for k, (each, ranks) in enumerate(zip(classes, chosen, strict=True)):
            here = np.flatnonzero(labels == each.value)
            first, end = np.searchsorted(ranks, (passed[k], passed[k] + len(here)))
            for pixel in here[ranks[first:end] - passed[k]].tolist():
                yield strip.row + pixel // width, pixel % width, k
            passed[k] += len(here)
        progress.update(strip.row_end * width, classmap.grid.window.area_px)


def _notes(job: SampleJob, strata: tuple[Stratum, ...]) -> tuple[str, ...]:
    found = []
    if sum(s.points for s in strata) < job.count:
        found.append(f"The map has only {sum(s.pixels for s in strata):,} pixels of a class: all are drawn.")
    single = [s.name for s in strata if s.pixels and s.points < 2]
    if single:
        found.append(
            f"Fewer than two points in {', '.join(single)}: areas will have no confidence intervals."
        )
    return tuple(found)
