"""Self-training: the most confident predictions on unlabelled ground become labels for another round.

Of each class the same share of its predicted pixels is taken, so that an easy class does not crowd out the others
(class-balanced self-training: Zou et al. 2018, ECCV, arXiv 1810.07911). Held-out ground never gets such labels.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..card import NODATA_LABEL, ModelCard, read_card
from ..fit import choose_bands
from ..job import SegmentJob
from ..plan import facts_of
from ..progress import Progress
from ..raster import Grid, PortableReader, RasterSink, RasterSource, SinkFormat
from ..segment import segment_raster
from ..tiling import Window
from .job import Labelled, SelfTraining, TrainJob
from .labelled_ground import Free, free_ground
from .planning import draft
from .result import TrainResult
from .several import begin_parts, best_of, deliver, gather, run_part

_STRIP_PX = 512
_PERCENTS = 101


def train_in_rounds(job: TrainJob, progress: Progress) -> TrainResult:
    """Train, then label more ground and train again; the best round is delivered; as `train`."""
    wanted = job.self_training or SelfTraining()
    with begin_parts(job) as folder:
        _check_rasters(job, wanted)
        results, stopped = gather(_rounds(job, wanted, folder.path, progress))
        best = best_of(results)
        text = _summary(results, best, stopped=stopped)
        progress.info(text)
        return deliver(job, folder, results, best, ("self-training", text), stopped=stopped)


def _check_rasters(job: TrainJob, wanted: SelfTraining) -> None:
    """See before the first round that the model will be able to read the further rasters.

    Raises:
        RasterError: When one cannot be read, or has too few bands.
    """
    _, _, card = draft(job)
    for raster in wanted.rasters:
        source = RasterSource(raster)
        try:
            choose_bands(facts_of(source, card), card, _bands(job))
        finally:
            source.close()


def _bands(job: TrainJob) -> tuple[int, ...]:
    """The bands of further rasters: those of the labelled ones, where these agree."""
    bands = {item.bands for item in job.data}
    return bands.pop() if len(bands) == 1 else ()


def _rounds(job: TrainJob, wanted: SelfTraining, room: Path, progress: Progress) -> Iterator[TrainResult]:
    """The result of each round when it is over; none for a round that finds nothing to label."""
    base = dataclasses.replace(job, self_training=None)
    result = run_part(job, dataclasses.replace(base, output=str(room / "round-0")), progress)
    yield result
    for number in range(1, wanted.rounds + 1):
        progress.info(f"Self-training, round {number} of {wanted.rounds}")
        teacher = Path(result.output)
        more = _label_more(job, wanted, teacher, room / f"labels-{number}", progress)
        if not more:
            return
        part = dataclasses.replace(
            base,
            output=str(room / f"round-{number}"),
            data=(*job.data, *more),
            classes=read_card(teacher).classes,
        )
        result = run_part(job, part, progress, teacher)
        yield result


def _summary(results: Sequence[TrainResult], best: int, *, stopped: bool) -> str:
    if len(results) == 1 and stopped:
        return "Self-training was stopped before its first round was over: the model is that of the user's labels."
    if len(results) == 1:
        return "Self-training found no unlabelled ground to label: the model is that of the user's labels."
    scores = ", ".join(f"{r.scores.mean_iou:.3f}" for r in results)
    gain = results[best].scores.mean_iou - results[0].scores.mean_iou
    gained = f"gained {gain:.3f}" if best else "gained nothing"
    return (
        f"Self-training {gained} on the held-out ground: mean IoU {scores} by round. "
        f"The model is that of round {best}."
    )


def _label_more(
    job: TrainJob, wanted: SelfTraining, teacher: Path, room: Path, progress: Progress
) -> tuple[Labelled, ...]:
    """Label unlabelled ground with what the teacher is surest of; files already there are kept.

    Of a raster that has labels too, also one that was asked for by name, only what is neither labelled nor held out.
    """
    card = read_card(teacher)
    room.mkdir(parents=True, exist_ok=True)
    known = {os.path.realpath(each[0]): each for each in free_ground(job, card, progress)}
    sources: list[tuple[str, tuple[int, ...], Free | None]] = list(known.values())
    if wanted.rasters:
        sources = [known.get(os.path.realpath(r), (r, _bands(job), None)) for r in wanted.rasters]
    told = {item.raster: item for item in reversed(job.data)}
    found = []
    for index, (raster, bands, free) in enumerate(sources):
        labels = room / f"{index}.tif"
        if not labels.exists():
            prediction = SegmentJob(
                raster,
                str(room / f"{index}-classes.tif"),
                str(teacher),
                bands,
                ground_resolution=job.ground_resolution,
                stretch=job.stretch,
                device=job.device,
                confidence=str(room / f"{index}-confidence.tif"),
                overwrite=True,
            )
            segment_raster(prediction, progress)
            if not _Surest(prediction, card, free, job.seed).write(labels, wanted.share):
                progress.info(f"'{raster}' has no unlabelled ground that can be labelled.")
                continue
        mapping = {str(c.value): c.name for c in card.classes}
        more = Labelled(raster, str(labels), mapping=mapping, bands=bands, use="train")
        if raster in told:
            more = dataclasses.replace(more, licence=told[raster].licence, source=told[raster].source)
        found.append(more)
    return tuple(found)


class _Surest:
    """The pixels of a prediction that are surest of their class.

    Args:
        prediction: The job that made it.
        card: The model that made it.
        free: Which pixels of a window may be labelled; None: all.
        seed: Decides among pixels that are equally sure.
    """

    def __init__(self, prediction: SegmentJob, card: ModelCard, free: Free | None, seed: int) -> None:
        source = RasterSource(prediction.raster)
        self._grid = source.grid
        source.close()
        self._classes = _reader(prediction.output, self._grid)
        self._confidence = _reader(str(prediction.confidence), self._grid)
        self._count = len(card.classes)
        self._free = free
        self._seed = seed

    def write(self, path: Path, share: float) -> bool:
        """Write the surest `share` of each class's pixels as a raster of labels; the rest is nodata.

        Returns:
            Whether there are any; else nothing is written.
        """
        above, at = self._thresholds(share)
        labelled = False
        sink = RasterSink(str(path), self._grid, SinkFormat(1, "uint8", NODATA_LABEL, {}))
        try:
            for window, labels, percent in self._windows():
                draw = np.random.default_rng((self._seed, window.row, window.col)).random(labels.shape)
                number = np.minimum(labels, self._count - 1)
                chance = np.where(percent == above[number], at[number], percent > above[number])
                taken = (labels < self._count) & (draw < chance)
                labelled |= bool(taken.any())
                sink.write(np.where(taken, labels, NODATA_LABEL).astype(np.uint8)[None], window)
            if labelled:
                sink.publish()
        finally:
            sink.discard()
        return labelled

    def _thresholds(self, share: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For each class a confidence above which all pixels are taken, and the share taken of those at it."""
        counts = np.zeros((self._count, _PERCENTS), dtype=np.int64)
        for _, labels, percent in self._windows():
            seen = labels < self._count
            flat = labels[seen].astype(np.int64) * _PERCENTS + percent[seen]
            counts += np.bincount(flat, minlength=counts.size).reshape(counts.shape)
        from_top = counts[:, ::-1].cumsum(axis=1)
        wanted = share * from_top[:, -1]
        steps = np.argmax(from_top >= wanted[:, None], axis=1)
        rows = np.arange(self._count)
        here = counts[:, ::-1][rows, steps]
        at = (wanted - (from_top[rows, steps] - here)) / np.maximum(here, 1)
        return _PERCENTS - 1 - steps, at

    def _windows(self) -> Iterator[tuple[Window, NDArray[np.uint8], NDArray[np.uint8]]]:
        """Classes and percent of each window; pixels that may not be labelled are nodata."""
        for row in range(0, self._grid.height, _STRIP_PX):
            for col in range(0, self._grid.width, _STRIP_PX):
                window = Window(row, col, _STRIP_PX, _STRIP_PX).intersect(self._grid.window)
                classes, valid = self._classes.read(window)
                percent, sure = self._confidence.read(window)
                usable = valid & sure
                if self._free is not None:
                    usable &= self._free(window)
                labels = np.where(usable, classes[0], NODATA_LABEL).astype(np.uint8)
                yield window, labels, np.minimum(percent[0], _PERCENTS - 1).astype(np.uint8)


def _reader(path: str, grid: Grid) -> PortableReader:
    """Reads a prediction pixel by pixel of the raster's grid, whatever grid it was made on."""
    source = RasterSource(path)
    on = source.grid.resampled(source.grid.height / grid.height)
    source.close()
    on = dataclasses.replace(on, height=grid.height, width=grid.width)
    return PortableReader(path, (1,), on, smooth=False)
