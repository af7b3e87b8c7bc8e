"""The log of a run, gone on with after a kill."""

from __future__ import annotations

import math
from pathlib import Path

from rs_segmenter.engine.training.runlog import METRICS_FILE, RunLog, read_metrics


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
