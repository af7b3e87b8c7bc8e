"""From a tile's raw pixels to what a network wants: stretched, filled, normalised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .card import Band, ModelCard

Ranges = Sequence[tuple[float, float]]


class Scaled(Protocol):
    """What says how raw values are to be read: a model's card, or what results keep of it."""

    @property
    def bands(self) -> tuple[Band, ...]:
        """Mean and standard deviation of each band."""

    @property
    def value_range(self) -> tuple[float, float]:
        """Lowest and highest raw value the scaling was made for."""


class Preparer:
    """Makes the raw tile that goes to the device: invalid pixels filled, values stretched.

    Args:
        scaled: The model's card.
        ranges: Raw lowest and highest value of each band, brought linearly to the card's value range and
            clipped there; empty: values are taken as they are.
    """

    def __init__(self, scaled: Scaled, ranges: Ranges = ()) -> None:
        low, high = scaled.value_range
        self._low, self._high = low, high
        self._ranges = ranges
        self._fill = np.asarray([band.mean for band in scaled.bands], dtype=np.float32)[:, None, None]

    def __call__(self, values: NDArray[np.generic], valid: NDArray[np.bool_]) -> NDArray[np.generic]:
        """Prepare one tile.

        Args:
            values: Raw pixels (C, H, W), any number type.
            valid: Which pixels are data (H, W).

        Returns:
            (C, H, W): uint8 stays uint8 where nothing is stretched, all else becomes float32. Invalid pixels
            hold the band's mean, which the network sees as about 0.
        """
        if self._ranges:
            low, high = (
                np.asarray(ends, dtype=np.float32)[:, None, None] for ends in zip(*self._ranges, strict=True)
            )
            with np.errstate(over="ignore"):  # nodata such as -3.4e38, which is replaced below
                share = (values.astype(np.float32) - low) / (high - low)
            values = self._low + np.clip(share, 0, 1) * np.float32(self._high - self._low)
        elif values.dtype != np.uint8:
            values = values.astype(np.float32)
        if valid.all():
            return np.ascontiguousarray(values)
        fill = self._fill if values.dtype == np.float32 else np.rint(self._fill).astype(values.dtype)
        return np.where(valid, values, fill)


class Normalised(nn.Module):
    """A network with the card's normalisation before it and class probabilities after it.

    Args:
        network: Takes float (N, C, H, W), gives logits (N, K, H, W).
        card: The model.
    """

    def __init__(self, network: nn.Module, card: ModelCard) -> None:
        super().__init__()
        self.network = network
        self.mean: Tensor
        self.stddev: Tensor
        self.register_buffer("mean", torch.tensor([b.mean for b in card.bands]).view(1, -1, 1, 1))
        self.register_buffer("stddev", torch.tensor([b.stddev for b in card.bands]).view(1, -1, 1, 1))

    def forward(self, raw: Tensor) -> Tensor:
        """Classify raw pixels (N, C, H, W), uint8 or float; returns float probabilities (N, K, H, W)."""
        logits = self.network((raw.to(self.mean.dtype) - self.mean) / self.stddev)
        return torch.softmax(logits.float(), dim=1)


def percentile_ranges(values: NDArray[np.generic], valid: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """2nd and 98th percentile of each band.

    Args:
        values: A sample of the raster (C, n).
        valid: Which of them are data (n,).

    Returns:
        One rising pair per band; empty where nothing is valid.
    """
    if not valid.any():
        return []
    ends = np.percentile(values[:, valid].astype(np.float64), (2, 98), axis=1)
    return [(float(low), float(high) if high > low else float(low) + 1) for low, high in ends.T]
