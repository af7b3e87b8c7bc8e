"""A training while it runs, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from ..engineprocess import EngineProcess, describe_time_left, describe_validation
from ..i18n import number, said, tr
from .curves import Curves
from .logtext import LogText

_NO_FIGURE = "–"


class RunView(QWidget):
    """Curves, time left, log, and in the end the scores."""

    titleLabel: QLabel  # noqa: N815 - names of the .ui
    curves: Curves
    resultLabel: QLabel  # noqa: N815
    logText: LogText  # noqa: N815
    statusLabel: QLabel  # noqa: N815
    progressBar: QProgressBar  # noqa: N815
    backButton: QPushButton  # noqa: N815
    reportButton: QPushButton  # noqa: N815
    compareButton: QPushButton  # noqa: N815
    stopButton: QPushButton  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._show_running(False)

    def begin(self, title: str, colours: Mapping[str, str]) -> None:
        """Show a run that is just starting.

        Args:
            title: The new model's.
            colours: Colour by class name.
        """
        self.titleLabel.setText(tr("Training {}").format(title))
        self.curves.clear(colours)
        self.logText.clear()
        self.resultLabel.hide()
        self.stopButton.setText(tr("Stop"))
        self.stopButton.setEnabled(True)
        self.show_status(tr("Starting"))
        self._show_running(True)

    def _show_running(self, running: bool) -> None:
        self.stopButton.setVisible(running)
        self.backButton.setVisible(not running)
        self.progressBar.setVisible(running)
        self.progressBar.setRange(0, 0)
        for button in (self.reportButton, self.compareButton):
            button.hide()

    def show_status(self, text: str) -> None:
        """Say what goes on now."""
        self.statusLabel.setText(text)
        self.statusLabel.setToolTip(text)

    def show_stopping(self) -> None:
        """Say that the run has been asked to stop, and offer to end it at once."""
        self.show_status(tr("Stopping: the best model so far is being scored"))
        self.stopButton.setText(tr("End now"))
        self.stopButton.setToolTip(tr("Without a model; the training can be resumed"))

    def show_event(self, event: Mapping[str, object]) -> None:
        """Show what the engine tells."""
        kind = event["event"]
        if kind == "stage":
            self.progressBar.setRange(0, 0)
            self.show_status(said(str(event["text"])))
            self.log("info", said(str(event["text"])))
        elif kind in ("info", "warning"):
            self.log(str(kind), said(str(event["text"])))
        elif kind == "metrics":
            step, steps = int(event["step"]), int(event["steps"])
            self.curves.add_step(step, steps, float(event["loss"]))
            self._show_progress(step, steps)
            left = describe_time_left(event)
            self.show_status(tr("Step {:,} of {:,}, {}").format(step, steps, left))
        elif kind == "validation":
            self.curves.add_validation(event["step"], event["miou"], event["iou"], event["loss"])
            self.log("info", describe_validation(event))
        elif kind == "progress":
            self._show_progress(int(event["done_px"]), int(event["total_px"]))

    def _show_progress(self, done: int, total: int) -> None:
        self.progressBar.setRange(0, 1000)
        self.progressBar.setValue(round(1000 * done / max(total, 1)))

    def log(self, level: str, text: str) -> None:
        """Add a line to the log."""
        self.logText.add(level, text)

    def show_end(self, process: EngineProcess, *, comparable: bool) -> None:
        """Show how a run has ended.

        Args:
            process: The run.
            comparable: Whether there is a start model to compare with.
        """
        self._show_running(False)
        result = process.result
        if result is not None:
            self.titleLabel.setText(Path(str(result["output"])).name)
            self.show_status(
                tr("Done: {:,} steps in {:.0f} s").format(result["steps"], float(result["seconds"]))
            )
            self.resultLabel.setText(describe_result(result))
            self.resultLabel.show()
            self.reportButton.show()
            self.compareButton.setVisible(comparable)
        elif process.error:
            self.show_status(tr("Failed; there is no new model."))
            self.log("error", process.error)
            self.resultLabel.setText(f"<b>{escape(_brief(process.error))}</b>")
            self.resultLabel.show()
        else:
            self.show_status(tr("Stopped; there is no new model."))


def _brief(error: str) -> str:
    """Of an unforeseen error's traceback, what went wrong; the log has all of it."""
    lines = error.splitlines()
    return error if len(lines) < 2 else tr("The training has failed: {}").format(lines[-1])


def describe_result(result: Mapping[str, object]) -> str:
    """Verdict and scores of a training, as rich text."""
    new, old = result["scores"]["iou"], (result["parent_scores"] or {}).get("iou")
    columns = [new] if old is None else [new, old]
    head = [tr("IoU on held-out ground"), tr("new"), tr("start model")][: 1 + len(columns)]
    # The mean is over the classes that all have a score, as in the verdict.
    shared = [name for name in new if all(scores.get(name) is not None for scores in columns)]
    rows = [[name, *(_figure(scores.get(name)) for scores in columns)] for name in new]
    means = [sum(scores[n] for n in shared) / len(shared) if shared else None for scores in columns]
    rows = [row for row in rows if any(cell != _NO_FIGURE for cell in row[1:])]
    lines = [
        _row(head, "th"),
        *(_row(row, "td") for row in rows),
        _row([tr("mean"), *map(_figure, means)], "th"),
    ]
    table = f"<table cellspacing='0' cellpadding='2' width='100%'>{''.join(lines)}</table>"
    return f"<p>{escape(said(str(result['verdict'])))}</p>{table}"


def _row(cells: Sequence[str], tag: str) -> str:
    sides = ("left", *("right" for _ in cells[1:]))
    return f"<tr>{''.join(f'<{tag} align={s!r}>{escape(c)}</{tag}>' for s, c in zip(sides, cells))}</tr>"


def _figure(score: float | None) -> str:
    return _NO_FIGURE if score is None else number(score, ".3f")
