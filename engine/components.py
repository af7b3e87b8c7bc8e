"""Connected components of equal labels in an array of labels, and the borders between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.integer[Any]]
Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class Borders:
    """Pairs of neighbouring components; each pair is there once.

    Attributes:
        a: int32 (E,), the lower number of each pair.
        b: int32 (E,), the higher one.
        sides: int64 (E,), the number of pixel sides they share.
    """

    a: Ints
    b: Ints
    sides: Ints

    def only(self, which: NDArray[np.bool_]) -> Borders:
        """The pairs of which `which` (E,) is true."""
        return Borders(self.a[which], self.b[which], self.sides[which])


@dataclass(frozen=True)
class Components:
    """The components of an array of labels.

    Attributes:
        ids: int32 (H, W), the component of each pixel, from 0 in the order of their first pixels.
        values: uint8 (n,), the label of each component.
    """

    ids: NDArray[np.int32]
    values: Labels


def find_components(labels: Labels, connectivity: int) -> Components:
    """Number the components of equal labels.

    Runs of equal pixels in a row are joined with those they touch in the next row, so that the work grows with the
    number of runs rather than that of pixels.

    Args:
        labels: uint8 (H, W), at least one pixel; every label, nodata too, has components.
        connectivity: 4 (pixels with a common side hang together) or 8 (with a common corner too).
    """
    begins = np.ones(labels.shape, dtype=bool)
    begins[:, 1:] = labels[:, 1:] != labels[:, :-1]
    runs = np.cumsum(begins, dtype=np.int32).reshape(labels.shape) - 1
    upper, lower = touching(labels[:-1], labels[1:], connectivity)
    count = int(runs[-1, -1]) + 1
    joined = join(count, runs[:-1].ravel()[upper], runs[1:].ravel()[lower])
    values = np.empty(int(joined.max()) + 1, dtype=np.uint8)
    values[joined] = labels[begins]
    return Components(joined[runs], values)


def touching(upper: Labels, lower: Labels, connectivity: int) -> tuple[Ints, Ints]:
    """Find equal pixels of neighbouring rows that join what is above with what is below.

    Args:
        upper: uint8 (H, W), rows.
        lower: uint8 (H, W), the row below each of them.
        connectivity: 4 or 8.

    Returns:
        Flat indices into `upper` and into `lower`: one pair at least for each pair of runs that touch.
    """
    same = upper == lower
    first = same.copy()
    first[:, 1:] &= ~same[:, :-1] | (lower[:, 1:] != lower[:, :-1])
    above = np.flatnonzero(first)
    if connectivity == 4:
        return above, above
    # Where a pixel equals the one above or beside it, the corner joins nothing new.
    apart = ~(same[:, :-1] | same[:, 1:])
    falling = _shifted(apart & (upper[:, :-1] == lower[:, 1:]))
    rising = _shifted(apart & (upper[:, 1:] == lower[:, :-1]))
    return np.concatenate([above, falling, rising + 1]), np.concatenate([above, falling + 1, rising])


def _shifted(pairs: NDArray[np.bool_]) -> Ints:
    """Flat indices, in an array one column wider, of what is true."""
    flat = np.flatnonzero(pairs)
    return flat + flat // max(1, pairs.shape[1])


def join(count: int, a: Ints, b: Ints) -> NDArray[np.int32]:
    """Number the groups into which pairs join 0 ... count-1; groups are numbered by their lowest members."""
    pairs = coo_matrix((np.ones(len(a), dtype=np.int32), (a, b)), shape=(count, count))
    return np.asarray(connected_components(pairs.tocsr(), directed=False)[1], dtype=np.int32)


def find_borders(components: Components) -> Borders:
    """Find which components share how many pixel sides."""
    ids = components.ids
    across, down = ids[:, 1:] != ids[:, :-1], ids[1:] != ids[:-1]
    a = np.concatenate([ids[:, :-1][across], ids[:-1][down]])
    b = np.concatenate([ids[:, 1:][across], ids[1:][down]])
    return tally(a, b, np.ones(len(a), dtype=np.int32), len(components.values))


def tally(a: Ints, b: Ints, sides: Ints, count: int) -> Borders:
    """Add up the sides of equal pairs of 0 ... count-1, whichever way round; pairs of one with itself go."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    apart = low != high
    table = coo_matrix((sides[apart], (low[apart], high[apart])), shape=(count, count)).tocsr().tocoo()
    return Borders(table.row, table.col, table.data.astype(np.int64))
