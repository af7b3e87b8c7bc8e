"""A raster with its labels as training sees it: the same pixels that segmenting would see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from ..card import ModelCard
from ..fit import Finding, check_fit, choose_bands, choose_factor
from ..job import SegmentJob
from ..loading import read_reflected
from ..plan import choose_ranges, facts_of
from ..preferences import most_cache_bytes
from ..prepare import Preparer
from ..progress import Progress
from ..raster import Grid, PortableReader, RasterSource
from ..tiling import Window
from . import IGNORE
from .blocks import assign
from .grounds import Ground
from .job import Labelled, Split
from .labels import LabelReport, Labels, is_shared, open_labels

HELD_BYTES = 512 << 20


@dataclass(frozen=True)
class Sample:
    """A piece of labelled ground.

    Attributes:
        raw: float32 (C, H, W): pixels in the card's raw scale, invalid ones filled with the bands' means.
        labels: uint8 (H, W): 0 ... K-1, `OTHER` or `IGNORE`.
        known: bool (K,): classes that the data set annotates.
    """

    raw: NDArray[np.float32]
    labels: NDArray[np.uint8]
    known: NDArray[np.bool_]


class Held:
    """All pixels of a raster in memory, decoded once, shared by the processes that read them.

    Args:
        reader: Where they come from.
        grid: The pixels.
    """

    def __init__(self, reader: PortableReader, grid: Grid) -> None:
        values, valid = reader.read(grid.window)
        # Tensors reach other processes as shared memory, arrays as copies.
        self._values = torch.from_numpy(np.ascontiguousarray(values))
        self._valid = None if valid.all() else torch.from_numpy(valid)

    def read(self, window: Window) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        """Read a window inside the grid; not to be written to."""
        rows, cols = window.slices_in(Window(0, 0, 0, 0))
        values = self._values[:, rows, cols].numpy()
        if self._valid is None:
            return values, np.ones(values.shape[1:], dtype=bool)
        return values, self._valid[rows, cols].numpy()


@dataclass(frozen=True)
class Scene:
    """A raster with labels.

    Attributes:
        grid: The pixels that training sees: the raster's, or a resampled grid.
        ground: Their labels by part.
        pixels: Reads raw pixels.
        prepare: Makes them what goes to the device.
        findings: What the user should know about raster and card.
    """

    grid: Grid
    ground: Ground
    pixels: PortableReader | Held
    prepare: Preparer
    findings: tuple[Finding, ...]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Classes that the data set annotates, bool (K,)."""
        return self.ground.labels["all"].known

    @property
    def weight(self) -> float:
        """How often its ground is drawn."""
        return self.ground.labels["all"].item.weight

    @property
    def report(self) -> LabelReport:
        """What the labels hold, before the split."""
        return self.ground.labels["all"].report

    def read(self, window: Window, part: str = "all") -> Sample:
        """Read a sample.

        Args:
            window: May reach over the raster's edge: there pixels are reflected and labels are `IGNORE`.
            part: `train`, `val` or `all`: labels of other parts are `IGNORE`.

        Raises:
            RasterError: When the raster is damaged there.
        """
        values, valid = read_reflected(self.pixels.read, self.grid, window)
        raw = np.array(self.prepare(values, valid), dtype=np.float32)
        labels = self.ground.read(window, part)
        if not valid.all():
            labels[~valid] = IGNORE
        return Sample(raw, labels, self.known)


@dataclass(frozen=True)
class Scenes:
    """All scenes of a training or an evaluation.

    Attributes:
        scenes: One per data set, in their order.
        side_px: Side of the blocks in pixels; None where the split has none.
        notes: How the ground was split, and what of labels and rasters the user should know.
        warnings: What makes scores better than they should be.
    """

    scenes: tuple[Scene, ...]
    side_px: int | None
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def open_scenes(
    data: Sequence[Labelled],
    card: ModelCard,
    split: Split,
    held_out: int = 0,
    ground_resolution: str = "auto",
    stretch: str = "auto",
    progress: Progress | None = None,
) -> Scenes:
    """Open rasters and labels, and split the ground.

    Args:
        data: The data sets.
        card: The model that is to see them.
        split: How to split.
        held_out: With `split.folds`, the fold held out.
        ground_resolution: As in `SegmentJob`.
        stretch: As in `SegmentJob`.
        progress: Who is told, and may cancel.

    Raises:
        TrainingDataError: When labels do not serve.
        RasterError: When a raster cannot be read or does not fit the card.
    """
    progress = progress or Progress()
    progress.stage("Reading the labels")
    opened: list[tuple[Scene, Labels]] = []
    left_bytes = most_cache_bytes(HELD_BYTES)
    for done, item in enumerate(data):
        progress.check()
        may_miss = is_shared(item, data)
        scene, labels, held_bytes = _open(item, card, ground_resolution, stretch, left_bytes, may_miss)
        opened.append((scene, labels))
        left_bytes -= held_bytes
        progress.update(done + 1, len(data))
    assignment = assign([labels for _, labels in opened], split, held_out)
    scenes = tuple(replace(scene, ground=g) for (scene, _), g in zip(opened, assignment.grounds))
    notes = dict.fromkeys([*assignment.notes, *(note for scene in scenes for note in scene.report.notes)])
    return Scenes(scenes, assignment.side_px, tuple(notes), assignment.warnings)


def _open(
    item: Labelled, card: ModelCard, ground_resolution: str, stretch: str, left_bytes: int, may_miss: bool
) -> tuple[Scene, Labels, int]:
    """Open one data set; returns also how many bytes of pixels it holds in memory."""
    job = SegmentJob(item.raster, "", bands=item.bands, ground_resolution=ground_resolution, stretch=stretch)
    source = RasterSource(item.raster)
    try:
        facts = facts_of(source, card)
        bands = choose_bands(facts, card, item.bands)
        factor = choose_factor(facts, card, ground_resolution, job.resolution_m)
        grid = source.grid if factor == 1 else source.grid.resampled(factor)
        ranges = choose_ranges(job, source, facts, card, bands)
        dtype = np.result_type(*(source.dtypes[b - 1] for b in bands)) if bands else np.dtype(np.uint8)
    finally:
        source.close()
    labels = open_labels(item, grid, card.classes, may_miss=may_miss)
    findings = check_fit(facts, card, item.bands, ground_resolution, stretch)
    size = grid.window.area_px * (len(bands or "rgb") * dtype.itemsize + 1)
    reader = PortableReader(item.raster, bands, grid)
    held = size <= left_bytes
    scene = Scene(
        grid=grid,
        ground=Ground({"all": labels}),
        pixels=Held(reader, grid) if held else reader,
        prepare=Preparer(card, ranges),
        findings=tuple(findings),
    )
    return scene, labels, size if held else 0
