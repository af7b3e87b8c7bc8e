"""The platform's folders for this program's data and cache."""

from __future__ import annotations

import os
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
