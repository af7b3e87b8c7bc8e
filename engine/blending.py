"""Overlapping tiles' probabilities, weighted and added up into finished pixels, on the device.

Tiles come row by row. What a tile shares with its right and lower neighbours is carried over; all else is
finished at once. Memory is the carried rows of one strip, whatever the height of the raster.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
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
        entropy: How evenly the probability is spread, 0 ... 1 in steps of 1/250, uint8 (H, W), or None.
        probabilities: (K, H, W) in steps of 1/250 as uint8, or as float32 0 ... 1, or None.
    """

    window: Window
    labels: Tensor
    confidence: Tensor | None
    entropy: Tensor | None
    probabilities: Tensor | None

    def arrays(self) -> tuple[NDArray[np.generic], ...]:
        """Bring what there is from the device: (1, H, W) or (K, H, W) each, in the order of the files."""
        planes = (self.labels, self.confidence, self.entropy)
        layers = (*(None if plane is None else plane[None] for plane in planes), self.probabilities)
        return tuple(layer.cpu().numpy() for layer in layers if layer is not None)


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
        entropy: Whether to work out entropy.
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
        entropy: bool = False,
    ) -> None:
        self._crop = blend == "crop"
        self._halo_px = grid.halo_px
        self._stride_px = grid.stride_px
        self._weights = torch.from_numpy(weight_window(blend, grid.tile_px, grid.overlap_px)).to(device)
        self._rim = _rim(grid.tile_px, grid.overlap_px)
        self._classes = classes
        self._confidence, self._entropy, self._probabilities = confidence, entropy, probabilities
        overlap_px = 0 if self._crop else grid.overlap_px
        self._sums = _Carry(grid, overlap_px, columns, classes, device)
        # The highest sum tells the class; how high it is only beside the weights, since neighbours may be skipped.
        shares = confidence or entropy or probabilities is not None
        self._shares = _Carry(grid, overlap_px, columns, 1, device) if shares and not self._crop else None

    @torch.inference_mode()
    def add(
        self, probabilities: Tensor | None, window: Window, column: int, *, last: bool, lowest: bool
    ) -> Finished:
        """Add the next tile of a row.

        Args:
            probabilities: (K, tile, tile), or None for a tile that was skipped. Sums are made in its memory.
            window: The tile's window.
            column: Its place in the row, from 0.
            last: Whether it is the last of its row.
            lowest: Whether its row is the last.

        Returns:
            The pixels finished by it; none of them lies in the memory of `probabilities`.
        """
        if self._crop:
            core = Window(
                window.row + self._halo_px, window.col + self._halo_px, self._stride_px, self._stride_px
            )
            if probabilities is None:
                return self._empty(core)
            inner = slice(self._halo_px, self._halo_px + self._stride_px)
            return self._decide(probabilities[:, inner, inner], core)
        height = window.height if lowest else self._stride_px
        width = window.width if last else self._stride_px
        place = Window(window.row, window.col, height, width)
        if (
            probabilities is None
            and self._sums.skip(column)
            and (not self._shares or self._shares.skip(column))
        ):
            return self._empty(place)
        if probabilities is None:
            sums = self._weights.new_zeros((self._classes, window.height, window.width))
        else:
            sums = probabilities
            for part in self._rim:
                sums[:, part[0], part[1]] *= self._weights[part]
        self._sums.pass_on(sums, column, last=last)
        shares = None
        if self._shares:
            seen = self._weights if probabilities is not None else torch.zeros_like(self._weights)
            shares = seen[None].clone()
            self._shares.pass_on(shares, column, last=last)
        weight = None if shares is None else shares[0, :height, :width]
        return self._decide(sums[:, :height, :width], place, weight)

    def _empty(self, place: Window) -> Finished:
        size = (place.height, place.width)
        labels = self._weights.new_zeros(size, dtype=torch.uint8)
        confidence, entropy = (labels if wanted else None for wanted in (self._confidence, self._entropy))
        kind = torch.uint8 if self._probabilities == "uint8" else torch.float32
        shares = self._weights.new_zeros((self._classes, *size), dtype=kind) if self._probabilities else None
        return Finished(place, labels, confidence, entropy, shares)

    def _decide(self, sums: Tensor, place: Window, weight: Tensor | None = None) -> Finished:
        return decide(
            sums,
            place,
            weight,
            confidence=self._confidence,
            entropy=self._entropy,
            probabilities=self._probabilities,
        )


