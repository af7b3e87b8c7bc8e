"""A file that only one program holds at a time; it is free again when that program ends, whatever becomes of it."""

from __future__ import annotations

import sys
from typing import IO


def hold(file: IO[bytes]) -> bool:
    """Hold an open file until it is closed; returns whether nobody else does."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
