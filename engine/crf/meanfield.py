"""Mean field inference of a fully connected CRF (Kraehenbuehl & Koltun 2011, algorithm 1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Filter = Callable[[Tensor], Tensor]

# Below this a mass is rounding: a pixel without neighbours still has itself.
_NO_MASS = 1e-20


def normalised(filtered: Filter, ones: Tensor, weight: float = 1.0) -> Filter:
    """A filter K as w D^-1/2 K D^-1/2, with D the filtered ones.

    Args:
        filtered: Takes and gives (K, *) float tensors.
        ones: (1, *): 1 where points take part, 0 elsewhere.
        weight: w.
    """
    mass = filtered(ones).clamp_min(_NO_MASS).rsqrt() * ones
    weighted = weight * mass
    return lambda values: filtered(values * mass) * weighted


def mean_field(unary: Tensor, kernels: Sequence[Filter], compatibility: Tensor | None, steps: int) -> Tensor:
    """Infer marginals.

    The message of a pixel to itself stays in, as in Kraehenbuehl's own code.

    Args:
        unary: (K, *), float, negative logarithms of the probabilities.
        kernels: Normalised and weighted filters, at least one.
        compatibility: Penalties (K, K), or None for Potts.
        steps: Number of parallel updates, at least 1.

    Returns:
        Logits (K, *) of the marginals.
    """
    logits = -unary
    first, *others = kernels
    for _ in range(steps):
        marginals = torch.softmax(logits, 0)
        message = first(marginals)
        for kernel in others:
            message = message + kernel(marginals)
        # Potts, up to what the softmax takes away: minus 1 for the same class.
        pull = message if compatibility is None else -torch.tensordot(compatibility, message, 1)
        logits = pull - unary
    return logits
