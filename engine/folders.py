"""The platform's folders for this program's data and cache."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def data_folder() -> Path:
    """The platform's folder for data of this program."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share"))
    return base / "rs-segmenter"


def cache_folder() -> Path:
    """Folder of converted networks; `RS_SEGMENTER_CACHE` overrides the platform's cache folder."""
    if chosen := os.environ.get("RS_SEGMENTER_CACHE"):
        return Path(chosen)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "rs-segmenter" / "cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "rs-segmenter"
    return Path(os.environ.get("XDG_CACHE_HOME", home / ".cache")) / "rs-segmenter"


def free_gb(folder: Path) -> float:
    """Room on the disk that a folder lies on or would lie on, in 10^9 bytes; 0 where that disk is not there."""
    # Not Path.exists, which fails at a name that is too long and at a folder that may not be looked into.
    there = next((place for place in (folder, *folder.absolute().parents) if os.path.exists(place)), None)
    try:
        return shutil.disk_usage(there).free / 1e9 if there else 0.0
    except OSError:  # a drive without a disk, a network that is down
        return 0.0
