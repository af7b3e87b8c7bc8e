"""Which program is this Python."""

from __future__ import annotations

import sys
from pathlib import Path


def find_interpreter() -> Path | None:
    """The program to start for another process with this Python; None where there is none.

    Inside QGIS, `sys.executable` is QGIS itself, which would open a second QGIS, or whatever Python is first on
    the path, which may be of another version; so it comes last.
    """
    prefix = Path(sys.exec_prefix)
    versioned = "python{}.{}".format(*sys.version_info)
    places = (
        prefix / "bin" / versioned,
        prefix / "python.exe",
        prefix / "Scripts" / "python.exe",
        prefix / "bin" / "python3",
        Path(sys.executable or ""),
    )
    return next((p for p in places if p.name.lower().startswith("python") and p.is_file()), None)
