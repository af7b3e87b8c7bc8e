"""The log of a run: `metrics.csv` and TensorBoard's files, both fit to be gone on with."""

from __future__ import annotations

import csv
import io
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType

from ..atomic import write_text
from ..errors import EngineError

METRICS_FILE = "metrics.csv"
_COLUMNS = ("step", "loss", "lr", "val_loss", "mIoU")


class LogError(EngineError):
    """The log of a run cannot be written."""


class RunLog:
    """Writes what happens at each step; a context.

    Args:
        folder: The run's working folder.
        classes: Names of the classes, for the columns `IoU <name>`.
        step: Steps done already; what an interrupted run wrote after them is dropped.

    Raises:
        LogError: Here and in all that follows: when it cannot be written, as on a full disk.
    """

    def __init__(self, folder: Path, classes: Sequence[str], step: int) -> None:
        self._columns = (*_COLUMNS, *(f"IoU {name}" for name in classes))
        self._path = folder / METRICS_FILE
        before = (
            [r for r in _rows(self._path) if int(r["step"]) <= step] if self._path.exists() and step else []
        )
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, self._columns)
        writer.writeheader()
        writer.writerows(before)
        self._files = ExitStack()
        with self._told():
            write_text(self._path, text.getvalue())
            self._file = self._files.enter_context(open(self._path, "a", newline="", encoding="utf-8"))
            self._board = _Board(folder / "tensorboard", step)
            self._files.callback(self._board.close)
        self._writer = csv.DictWriter(self._file, self._columns)

    def __enter__(self) -> RunLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._told():
            self._files.close()

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Write one row: any of loss, lr, val_loss, mIoU and the classes' IoU; NaN is left empty."""
        known = {name: value for name, value in values.items() if not math.isnan(value)}
        with self._told():
            self._writer.writerow({"step": step, **known})
            self._file.flush()
            self._board.write(step, known)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LogError(
                f"The log '{self._path}' cannot be written: {error.strerror}.",
                "Make room on that disk and go on with --resume.",
            ) from error


class _Board:
    """A log for TensorBoard. Written here and not by tensorboardX's thread, which a full disk kills unheard.

    Args:
        folder: Its folder.
        step: Steps done already; TensorBoard drops what an earlier log says of later ones.
    """

    def __init__(self, folder: Path, step: int) -> None:
        from tensorboardX.event_file_writer import EventsWriter
        from tensorboardX.proto.event_pb2 import Event, SessionLog
        from tensorboardX.summary import scalar

        self._event, self._scalar = Event, scalar
        folder.mkdir(exist_ok=True)
        self._events = EventsWriter(str(folder / "events"))
        if step:
            start = SessionLog(status=SessionLog.START)
            self._events.write_event(Event(wall_time=time.time(), step=step + 1, session_log=start))

    def write(self, step: int, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            summary = self._scalar(name.replace(" ", "/", 1), value)
            self._events.write_event(self._event(wall_time=time.time(), step=step, summary=summary))
        if "mIoU" in values:
            self._events.flush()

    def close(self) -> None:
        self._events.close()


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
