"""Refine saved probabilities: all that comes after the model, done again without it."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .address import public
from .card import LabelClass
from .classarea import ClassArea, class_areas
from .classmap import ClassMap
from .destination import GEOTIFF, check_destination
from .device import choose_device, device_name
from .errors import JobError, RasterError
from .outputs import Files, Outputs
from .picture import Picture
from .pipeline import read_ahead, write_behind
from .postprocess.clean import check_place, clean
from .postprocess.legend import cleaned_format, merging, sure_and_unsure
from .probabilities import JOB_TAG, Probabilities
from .progress import Progress
from .raster import Grid, RasterSink, RasterSource, block_cache
from .refinejob import RefineJob
from .refinement import CORE_PX
from .refining import Refiner, choose_method
from .registry import find_model
from .segment import QUEUE_TILES, writing
from .tiling import Tile, Window, strips
from .version import read_version


@dataclass(frozen=True)
class RefineResult:
    """What refining gave.

    Attributes:
        output: The class raster.
        confidence: The confidence raster, or None.
        entropy: The entropy raster, or None.
        refined: The raster of refined probabilities, or None.
        classes: Areas by class.
        pixels: Pixels of the result, those without data included.
        seconds: Wall time of the whole job.
        device: What it ran on.
    """

    output: str
    confidence: str | None
    entropy: str | None
    refined: str | None
    classes: tuple[ClassArea, ...]
    pixels: int
    seconds: float
    device: str


def refine(job: RefineJob, progress: Progress | None = None) -> RefineResult:
    """Refine saved probabilities.

    Args:
        job: What to do.
        progress: Who is told, and may cancel.

    Returns:
        What was written, and how much of each class there is.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared.
        Cancelled: When the user cancelled; no output has appeared.
    """
    progress = progress or Progress()
    started = time.monotonic()
    for output in job.outputs:
        check_destination(output, GEOTIFF, [job.probabilities, job.raster], overwrite=job.overwrite)
    with ExitStack() as stack:
        opened = stack.enter_context(_Opened(job))
        stack.enter_context(block_cache(opened.cache_bytes))
        # A least confidence needs the raster of it, also where nobody wants to keep it.
        confidence = job.confidence or (f"{job.output}.confidence.tif" if job.min_confidence else None)
        outputs = stack.enter_context(
            Outputs(
                Files(job.output, confidence, job.refined, entropy=job.entropy),
                opened.given.classes,
                opened.grid,
                opened.within,
                opened.describe(),
            )
        )
        _run(opened, outputs, progress)
        if not any(outputs.pixels):
            raise RasterError(
                f"'{job.probabilities}' holds no pixel with probabilities.", "Check what it was made from."
            )
        progress.stage("Finishing the files")
        parts = outputs.complete(progress.check)
        if job.cleans:
            sure = parts[confidence] if confidence and job.min_confidence else None
            areas = _clean(job, parts[job.output], sure, progress)
            outputs.publish(job.outputs[1:])
        else:
            outputs.publish()
            areas = outputs.areas
        return RefineResult(
            output=job.output,
            confidence=job.confidence,
            entropy=job.entropy,
            refined=job.refined,
            classes=areas,
            pixels=opened.within.area_px,
            seconds=time.monotonic() - started,
            device=device_name(opened.device),
        )


class _Opened:
    """Probabilities and raster, open and checked against each other.

    Raises:
        EngineError: When they do not belong together, or something is missing here.
    """

    def __init__(self, job: RefineJob) -> None:
        self.job = job
        self.device = choose_device(job.device)
        with ExitStack() as undo:
            self.given = undo.enter_context(closing(Probabilities(job.probabilities)))
            merging(sure_and_unsure(self.given.classes, job), job.merge, job.probabilities)  # for its checks
            self._check_model()
            self._source = undo.enter_context(closing(RasterSource(job.raster, self.given.job.get("crs"))))
            self._check_bands()
            factor = self.given.scaling.factor
            self.grid: Grid = self._source.grid if factor == 1 else self._source.grid.resampled(factor)
            self.within = self.given.place_on(self.grid, job.raster)
            check_place(self.grid.crop(self.within), job, job.raster)
            self._method = choose_method(
                job.refinement, len(self.given.classes), len(self.given.scaling.bands), self.device
            )
            self._files = undo.pop_all()

    def __enter__(self) -> _Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def _check_model(self) -> None:
        if self.job.model is None:
            return
        card, tags = find_model(self.job.model).card, self.given.tags
        if tags.get("RS_SEGMENTER_WEIGHTS_SHA256") != card.weights_sha256:
            made_with = f"'{tags.get('RS_SEGMENTER_MODEL')}' {tags.get('RS_SEGMENTER_MODEL_VERSION')}"
            raise JobError(
                f"The probabilities '{self.job.probabilities}' are of model {made_with}, "
                f"not of '{card.name}' {card.version} as it is here.",
                "Name no model, or segment again with this one.",
            )

    def _check_bands(self) -> None:
        numbers, count = self.given.scaling.numbers, len(self._source.dtypes)
        if max(numbers, default=1) > count or not (numbers or self._source.has_palette):
            wanted = f"bands {', '.join(map(str, numbers))}" if numbers else "a table of colours"
            raise RasterError(
                f"The probabilities were made from {wanted}; '{self.job.raster}' has {count} band"
                f"{'s' * (count != 1)}.",
                "Give the raster that they were made from.",
            )

    @property
    def cache_bytes(self) -> int:
        """Memory with which no block is decoded twice along a row of tiles."""
        side_px = CORE_PX + 2 * self.job.refinement.halo_px
        scaling = self.given.scaling
        raster = self._source.cache_bytes(side_px, scaling.factor, scaling.numbers)
        return raster + self.given.source.cache_bytes(side_px, 1)

    @property
    def refiner(self) -> Refiner:
        """What refines its tiles."""
        picture = Picture(self._source, self.grid, self.given.scaling)
        return Refiner(
            self._method,
            self.job.refinement.halo_px,
            None if self.job.refine == "none" else picture.read,
            self.within,
            self.device,
            confidence=bool(self.job.confidence or self.job.min_confidence),
            entropy=bool(self.job.entropy),
            probabilities="uint8" if self.job.refined else None,
        )

    def describe(self) -> dict[str, str]:
        """Metadata of the results: that of the probabilities, refined in another way."""
        made = {k: v for k, v in self.given.job.items() if k not in ("refine", "crf", "superpixel_px")}
        made["raster"] = public(self.job.raster)
        made |= self.job.refinement.describe()
        own = {k: v for k, v in self.given.tags.items() if k.startswith("RS_SEGMENTER_")}
        return own | {
            "RS_SEGMENTER_VERSION": read_version(),
            JOB_TAG: json.dumps(made, ensure_ascii=False, sort_keys=True),
        }


def _run(opened: _Opened, outputs: Outputs, progress: Progress) -> None:
    """Refine all tiles."""
    if opened.given.job.get("refine", "none") != "none":
        progress.warn(
            "These probabilities have been refined already. Better refine those of 'segment --refine none'."
        )
    refiner, done_px, total_px = opened.refiner, 0, opened.within.area_px
    progress.stage("Refining the classes")
    progress.update(0, total_px)
    with (
        write_behind(writing(outputs), QUEUE_TILES) as write,
        read_ahead(_tiles(opened, refiner), QUEUE_TILES) as tiles,
    ):
        for strip, tile, stored, last in tiles:
            progress.check()
            write((strip, refiner.refine(stored, tile, ends_row=last)))
            done_px += tile.core.area_px
            progress.update(done_px, total_px)


def _tiles(opened: _Opened, refiner: Refiner) -> Iterator[tuple[Window, Tile, NDArray[np.uint8], bool]]:
    """Every tile with its strip, its probabilities, and whether it is the last of its row."""
    corner = opened.within
    for strip in strips(corner, CORE_PX, CORE_PX, 0):
        for row in refiner.rows(strip):
            for tile in row:
                at = tile.window
                own = Window(at.row - corner.row, at.col - corner.col, at.height, at.width)
                yield strip, tile, opened.given.read(own), tile is row[-1]


def _clean(job: RefineJob, classes: str, sure: str | None, progress: Progress) -> tuple[ClassArea, ...]:
    """Write the cleaned classes under the job's name."""
    with ExitStack() as stack:
        source = stack.enter_context(ClassMap(classes))
        confidence = stack.enter_context(closing(RasterSource(sure))) if sure else None
        sink = RasterSink(job.output, source.grid, cleaned_format(source, job))
        stack.callback(sink.discard)
        done = clean(source, sink, job, progress, confidence)
        progress.stage("Finishing the files")
        sink.complete()
        progress.check()
        sink.publish()
    kept = [c for c in done.classes if c.name not in job.merge]
    named = [LabelClass(c.value, c.name, c.colour) for c in kept]
    areas_m2 = [math.nan if c.area_after_m2 is None else c.area_after_m2 for c in kept]
    return class_areas(named, [c.pixels_after for c in kept], areas_m2)
