"""Checkpoints of a run: written whole or not at all, read without pickle, the newest two kept."""

from __future__ import annotations

import pickle  # nosec B403
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..atomic import atomic_file, remove_parts
from ..errors import EngineError

FORMAT = 1
CHECKPOINT_SUFFIX = ".ckpt"
_KEPT = 2


class CheckpointError(EngineError):
    """A checkpoint cannot be written or read."""


def save_checkpoint(folder: Path, step: int, state: Mapping[str, object]) -> Path:
    """Write the state after `step`, then remove all but the newest two.

    Args:
        folder: The run's folder of checkpoints; made if it is not there.
        step: Optimiser steps done.
        state: Tensors in plain containers, numbers and texts.

    Raises:
        CheckpointError: When it cannot be written, as on a full disk; those written before stay.
    """
    path = folder / f"step-{step:08d}{CHECKPOINT_SUFFIX}"
    _write(path, {"format": FORMAT, "step": step, **state})
    for old in _found(folder)[:-_KEPT]:
        old.unlink()
    return path


def load_checkpoint(folder: Path) -> dict[str, Any] | None:
    """Read the newest checkpoint that is whole; None where there is none.

    Raises:
        CheckpointError: When it is of a newer version, or none of those there can be read.
    """
    faults = []
    for path in reversed(_found(folder)):
        try:
            state = read_tensors(path)
        except CheckpointError as error:
            faults.append(error)
            continue
        if state.get("format") != FORMAT:
            raise CheckpointError(
                f"The checkpoint '{path}' has format {state.get('format')}; this version reads format {FORMAT}.",
                "Resume with the version of RS Segmenter that wrote it, or start anew with --overwrite.",
            )
        return state
    if faults:
        raise faults[0]
    return None


def save_best(folder: Path, step: int, weights: Mapping[str, Tensor]) -> None:
    """Write the weights of the best validation so far, and remove those no checkpoint can refer to any more.

    Raises:
        CheckpointError: When they cannot be written; those written before stay.
    """
    _write(_best(folder, step), dict(weights))
    oldest = min((int(path.stem.removeprefix("step-")) for path in _found(folder)), default=0)
    steps = sorted(int(path.stem.removeprefix("best-")) for path in folder.glob("best-*.pt"))
    # A run resumed from the oldest checkpoint needs what was the best then.
    before = [s for s in steps if s <= oldest]
    for stale in before[:-1]:
        _best(folder, stale).unlink()


def load_best(folder: Path, step: int) -> dict[str, Tensor]:
    """Read the weights that `save_best` wrote after `step`.

    Raises:
        CheckpointError: When they cannot be read.
    """
    return read_tensors(_best(folder, step))


def read_tensors(path: Path) -> dict[str, Any]:
    """Read a file of tensors in plain containers; anything else is refused.

    Raises:
        CheckpointError: When it cannot be read.
    """
    try:
        return dict(torch.load(path, map_location="cpu", weights_only=True))
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError) as error:
        raise CheckpointError(
            f"The checkpoint '{path}' cannot be read: {_first_line(error)}",
            "It is damaged: start anew with --overwrite.",
        ) from error


def remove_checkpoints(folder: Path) -> None:
    """Remove the checkpoints of a run that is over."""
    remove_parts(folder)
    for path in (*_found(folder), *folder.glob("best-*.pt")):
        path.unlink()


def _best(folder: Path, step: int) -> Path:
    return folder / f"best-{step:08d}.pt"


def _found(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"step-*{CHECKPOINT_SUFFIX}"))


def _write(path: Path, state: Mapping[str, object]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(path) as file:
            torch.save(state, file)
    except (OSError, RuntimeError) as error:
        # Where writing fails, torch fails too: at the end of a file that is shorter than it thinks.
        cause = error.__context__ if isinstance(error.__context__, OSError) else error
        reason = cause.strerror if isinstance(cause, OSError) else _first_line(cause)
        raise CheckpointError(
            f"The checkpoint '{path}' cannot be written: {reason}. What was written before is kept.",
            "Make room on that disk and go on with --resume.",
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
