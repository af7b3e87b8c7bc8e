"""A session in the QGIS desktop program: a map, its doubtful places corrected, a model fine-tuned with that."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Perform, Session


@pytest.fixture(scope="module")
def session(perform: Perform) -> Session:
    """What happened."""
    return perform("doubt_scenario")


def test_qgis_survives_the_session(session: Session) -> None:
    assert session.report, f"QGIS ended with {session.code} and no report:\n{session.stderr[-3000:]}"
    assert "error" not in session.report, session.report["error"]
    assert session.code == 0, session.stderr[-3000:]


def test_a_run_offers_its_entropy_for_the_search(session: Session) -> None:
    assert "Done" in session.report["segmented"]
    assert session.report["source"].startswith("Entropy of") and session.report["searching"]


def test_places_are_found_and_walked_along(session: Session) -> None:
    report = session.report
    count = report["places"]
    assert count >= 10 and report["said"] == ""
    assert report["first"].startswith(f"1 of {count}: ") and ", perhaps " in report["first"]
    assert report["second"].startswith(f"2 of {count}: ") and report["moved"]
    assert report["back"] == report["first"]


def test_clicks_become_polygons_that_can_be_undone(session: Session) -> None:
    report = session.report
    assert report["labelled"] == report["undone"] + 1 == report["drawn"] == 12
    assert len(set(report["classes"])) > 1


def test_fine_tuning_goes_on_with_them(session: Session) -> None:
    report = session.report
    assert report["tab"] and report["filled"] == [["rotterdam"], "labels", "class", "landcover-light"]
    assert report["started"], report["check"]
    assert "Done" in report["trained"], report["log"]
    assert report["chosen"] == "Corrected"


def test_pictures_show_the_window(session: Session) -> None:
    for name in ("picture_doubt", "picture_place", "picture_drawn", "picture_labels", "picture_form"):
        assert Path(session.report[name]).stat().st_size > 20_000
