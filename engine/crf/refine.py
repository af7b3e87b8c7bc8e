"""One tile through the CRF: classes and pixels that take part, kernels by backend, inference."""

from __future__ import annotations

import torch
from torch import Tensor

from ..errors import JobError
from .lattice import Lattice
from .meanfield import Filter, mean_field, normalised
from .parameters import CrfParameters
from .spatial import gaussian

# A class that is nowhere as likely as this in a tile cannot win there.
CLASS_FLOOR = 0.02
# No class is impossible; as pydensecrf's unary_from_softmax.
_SMALLEST = 1e-5


def refine(
    probabilities: Tensor, image: Tensor, valid: Tensor, parameters: CrfParameters, origin: tuple[int, int]
) -> Tensor:
    """See `refine_tile`."""
    classes = len(probabilities)
    table = parameters.compatibility
    if table is not None and len(table) != classes:
        raise JobError(
            f"The CRF's compatibility is for {len(table)} classes, the probabilities have {classes}.",
            "Give one row and one column for each class of the model.",
        )
    valid = valid.bool()
    likely = torch.where(valid, probabilities, 0).flatten(1).amax(1) >= CLASS_FLOOR
    if likely.sum() < 2:
        return probabilities.clone()
    kept = likely.nonzero().flatten()
    penalties = None
    if table is not None:
        penalties = torch.tensor(table, device=probabilities.device)[kept][:, kept]
    some = torch.where(valid, probabilities[kept], 1.0).clamp_min(_SMALLEST)
    marginals = mean_field(some, _kernels(image, valid, parameters, origin), penalties, parameters.iterations)
    refined = torch.where(valid, 0, probabilities)
    refined[kept] = torch.where(valid, marginals, refined[kept])
    return refined


def _kernels(
    image: Tensor, valid: Tensor, parameters: CrfParameters, origin: tuple[int, int]
) -> list[tuple[float, Filter]]:
    ones = valid[None].float()
    bilateral = _bilateral(image, valid, parameters, origin)
    return [
        (parameters.w_bilateral, normalised(bilateral, ones)),
        (parameters.w_spatial, normalised(lambda v: gaussian(v, parameters.theta_gamma_px), ones)),
    ]


def _bilateral(image: Tensor, valid: Tensor, parameters: CrfParameters, origin: tuple[int, int]) -> Filter:
    """The bilateral kernel on planes (K, H, W), between valid pixels."""
    rows, columns = valid.nonzero(as_tuple=True)
    position = torch.stack([columns + origin[1], rows + origin[0]]).double() / parameters.theta_alpha_px
    bands = image[:, rows, columns] / parameters.theta_beta
    lattice = Lattice(torch.cat([position, bands]))

    def filtered(planes: Tensor) -> Tensor:
        result = torch.zeros_like(planes)
        result[:, rows, columns] = lattice.filter(planes[:, rows, columns])
        return result

    return filtered
