"""ResUNet-a d6 and d7 (Diakogiannis et al. 2020, ISPRS JPRS 162:94-114, arXiv 1904.00592).

Where the paper's layer table and the authors' published network differ, this is the published network:
3x3 convolutions lead down, and d7 is version 2, with pyramid pooling in the middle.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import CardError
from .resuneta_blocks import Combine, ConvNormed, PSPPooling, ResBlockA

Dilations = tuple[tuple[int, ...], ...]
Head = Literal["single", "cmtsk"]

D6_ENCODER = ((1, 3, 15, 31), (1, 3, 15, 31), (1, 3, 15), (1, 3, 5), (1,), (1,))
D6_DECODER = ((1, 3, 5), (1, 3, 15), (1, 3, 15, 31), (1, 3, 15, 31), (1, 3, 15, 31))
D7_ENCODER = (*D6_ENCODER, (1,))
D7_DECODER = ((1,), (1, 3, 15), (1, 3, 15, 31), (1, 3, 15, 31), (1, 3, 15, 31), (1, 3, 15, 31))


def resuneta_d6(
    bands: int,
    classes: int,
    *,
    initial_filters: int = 32,
    head: Head = "cmtsk",
    encoder_dilations: Dilations = D6_ENCODER,
    decoder_dilations: Dilations = D6_DECODER,
) -> nn.Module:
    """ResUNet-a d6: six levels, pyramid pooling over four grids in the middle.

    Args:
        bands: Number of input bands.
        classes: Number of classes.
        initial_filters: Filters N of the first level, a multiple of 4; each level below has twice as many.
        head: "single" segments only and gives a `ResUNetA`; "cmtsk" learns boundary, distance and colour as
            well and gives a `ConditionedResUNetA`.
        encoder_dilations: Dilation of each branch of each encoder block, from the first level down.
        decoder_dilations: The same for the decoder blocks, from the deepest up.

    Returns:
        The network; `size_multiple` is 32.

    Raises:
        CardError: The filters are no multiple of 4, or the number of blocks with dilations is wrong.
    """
    _check(6, initial_filters, encoder_dilations, decoder_dilations)
    body = ResUNetABody(bands, initial_filters, encoder_dilations, decoder_dilations, middle_grids=4)
    return _HEADS[head](body, classes)


def resuneta_d7(
    bands: int,
    classes: int,
    *,
    initial_filters: int = 32,
    head: Head = "cmtsk",
    encoder_dilations: Dilations = D7_ENCODER,
    decoder_dilations: Dilations = D7_DECODER,
) -> nn.Module:
    """ResUNet-a d7 (version 2): seven levels, pyramid pooling over three grids in the middle.

    Args:
        bands: As in `resuneta_d6`, like every argument.
        classes: Number of classes.
        initial_filters: Filters N of the first level.
        head: "single" or "cmtsk".
        encoder_dilations: Seven encoder blocks.
        decoder_dilations: Six decoder blocks.

    Returns:
        The network; `size_multiple` is 64.

    Raises:
        CardError: As in `resuneta_d6`.
    """
    _check(7, initial_filters, encoder_dilations, decoder_dilations)
    body = ResUNetABody(bands, initial_filters, encoder_dilations, decoder_dilations, middle_grids=3)
    return _HEADS[head](body, classes)


def _check(levels: int, initial_filters: int, encoder: Dilations, decoder: Dilations) -> None:
    if initial_filters % 4:
        raise CardError(
            f"The option 'initial_filters' cannot be {initial_filters}.", "It must be a multiple of 4."
        )
    for name, given, blocks in (
        ("encoder_dilations", encoder, levels),
        ("decoder_dilations", decoder, levels - 1),
    ):
        if len(given) != blocks:
            raise CardError(
                f"The option '{name}' has {len(given)} lists; ResUNet-a d{levels} has {blocks} such blocks.",
                "Give one list of dilations for each block.",
            )


class ResUNetABody(nn.Module):
    """Everything before the head: a U-Net of ResUNet-a blocks between two pyramid poolings."""

    def __init__(
        self, bands: int, filters: int, encoder: Dilations, decoder: Dilations, middle_grids: int
    ) -> None:
        super().__init__()
        widths = [filters * 2**level for level in range(len(encoder))]
        self.filters = filters
        self.size_multiple = 2 ** len(decoder)
        self.stem = ConvNormed(bands, filters)
        self.encoder = nn.ModuleList(map(ResBlockA, widths, encoder))
        self.downs = nn.ModuleList(
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1, bias=False) for width in widths[:-1]
        )
        self.middle = PSPPooling(widths[-1], widths[-1], middle_grids)
        self.combines = nn.ModuleList(map(Combine, widths[-2::-1]))
        self.decoder = nn.ModuleList(map(ResBlockA, widths[-2::-1], decoder))
        self.tail = PSPPooling(2 * filters, filters, grids=4)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(N, C, H, W) to the features before (N, 2F, H, W) and after (N, F, H, W) the last pooling."""
        first = functional.relu(self.stem(x))
        features = self.encoder[0](first)
        skips = []
        for down, block in zip(self.downs, self.encoder[1:], strict=True):
            skips.append(features)
            features = block(down(features))
        features = functional.relu(self.middle(features))
        for combine, block in zip(self.combines, self.decoder, strict=True):
            features = block(combine(features, skips.pop()))
        joined = torch.cat([first, features], dim=1)
        return joined, functional.relu(self.tail(joined))


