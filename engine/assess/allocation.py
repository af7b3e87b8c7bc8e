"""How many points each stratum of a sample gets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_HALVINGS = 200


def allocate(count: int, sizes: Sequence[int], shares: Sequence[float], minimum: int) -> NDArray[np.int64]:
    """Share points out among strata.

    Args:
        count: All points.
        sizes: Pixels of each stratum (H,): it cannot get more points.
        shares: What points are to be proportional to (H,), above 0 where there are pixels.
        minimum: Points that each stratum gets at least, if it has as many pixels; together at most `count`.

    Returns:
        int64 (H,): points of each stratum; `count` together, or all pixels where there are fewer.
    """
    most = np.asarray(sizes, dtype=np.float64)
    least = np.minimum(minimum, most)
    share = np.where(most > 0, np.asarray(shares, dtype=np.float64), 0)
    count = int(min(count, most.sum()))
    # What lies between the bounds is proportional to the shares: points rise with the factor, so it can be halved in.
    low, high = 0.0, 1.0
    while np.clip(high * share, least, most).sum() < count:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if np.clip(middle * share, least, most).sum() < count:
            low = middle
        else:
            high = middle
    exact = np.clip(high * share, least, most)
    whole = np.floor(exact + 1e-9)
    # Largest remainders first; a stratum that is all drawn already has none.
    order = np.argsort(-np.where(whole < most, exact - whole, -1), kind="stable")
    for stratum in order[: max(0, count - int(whole.sum()))]:
        whole[stratum] += 1
    return np.asarray(whole, dtype=np.int64)
