"""Work of the set-up in the background."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QThread, pyqtSignal

from ..engine.errors import Cancelled
from ..environment.building import Watch
from ..environment.faults import Fault, SetUpError, fault_of

Work = Callable[[Watch], str]


class SetupRun(QThread):
    """One piece of work.

    Signals:
        logged: A line of what is being done.
        shown: What is being done, and how much of it is, 0 to 1.

    Args:
        work: Returns a text for the user.

    Attributes:
        answer: What the work has returned.
        fault: Why it failed; None where it did not.
        cancelled: Whether it was cancelled.
    """

    logged = pyqtSignal(str)
    shown = pyqtSignal(str, float)

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.answer = ""
        self.fault: Fault | None = None
        self.cancelled = False

    def run(self) -> None:
        """Work; what cannot be foreseen is told as a fault too, since a thread has nobody to raise it to."""
        watch = Watch(self.logged.emit, self.shown.emit, self.isInterruptionRequested)
        try:
            self.answer = self._work(watch)
        except SetUpError as error:
            self.fault = error.fault
        except Cancelled:
            self.cancelled = True
        except OSError as error:
            self.fault = fault_of(str(error))
