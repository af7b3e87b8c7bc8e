"""Linked lists put in order, all of them at once: borders and rings are such lists."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def order_chains(following: Ints) -> tuple[Ints, Ints]:
    """Put linked items in order, chain after chain, by pointer jumping.

    Args:
        following: (n) number of the item after each one; -1 at the end of a chain. No two items are followed by the
            same one. A closed chain begins at its lowest item.

    Returns:
        (n) the items in order, and (chains + 1) where each chain begins among them.
    """
    count = len(following)
    last = following < 0
    hop = np.where(last, np.arange(count), following)
    # The lowest item that can be reached; -1 where there is an end, so that only closed chains keep one.
    lowest = np.where(last, -1, np.arange(count))
    jump = hop
    while True:
        reached = np.minimum(lowest, lowest[jump])
        if np.array_equal(reached, lowest):
            break
        lowest, jump = reached, jump[jump]
    closing = (lowest >= 0) & (following == lowest)
    hop = np.where(closing, np.arange(count), hop)
    to_end = (hop != np.arange(count)).astype(np.int64)
    while True:
        further = to_end + to_end[hop]
        if np.array_equal(further, to_end):
            break
        to_end, hop = further, hop[hop]
    order = np.lexsort((-to_end, hop))
    ends = np.flatnonzero(to_end[order] == 0)
    return order, np.concatenate([[0], ends + 1])


def spread(firsts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Count on from each number: 5, 9 with 2, 3 gives 5, 6, 9, 10, 11.

    Returns:
        (sum of `counts`) the numbers, and for each of them which of the (n) starts it belongs to.
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return np.arange(len(owner)) + (firsts - before)[owner], owner
