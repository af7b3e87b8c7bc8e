"""A session in the QGIS desktop program: polygons drawn on the map, a model fine-tuned on them, both compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Perform, Session, check_alive


@pytest.fixture(scope="module")
def session(perform: Perform) -> Session:
    """What happened."""
    return perform("finetune_scenario")


def test_qgis_survives_the_session(session: Session) -> None:
    assert session.report, f"QGIS ended with {session.code} and no report:\n{session.stderr[-3000:]}"
    assert "error" not in session.report, session.report["error"]
    assert session.code == 0, session.stderr[-3000:]


def test_a_new_label_layer_can_be_drawn_into_at_once(session: Session) -> None:
    assert "no polygon layer" in session.report["check_without_labels"]
    assert session.report["digitising"]
    assert sum(map(int, session.report["counts"])) == 27


def test_the_window_stays_responsive_while_a_model_learns(session: Session) -> None:
    assert session.report["started"]
    check_alive(session.report["window"])


def test_the_new_model_is_better_and_is_chosen(session: Session) -> None:
    assert "Done" in session.report["status"], session.report["log"]
    assert "beats its start model" in session.report["result"]
    assert session.report["chosen"] == "Rotterdam"


def test_both_maps_are_shown_side_by_side(session: Session) -> None:
    assert session.report["comparing"]
    assert len(session.report["compared"]) == 2


def test_pictures_show_the_window(session: Session) -> None:
    for name in ("picture_form", "picture_result"):
        assert Path(session.report[name]).stat().st_size > 20_000
