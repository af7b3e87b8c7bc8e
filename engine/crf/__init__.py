"""Fully connected conditional random field (Kraehenbuehl & Koltun 2011) on class probabilities.

Importing this package loads no torch: a job names its parameters without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .parameters import PARAMETER_SETS, Backend, CrfParameters

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["PARAMETER_SETS", "Backend", "CrfParameters", "refine_tile"]


def refine_tile(
    probabilities: Tensor,
    image: Tensor,
    valid: Tensor,
    parameters: CrfParameters,
    origin: tuple[int, int] = (0, 0),
) -> Tensor:
    """Refine the class probabilities of one tile.

    Args:
        probabilities: (K, H, W), float32, summing to 1 over K where valid.
        image: (C, H, W), float32, each band in standard deviations from its mean; C at least 1.
        valid: (H, W), bool; other pixels take no part, whatever they hold.
        parameters: The field's weights, widths and backend.
        origin: Row and column of the tile's first pixel in the raster. The lattice lies on the raster, not on
            the tile, so that neighbouring tiles agree.

    Returns:
        (K, H, W), float32, on the same device; marginals that sum to 1 where valid, the probabilities given
        elsewhere. A class that is nowhere likely in the tile gets 0.

    Raises:
        JobError: Parameters and number of classes do not fit, or the backend is not there.
    """
    from .refine import refine

    return refine(probabilities, image, valid, parameters, origin)
