"""Crops for training, drawn so that every class is seen, and tiles for validation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..tiling import Window
from . import IGNORE
from .augment import Augment
from .scene import Sample, Scene

__all__ = ["Sample", "TrainCrops", "ValTiles"]

_DRAWS = 11


class TrainCrops:
    """Crops of the ground for training, by number: the same number is always the same crop.

    A class is drawn, by default each alike; then a scene that holds it, by its weight and the square root of its
    pixels of that class, so that a large scene does not crowd out small ones; then a cell of it, by its pixels
    of that class; then a crop around the cell. A crop without a second class, or in which one class has too large
    a share of the labelled pixels, is drawn again up to ten times (mmsegmentation's RandomCrop with
    `cat_max_ratio`). Shares are those of the cells it touches, so that no pixel is read for a crop that is not used.

    Args:
        scenes: Rasters with labels.
        crop_px: Side of a crop.
        augment: What is done to it.
        seed: Of everything random.
        balance: 1: the classes are drawn alike; 0: by their pixels; between: by a power of their pixels.
        largest_share: Of one class; 1: nothing is drawn again.
    """

    def __init__(
        self,
        scenes: Sequence[Scene],
        crop_px: int,
        augment: Augment,
        seed: int,
        balance: float = 1.0,
        largest_share: float = 0.75,
    ) -> None:
        self._scenes = tuple(scenes)
        self._crop_px = crop_px
        self._augment = augment
        self._seed = seed
        self._largest_share = largest_share
        self._counts = [scene.ground.counts("train") for scene in scenes]
        self._cells = _Cells(self._counts, [scene.weight for scene in scenes], balance)

    def sample(self, number: int) -> Sample:
        """Draw, read and augment a crop.

        Args:
            number: 0, 1, 2, ... without end.

        Returns:
            A sample of `crop_px` pixels along each side.

        Raises:
            RasterError: When the raster is damaged there.
        """
        rng = np.random.default_rng((self._seed, number))
        side_px = self._augment.side_px(self._crop_px, rng)
        kind = self._cells.draw_class(rng)
        for _ in range(_DRAWS):
            index, window = self._place(kind, side_px, rng)
            if self._largest_share >= 1 or self._is_mixed(index, window):
                break
        sample = self._augment(self._scenes[index].read(window, "train"), self._crop_px, rng)
        return Sample(np.ascontiguousarray(sample.raw), np.ascontiguousarray(sample.labels), sample.known)

    def _place(self, kind: int, side_px: int, rng: np.random.Generator) -> tuple[int, Window]:
        index, row, col = self._cells.draw_cell(kind, rng)
        scene = self._scenes[index]
        cell_px = scene.ground.labels["all"].cell_px
        top = _start(row * cell_px, cell_px, side_px, scene.grid.height, rng)
        left = _start(col * cell_px, cell_px, side_px, scene.grid.width, rng)
        return index, Window(top, left, side_px, side_px)

    def _is_mixed(self, index: int, window: Window) -> bool:
        """Whether the cells that a crop touches hold two classes or more, none with too large a share."""
        near = self._counts[index][self._scenes[index].ground.cells(window)].sum(axis=(0, 1), dtype=np.int64)
        return bool(np.count_nonzero(near) > 1 and near.max() < self._largest_share * near.sum())


class ValTiles:
    """The held-out ground as tiles side by side, each of which holds some of it.

    Args:
        scenes: Rasters with labels.
        tile_px: Side of a tile.
        part: `val`, `train` or `all`.
    """

    def __init__(self, scenes: Sequence[Scene], tile_px: int, part: str = "val") -> None:
        self._part = part
        self._tiles = [(s, w) for s in scenes for w in _labelled_tiles(s, tile_px, part)]

    def __len__(self) -> int:
        return len(self._tiles)

    def __iter__(self) -> Iterator[Sample]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: int) -> Sample:
        scene, window = self._tiles[index]
        return scene.read(window, self._part)


def hold_data(scenes: Sequence[Scene], tile_px: int, part: str) -> bool:
    """Whether any labelled pixel of a part holds data; nothing is read beyond the first that does."""
    tiles = ((s, w) for s in scenes for w in _labelled_tiles(s, tile_px, part))
    return any((scene.read(window, part).labels != IGNORE).any() for scene, window in tiles)


def val_tiles(scenes: Sequence[Scene], tile_px: int) -> ValTiles:
    """The held-out ground of scenes as tiles of `tile_px` pixels."""
    return ValTiles(scenes, tile_px)


def _labelled_tiles(scene: Scene, tile_px: int, part: str) -> Iterator[Window]:
    for row in range(0, scene.grid.height, tile_px):
        for col in range(0, scene.grid.width, tile_px):
            window = Window(row, col, tile_px, tile_px)
            if scene.ground.holds(window, part):
                yield window


def _start(cell: int, cell_px: int, side_px: int, size: int, rng: np.random.Generator) -> int:
    """First index of a crop that holds a cell, inside an axis of `size` where it fits, else around it."""
    low, high = sorted((0, size - side_px))
    end = min(cell + cell_px, size)
    # A crop smaller than a cell lies anywhere in it.
    first, last = sorted((end - side_px, cell))
    return int(rng.integers(np.clip(first, low, high), np.clip(last, low, high) + 1))


class _Cells:
    """Where each class is: the cells of all scenes, to be drawn by their weight."""

    def __init__(self, counts: Sequence[NDArray[np.int32]], weights: Sequence[float], balance: float) -> None:
        kinds = counts[0].shape[2]
        self._places: dict[int, tuple[NDArray[np.int32], NDArray[np.float64]]] = {}
        for kind in range(kinds):
            found = [np.nonzero(c[..., kind]) for c in counts]
            shares = [w * _shares(c[..., kind][at]) for w, c, at in zip(weights, counts, found)]
            if any(len(s) for s in shares):
                scenes = np.repeat(np.arange(len(counts)), [len(s) for s in shares])
                rows, cols = (np.concatenate([at[axis] for at in found]) for axis in (0, 1))
                where = np.stack([scenes, rows, cols], axis=1).astype(np.int32)
                self._places[kind] = where, np.cumsum(np.concatenate(shares))
        # What is known to be of none of the classes is drawn for its own sake only where nothing else is.
        self._drawn = [k for k in self._places if k < kinds - 1] or list(self._places)
        pixels = np.array([sum(int(c[..., k].sum(dtype=np.int64)) for c in counts) for k in self._drawn])
        powers = pixels.astype(np.float64) ** (1 - balance)
        self._shares = powers / powers.sum()

    def draw_class(self, rng: np.random.Generator) -> int:
        return int(rng.choice(self._drawn, p=self._shares))

    def draw_cell(self, kind: int, rng: np.random.Generator) -> tuple[int, int, int]:
        """Scene, row and column of a cell that holds a class."""
        where, sums = self._places[kind]
        at = np.searchsorted(sums, rng.uniform(0, sums[-1]), side="right")
        scene, row, col = where[min(at, len(where) - 1)].tolist()
        return scene, row, col


def _shares(pixels: NDArray[np.int32]) -> NDArray[np.float64]:
    """Of the cells of a scene: by their pixels, and together the square root of all of them."""
    return pixels / np.sqrt(pixels.sum(dtype=np.float64)) if len(pixels) else pixels.astype(np.float64)