class ResUNetA(nn.Module):
    """ResUNet-a that segments only."""

    def __init__(self, body: ResUNetABody, classes: int) -> None:
        super().__init__()
        self.size_multiple = body.size_multiple
        self.body = body
        self.segmentation = nn.Conv2d(body.filters, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Normalised (N, C, H, W) to logits (N, K, H, W)."""
        logits: Tensor = self.segmentation(self.body(x)[1])
        return logits


class Tasks(NamedTuple):
    """What the conditioned multi-task head says of a batch.

    Attributes:
        segmentation: Logits (N, K, H, W).
        boundary: Probability 0..1 that the pixel lies on a border of the class, (N, K, H, W).
        distance: Distance 0..1 to the border of the class, sums to 1 over K >= 2 classes, (N, K, H, W).
        colour: Hue, saturation and value 0..1, (N, 3, H, W).
    """

    segmentation: Tensor
    boundary: Tensor
    distance: Tensor
    colour: Tensor


class ConditionedResUNetA(nn.Module):
    """ResUNet-a with the conditioned multi-task head (section 3.2): distance, then boundary, then classes.

    Each task reads the activated outputs of those before it, and gradients flow through them.
    """

    def __init__(self, body: ResUNetABody, classes: int) -> None:
        super().__init__()
        filters = body.filters
        self.size_multiple = body.size_multiple
        self.body = body
        self.distance = _task(2 * filters, filters, classes, hidden=2)
        self.boundary = _task(filters + classes, filters, classes, hidden=1)
        self.colour = nn.Conv2d(2 * filters, 3, 1)
        self.segmentation = _task(filters + 2 * classes, filters, classes, hidden=2)

    def forward(self, x: Tensor) -> Tensor:
        """Normalised (N, C, H, W) to segmentation logits (N, K, H, W)."""
        return self._conditioned(*self.body(x))[0]

    def forward_tasks(self, x: Tensor) -> Tasks:
        """Normalised (N, C, H, W) to all four tasks, for training."""
        joined, pooled = self.body(x)
        return Tasks(*self._conditioned(joined, pooled), torch.sigmoid(self.colour(joined)))

    def _conditioned(self, joined: Tensor, pooled: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        distance = self.distance(joined)
        distance = torch.sigmoid(distance) if distance.shape[1] == 1 else torch.softmax(distance, dim=1)
        boundary = torch.sigmoid(self.boundary(torch.cat([pooled, distance], dim=1)))
        segmentation = self.segmentation(torch.cat([pooled, boundary, distance], dim=1))
        return segmentation, boundary, distance


def _task(inputs: int, filters: int, outputs: int, hidden: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(hidden):
        layers += [ConvNormed(inputs, filters, 3), nn.ReLU(inplace=True)]
        inputs = filters
    return nn.Sequential(*layers, nn.Conv2d(inputs, outputs, 1))


_HEADS: dict[Head, type[ResUNetA] | type[ConditionedResUNetA]] = {
    "single": ResUNetA,
    "cmtsk": ConditionedResUNetA,
}
