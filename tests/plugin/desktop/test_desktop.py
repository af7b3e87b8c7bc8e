"""A session in the QGIS desktop program: segment a layer, look around, unload the plugin.

Mesa's OpenGL brings LLVM into the process, beside which some Python packages crash: it shows only here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Perform, Session, check_alive


@pytest.fixture(scope="module")
def session(perform: Perform) -> Session:
    """What happened."""
    return perform("scenario")


def test_qgis_survives_the_session(session: Session) -> None:
    assert session.report, f"QGIS ended with {session.code} and no report:\n{session.stderr[-3000:]}"
    assert "error" not in session.report, session.report["error"]
    assert session.code == 0, session.stderr[-3000:]


def test_opengl_with_llvm_was_loaded_so_a_clash_would_have_shown(session: Session) -> None:
    assert session.report["opengl_llvm_loaded_at_end"]


def test_only_one_gdal_is_in_the_process(session: Session) -> None:
    assert session.report["libgdal_copies"] == 1


def test_a_click_adds_a_layer_with_class_names_and_colours(session: Session) -> None:
    (layer,) = session.report["layers"]
    assert layer["renderer"] == "paletted"
    assert len(layer["classes"]) >= 2
    assert all(not label.isdigit() and colour.startswith("#") for _, label, colour in layer["classes"])


def test_class_areas_are_shown(session: Session) -> None:
    assert session.report["areas"], session.report["log"]
    assert sum(float(share.rstrip("%")) for _, _, share in session.report["areas"]) == pytest.approx(
        100, abs=0.5
    )


def test_a_preview_with_refined_edges_lies_above_the_result(session: Session) -> None:
    assert session.report["preview"].endswith("s: what the map shows")
    assert [name.split(":")[0] for name in session.report["preview_order"]] == [
        "Preview",
        "landcover-light",
        "Probabilities of landcover-light",
        "rotterdam",
    ]
    check_alive(session.report["preview_window"])


def test_nothing_of_a_preview_is_on_the_disk_once_qgis_is_closed(session: Session) -> None:
    assert session.report["preview_file"].endswith(".tif")
    assert not Path(session.report["preview_file"]).exists()


def test_each_button_of_a_result_opens_its_tool_filled_in(session: Session) -> None:
    seen = session.report["next_steps"]
    assert {button: [name for name, _ in dialogs] for button, dialogs in seen.items()} == {
        "polygonsButton": ["vectorizeclasses"],
        "areasButton": ["classareas"],
        "accuracyButton": ["assessaccuracy"],
        "cleanButton": ["postprocessclasses"],
        "refineButton": ["refineclasses"],
        "sampleButton": ["samplereference"],
    }
    assert all(given not in ("", "None") for dialogs in seen.values() for _, given in dialogs)


def test_the_window_stays_responsive_and_a_second_click_is_impossible(session: Session) -> None:
    assert session.report["second_click_impossible"]
    check_alive(session.report["window"])


def test_the_plugin_may_be_unloaded_during_a_run_and_loaded_again(session: Session) -> None:
    assert session.report["running_when_unloaded"]
    assert session.report["unloaded"]
    assert session.report["task_ended"]
    assert session.report["layers_after_unload"] == 0
    assert session.report["loaded_again"]


def test_qgis_loads_the_plugin_at_its_start(session: Session) -> None:
    assert session.report["loaded"]


def test_pictures_show_the_window(session: Session) -> None:
    for name in ("picture_before", "picture_preview", "picture_running", "picture_after", "picture_toolbox"):
        assert Path(session.report[name]).stat().st_size > 20_000
