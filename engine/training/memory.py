"""How the C library hands memory to a process that trains."""

from __future__ import annotations

import ctypes
import sys

# Parameters of glibc's mallopt(3).
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4
_MOST = 2**31 - 1
_PAD_BYTES = 64 << 20


def keep_freed_memory() -> bool:
    """Let this process keep memory that is freed, for the next step of a training.

    By default glibc maps each large tensor anew and unmaps it when it is freed, so that the kernel clears its pages
    in every operation of every step: a quarter to two fifths of the time of a step of DeepLabV3+ on two cores. For
    processes that do nothing but train: what they have taken at most they hold until they end.

    Returns:
        Whether this computer's C library could be told so; only glibc can.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is None:
        return False
    return all([mallopt(_MMAP_MAX, 0), mallopt(_TRIM_THRESHOLD, _MOST), mallopt(_TOP_PAD, _PAD_BYTES)])
