"""Group normalisation (Wu and He 2018, arXiv 1803.08494) in place of batch normalisation, for small batches."""

from __future__ import annotations

import math

from timm.layers.norm_act import BatchNormAct2d, GroupNormAct
from torch import nn

GROUPS = 32


def use_group_norm(network: nn.Module) -> None:
    """Exchange every batch normalisation of a network, in place; scale and shift keep their names.

    There are 32 groups, or as many as divide the channels.
    """
    for name, module in list(network.named_modules()):
        if isinstance(module, nn.BatchNorm2d):
            parent, _, child = name.rpartition(".")
            setattr(network.get_submodule(parent), child, _group_norm(module))


def _group_norm(norm: nn.BatchNorm2d) -> nn.Module:
    groups = math.gcd(GROUPS, norm.num_features)
    if isinstance(norm, BatchNormAct2d):  # timm's also activates
        fused = GroupNormAct(norm.num_features, groups, apply_act=False)
        fused.drop, fused.act = norm.drop, norm.act
        return fused
    return nn.GroupNorm(groups, norm.num_features)
