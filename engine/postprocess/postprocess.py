"""The verb: a class raster in, a tidy class raster out."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass

from ..classmap import ClassMap
from ..destination import GEOTIFF, check_destination
from ..progress import Progress
from ..raster import RasterSink, RasterSource, block_cache
from ..raster.sink import BLOCK_PX
from .clean import ClassChange, clean
from .job import PostprocessJob
from .legend import cleaned_format


@dataclass(frozen=True)
class PostprocessResult:
    """What a cleaning gave.

    Attributes:
        output: The class raster.
        classes: Every class of the map before or after.
        pixels: Pixels of the map, those without data included.
        pixels_changed: Number of pixels whose class is another one now.
        seconds: Wall time of the whole job.
    """

    output: str
    classes: tuple[ClassChange, ...]
    pixels: int
    pixels_changed: int
    seconds: float


def postprocess(job: PostprocessJob, progress: Progress | None = None) -> PostprocessResult:
    """Make a class map tidy.

    Args:
        job: What to do.
        progress: Who is told, and may cancel.

    Returns:
        What was written, and what changed.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared.
        Cancelled: When the user cancelled; no output has appeared.
    """
    progress = progress or Progress()
    started = time.monotonic()
    inputs = [job.classes, *([job.confidence] if job.confidence else [])]
    check_destination(job.output, GEOTIFF, inputs, overwrite=job.overwrite)
    with ExitStack() as stack:
        source = stack.enter_context(ClassMap(job.classes))
        confidence = stack.enter_context(closing(RasterSource(job.confidence))) if job.confidence else None
        # A row of blocks of each file stays decoded, so that none is read or written twice.
        cache = sum(s.cache_bytes(BLOCK_PX, 1) for s in (source.source, confidence) if s)
        stack.enter_context(block_cache(cache + 2 * BLOCK_PX * source.grid.width))
        sink = RasterSink(job.output, source.grid, cleaned_format(source, job))
        stack.callback(sink.discard)
        done = clean(source, sink, job, progress, confidence)
        progress.stage("Finishing the file")
        sink.complete()
        progress.check()
        sink.publish()
    seconds = time.monotonic() - started
    return PostprocessResult(
        job.output, done.classes, source.grid.window.area_px, done.pixels_changed, seconds
    )
