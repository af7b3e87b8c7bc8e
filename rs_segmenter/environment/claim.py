"""One set-up at a time, also when two QGIS are open; a claim ends with its process, whatever becomes of that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..engine.filelock import hold
from ..i18n import tr
from .faults import Fault, SetUpError

_FILE = "in-use"


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Be the only one that changes the environments in a folder.

    Raises:
        SetUpError: When another process does.
        OSError: When the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / _FILE, "a+b") as file:
        if not hold(file):
            text = tr("Another QGIS is setting up or removing the engine.")
            raise SetUpError(Fault("busy", text, tr("Wait until it is done, then try again.")))
        yield
