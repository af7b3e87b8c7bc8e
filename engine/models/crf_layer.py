"""A dense CRF that learns as a network's last layer: the option `crf` of every architecture."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

from ..crf.rnn import CrfRnn
from ..errors import CardError

# What the layer's weights are called in a network.
CRF = "crf"


def add_crf(network: nn.Module, classes: int) -> None:
    """Let a network's logits pass through a CRF that sees the image, in place; other weights keep their names.

    Args:
        network: Takes normalised (N, C, H, W), gives logits (N, K, H, W).
        classes: Number of classes K.

    Raises:
        CardError: When the network learns further tasks, whose training would go round the CRF.
    """
    if hasattr(network, "forward_tasks"):
        raise CardError(
            "The option 'crf' is for networks that segment only.", "Give the option head: single as well."
        )
    setattr(network, CRF, CrfRnn(classes))
    network.register_forward_hook(_refined)


def has_crf(network: nn.Module) -> bool:
    """Whether a network, or a part of it, ends in a CRF; it cannot be traced nor converted then."""
    return any(isinstance(module, CrfRnn) for module in network.modules())


def _refined(network: nn.Module, inputs: tuple[Tensor, ...], logits: Tensor) -> Tensor:
    return cast(Tensor, network.get_submodule(CRF)(logits, inputs[0]))
