"""The log of a run, gone on with after a kill."""

from __future__ import annotations

import math
import threading
from pathlib import Path

import pytest

from rs_segmenter.engine.training.runlog import METRICS_FILE, LogError, RunLog, read_metrics

from .conftest import files_up_to


def test_a_resumed_log_equals_that_of_a_run_without_a_break(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for folder in (whole, broken):
        folder.mkdir()
        with RunLog(folder, ["roof"], 0) as log:
            for step in (1, 2, 3):
                log.write(step, {"loss": 1 / step, "lr": 0.1})
            log.write(3, {"val_loss": 0.3, "mIoU": 0.5, "IoU roof": math.nan})
    with open(broken / METRICS_FILE, "a") as file:
        file.write("4,0.2")  # a row that a kill has cut
    for folder, step in ((whole, 3), (broken, 2)):
        with RunLog(folder, ["roof"], step) as log:
            if step == 2:
                log.write(3, {"loss": 1 / 3, "lr": 0.1})
                log.write(3, {"val_loss": 0.3, "mIoU": 0.5, "IoU roof": math.nan})
            log.write(4, {"loss": 0.25, "lr": 0.1})
    assert (whole / METRICS_FILE).read_text() == (broken / METRICS_FILE).read_text()
    rows = read_metrics(whole / METRICS_FILE)
    assert [row["step"] for row in rows] == [1, 2, 3, 3, 4]
    assert rows[3]["mIoU"] == 0.5
    assert math.isnan(rows[3]["IoU roof"])
    assert list((whole / "tensorboard").iterdir())


def test_a_log_that_finds_no_room_is_said_and_keeps_what_it_has(tmp_path: Path) -> None:
    threads = threading.active_count()
    with pytest.raises(LogError, match="cannot be written: File too large"), files_up_to(1000):
        with RunLog(tmp_path, ["roof"], 0) as log:
            for step in range(1, 1000):
                log.write(step, {"loss": 1 / step, "lr": 0.1})
    assert threading.active_count() == threads
    assert [row["step"] for row in read_metrics(tmp_path / METRICS_FILE)][:9] == list(range(1, 10))
