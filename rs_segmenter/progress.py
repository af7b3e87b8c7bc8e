"""The engine's progress, told to QGIS."""

from __future__ import annotations

import time

from qgis.core import QgsProcessingFeedback

from .engine.progress import Progress, describe_pace
from .i18n import said

_SECONDS_BETWEEN_TEXTS = 0.25
_MOST_SECONDS_WITHOUT_TEXT = 10


class QgisProgress(Progress):
    """Passes what a job says to a Processing feedback, and its cancel to the job.

    Args:
        feedback: The feedback of the running algorithm.
    """

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        super().__init__()
        self._feedback = feedback
        self._percent = -1
        self._spoke = 0.0

    @property
    def cancelled(self) -> bool:
        """Whether the user has cancelled."""
        return super().cancelled or self._feedback.isCanceled()

    def stage(self, text: str) -> None:
        """Say what begins now."""
        super().stage(text)
        self._percent = -1
        self._feedback.setProgressText(said(text))

    def update(self, done_px: int, total_px: int) -> None:
        """Move the bar; a text for each percent, and every ten seconds between: QGIS logs every one."""
        share = 100 * done_px / max(total_px, 1)
        self._feedback.setProgress(share)
        now = time.monotonic()
        least_s = _MOST_SECONDS_WITHOUT_TEXT if int(share) == self._percent else _SECONDS_BETWEEN_TEXTS
        if now - self._spoke < least_s:
            return
        self._percent, self._spoke = int(share), now
        self._feedback.setProgressText(said(describe_pace(*self.pace(done_px, total_px))))

    def info(self, text: str) -> None:
        """Log a line."""
        self._feedback.pushInfo(said(text))

    def warn(self, text: str) -> None:
        """Log a line that stands out."""
        self._feedback.pushWarning(said(text))
