"""DeepLabv3 (Chen et al. 2017, arXiv 1706.05587), through segmentation-models-pytorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import segmentation_models_pytorch as smp
from torch import nn

from ..errors import CardError
from .encoder import check_encoder

Rates = tuple[int, int, int]


def deeplabv3(
    bands: int,
    classes: int,
    *,
    encoder: str = "resnet50",
    output_stride: Literal[8, 16] = 16,
    atrous_rates: Rates | None = None,
    multi_grid: tuple[int, ...] = (1, 1, 1),
) -> nn.Module:
    """DeepLabv3: a dilated encoder and atrous spatial pyramid pooling (section 3.3).

    Args:
        bands: Number of input bands.
        classes: Number of classes.
        encoder: Name of a segmentation-models-pytorch encoder, or `tu-` and the name of a timm network.
        output_stride: Pixels of the input per pixel of the encoder's last features.
        atrous_rates: Rates of the three pooling branches; None for the paper's at this output stride.
        multi_grid: Rates of the units of the last residual block, as multiples of the block's own
            (section 3.2.1); all ones leave the encoder as it is.

    Returns:
        The network; `size_multiple` equals the output stride.

    Raises:
        CardError: The encoder is unknown, cannot be dilated, or has no last block of so many units.
    """
    return assemble(smp.DeepLabV3, bands, classes, encoder, output_stride, atrous_rates, multi_grid)


def assemble(
    network: Callable[..., Any],
    bands: int,
    classes: int,
    encoder: str,
    output_stride: int,
    atrous_rates: Rates | None,
    multi_grid: tuple[int, ...],
) -> nn.Module:
    """A DeepLab of segmentation-models-pytorch, with the options of `deeplabv3`."""
    check_encoder(encoder)
    try:
        model = network(
            encoder_name=encoder,
            encoder_weights=None,
            encoder_output_stride=output_stride,
            decoder_atrous_rates=atrous_rates or ((6, 12, 18) if output_stride == 16 else (12, 24, 36)),
            in_channels=bands,
            classes=classes,
        )
    except (AssertionError, RuntimeError, TypeError, ValueError) as error:  # each library family has its own
        raise CardError(
            f"The encoder '{encoder}' cannot have output stride {output_stride}: {error}",
            "Choose an encoder that can be dilated, such as a ResNet, EfficientNet or MobileNet.",
        ) from error
    if set(multi_grid) != {1}:
        _dilate_last_block(model.encoder, encoder, 32 // output_stride, multi_grid)
    model.size_multiple = output_stride
    return model  # type: ignore[no-any-return]


def _dilate_last_block(encoder: nn.Module, name: str, block_rate: int, multi_grid: tuple[int, ...]) -> None:
    network = getattr(encoder, "model", encoder)  # timm's networks sit one level down
    block = getattr(network, "layer4", None)
    if not isinstance(block, nn.Sequential) or len(block) != len(multi_grid):
        units = f"{len(block)} units" if isinstance(block, nn.Sequential) else "no residual 'layer4'"
        raise CardError(
            f"The multi-grid {list(multi_grid)} does not fit the encoder '{name}', which has {units}.",
            "Give one rate for each unit of the last block, or leave multi_grid out.",
        )
    for unit, unit_rate in zip(block, multi_grid, strict=True):
        rate = block_rate * unit_rate
        for conv in unit.modules():
            if isinstance(conv, nn.Conv2d) and conv.kernel_size != (1, 1):
                conv.dilation = (rate, rate)
                conv.padding = (rate * (conv.kernel_size[0] // 2), rate * (conv.kernel_size[1] // 2))
