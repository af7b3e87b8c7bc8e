"""Names of rasters: a file, an address on the web, or whatever else GDAL opens."""

from __future__ import annotations

import os
import re
from pathlib import Path

# What is given with a request, or to a database, and nobody else should read.
_NAME = r"\w*(?:key|token|pass|pwd|secret|sig|username)\w*"
_SECRETS = (
    re.compile(rf"""(?i)\b({_NAME}\s*=\s*)(?:'(?:\\.|[^'\\])*(?:'|$)|"(?:\\.|[^"\\])*(?:"|$))"""),
    re.compile(rf"(?i)((?:\s|PG:){_NAME}=)\S+"),
    re.compile(rf"(?i)\b({_NAME}=)[^&\s\]]+"),
    re.compile(rf"(?i)\b({_NAME}%3D)(?:[^&%\s\]]|%(?!26))+"),
    re.compile(r"(\w+://)[^/\s:@]+:[^/\s]+(?=@)"),
)


def absolute(name: str) -> str:
    """The absolute path of what exists; other texts, such as addresses of any length, stay."""
    return str(Path(name).absolute()) if os.path.exists(name) else name


def without_secrets(address: str) -> str:
    """An address as everybody may read it."""
    for secret in _SECRETS:
        address = secret.sub(r"\1...", address)
    return address


def told(name: str) -> str:
    """A raster as messages name it: a file as it was given, an address without its secrets."""
    return name if os.path.exists(name) else without_secrets(name)


def short(name: str) -> str:
    """The last part of a raster's name, without secrets: as cards and reports name it."""
    return Path(told(name)).name


def public(name: str) -> str:
    """A raster as its results name it: a file by its absolute path, an address without its secrets."""
    return absolute(told(name))
