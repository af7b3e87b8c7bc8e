"""What a dense CRF can be told: weights and widths of its two kernels, and sets of them with their sources."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Literal, get_args

from ..errors import JobError

Backend = Literal["auto", "torch", "numba", "convcrf", "pydensecrf"]

# Published widths are in grey levels of 8-bit photographs; ImageNet's bands deviate by about 57 of them.
_LEVELS_PER_STDDEV = 57.0


@dataclass(frozen=True)
class CrfParameters:
    """Weights and widths of a dense CRF with a bilateral and a spatial Gaussian kernel.

    Both kernels are normalised symmetrically, as Kraehenbuehl's code does, so that the weights belong to
    kernels of unit mass and not to the paper's.

    Attributes:
        w_bilateral: Weight of the bilateral kernel (position and bands).
        theta_alpha_px: Its standard deviation in position.
        theta_beta: Its standard deviation in the bands, in standard deviations of the bands.
        w_spatial: Weight of the spatial kernel.
        theta_gamma_px: Its standard deviation.
        iterations: Steps of mean field inference.
        compatibility: Penalty (K rows of K) of class l beside class l', or None for Potts: 0 for the same, else 1.
        backend: "auto" takes the faster of the permutohedral lattices, "numba" on a CPU and "torch" elsewhere;
            "convcrf" cuts the kernels off at a window; "pydensecrf" runs Kraehenbuehl's code.
        window_px: Width of the window of "convcrf", odd.

    Raises:
        JobError: A number is zero, negative or not finite, or the compatibility is not a square table.
    """

    w_bilateral: float = 4.0
    theta_alpha_px: float = 30.0
    theta_beta: float = 0.15
    w_spatial: float = 1.0
    theta_gamma_px: float = 3.0
    iterations: int = 5
    compatibility: tuple[tuple[float, ...], ...] | None = None
    backend: Backend = "auto"
    window_px: int = 11

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type == "float" and not (_is_number(value) and value > 0):
                raise _wrong(field.name, value, "It must be a number above 0.")
            if field.type == "int" and (type(value) is not int or value < 1):
                raise _wrong(field.name, value, "It must be a whole number above 0.")
        if self.window_px % 2 == 0:
            raise _wrong("window_px", self.window_px, "It must be odd, so that the pixel is in its middle.")
        if self.backend not in get_args(Backend):
            raise _wrong("backend", self.backend, f"It must be one of: {', '.join(get_args(Backend))}.")
        if self.compatibility is not None:
            object.__setattr__(self, "compatibility", _square(self.compatibility))

    @property
    def halo_px(self) -> int:
        """Pixels to read around a tile so that its labels do not depend on the tiling."""
        if self.backend == "convcrf":
            return self.iterations * max(self.window_px // 2, math.ceil(self.theta_gamma_px))
        # By benchmarks/crf.py, fewer than 0.1 % of the labels near seams then differ from those of an untiled run.
        return math.ceil(3 * max(self.theta_alpha_px, self.theta_gamma_px))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _square(table: object) -> tuple[tuple[float, ...], ...]:
    """The table as tuples, checked."""
    rows = table if isinstance(table, (list, tuple)) else ()
    if not rows or any(not isinstance(row, (list, tuple)) or len(row) != len(rows) for row in rows):
        raise _wrong("compatibility", table, "It must have one row and one column for each class.")
    if not all(_is_number(value) and value >= 0 for row in rows for value in row):
        raise _wrong("compatibility", table, "Its penalties must be 0 or more.")
    return tuple(tuple(float(value) for value in row) for row in rows)


def _wrong(name: str, value: object, hint: str) -> JobError:
    return JobError(f"The CRF parameter {name} cannot be {value!r}.", hint)


PARAMETER_SETS: dict[str, CrfParameters] = {
    # Chosen by benchmarks/crf_gain.py on validation scenes of 0.1 to 0.5 m.
    "aerial": CrfParameters(),
    # DeepLab v2 as reproduced by deeplab-pytorch, for photographs of PASCAL VOC.
    "deeplab": CrfParameters(4, 67, 3 / _LEVELS_PER_STDDEV, 3, 1, 10),
    # The example of pydensecrf's README.
    "readme": CrfParameters(10, 80, 13 / _LEVELS_PER_STDDEV, 3, 3, 5),
}
