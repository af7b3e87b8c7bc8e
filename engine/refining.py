"""Refining class probabilities by the image, tile by tile, inside the moving band of a strip's rows.

A refinement sees a core with a halo, cut from a grid anchored at the extent's corner, and the probabilities in
steps of 1/250. So neither strips nor the model's tiles change what it gives, nor whether the probabilities come
straight from the model or from a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .blending import decide
from .crf import refine_tile
from .outputs import Piece, StripPiece
from .probabilities import NO_SHARE
from .refinement import CORE_PX, Refinement
from .superpixels import check_installed, vote
from .tiling import Tile, Window

# Probabilities (K, H, W), image (C, H, W), valid (H, W), and the tile's row and column: gives probabilities.
Method = Callable[[Tensor, Tensor, Tensor, tuple[int, int]], Tensor]


def choose_method(refinement: Refinement, classes: int, bands: int, device: torch.device) -> Method:
    """Make a refinement ready: what it lacks is found here, before the first tile.

    Args:
        refinement: What was asked for.
        classes: Number of classes K.
        bands: Number of bands C.
        device: Where it will run.

    Raises:
        JobError: When a package is missing, or the parameters do not fit the classes.
    """
    if refinement.method == "none":
        return lambda probabilities, *_: probabilities
    if refinement.method == "slic":
        check_installed()
        side_px = refinement.superpixel_px
        return lambda probabilities, image, valid, origin: _vote(probabilities, image, valid, origin, side_px)
    parameters = refinement.crf_parameters
    even = torch.zeros((classes, 2, 2), device=device)
    even[:2] = 1 / min(2, classes)
    refine_tile(
        even, even.new_zeros((bands, 2, 2)), torch.ones((2, 2), dtype=torch.bool, device=device), parameters
    )
    return lambda probabilities, image, valid, origin: refine_tile(
        probabilities, image, valid, parameters, origin
    )


def _vote(
    probabilities: Tensor, image: Tensor, valid: Tensor, origin: tuple[int, int], side_px: int
) -> Tensor:
    labels = probabilities.argmax(0).to(torch.uint8).cpu().numpy()
    shares = vote(labels, image.cpu().numpy(), valid.cpu().numpy(), len(probabilities), side_px, origin)
    return torch.from_numpy(shares).to(probabilities.device)


class Refiner:
    """Refines the tiles of an extent.

    Args:
        method: What refines a tile.
        halo_px: What it needs around the tile's core.
        read: Reads a window of the image, float32 (C, H, W); None where the method has no use for it.
        within: The extent: its upper left corner is where cores begin, and nothing beyond it counts.
        device: Where to compute.
        confidence: Whether to work out confidence.
        entropy: Whether to work out entropy.
        probabilities: `uint8`, `float32`, or None for none.
    """

    def __init__(
        self,
        method: Method,
        halo_px: int,
        read: Callable[[Window], NDArray[np.float32]] | None,
        within: Window,
        device: torch.device,
        *,
        confidence: bool = False,
        entropy: bool = False,
        probabilities: str | None = None,
    ) -> None:
        self._method, self._read, self._device = method, read, device
        self.halo_px, self.within = halo_px, within
        self._confidence, self._entropy, self._probabilities = confidence, entropy, probabilities

    def rows(self, strip: Window) -> Iterator[list[Tile]]:
        """Yield the tiles of a strip, row by row; its sides must be sides of cores."""
        for row in range(strip.row, strip.row_end, CORE_PX):
            cores = [
                Window(row, col, CORE_PX, CORE_PX).intersect(strip)
                for col in range(strip.col, strip.col_end, CORE_PX)
            ]
            yield [Tile(core.grown(self.halo_px).intersect(self.within), core) for core in cores]

    @torch.inference_mode()
    def refine(self, stored: NDArray[np.uint8], tile: Tile, *, ends_row: bool) -> Piece:
        """Refine one tile.

        Args:
            stored: Probabilities of the tile's window (K, H, W) in steps of 1/250; 255 where there are none.
            tile: Its window and core.
            ends_row: Whether it is the last of its row.

        Returns:
            Its core's pixels; what had no probabilities still has none.
        """
        window = tile.window
        rows, cols = tile.core.slices_in(window)
        valid = stored[0] != NO_SHARE
        keep = valid[rows, cols]
        steps = torch.from_numpy(np.where(valid, stored, 0)).to(self._device).float()
        shares = steps / steps.sum(0).clamp_min(1)
        if keep.any() and self._read is not None:
            image = torch.from_numpy(self._read(window)).to(self._device)
            origin = (window.row - self.within.row, window.col - self.within.col)
            shares = self._method(shares, image, torch.from_numpy(valid).to(self._device), origin)
        finished = decide(
            shares[:, rows, cols],
            tile.core,
            confidence=self._confidence,
            entropy=self._entropy,
            probabilities=self._probabilities,
        )
        return Piece(tile.core, finished.arrays(), keep, ends_row)


class Band:
    """The probabilities of one strip, from the highest row that a tile still needs downwards.

    Args:
        refiner: Refines tiles.
        strip: The strip; its sides are sides of cores.
        classes: Number of classes K.
        piece_px: Height of the highest piece.
    """

    def __init__(self, refiner: Refiner, strip: Window, classes: int, piece_px: int) -> None:
        self._refiner = refiner
        self._window = strip.grown(refiner.halo_px).intersect(refiner.within)
        self._rows = refiner.rows(strip)
        self._next = next(self._rows, [])
        depth_px = min(CORE_PX + 2 * refiner.halo_px + piece_px, self._window.height)
        self._stored = np.full((classes, depth_px, self._window.width), NO_SHARE, dtype=np.uint8)
        self._top = self._window.row

    def add(self, piece: Piece) -> Iterator[Piece]:
        """Take finished pixels, whose last layer is probabilities in steps of 1/250.

        Args:
            piece: The next piece from left to right, row by row; together they cover the strip and its halo.

        Yields:
            Refined cores, as soon as their tiles are complete.
        """
        inside = piece.window.intersect(self._window)
        if inside.area_px:
            rows, cols = inside.slices_in(piece.window)
            kept = np.where(piece.keep[rows, cols], piece.layers[-1][:, rows, cols], NO_SHARE)
            self._stored[(slice(None), *inside.slices_in(self._held))] = kept
        complete = min(piece.window.row_end, self._window.row_end) if piece.ends_row else 0
        while self._next and self._next[0].window.row_end <= complete:
            for tile in self._next:
                stored = self._stored[(slice(None), *tile.window.slices_in(self._held))]
                yield self._refiner.refine(stored, tile, ends_row=tile is self._next[-1])
            self._next = next(self._rows, [])
            if self._next:
                self._move_to(self._next[0].window.row)

    @property
    def _held(self) -> Window:
        return Window(self._top, self._window.col, self._stored.shape[1], self._window.width)

    def _move_to(self, top: int) -> None:
        gone = top - self._top
        self._stored[:, : self._stored.shape[1] - gone] = self._stored[:, gone:]
        self._top = top


def refine_pieces(
    refiner: Refiner, pieces: Iterable[StripPiece], classes: int, piece_px: int
) -> Iterator[StripPiece]:
    """Refine the pieces of all strips, strip after strip.

    Args:
        refiner: Refines tiles.
        pieces: What `Band.add` takes, each with its strip.
        classes: Number of classes K.
        piece_px: Height of the highest piece.
    """
    at = None
    for strip, piece in pieces:
        if strip != at:
            at, band = strip, Band(refiner, strip, classes, piece_px)
        for refined in band.add(piece):
            yield strip, refined
