"""The bilateral kernel cut off at a window (ConvCRF, Teichmann & Cipolla 2018, arXiv 1805.04777)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from .meanfield import Filter
from .parameters import CrfParameters


def window_kernel(image: Tensor, parameters: CrfParameters) -> Filter:
    """Compute each pixel's weights of the pixels around it once; filtering is then a weighted sum.

    Args:
        image: (C, H, W), float32, in standard deviations.
        parameters: `window_px`, `theta_alpha_px` and `theta_beta` are used.

    Returns:
        A filter of planes (K, H, W), not normalised. It holds `window_px` ** 2 values for each pixel.
    """
    radius = parameters.window_px // 2
    height, width = image.shape[-2:]
    span = range(-radius, radius + 1)
    offsets = [(down, right) for down in span for right in span]

    def shifted(padded: Tensor, down: int, right: int) -> Tensor:
        return padded[:, radius + down :, radius + right :][:, :height, :width]

    def pad(planes: Tensor) -> Tensor:
        return functional.pad(planes, (radius,) * 4)

    padded_image = pad(image)
    weights = []
    for down, right in offsets:
        distance = (down**2 + right**2) / parameters.theta_alpha_px**2
        contrast = (shifted(padded_image, down, right) - image).square().sum(0) / parameters.theta_beta**2
        weights.append(torch.exp(-(distance + contrast) / 2))

    def filtered(planes: Tensor) -> Tensor:
        padded = pad(planes)
        total = torch.zeros_like(planes)
        for weight, offset in zip(weights, offsets):
            total.addcmul_(weight, shifted(padded, *offset))
        return total

    return filtered
