"""Folders put in place, taken away and swept, also where another program still holds a file of theirs."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from .claim import claim
from .places import MARK, OLD, PART

_TRIES = 10
_WAIT_S = 0.5


def put_in_place(fresh: Path, target: Path) -> None:
    """Give a finished folder its name; what has that name goes.

    Raises:
        OSError: When another program holds one of the two.
    """
    old = target.with_name(target.name + OLD)
    discard(old)
    if target.exists():
        _rename(target, old)
    _rename(fresh, target)
    discard(old)


def _rename(source: Path, target: Path) -> None:
    """Rename, and again: on Windows a virus scanner holds new files for a moment."""
    for left in reversed(range(_TRIES)):
        try:
            source.rename(target)
        except PermissionError:
            if not left:
                raise
            time.sleep(_WAIT_S)
        else:
            return


def discard(folder: Path) -> None:
    """Remove a folder as far as that goes; the rest is swept another time."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep_parts(folder: Path) -> None:
    """Remove what set-ups that never came to their end have begun."""
    for part in folder.glob(f"*{PART}"):
        discard(part)


def sweep(folder: Path, kept: Path) -> None:
    """Remove all that is left of other set-ups, and what was downloaded, but one environment and its Python."""
    for place in folder.glob("*"):
        marked = (place / MARK).is_file() or place.name.endswith((PART, OLD))
        if place != kept and (marked or place.name == "cache"):
            # What is in use cannot be renamed on Windows, and stays whole there.
            remove_environment(place)


def remove_environment(place: Path) -> None:
    """Remove an environment: at once for whoever looks for it, then from the disk."""
    gone = place if place.name.endswith((PART, OLD)) else place.with_name(place.name + OLD)
    if place != gone:
        discard(gone)
        try:
            place.rename(gone)
        except OSError:
            return
    discard(gone)


def remove_all(folder: Path) -> None:
    """Remove every environment, their Pythons, tools and downloads.

    Raises:
        SetUpError: When another QGIS is at work there.
        OSError: When something is in use.
    """
    if not folder.is_dir():
        return
    with claim(folder):
        for place in [p for p in folder.glob("*") if p.is_dir()]:
            remove_environment(place)
    left = [p for p in folder.glob("*") if p.is_dir() and not p.name.endswith(OLD)]
    if left:
        raise PermissionError(13, "in use", str(left[0]))
