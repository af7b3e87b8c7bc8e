"""A model ready to run: raw tiles in, class probabilities out."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .device import (
    MEMORY_FAULTS,
    BatchSize,
    choose_device,
    choose_precision,
    device_name,
    is_out_of_memory,
)
from .errors import JobError
from .job import SegmentJob
from .prepare import Normalised
from .registry import Model
from .runtime import Pending, choose_runtime
from .weights import load_network

# Flips and quarter turns as (quarter turns, mirrored): the eight symmetries of a square.
_SYMMETRIES = tuple((turns, mirrored) for mirrored in (False, True) for turns in range(4))
Tiles = Sequence[NDArray[np.generic]]


class Segmenter:
    """A model on a device.

    Args:
        model: Folder and card.
        device: As in `SegmentJob`.
        precision: As in `SegmentJob`.
        runtime: As in `SegmentJob`.
        batch: Tiles at once; None: found automatically.
        tta: Whether to average over the eight symmetries of a square.

    Raises:
        CardError: When the card names an unknown architecture.
        WeightsError: When the weights are missing, altered, or do not fit.
        DeviceError: When the device is not there.
    """

    def __init__(
        self,
        model: Model,
        device: str = "auto",
        precision: str = "auto",
        runtime: str = "auto",
        batch: int | None = None,
        tta: bool = False,
    ) -> None:
        self.card = model.card
        place = choose_device(device)
        dtype = choose_precision(precision, place)
        network = load_network(model)
        self._size_multiple = int(getattr(network, "size_multiple", 1))
        key = json.dumps([model.card.weights_sha256, model.card.architecture, dict(model.card.options)])
        key += json.dumps([[b.mean, b.stddev] for b in model.card.bands])
        self.runtime = choose_runtime(runtime, Normalised(network, model.card).eval(), place, dtype, key)
        self.device = self.runtime.device
        self.device_name = device_name(place)
        self.precision = str(dtype).removeprefix("torch.")
        self.batch = BatchSize(batch, place)
        self._symmetries = _SYMMETRIES if tta else _SYMMETRIES[:1]
        self._warm: set[tuple[int, int, np.dtype[np.generic]]] = set()

    def check_tile(self, tile_px: int) -> None:
        """Check that the network takes tiles of this side.

        Raises:
            JobError: When it does not.
        """
        if tile_px % self._size_multiple:
            below = max(tile_px // self._size_multiple, 1) * self._size_multiple
            raise JobError(
                f"Tiles of {tile_px} pixels do not fit model '{self.card.name}'.",
                f"The tile size must be a multiple of {self._size_multiple}, such as {below}.",
            )

    def warm_up(self, tile_px: int, dtype: np.dtype[np.generic]) -> None:
        """Run one empty tile, unless that was done, so that the network is converted before the clock starts."""
        self.runtime.take_threads()
        shape = (self.batch.tiles, tile_px, dtype)
        if shape not in self._warm:
            self.start([np.zeros((len(self.card.bands), tile_px, tile_px), dtype)])()
            self._warm.add(shape)

    def start(self, tiles: Tiles) -> Pending:
        """Start raw tiles (C, H, W) of one data type; the result waits for probabilities (N, K, H, W).

        With test-time augmentation nothing starts before it is waited for: a runtime takes no more than
        `ahead` batches at a time.

        When memory runs out, the tiles are taken in smaller batches from then on.
        """
        if len(self._symmetries) == 1:
            return self._start_symmetry(tiles, *self._symmetries[0])

        def mean() -> Tensor:
            total = torch.zeros((), device=self.device)
            flying: deque[tuple[tuple[int, bool], Pending]] = deque()
            for symmetry in self._symmetries:
                flying.append((symmetry, self._start_symmetry(tiles, *symmetry)))
                if len(flying) == self.runtime.ahead:
                    (turns, mirrored), pending = flying.popleft()
                    total = total + _undo(pending(), turns, mirrored)
            for (turns, mirrored), pending in flying:
                total = total + _undo(pending(), turns, mirrored)
            return total / len(self._symmetries)

        return mean

    def _start_symmetry(self, tiles: Tiles, turns: int, mirrored: bool) -> Pending:
        size = max(len(tiles), self.batch.tiles)
        try:
            pending = self.runtime.start(self._stack(tiles, turns, mirrored))
        except MEMORY_FAULTS as error:
            pending = self._retry(tiles, turns, mirrored, size, error)

        def wait() -> Tensor:
            try:
                return pending()[: len(tiles)]
            except MEMORY_FAULTS as error:
                return self._retry(tiles, turns, mirrored, size, error)()

        return wait

    def _stack(self, tiles: Tiles, turns: int, mirrored: bool) -> NDArray[np.generic]:
        missing = self.batch.tiles - len(tiles) if self.runtime.fixed_shapes else 0
        whole = [*tiles, *[tiles[-1]] * missing]
        batch = np.stack(whole) if len(whole) > 1 else whole[0][None]
        if mirrored:
            batch = batch[..., ::-1]
        return np.ascontiguousarray(np.rot90(batch, turns, axes=(-2, -1)))

    def _retry(
        self, tiles: Tiles, turns: int, mirrored: bool, size: int, error: RuntimeError | MemoryError
    ) -> Pending:
        """Run tiles again in smaller batches than `size`; anything but lack of memory is raised again."""
        while is_out_of_memory(error):
            # A batch begun before another one failed is larger than what is allowed by now: no reason to halve again.
            if size <= self.batch.tiles:
                self.batch.halve(error)
            size = self.batch.tiles
            parts = [tiles[i : i + size] for i in range(0, len(tiles), size)]
            try:
                whole = torch.cat(
                    [self.runtime.start(self._stack(p, turns, mirrored))()[: len(p)].clone() for p in parts]
                )
            except MEMORY_FAULTS as again:
                error = again
            else:
                return lambda: whole
        raise error


def _undo(probabilities: Tensor, turns: int, mirrored: bool) -> Tensor:
    turned = torch.rot90(probabilities, -turns, dims=(-2, -1))
    return turned.flip(-1) if mirrored else turned


Load = Callable[[Model, SegmentJob], Segmenter]


def load_segmenter(model: Model, job: SegmentJob) -> Segmenter:
    """Load a model as a job wants it run.

    Raises:
        EngineError: As `Segmenter` does.
    """
    return Segmenter(model, job.device, job.precision, job.runtime, job.batch, job.tta)
