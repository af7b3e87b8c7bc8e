"""Files that appear under their name only when they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from .errors import EngineError

_PART = ".part-"


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its name at the end; what stands there stays until then, and after a failure.

    Two runs that write the same file, on whichever machines, do not meet before that.

    Raises:
        OSError: When it cannot be written there.
    """
    part = path.with_name(f".{path.name}{_PART}{os.urandom(8).hex()}")
    try:
        with open(part, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8, whole or not at all.

    Raises:
        OSError: When it cannot be written there.
    """
    with atomic_file(path) as file:
        file.write(text.encode())


@contextmanager
def whole_together(files: Mapping[Path, bytes], what: str) -> Iterator[None]:
    """Write files that take their names when what is done meanwhile has succeeded; else none of them appears.

    Args:
        files: Content by place.
        what: What they are, as the message begins: "The report".

    Raises:
        EngineError: When one cannot be written.
    """
    path = Path()
    try:
        with ExitStack() as stack:
            for path, data in files.items():
                file = stack.enter_context(atomic_file(path))
                file.write(data)
                file.flush()
            yield
    except OSError as error:
        raise EngineError(
            f"{what} cannot be written to '{path}': {error.strerror or error}.",
            "Make room on that disk, or choose another folder.",
        ) from error


def write_whole(path: Path, data: bytes, what: str) -> None:
    """Write a file, whole or not at all, and say so where that fails.

    Args:
        path: Its place.
        data: Its content.
        what: What it is, as the message begins: "The report".

    Raises:
        EngineError: When it cannot be written there.
    """
    with whole_together({path: data}, what):
        pass


def remove_parts(folder: Path) -> None:
    """Remove what killed runs left half written in a folder of theirs."""
    for part in folder.glob(f".*{_PART}*"):
        part.unlink(missing_ok=True)
