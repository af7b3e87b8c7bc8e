"""DeepLabv3+ (Chen et al. 2018, arXiv 1802.02611), through segmentation-models-pytorch."""

from __future__ import annotations

from typing import Literal

import segmentation_models_pytorch as smp
from torch import nn

from .deeplabv3 import Rates, assemble


def deeplabv3plus(
    bands: int,
    classes: int,
    *,
    encoder: str = "resnet50",
    output_stride: Literal[8, 16] = 16,
    atrous_rates: Rates | None = None,
    multi_grid: tuple[int, ...] = (1, 1, 1),
) -> nn.Module:
    """DeepLabv3+: DeepLabv3 with separable convolutions and a decoder that adds the stride-4 features.

    Args:
        bands: Number of input bands.
        classes: Number of classes.
        encoder: As in `deeplabv3`.
        output_stride: As in `deeplabv3`.
        atrous_rates: As in `deeplabv3`. Weights saved from segmentation-models-pytorch's own defaults need
            (12, 24, 36), which it uses at both output strides.
        multi_grid: As in `deeplabv3`.

    Returns:
        The network; `size_multiple` equals the output stride.

    Raises:
        CardError: As in `deeplabv3`.
    """
    return assemble(smp.DeepLabV3Plus, bands, classes, encoder, output_stride, atrous_rates, multi_grid)
