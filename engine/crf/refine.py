"""One tile through the CRF: classes and pixels that take part, kernels by backend, inference."""

from __future__ import annotations

import importlib.util

import torch
from torch import Tensor

from ..errors import JobError
from . import pydensecrf
from .convcrf import window_kernel
from .lattice import Lattice, PointFilter, through
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
    table = parameters.compatibility
    if table is not None and len(table) != len(probabilities):
        raise JobError(
            f"The CRF's compatibility is for {len(table)} classes, the probabilities have {len(probabilities)}.",
            "Give one row and one column for each class of the model.",
        )
    valid = valid & image.isfinite().all(0) & probabilities.isfinite().all(0)
    image = torch.where(valid, image, 0)
    likely = torch.where(valid, probabilities, 0).flatten(1).amax(1) >= CLASS_FLOOR
    if likely.sum() < 2:
        return probabilities.clone()
    kept = likely.nonzero().flatten()
    penalties = None if table is None else torch.tensor(table, device=image.device)[kept][:, kept]
    unary = -torch.where(valid, probabilities[kept], 1).clamp_min(_SMALLEST).log()
    if parameters.backend == "pydensecrf":
        features = _position(valid, origin), _bands(image, valid)
        marginals = torch.ones_like(unary)
        marginals[:, valid] = pydensecrf.infer(unary[:, valid], *features, penalties, parameters)
    else:
        kernels = _kernels(image, valid, parameters, origin)
        marginals = torch.softmax(mean_field(unary, kernels, penalties, parameters.iterations), 0)
    refined = torch.where(valid, 0, probabilities)
    refined[kept] = torch.where(valid, marginals, refined[kept])
    return refined


def lattice(features: Tensor, backend: str = "auto") -> PointFilter:
    """The fastest lattice there is for points (D, P): compiled on a CPU, in torch elsewhere.

    Raises:
        JobError: The backend "numba" is asked for where it cannot be.
    """
    installed = importlib.util.find_spec("numba") is not None
    if backend == "numba" and not (installed and features.device.type == "cpu"):
        raise JobError(
            f"The CRF backend 'numba' runs on the CPU, not on '{features.device}'."
            if installed
            else "The CRF backend 'numba' is not installed here.",
            "Choose the backend torch."
            if installed
            else "Install it ('pip install numba'), or choose torch.",
        )
    if backend != "torch" and installed and features.device.type == "cpu":
        from .compiled_lattice import CompiledLattice

        return CompiledLattice(features)
    return Lattice(features)


def bilateral(
    image: Tensor, valid: Tensor, parameters: CrfParameters, origin: tuple[int, int] = (0, 0)
) -> Filter:
    """The bilateral kernel as a filter of planes (K, H, W), between valid pixels; not normalised."""
    if parameters.backend == "convcrf":
        return window_kernel(image, parameters)
    position = _position(valid, origin) / parameters.theta_alpha_px
    points = lattice(torch.cat([position, _bands(image, valid) / parameters.theta_beta]), parameters.backend)
    if valid.all():
        return lambda planes: through(points, planes)

    def filtered(planes: Tensor) -> Tensor:
        result = torch.zeros_like(planes)
        result[:, valid] = through(points, planes[:, valid])
        return result

    return filtered


def _kernels(
    image: Tensor, valid: Tensor, parameters: CrfParameters, origin: tuple[int, int]
) -> list[Filter]:
    ones = valid[None].float()
    return [
        normalised(bilateral(image, valid, parameters, origin), ones, parameters.w_bilateral),
        normalised(lambda v: gaussian(v, parameters.theta_gamma_px), ones, parameters.w_spatial),
    ]


def _position(valid: Tensor, origin: tuple[int, int]) -> Tensor:
    """Column and row (2, P) of the valid pixels in the raster, float64 where the device has it."""
    rows, columns = valid.nonzero(as_tuple=True)
    wide = torch.float32 if valid.device.type == "mps" else torch.float64
    return torch.stack([columns + origin[1], rows + origin[0]]).to(wide)


def _bands(image: Tensor, valid: Tensor) -> Tensor:
    return image[:, valid]
