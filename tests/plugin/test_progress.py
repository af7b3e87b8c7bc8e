"""What a run says of its time left while it goes on."""

from __future__ import annotations

import time

import pytest
from qgis.core import QgsApplication

from rs_segmenter.progress import QgisProgress
from rs_segmenter.tasks import RunFeedback

TOTAL_PX = 1_600_000_000


def told(monkeypatch: pytest.MonkeyPatch, px_per_s: int, seconds: int) -> list[str]:
    """What is said in the first seconds of a run that tells its progress every second."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    feedback, texts = RunFeedback(), []
    feedback.said.connect(texts.append)
    progress = QgisProgress(feedback)
    progress.stage("Segmenting the raster")
    for second in range(seconds + 1):
        now[0] = 1000.0 + second
        progress.update(second * px_per_s, TOTAL_PX)
    return texts[1:]


def test_the_time_left_of_a_long_run_is_known_long_before_its_first_percent(
    qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = told(monkeypatch, px_per_s=300_000, seconds=50)
    assert texts[0] == "estimating the time left"
    assert texts[1] == "1 h 28 min left, 0.30 Mpx/s"
    assert len(texts) == 6


def test_a_quick_run_says_no_more_than_a_text_per_percent(
    qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(told(monkeypatch, px_per_s=TOTAL_PX // 200, seconds=100)) == 51
