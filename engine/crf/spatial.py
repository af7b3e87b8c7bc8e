"""The spatial kernel: a Gaussian of the distance alone, as two convolutions along a line."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

# Standard deviations after which a Gaussian is cut off; 0.3 % of its mass lies beyond.
_REACH = 3.0


def gaussian(values: Tensor, sigma_px: float) -> Tensor:
    """Filter planes (K, H, W) with a Gaussian of unit mass; beyond the border there is nothing."""
    radius = min(math.ceil(_REACH * sigma_px), max(values.shape[-2:]))
    offsets = torch.arange(-radius, radius + 1, device=values.device, dtype=values.dtype)
    line = torch.exp(-(offsets**2) / (2 * sigma_px**2))
    line = line / line.sum()
    planes = functional.conv2d(values[:, None], line.view(1, 1, -1, 1), padding=(radius, 0))
    return functional.conv2d(planes, line.view(1, 1, 1, -1), padding=(0, radius))[:, 0]
