"""Area and accuracy from a stratified random sample, with standard errors.

Stratified ratio estimators: Stehman 2014 (doi 10.1080/01431161.2014.930207), eqs. 1 to 28. Where the strata are the
map's own classes they are those of Olofsson et al. 2014 (doi 10.1016/j.rse.2014.02.015), eqs. 1 to 11, as which they
are without a correction for finite populations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z_95 = 1.96
"""Standard errors to each side that hold 95 % of a normal distribution, as the paper rounds it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A quantity known from a sample.

    Attributes:
        value: The estimate; NaN where the sample says nothing.
        standard_error: Of the same unit; NaN where a stratum holds a single point.
    """

    value: float
    standard_error: float

    @property
    def margin(self) -> float:
        """Half of the 95 % confidence interval."""
        return Z_95 * self.standard_error

    def times(self, factor: float) -> Estimate:
        """The estimate in another unit."""
        return Estimate(self.value * factor, self.standard_error * factor)


@dataclass(frozen=True)
class ClassEstimate:
    """What a sample says of one class.

    Attributes:
        name: The class.
        points: Points that are of it by the reference.
        mapped: Its area on the map, m2 or pixels.
        area: Its area in truth, in the same unit.
        users: User's accuracy, 0 ... 1.
        producers: Producer's accuracy, 0 ... 1.
    """

    name: str
    points: int
    mapped: float
    area: Estimate
    users: Estimate
    producers: Estimate


@dataclass(frozen=True)
class AreaEstimates:
    """What a stratified random sample says of a map.

    Attributes:
        unit: `m2` or `pixels`.
        total: Area of the map in that unit.
        overall: Overall accuracy, 0 ... 1.
        classes: One per class of the map.
        proportions: Share of the map's area by map class (rows) and reference class (columns); adds up to 1.
    """

    unit: str
    total: float
    overall: Estimate
    classes: tuple[ClassEstimate, ...]
    proportions: tuple[tuple[float, ...], ...]


def estimate(
    counts: NDArray[np.int64], strata: Floats, mapped: Floats, names: Sequence[str], unit: str
) -> AreaEstimates:
    """Estimate areas and accuracies.

    Args:
        counts: Sample points (H, K, K) by stratum, map class and reference class; one or more in every stratum
            that has an area.
        strata: Area of each stratum (H,).
        mapped: Area of each map class (K,).
        names: The K classes.
        unit: `m2` or `pixels`.
    """
    kinds = len(names)
    kept = strata > 0
    counts, strata = counts[kept], strata[kept]
    right = np.eye(kinds)
    everywhere = np.ones((kinds, kinds))
    total = float(strata.sum())
    classes = []
    for k, name in enumerate(names):
        on_map, in_truth = np.zeros((2, kinds, kinds))
        on_map[k, :] = in_truth[:, k] = 1
        classes.append(
            ClassEstimate(
                name=name,
                points=int(counts[:, :, k].sum()),
                mapped=float(mapped[k]),
                area=_ratio(counts, strata, in_truth, everywhere).times(total),
                users=_ratio(counts, strata, right * on_map, on_map),
                producers=_ratio(counts, strata, right * in_truth, in_truth),
            )
        )
    shares = (strata / total / counts.sum((1, 2)))[:, None, None] * counts
    return AreaEstimates(
        unit=unit,
        total=total,
        overall=_ratio(counts, strata, right, everywhere),
        classes=tuple(classes),
        proportions=tuple(map(tuple, shares.sum(0).tolist())),
    )


def _ratio(counts: NDArray[np.int64], strata: Floats, part: Floats, whole: Floats) -> Estimate:
    """Estimate what share of `whole` is `part`; both 0 or 1 by map and reference class (K, K)."""
    points = counts.sum((1, 2))

    def mean(values: Floats) -> Floats:
        return np.asarray((counts * values).sum((1, 2)) / points)

    of = float(strata @ mean(whole))
    if of == 0:
        return Estimate(math.nan, math.nan)
    ratio = float(strata @ mean(part)) / of
    residual = part - ratio * whole
    deviation = residual - mean(residual)[:, None, None]
    variance = (counts * deviation**2).sum((1, 2)) / points
    # A stratum of a single point has no variance that could be known.
    of_means = np.divide(variance, points - 1, out=np.full(len(points), math.nan), where=points > 1)
    return Estimate(ratio, math.sqrt(float(strata**2 @ of_means)) / of)
