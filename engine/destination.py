"""Where a job may write: checked before the work, not after it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .errors import JobError


class Kind(NamedTuple):
    """A kind of file.

    Attributes:
        name: As in "named as a GeoTIFF".
        suffixes: Endings that the file's name may have, the usual one first.
    """

    name: str
    suffixes: tuple[str, ...]


GEOTIFF = Kind("a GeoTIFF", (".tif", ".tiff"))
GEOPACKAGE = Kind("a GeoPackage", (".gpkg",))
HTML = Kind("an HTML file", (".html", ".htm"))
CSV = Kind("a CSV file", (".csv",))
PNG = Kind("a PNG file", (".png",))
JSON = Kind("a JSON file", (".json",))


def check_destination(output: str, kind: Kind, inputs: Sequence[str] = (), *, overwrite: bool) -> None:
    """Check that an output is new, or may be replaced, and is no input.

    Args:
        output: The file to write.
        kind: What it is.
        inputs: Files the job reads, or other names of rasters.
        overwrite: Whether it may be replaced.

    Raises:
        JobError: When it is not.
    """
    path = Path(output)
    try:
        path.exists()
    except OSError as error:
        raise JobError(
            f"The output '{output}' cannot be written: {error.strerror}.", "Choose another name for it."
        ) from error
    if path.exists() and any(os.path.exists(i) and os.path.samefile(path, i) for i in inputs):
        raise JobError(f"The output '{output}' is the input itself.", "Choose another name for the output.")
    if path.is_dir():
        raise JobError(f"The output '{output}' is a folder.", "Give the name of a file in it.")
    if path.exists() and not overwrite:
        raise JobError(f"The output '{output}' exists already.", "Choose another name, or allow overwriting.")
    if path.suffix.lower() not in kind.suffixes:
        raise JobError(
            f"The output '{output}' is not named as {kind.name}.", f"End its name in {kind.suffixes[0]}."
        )
    if not path.absolute().parent.is_dir():
        raise JobError(f"The folder '{path.parent}' does not exist.", "Make it first, or choose another.")
    if path.exists():
        _check_replaceable(path)
    check_writable(path)


def check_writable(path: Path) -> None:
    """Check that a file or folder can be made, and take its name: rights alone do not tell that.

    Args:
        path: Its place; folders on the way to it need not be there.

    Raises:
        JobError: When it cannot.
    """
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    trial = folder / f".{path.name}.part-{os.urandom(8).hex()}"
    try:
        with open(trial, "xb"):
            pass
        trial.unlink()
    except OSError as error:
        raise JobError(
            f"The output '{path}' cannot be written: {error.strerror}.",
            "Choose another folder or name for it.",
        ) from error


def _check_replaceable(path: Path) -> None:
    """Check that no other program holds a file: on Windows it could not be replaced when all is computed."""
    try:
        os.rename(path, path)  # changes nothing, and fails just there
    except OSError as error:
        raise JobError(
            f"The output '{path}' cannot be replaced: {error.strerror}.",
            "It may be open in QGIS or another program: close it there, or choose another name.",
        ) from error
