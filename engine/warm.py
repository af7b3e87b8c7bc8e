"""Models that stay loaded from one job to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .device import MEMORY_FAULTS, free_memory, is_out_of_memory
from .errors import DeviceError
from .job import SegmentJob
from .preferences import most_memory_bytes, most_threads
from .registry import Model
from .segmenter import Segmenter, load_segmenter

_MOST = 2


class Segmenters:
    """A few loaded models; the one that was not used for longest makes room for the next.

    A model is kept for one tile size, since every size of tile holds a network of its own.
    """

    def __init__(self) -> None:
        self._kept: list[tuple[object, Segmenter]] = []

    def __len__(self) -> int:
        return len(self._kept)

    def load(self, model: Model, job: SegmentJob) -> Segmenter:
        """The model as a job wants it run, loaded now or earlier.

        Raises:
            EngineError: As `Segmenter` does.
        """
        limits = most_threads(), most_memory_bytes()
        how = job.device, job.precision, job.runtime, job.batch, job.tta, job.tile_px
        wanted = (model.card, how, limits)
        for at, (kept, segmenter) in enumerate(self._kept):
            if kept == wanted:
                self._kept.append(self._kept.pop(at))
                return segmenter
        # Before the next one is loaded, not after: the memory may be too small for one more.
        del self._kept[: max(0, len(self._kept) - _MOST + 1)]
        segmenter = load_segmenter(model, job)
        self._kept.append((wanted, segmenter))
        return segmenter

    def clear(self) -> None:
        """Let go of all models and of their memory."""
        self._kept.clear()
        free_memory()

    @contextmanager
    def released_when_short(self) -> Iterator[None]:
        """Let go of all models where memory runs out or the device fails.

        Raises:
            DeviceError: Instead of what says that memory ran out.
        """
        try:
            yield
        except DeviceError:
            self.clear()
            raise
        except MEMORY_FAULTS as error:
            if not is_out_of_memory(error):
                raise
            self.clear()
            raise DeviceError(
                f"The memory is not enough for this job: {error}.",
                "Close other programs, or choose a smaller tile size, fewer tiles at once, or a smaller model.",
            ) from error
