"""A session in the QGIS desktop program: context menu, settings, unloading."""

from __future__ import annotations

import pytest

from .conftest import Perform, Session


@pytest.fixture(scope="module")
def session(perform: Perform) -> Session:
    done = perform("settings_scenario")
    assert "error" not in done.report, done.report["error"]
    assert done.report, done.stderr
    return done


def test_the_context_menu_of_raster_layers_alone_has_the_entry(session: Session) -> None:
    assert "Segment layer" in session.report["raster_menu"]
    assert "Segment layer" not in session.report["vector_menu"]


def test_the_entry_opens_the_dock_with_that_layer(session: Session) -> None:
    assert session.report["chosen"] == "first"


def test_the_next_doubtful_place_has_a_key_of_its_own_among_qgis_shortcuts(session: Session) -> None:
    assert session.report["of_key"] == ["rsSegmenterDoubtAction"]
    assert session.report["listed"] == "rsSegmenterDoubtAction"
    assert session.report["areas_shown"]


def test_the_page_stands_in_qgis_options_and_ok_writes_it(session: Session) -> None:
    assert session.report["page_shown"]
    assert session.report["threads"] == 1


def test_unloading_takes_everything_away_and_loading_brings_it_back(session: Session) -> None:
    assert session.report["unloaded"]
    assert session.report["before"] != []
    assert session.report["after"] == []
    assert "Segment layer" not in session.report["menu_after"]
    assert session.report["loaded_again"]
    assert session.report["again"] == session.report["before"]
    assert session.report["menu_again"].count("Segment layer") == 1
