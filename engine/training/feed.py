"""Batches for the device: samples in a fixed order, read ahead of their use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from ..pipeline import read_ahead
from ..preferences import cores
from .crops import Sample, TrainCrops
from .targets import shapes

Batch = dict[str, Tensor]
_AHEAD = 3
_MAX_WORKERS = 12


@dataclass(frozen=True)
class Share:
    """Which samples of each step this process takes, and in how many parts.

    Attributes:
        batch: Samples per step over all processes.
        rank: This process, from 0.
        ranks: Number of processes.
        parts: Parts in which they go to the device.
    """

    batch: int
    rank: int = 0
    ranks: int = 1
    parts: int = 1

    def indices(self, step: int) -> list[list[int]]:
        """Numbers of the samples of one step, part by part; no part is empty."""
        own = range(step * self.batch + self.rank, (step + 1) * self.batch, self.ranks)
        parts = min(self.parts, len(own))
        return [list(own[len(own) * i // parts : len(own) * (i + 1) // parts]) for i in range(parts)]

    @property
    def largest_part(self) -> int:
        """Samples that are on the device at once."""
        return max(map(len, self.indices(0)))


@dataclass(frozen=True)
class _Order:
    """The parts of some steps, one after the other."""

    share: Share
    first_step: int
    steps: int

    def __iter__(self) -> Iterator[list[int]]:
        for step in range(self.first_step, self.steps):
            yield from self.share.indices(step)


class _Drawn(Dataset[Sample]):
    """The crops by number, as a loader's workers want them."""

    def __init__(self, crops: TrainCrops) -> None:
        self._crops = crops

    def __getitem__(self, index: int) -> Sample:
        return self._crops.sample(index)


def collate(samples: Sequence[Sample], with_shapes: bool) -> Batch:
    """Stack samples.

    Args:
        samples: N of them.
        with_shapes: Whether to add the borders and distances of multi-task training.

    Returns:
        "raw" float32 (N, C, H, W), "labels" uint8 (N, H, W), "known" bool (N, K), "shapes" (N, 2, K, H, W).
    """
    batch = {
        "raw": torch.stack([torch.as_tensor(s.raw) for s in samples]),
        "labels": torch.stack([torch.as_tensor(s.labels) for s in samples]),
        "known": torch.stack([torch.as_tensor(s.known) for s in samples]),
    }
    if with_shapes:
        batch["shapes"] = torch.stack([torch.from_numpy(shapes(s.labels, s.known)) for s in samples])
    return batch


@contextmanager
def feed(
    crops: TrainCrops, share: Share, first_step: int, steps: int, with_shapes: bool, on_cpu: bool
) -> Iterator[Iterator[Batch]]:
    """Run through the batches of `first_step` ... `steps` - 1, part by part.

    On a CPU, whose cores are busy with the network, one thread reads ahead; for a faster device, processes do.
    Which samples make a batch depends on neither.
    """
    order = _Order(share, first_step, steps)
    stack = partial(collate, with_shapes=with_shapes)
    if on_cpu:
        parts = (stack([crops.sample(i) for i in part]) for part in order)
        with read_ahead(parts, _AHEAD) as batches:
            yield batches
        return
    workers = max(1, min(_MAX_WORKERS, cores() // share.ranks - 1))
    loader: DataLoader[Sample] = DataLoader(
        _Drawn(crops),
        batch_sampler=order,
        collate_fn=stack,
        num_workers=workers,
        multiprocessing_context="spawn",
        prefetch_factor=_AHEAD,
        pin_memory=True,
    )
    yield iter(loader)
