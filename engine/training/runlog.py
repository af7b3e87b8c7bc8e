"""The log of a run: `metrics.csv` and TensorBoard's files, both fit to be gone on with."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

METRICS_FILE = "metrics.csv"
_COLUMNS = ("step", "loss", "lr", "val_loss", "mIoU")


class RunLog:
    """Writes what happens at each step; a context.

    Args:
        folder: The run's working folder.
        classes: Names of the classes, for the columns `IoU <name>`.
        step: Steps done already; what an interrupted run wrote after them is dropped.
    """

    def __init__(self, folder: Path, classes: Sequence[str], step: int) -> None:
        from tensorboardX import SummaryWriter

        self._columns = (*_COLUMNS, *(f"IoU {name}" for name in classes))
        path = folder / METRICS_FILE
        before = [row for row in _rows(path) if int(row["step"]) <= step] if path.exists() and step else []
        self._file = open(path, "w", newline="", encoding="utf-8")  # noqa: SIM115 - closed by the context
        self._writer = csv.DictWriter(self._file, self._columns)
        self._writer.writeheader()
        self._writer.writerows(before)
        self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=step + 1 if step else None)

    def __enter__(self) -> RunLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._board.close()

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Write one row: any of loss, lr, val_loss, mIoU and the classes' IoU; NaN is left empty."""
        known = {name: value for name, value in values.items() if not math.isnan(value)}
        self._writer.writerow({"step": step, **known})
        self._file.flush()
        for name, value in known.items():
            self._board.add_scalar(name.replace(" ", "/", 1), value, step)


def read_metrics(path: Path) -> list[dict[str, float]]:
    """Read `metrics.csv`: a row per step or validation; NaN where a column is empty."""
    rows = _rows(path)
    return [{name: float(value) if value else math.nan for name, value in row.items()} for row in rows]


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows as texts, without one that a kill has cut."""
    with open(path, newline="", encoding="utf-8") as file:
        if not (text := file.read()).endswith("\n"):
            text = text[: text.rfind("\n") + 1]
    return list(csv.DictReader(io.StringIO(text, newline="")))
