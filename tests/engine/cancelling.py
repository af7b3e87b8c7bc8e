"""A user who cancels at a moment that can be counted."""

from __future__ import annotations

from rs_segmenter.engine.progress import Progress


class CancelAt(Progress):
    """Cancels at the n-th thing it is told."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.told, self._last = 0, n

    def _count(self) -> None:
        self.told += 1
        if self.told == self._last:
            self.cancel()

    def stage(self, text: str) -> None:
        super().stage(text)
        self._count()

    def update(self, done_px: int, total_px: int) -> None:
        self._count()
