"""Overlapping tiles' probabilities, weighted and added up into finished pixels, on the device.

Tiles come row by row. What a tile shares with its right and lower neighbours is carried over; all else is
finished at once. Memory is the carried rows of one strip, whatever the height of the raster.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .outputs import UINT8_STEPS
from .tiling import TileGrid, Window, weight_window


@dataclass(frozen=True)
class Finished:
    """Pixels that no later tile will change, still on the device.

    Attributes:
        window: Where they lie; may reach over the raster's edge.
        labels: Class with the highest probability, uint8 (H, W).
        confidence: Its probability in percent, uint8 (H, W), or None.
        probabilities: (K, H, W) in steps of 1/250 as uint8, or as float32 0 ... 1, or None.
    """

    window: Window
    labels: Tensor
    confidence: Tensor | None
    probabilities: Tensor | None


class Blender:
    """Combines the tiles of one strip of a raster.

    Args:
        grid: The tiles.
        blend: `crop`, `mean` or `hann` (see `tiling.weight_window`).
        columns: How many tiles a row of the strip has.
        classes: Number of classes K.
        device: Where probabilities come from and sums are kept.
        confidence: Whether to work out confidence.
        probabilities: `uint8`, `float32`, or None for none.
    """

    def __init__(
        self,
        grid: TileGrid,
        blend: str,
        columns: int,
        classes: int,
        device: torch.device,
        confidence: bool = False,
        probabilities: str | None = None,
    ) -> None:
        self._crop = blend == "crop"
        self._halo_px = grid.halo_px
        self._stride_px = grid.stride_px
        self._overlap_px = 0 if self._crop else grid.overlap_px
        self._classes = classes
        self._confidence, self._probabilities = confidence, probabilities
        weights = torch.from_numpy(weight_window(blend, grid.tile_px, grid.overlap_px))
        self._weights = weights.to(device)
        width_px = columns * grid.stride_px + self._overlap_px
        # One plane more than classes: the sum of the weights, since neighbours may have been skipped.
        self._below = torch.zeros((classes + 1, self._overlap_px, width_px), device=device)
        self._right = torch.zeros((classes + 1, grid.tile_px, self._overlap_px), device=device)

    @torch.inference_mode()
    def add(
        self, probabilities: Tensor | None, window: Window, column: int, *, last: bool, lowest: bool
    ) -> Finished:
        """Add the next tile of a row.

        Args:
            probabilities: (K, tile, tile), or None for a tile that was skipped.
            window: The tile's window.
            column: Its place in the row, from 0.
            last: Whether it is the last of its row.
            lowest: Whether its row is the last.

        Returns:
            The pixels finished by it.
        """
        if self._crop:
            core = Window(
                window.row + self._halo_px, window.col + self._halo_px, self._stride_px, self._stride_px
            )
            if probabilities is None:
                return self._empty(core)
            inner = slice(self._halo_px, self._halo_px + self._stride_px)
            return self._decide(probabilities[:, inner, inner], core, None)
        total = self._accumulate(probabilities, column, last)
        height = window.height if lowest else self._stride_px
        width = window.width if last else self._stride_px
        place = Window(window.row, window.col, height, width)
        done = total[:, :height, :width]
        return self._decide(done[:-1], place, done[-1])

    def _accumulate(self, probabilities: Tensor | None, column: int, last: bool) -> Tensor:
        """Weighted sums of this tile and what was carried over to it; carries on what is not finished."""
        size_px, overlap_px, stride_px = self._weights.shape[0], self._overlap_px, self._stride_px
        if probabilities is None:
            total = self._weights.new_zeros((self._classes + 1, size_px, size_px))
        else:
            total = self._weights.new_empty((self._classes + 1, size_px, size_px))
            torch.mul(probabilities, self._weights, out=total[:-1])
            total[-1] = self._weights
        if column:
            total[:, :, :overlap_px] += self._right
        width = size_px if last else stride_px
        ahead = slice(column * stride_px, column * stride_px + width)
        total[:, :overlap_px, :width] += self._below[:, :, ahead]
        self._below[:, :, ahead] = total[:, stride_px:, :width]
        self._right = total[:, :, stride_px:].clone()
        return total

    def _empty(self, place: Window) -> Finished:
        nothing = self._weights.new_zeros((self._classes, place.height, place.width))
        return self._decide(nothing, place, None)

    def _decide(self, sums: Tensor, place: Window, weight: Tensor | None) -> Finished:
        # `max` and not `argmax`, which takes six times as long on a CPU.
        highest, labels = sums.max(0)
        confidence = probabilities = None
        if self._confidence:
            confidence = _share(highest, weight).mul(100).round().to(torch.uint8)
        if self._probabilities:
            probabilities = _share(sums, weight)
        if probabilities is not None and self._probabilities == "uint8":
            probabilities = probabilities.mul(UINT8_STEPS).round().to(torch.uint8)
        return Finished(place, labels.to(torch.uint8), confidence, probabilities)


def _share(sums: Tensor, weight: Tensor | None) -> Tensor:
    """Weighted means from weighted sums; 0 where no tile had a say."""
    return sums if weight is None else sums / weight.clamp_min(torch.finfo(weight.dtype).tiny)
