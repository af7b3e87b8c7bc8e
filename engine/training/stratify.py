"""Units of ground spread over folds so that every class is in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DRAWS = 3000
_MISSING = 100.0
_TOLERANCE = 0.5


@dataclass(frozen=True)
class Folding:
    """A fold for every unit.

    Attributes:
        folds: int (U,): 0 ... F-1.
        cost: How far the classes' shares are from those asked for: 0 is perfect.
        one_sided: Classes that are missing in some fold.
        is_good: Whether each class's share of each fold is within half of what was asked for.
    """

    folds: NDArray[np.int64]
    cost: float
    one_sided: tuple[int, ...]
    is_good: bool


def fold(counts: NDArray[np.float64], shares: Sequence[float], seed: int) -> Folding:
    """Spread units over folds.

    Args:
        counts: (U, K) what each unit (a block, a polygon) holds of each class.
        shares: (F,) share of each fold, adding up to 1; where there is too little for all of them, the fold
            with the largest share comes first.
        seed: Which of the equally good ways.

    Returns:
        The best of many seeded draws.
    """
    wanted = np.asarray(shares)
    draws = int(np.clip(_DRAWS // max(1, len(counts)), 1, 50))
    drawn = (
        _judge(_draw(counts, wanted, np.random.default_rng((seed, i))), counts, wanted) for i in range(draws)
    )
    return min(drawn, key=lambda f: f.cost)


def _draw(
    counts: NDArray[np.float64], wanted: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Iterative stratification: the class with the fewest units left is dealt out first."""
    order = rng.permutation(len(counts))
    folds = np.full(len(counts), -1, dtype=np.int64)
    total = counts.sum(axis=0)
    goal = wanted[:, None] * np.where(total > 0, total, 1)
    left = goal.copy()
    holds = counts > 0
    while (open_units := folds < 0).any():
        units_of = (holds & open_units[:, None]).sum(axis=0)
        if not units_of.any():
            folds[open_units] = int(wanted.argmax())
            break
        rarest = int(np.where(units_of > 0, units_of, len(counts) + 1).argmin())
        for unit in order[(holds[:, rarest] & open_units)[order]]:
            lack = left[:, rarest] / goal[:, rarest]
            # Where folds lack equally much of this class, the one that wants more of everything takes the unit.
            best = np.flatnonzero(lack >= lack.max() - 1e-9)
            folds[unit] = best[np.lexsort((left[best].sum(axis=1), wanted[best]))[-1]]
            left[folds[unit]] -= counts[unit]
    return folds


def _judge(folds: NDArray[np.int64], counts: NDArray[np.float64], wanted: NDArray[np.float64]) -> Folding:
    there = counts.sum(axis=0) > 0
    got = np.stack([counts[folds == f].sum(axis=0) for f in range(len(wanted))])[:, there]
    off = np.abs(got / got.sum(axis=0) / wanted[:, None] - 1)
    missing = got == 0
    # A class that cannot be in every fold had better be in the larger one.
    cost = float(off.mean() + _MISSING * (missing * wanted[:, None]).sum()) if there.any() else np.inf
    one_sided = tuple(np.flatnonzero(there)[missing.any(axis=0)].tolist())
    good = there.any() and not one_sided and bool((off[wanted.argmin()] <= _TOLERANCE).all())
    return Folding(folds, cost, one_sided, bool(good))
