"""What whoever runs the engine prefers for all of its jobs: limits, folders, language, by names of variables.

A program that may not change its own environment, such as QGIS, says it with `prefer`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .errors import JobError

THREADS = "RS_SEGMENTER_THREADS"
MEMORY_MB = "RS_SEGMENTER_MEMORY_MB"
MODELS = "RS_SEGMENTER_MODELS"
ENVIRONMENTS = "RS_SEGMENTER_ENVIRONMENTS"
LANGUAGE = "RS_SEGMENTER_LANGUAGE"
_LEAST_CACHE_BYTES = 16 << 20

_preferred: dict[str, str] = {}


def prefer(values: Mapping[str, str]) -> None:
    """Take preferences for this process, in place of those before; its environment variables still come first.

    Args:
        values: By the names of the variables.
    """
    _preferred.clear()
    _preferred.update(values)


def preferred(name: str) -> str:
    """What is preferred; empty where nothing is."""
    return os.environ.get(name) or _preferred.get(name, "")


def preferred_folder(name: str) -> Path | None:
    """A folder; None where none is preferred."""
    text = preferred(name)
    return Path(text) if text else None


def most_threads() -> int | None:
    """How many cores may compute; None: all.

    Raises:
        JobError: When the preference is no such number.
    """
    return _whole(THREADS)


def cores() -> int:
    """How many cores may compute: all of them, unless fewer are preferred.

    Raises:
        JobError: When the preference is no such number.
    """
    present = os.cpu_count() or 1
    return min(most_threads() or present, present)


def most_memory_bytes() -> int | None:
    """How much memory of a GPU a network may take; None: all there is.

    Raises:
        JobError: When the preference is no such number.
    """
    megabytes = _whole(MEMORY_MB)
    return megabytes << 20 if megabytes else None


def most_cache_bytes(wished: int) -> int:
    """How much memory of the machine decoded pixels may take: as wished, but a quarter of the limit at most.

    Args:
        wished: What would serve best.

    Raises:
        JobError: When the preference is no number.
    """
    limit = most_memory_bytes()
    return wished if limit is None else min(wished, max(limit // 4, _LEAST_CACHE_BYTES))


def _whole(name: str) -> int | None:
    text = preferred(name)
    if not text:
        return None
    if not text.isdecimal() or not int(text):
        raise JobError(
            f"{name} is '{text}', which is no number above 0.", f"Set {name} right, or not at all."
        )
    return int(text)
