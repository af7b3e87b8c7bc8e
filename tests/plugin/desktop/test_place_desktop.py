"""Two sessions in the QGIS desktop program with one profile: the dock stands where it was put."""

from __future__ import annotations

import pytest

from .conftest import Perform, Session


@pytest.fixture(scope="module")
def sessions(perform: Perform) -> tuple[Session, Session]:
    first = perform("place_scenario")
    return first, perform("place_scenario", first.room)


def test_the_dock_opens_as_wide_as_its_tabs(sessions: tuple[Session, Session]) -> None:
    report = sessions[0].report
    assert "error" not in report, report["error"]
    assert report["found"] == [report["hint_px"], False]


def test_the_next_session_shows_it_where_and_as_wide_as_it_was_left(
    sessions: tuple[Session, Session],
) -> None:
    first, second = (session.report for session in sessions)
    assert "error" not in second, second["error"]
    assert first["chosen"] != first["found"]
    assert second["found"] == first["chosen"]


def test_the_menu_of_panels_lists_it_wherever_it_stands(sessions: tuple[Session, Session]) -> None:
    assert all(session.report["listed"] for session in sessions)
