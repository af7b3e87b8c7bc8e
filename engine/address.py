"""Names of rasters: a file, an address on the web, or whatever else GDAL opens."""

from __future__ import annotations

import os
import re
from pathlib import Path

# What is given with a request and nobody else should read.
_SECRET = re.compile(r"(?i)\b(\w*(?:key|token|password|secret|sig|username)\w*)(=|%3D)(?:[^&%\s\]]|%(?!26))+")
_LOGIN = re.compile(r"(\w+://)[^/\s:@]+:[^/\s@]+@")


def absolute(name: str) -> str:
    """The absolute path of what exists; other texts, such as addresses of any length, stay."""
    return str(Path(name).absolute()) if os.path.exists(name) else name


def without_secrets(address: str) -> str:
    """An address as everybody may read it."""
    return _SECRET.sub(r"\1\2...", _LOGIN.sub(r"\1...@", address))


def public(name: str) -> str:
    """A raster as its results name it: a file by its absolute path, an address without its secrets."""
    return absolute(name) if os.path.exists(name) else without_secrets(name)