def decide(
    sums: Tensor,
    place: Window,
    weight: Tensor | None = None,
    *,
    confidence: bool = False,
    entropy: bool = False,
    probabilities: str | None = None,
) -> Finished:
    """Choose the class of every pixel, and work out what else is wanted of it.

    Args:
        sums: Probabilities (K, H, W), float32, or weighted sums of them.
        place: Where they lie.
        weight: The weights' sums (H, W); None: they are 1.
        confidence: Whether to work out confidence.
        entropy: Whether to work out entropy.
        probabilities: `uint8`, `float32`, or None for none.

    Returns:
        Layers of their own memory.
    """
    highest, labels = _highest(sums)
    sure = spread = shares = None
    if confidence:
        sure = _share(highest, weight).mul(100).round().to(torch.uint8)
    if entropy or probabilities:
        shares = _share(sums, weight)
    if shares is not None and entropy:
        spread = normalised_entropy(shares).mul(UINT8_STEPS).round().to(torch.uint8)
    if shares is not None and probabilities == "uint8":
        shares = shares.mul(UINT8_STEPS).round().to(torch.uint8)
    return Finished(place, labels, sure, spread, shares if probabilities else None)


def normalised_entropy(probabilities: Tensor) -> Tensor:
    """Entropy of each pixel's probabilities as a share of the highest that there is (Shannon 1948).

    Args:
        probabilities: (K, H, W), float32; each pixel's add up to 1.

    Returns:
        (H, W): 0 where one class has it all, 1 where all K are equally likely; 0 where there is only one class.
    """
    total = torch.zeros_like(probabilities[0])
    for plane in probabilities:
        total -= torch.xlogy(plane, plane)
    return total.div_(math.log(max(len(probabilities), 2))).clamp_(0, 1)


class _Carry:
    """What a tile shares with its right and lower neighbours: sums to which their own are to be added."""

    def __init__(
        self, grid: TileGrid, overlap_px: int, columns: int, planes: int, device: torch.device
    ) -> None:
        self._overlap_px, self._stride_px = overlap_px, grid.stride_px
        width_px = columns * grid.stride_px + overlap_px
        self._below = torch.zeros((planes, overlap_px, width_px), device=device)
        self._right = torch.zeros((planes, grid.tile_px, overlap_px), device=device)
        # Whether there is more than nothing in them: below by column.
        self._fills_below = [False] * columns
        self._fills_right = False

    def skip(self, column: int) -> bool:
        """Skip a tile that was not predicted; returns False where it must pass on what was carried over to it."""
        if self._fills_below[column] or (column and self._fills_right):
            return False
        self._fills_right = False
        return True

    def pass_on(self, sums: Tensor, column: int, *, last: bool) -> None:
        """Add to a tile (P, tile, tile) what was carried over to it, and carry on what is not finished."""
        overlap_px, stride_px = self._overlap_px, self._stride_px
        if column and self._fills_right:
            sums[:, :, :overlap_px] += self._right
        width = sums.shape[2] if last else stride_px
        ahead = slice(column * stride_px, column * stride_px + width)
        sums[:, :overlap_px, :width] += self._below[:, :, ahead]
        self._below[:, :, ahead] = sums[:, stride_px:, :width]
        self._right.copy_(sums[:, :, stride_px:])
        self._fills_right = self._fills_below[column] = True


def _rim(tile_px: int, overlap_px: int) -> list[tuple[slice, slice]]:
    """The parts of a tile that it shares with others; elsewhere its weight is 1."""
    inner_px = tile_px - overlap_px
    if overlap_px >= inner_px:
        return [(slice(None), slice(None))]
    first, middle, end = slice(0, overlap_px), slice(overlap_px, inner_px), slice(inner_px, None)
    return [(first, slice(None)), (end, slice(None)), (middle, first), (middle, end)]


def _highest(sums: Tensor) -> tuple[Tensor, Tensor]:
    """Highest of some planes and which one it is, as uint8: the first of equal ones.

    Plane by plane, which on a CPU takes a sixth of the time of `max(0)`.
    """
    highest = sums[0].clone()
    labels = torch.zeros(highest.shape, dtype=torch.uint8, device=sums.device)
    for label in range(1, len(sums)):
        higher = (sums[label] > highest).to(torch.uint8)
        torch.maximum(labels, higher.mul_(label), out=labels)
        torch.maximum(highest, sums[label], out=highest)
    return highest, labels


def _share(sums: Tensor, weight: Tensor | None) -> Tensor:
    """Weighted means from weighted sums, in memory of their own; 0 where no tile had a say."""
    return sums.clone() if weight is None else sums / weight.clamp_min(torch.finfo(weight.dtype).tiny)
