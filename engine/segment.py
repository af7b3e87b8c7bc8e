"""Segment a raster: read, prepare, predict, blend, decide, write, all at once and in bounded memory."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from .blending import Blender, Finished
from .classarea import ClassArea
from .errors import RasterError
from .job import SegmentJob
from .journal import Journal
from .loading import Loaded, load
from .outputs import Files, Outputs, Piece, StripPiece
from .picture import Picture
from .pipeline import read_ahead, write_behind
from .plan import Plan, describe, open_journal, open_plan
from .progress import Progress
from .raster import RasterSource, block_cache
from .refining import Refiner, choose_method, refine_pieces
from .runtime import Pending
from .segmenter import Load, load_segmenter
from .tiling import Window

QUEUE_TILES = 8


@dataclass(frozen=True)
class SegmentResult:
    """What a segmentation gave.

    Attributes:
        output: The class raster.
        confidence: The confidence raster, or None.
        entropy: The entropy raster, or None.
        probabilities: The probability raster, or None.
        model: Name of the model.
        classes: Areas by class.
        pixels: Pixels that were given a class; not those without data or outside the area.
        seconds: Wall time of the whole job.
        mpx_per_s: Million pixels per second of the whole job, but for those a journal held.
        tiles: Tiles the model saw.
        tiles_skipped: Tiles without a pixel to classify.
        device: What it ran on.
        runtime: What executed the network.
        warnings: What the user should know about model and raster.
    """

    output: str
    confidence: str | None
    entropy: str | None
    probabilities: str | None
    model: str
    classes: tuple[ClassArea, ...]
    pixels: int
    seconds: float
    mpx_per_s: float
    tiles: int
    tiles_skipped: int
    device: str
    runtime: str
    warnings: tuple[str, ...]


def segment_raster(
    job: SegmentJob, progress: Progress | None = None, load: Load = load_segmenter
) -> SegmentResult:
    """Classify a raster.

    Args:
        job: What to do.
        progress: Who is told, and may cancel.
        load: Gives the model, loaded; `warm.Segmenters` keeps it for the next job.

    Returns:
        What was written, and how much of each class there is.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared, but the journal stays.
        Cancelled: When the user cancelled; likewise.
    """
    progress = progress or Progress()
    started = time.monotonic()
    with open_plan(job, progress, load=load) as plan:
        for finding in plan.findings:
            (progress.info if finding.level == "info" else progress.warn)(f"{finding.text} {finding.remedy}")
        with _outputs(plan) as (outputs, journal):
            tiles = _run(plan, outputs, journal, progress)
            if not any(outputs.pixels):
                raise RasterError(
                    f"'{job.raster}' holds no valid pixel where it was to be classified.",
                    "Check its nodata value or mask, and the area.",
                )
            progress.stage("Finishing the files")
            outputs.complete(progress.check)
            outputs.publish()
            if journal:
                journal.remove()
        return _result(plan, outputs, tiles, time.monotonic() - started)


@contextmanager
def _outputs(plan: Plan) -> Iterator[tuple[Outputs, Journal | None]]:
    """The files of a run, and the journal if there is one; what that holds is in the files already."""
    job = plan.job
    files = Files(job.output, job.confidence, job.probabilities, job.probability_type, job.entropy)
    with open_journal(plan) as journal, block_cache(plan.cache_bytes):
        tags = describe(plan, journal.begun_with if journal else ())
        with Outputs(files, plan.card.classes, plan.grid, plan.extent.window, tags, journal) as outputs:
            yield outputs, journal


def _result(plan: Plan, outputs: Outputs, tiles: tuple[int, int], seconds: float) -> SegmentResult:
    job, pixels = plan.job, sum(outputs.pixels)
    return SegmentResult(
        output=job.output,
        confidence=job.confidence,
        entropy=job.entropy,
        probabilities=job.probabilities,
        model=plan.card.name,
        classes=outputs.areas,
        pixels=pixels,
        seconds=seconds,
        mpx_per_s=(pixels - outputs.kept_px) / seconds / 1e6,
        tiles=tiles[0],
        tiles_skipped=tiles[1],
        device=plan.segmenter.device_name,
        runtime=plan.segmenter.runtime.name,
        warnings=tuple(f"{f.text} {f.remedy}" for f in plan.findings if f.level == "warning"),
    )


def _run(plan: Plan, outputs: Outputs, journal: Journal | None, progress: Progress) -> tuple[int, int]:
    """Classify all tiles; returns how many the model saw and how many were skipped."""
    progress.stage("Making the model ready for this computer")
    plan.segmenter.warm_up(plan.tiles.tile_px, plan.raw_dtype)
    progress.check()
    tally = [0, 0]
    with (
        write_behind(writing(outputs), QUEUE_TILES) as write,
        _refining(plan) as refine,
        read_ahead(load(plan, journal), QUEUE_TILES) as loaded,
    ):
        progress.stage("Segmenting the raster")
        # Half of the work is done with the model, half with what follows.
        told = _Told(progress, plan.extent.window.area_px, journal.done_px if journal else 0)
        for piece in told(refine(told(_pieces(predict(plan, loaded, tally))))):
            write(piece)
    return tally[0], tally[1]


class _Told:
    """Pieces of strips on their way past someone who tells how far it is; each passes twice."""

    def __init__(self, progress: Progress, total_px: int, done_px: int) -> None:
        self._progress, self._total_px = progress, total_px
        self._passed_px = 2 * done_px
        if done_px:
            progress.resume(done_px)
        progress.update(done_px, total_px)

    def __call__(self, pieces: Iterable[StripPiece]) -> Iterator[StripPiece]:
        for strip, piece in pieces:
            self._progress.check()
            yield strip, piece
            self._passed_px += piece.window.intersect(strip).area_px
            self._progress.update(self._passed_px // 2, self._total_px)


@contextmanager
def _refining(plan: Plan) -> Iterator[Callable[[Iterable[StripPiece]], Iterable[StripPiece]]]:
    """Make what refines all pieces."""
    job, classes = plan.job, len(plan.card.classes)
    if job.refine == "none":
        yield lambda pieces: pieces
        return
    method = choose_method(job.refinement, classes, len(plan.card.bands), plan.segmenter.device)
    # A handle of its own: the reading thread has the plan's.
    with closing(RasterSource(job.raster, job.crs, job.more_rasters)) as source:
        refiner = Refiner(
            method,
            job.refinement.halo_px,
            Picture(source, plan.grid, plan.scaling).read,
            plan.extent.window,
            plan.segmenter.device,
            confidence=bool(job.confidence),
            entropy=bool(job.entropy),
            probabilities=job.probability_type if job.probabilities else None,
        )
        yield lambda pieces: refine_pieces(refiner, pieces, classes, plan.tiles.tile_px)


def predict(plan: Plan, loaded: Iterator[Loaded], tally: list[int]) -> Iterator[tuple[Loaded, Finished]]:
    """Run the model a few batches ahead of the blender.

    Args:
        plan: What to do.
        loaded: What `load` gives, perhaps read ahead.
        tally: Counts up: tiles that the model saw, and tiles that were skipped.

    Yields:
        Each tile with the pixels that it finishes, on the device. These windows cover the plan's extent and
        do not overlap; each lies in its tile's window.
    """
    segmenter = plan.segmenter
    flying: deque[tuple[list[Loaded], Pending | None]] = deque()
    blenders = _Blenders(plan)
    group: list[Loaded] = []
    waiting = 0

    def start() -> None:
        raws = [tile.raw for tile in group if tile.raw is not None]
        flying.append((group.copy(), segmenter.start(raws) if raws else None))

    for tile in loaded:
        group.append(tile)
        waiting += tile.raw is not None
        tally[tile.raw is None] += 1
        if waiting >= segmenter.batch.tiles or len(group) >= 4 * segmenter.batch.tiles:
            start()
            group.clear()
            waiting = 0
            if len(flying) >= segmenter.runtime.ahead:
                yield from blenders.add(*flying.popleft())
    if group:
        start()
    while flying:
        yield from blenders.add(*flying.popleft())


class _Blenders:
    """The blender of the strip at hand."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._strip: Window | None = None
        self._blender: Blender

    def add(self, group: list[Loaded], pending: Pending | None) -> Iterator[tuple[Loaded, Finished]]:
        predicted = iter(pending() if pending else ())
        for tile in group:
            if tile.strip != self._strip:
                self._strip, self._blender = tile.strip, self._make(tile.columns)
            probabilities = None if tile.raw is None else next(predicted)
            window = tile.tile.window
            yield (
                tile,
                self._blender.add(probabilities, window, tile.column, last=tile.last, lowest=tile.lowest),
            )

    def _make(self, columns: int) -> Blender:
        plan, job = self._plan, self._plan.job
        refined = job.refine != "none"
        kind = job.probability_type if job.probabilities else None
        return Blender(
            plan.tiles,
            plan.blend,
            columns,
            len(plan.card.classes),
            plan.segmenter.device,
            confidence=bool(job.confidence) and not refined,
            entropy=bool(job.entropy) and not refined,
            probabilities="uint8" if refined else kind,
        )


def _pieces(predicted: Iterator[tuple[Loaded, Finished]]) -> Iterator[StripPiece]:
    """Bring finished pixels from the device, with the mask of what is to be kept; gives each with its strip."""
    for tile, finished in predicted:
        rows, cols = finished.window.slices_in(tile.tile.window)
        yield tile.strip, Piece(finished.window, finished.arrays(), tile.keep[rows, cols], tile.last)


def writing(outputs: Outputs) -> Callable[[StripPiece], None]:
    """Make what the writer thread does with each piece of a strip."""
    begun: list[Window] = []

    def write(item: StripPiece) -> None:
        strip, piece = item
        if begun != [strip]:
            begun[:] = [strip]
            outputs.begin(strip)
        outputs.add(piece)

    return write
