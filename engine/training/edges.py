"""Canny's edge detector (1986) on a mask of 0 and 1, pixel for pixel as OpenCV's `Canny(mask, 0, 1)`.

On such a mask Sobel's gradient is 0 or at least 2, so that every local maximum passes both thresholds and the
detector's hysteresis has nothing to decide.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EDGE_REACH = 2
"""How far, in pixels a side, the mask decides whether a pixel is an edge."""

# tan(22.5 degrees) in units of 2 ** -15, as OpenCV rounds it; tan(67.5 degrees) is 2 more.
_TANGENT_22 = 13573
_UNIT = 1 << 15


def edges(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the edges of a mask (H, W): about one pixel wide, on either side of the border.

    Beyond the crop the mask goes on as at its rim, so that the rim is no edge.
    """
    across, down = _sobel(np.pad(mask.astype(np.int8), 1, mode="edge"))
    size = np.abs(across) + np.abs(down)
    around = np.pad(size, 1)
    height, width = mask.shape

    def neighbour(rows: int, columns: int) -> NDArray[np.int8]:
        return around[1 + rows : 1 + rows + height, 1 + columns : 1 + columns + width]

    flat, steep = _directions(np.abs(across), np.abs(down))
    falling = (across ^ down) >= 0
    # A tie between two pixels along the gradient is decided for the first one's successor, on diagonals for none.
    along_row = (size > neighbour(0, -1)) & (size >= neighbour(0, 1))
    along_column = (size > neighbour(-1, 0)) & (size >= neighbour(1, 0))
    along_fall = (size > neighbour(-1, -1)) & (size > neighbour(1, 1))
    along_rise = (size > neighbour(-1, 1)) & (size > neighbour(1, -1))
    diagonal = np.where(falling, along_fall, along_rise)
    found: NDArray[np.bool_] = (size > 0) & np.where(flat, along_row, np.where(steep, along_column, diagonal))
    return found


def _sobel(padded: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    columns = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    return rows[:, 2:] - rows[:, :-2], columns[2:] - columns[:-2]


# The directions of every gradient that can be, |across| and |down| in 0 ... 4.
_ACROSS, _DOWN = np.meshgrid(np.arange(5), np.arange(5) * _UNIT, indexing="ij")
_FLAT = _DOWN < _ACROSS * _TANGENT_22
_STEEP = _DOWN > _ACROSS * (_TANGENT_22 + 2 * _UNIT)


def _directions(
    across: NDArray[np.int8], down: NDArray[np.int8]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    index = across * np.int8(5) + down
    flat: NDArray[np.bool_] = _FLAT.ravel()[index]
    steep: NDArray[np.bool_] = _STEEP.ravel()[index]
    return flat, steep
