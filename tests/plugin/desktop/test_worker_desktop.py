"""The engine in a process of its own, in the QGIS desktop program: QGIS outlives it, and it does not outlive QGIS."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from .conftest import Perform, Session

PATIENCE_S = 300


@pytest.fixture(scope="module")
def session(perform: Perform) -> Session:
    """What happened."""
    return perform("worker_scenario")


def test_qgis_survives_the_session(session: Session) -> None:
    assert session.report, f"QGIS ended with {session.code} and no report:\n{session.stderr[-3000:]}"
    assert "error" not in session.report, session.report["error"]
    assert session.code == 0, session.stderr[-3000:]


def test_previews_come_from_the_process_and_pytorch_stays_out_of_qgis(session: Session) -> None:
    assert "s: only the middle of the map; zoom in" in session.report["preview"]
    assert not session.report["torch_in_qgis"]


def test_a_killed_process_is_explained_and_its_map_goes_on_with_smaller_tiles(session: Session) -> None:
    assert "memory ran out" in session.report["check"]
    assert "% of the last map is finished and kept" in session.report["check"]
    smaller, go_on = session.report["offers"]
    assert smaller.startswith("Use tiles of") and go_on == "Go on"
    assert 0 < session.report["share"] < 1
    assert session.report["status"].startswith("Done in")
    job = json.loads(session.report["job"])
    assert job["tile_px"] < job["begun_with"][0]["tile_px"]


def test_an_update_during_a_run_ends_the_process(session: Session) -> None:
    assert session.report["task_ended"] and session.report["process_gone"] and session.report["loaded_again"]


def test_qgis_closed_during_a_run_leaves_neither_process_nor_file(session: Session) -> None:
    left = session.report["left"]
    end = time.monotonic() + PATIENCE_S
    while Path(f"/proc/{left['pid']}").exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not Path(f"/proc/{left['pid']}").exists()
    output = Path(left["output"])
    assert [p.name for p in output.parent.glob(f"*{output.name}*")] == []
