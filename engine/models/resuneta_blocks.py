"""Building blocks of ResUNet-a (Diakogiannis et al. 2020, ISPRS JPRS 162:94-114, section 3.1)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional


class ConvNormed(nn.Sequential):
    """Convolution without bias, then batch normalisation; the caller activates."""

    def __init__(self, inputs: int, outputs: int, kernel_px: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel_px, padding=kernel_px // 2, bias=False),
            nn.BatchNorm2d(outputs),
        )


class Branch(nn.Sequential):
    """Two pre-activated 3x3 convolutions of one dilation; only the second has a bias."""

    def __init__(self, filters: int, dilation: int) -> None:
        super().__init__(
            nn.BatchNorm2d(filters),
            nn.ReLU(inplace=True),
            nn.Conv2d(filters, filters, 3, padding=dilation, dilation=dilation, bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(inplace=True),
            nn.Conv2d(filters, filters, 3, padding=dilation, dilation=dilation),
        )


class ResBlockA(nn.Module):
    """The input plus parallel branches, all of which read the input; shapes stay (N, filters, H, W)."""

    def __init__(self, filters: int, dilations: Sequence[int]) -> None:
        super().__init__()
        self.branches = nn.ModuleList(Branch(filters, dilation) for dilation in dilations)

    def forward(self, x: Tensor) -> Tensor:
        """Add the branches to x."""
        total = x
        for branch in self.branches:
            total = total + branch(x)
        return total


class PSPPooling(nn.Module):
    """Pyramid pooling: the input beside its maxima over `grids` grids of 1, 2, 4, ... cells a side.

    Cells are as even as whole pixels allow, so any input size works. A grid's maxima span the whole input,
    so the output depends on the size of the tile.
    """

    def __init__(self, inputs: int, filters: int, grids: int) -> None:
        super().__init__()
        self.levels = nn.ModuleList(ConvNormed(inputs, filters // grids) for _ in range(grids))
        self.fuse = ConvNormed(inputs + grids * (filters // grids), filters)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) to (N, filters, H, W), not activated."""
        maps = [x]
        for exponent, level in enumerate(self.levels):
            maxima = functional.adaptive_max_pool2d(x, 2**exponent)
            maps.append(level(functional.interpolate(maxima, size=x.shape[-2:], mode="nearest")))
        fused: Tensor = self.fuse(torch.cat(maps, dim=1))
        return fused


class Combine(nn.Module):
    """Join the decoder's features (2 x filters, half the size) with the encoder's (filters)."""

    def __init__(self, filters: int) -> None:
        super().__init__()
        self.reduce = ConvNormed(2 * filters, filters // 2)
        self.fuse = ConvNormed(filters // 2 + filters, filters)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """(N, 2F, H/2, W/2) and (N, F, H, W) to (N, F, H, W), not activated."""
        enlarged = functional.interpolate(coarse, scale_factor=2.0, mode="nearest")
        joined = torch.cat([functional.relu(self.reduce(enlarged)), fine], dim=1)
        fused: Tensor = self.fuse(joined)
        return fused
