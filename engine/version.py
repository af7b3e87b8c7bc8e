"""The version number, from the one place where it stands."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path


def read_version() -> str:
    """Read the version from `metadata.txt`, beside the engine in a checkout, a wheel and the plugin."""
    metadata = ConfigParser(interpolation=None)
    metadata.read(Path(__file__).resolve().parent.parent / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]
