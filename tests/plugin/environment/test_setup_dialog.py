"""The set-up as a user does it: real uv, a real environment, in the dock's dialog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.PyQt.QtWidgets import QApplication

from rs_segmenter import dependencies, settings
from rs_segmenter.enginehome import engine_home, forget
from rs_segmenter.environment import planning
from rs_segmenter.environment.places import environments_folder, managed_environment
from rs_segmenter.gui.setupdialog import SetupDialog
from rs_segmenter.gui.setuppanel import SetupPanel

from ..conftest import click, wait
from .conftest import UV, MakeSetup, write_wheel

pytestmark = pytest.mark.usefixtures("qgis_app", "tools_without_network")


@pytest.fixture
def panel(make_setup: MakeSetup, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetupPanel]:
    """A dock's line where the engine needs nothing but the tiny wheel."""
    lock = make_setup().lock
    monkeypatch.setattr(dependencies, "PACKAGES", {"tinywheel": "tinywheel"})
    monkeypatch.setattr(dependencies.absent, "__defaults__", (dependencies.PACKAGES,))
    monkeypatch.setattr("rs_segmenter.gui.setupdialog.PACKAGES", dependencies.PACKAGES)
    monkeypatch.setattr("rs_segmenter.gui.buildcombo.locks_for", lambda _: {"cpu": lock})
    monkeypatch.setattr(planning, "MODULES", ("tinywheel",))
    monkeypatch.setattr(planning, "find_uv", lambda _: UV)
    forget()
    panel = SetupPanel()
    panel.look()
    panel.show()
    yield panel
    panel.shut()
    panel.deleteLater()
    forget()


@pytest.fixture
def dialog(panel: SetupPanel) -> SetupDialog:
    return panel.open_dialog()


def finish(dialog: SetupDialog) -> None:
    wait(lambda: dialog.run is None)


def test_what_is_missing_is_told_in_one_line(panel: SetupPanel) -> None:
    assert "not set up yet" in panel.homeLabel.text() and "tinywheel" in panel.homeLabel.toolTip()
    assert not panel.report.ready


def test_size_time_and_folder_are_shown_before(dialog: SetupDialog) -> None:
    for said in ("GB to download", "min at", "on disk", "free"):
        assert said in dialog.sizeLabel.text()
    assert dialog.folderLabel.text() == str(environments_folder())
    assert dialog.buildCombo.currentText().endswith("best here")
    assert not dialog.repairButton.isEnabled() and not dialog.removeButton.isEnabled()
    assert not dialog.progressBar.isVisible()


def test_set_up_repair_and_remove(panel: SetupPanel, dialog: SetupDialog, wheels: Path) -> None:
    dialog.install(wheels)
    assert dialog.progressBar.isVisible() and not dialog.installButton.isEnabled()
    finish(dialog)
    assert dialog.statusLabel.text() == "The engine is set up."
    assert engine_home().place == "process"
    assert "own: QGIS has no tinywheel." in panel.homeLabel.text() and panel.report.ready
    assert "tinywheel" in dialog.logText.toPlainText()
    assert dialog.folderLabel.text() == str(managed_environment())

    next(managed_environment().rglob("tinywheel.py")).unlink()
    forget()
    assert not engine_home().ready
    dialog.refresh()
    assert dialog.repairButton.isEnabled()
    dialog.install(wheels)
    finish(dialog)
    assert engine_home().ready

    dialog.remove()
    finish(dialog)
    assert managed_environment() is None
    assert not panel.report.ready


def test_cancelled_and_started_again(dialog: SetupDialog, wheels: Path) -> None:
    dialog.install(wheels)
    click(dialog.cancelButton)
    finish(dialog)
    assert "Cancelled" in dialog.statusLabel.text()
    assert managed_environment() is None
    dialog.install(wheels)
    finish(dialog)
    assert managed_environment() is not None


def test_a_failure_is_told_with_cause_and_remedy_and_stands_in_the_diagnostics(
    dialog: SetupDialog, wheels: Path
) -> None:
    write_wheel(wheels, "tinywheel", "ANSWER = 'evil'\n")
    dialog.install(wheels)
    finish(dialog)
    assert "not what was published" in dialog.statusLabel.text()
    assert "administrator" in dialog.statusLabel.text()
    click(dialog.diagnosticsButton)
    finish(dialog)
    text = QApplication.clipboard().text()
    assert text == dialog.logText.toPlainText()
    for said in ("QGIS", "Python of QGIS", "GDAL", "not what was published", "torch", "GB free"):
        assert said in text


def test_a_folder_that_is_no_python_is_refused_and_changes_nothing(
    dialog: SetupDialog, tmp_path: Path
) -> None:
    dialog.use_python(tmp_path)
    assert dialog.run is None
    assert "no environment of Python" in dialog.statusLabel.text()
    assert settings.environment() == ""


def test_a_python_that_cannot_import_what_it_has_is_refused(
    dialog: SetupDialog, wheels: Path, panel: SetupPanel
) -> None:
    dialog.install(wheels)
    finish(dialog)
    place = managed_environment()
    next(place.rglob("tinywheel.py")).write_text("raise ImportError('DLL load failed while importing _env')")
    dialog.use_python(place)
    finish(dialog)
    assert "Visual C++" in dialog.statusLabel.text()
    assert settings.environment() == ""


def test_a_python_that_serves_is_used(dialog: SetupDialog, wheels: Path, tmp_path: Path) -> None:
    dialog.install(wheels)
    finish(dialog)
    mine = managed_environment().rename(tmp_path / "mine")
    settings.set_engine_place("process")
    dialog.use_python(mine)
    finish(dialog)
    assert str(mine) in dialog.statusLabel.text()
    assert engine_home().python == mine / "bin/python"


def test_an_environment_of_another_version_of_the_plugin_is_told(
    dialog: SetupDialog, wheels: Path, make_setup: MakeSetup
) -> None:
    dialog.install(wheels)
    finish(dialog)
    assert "another version" not in dialog.statusLabel.text()
    dialog.buildCombo.locks = {"cpu": replace(make_setup().lock, digest="0" * 64)}
    dialog.refresh()
    assert "another version" in dialog.statusLabel.text()
    assert engine_home().ready


def test_where_pytorch_is_not_built_a_python_can_still_be_chosen(
    monkeypatch: pytest.MonkeyPatch, make_setup: MakeSetup
) -> None:
    monkeypatch.setattr("rs_segmenter.gui.buildcombo.locks_for", lambda _: {})
    dialog = SetupDialog()
    assert "not built" in dialog.sizeLabel.text()
    assert not dialog.installButton.isEnabled() and dialog.pythonButton.isEnabled()
    dialog.deleteLater()


def test_the_place_is_a_setting(dialog: SetupDialog) -> None:
    dialog.placeCombo.setCurrentIndex(dialog.placeCombo.findData("process"))
    assert settings.engine_place() == "process"


def test_a_folder_that_cannot_be_written_is_said_when_the_set_up_begins(
    panel: SetupPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> dict[str, str]:
        raise PermissionError(13, "Permission denied", "authorities.pem")

    monkeypatch.setattr("rs_segmenter.gui.setupdialog.network_variables", refuse)
    dialog = panel.open_dialog()
    click(dialog.installButton)
    assert dialog.run is None
    assert "the folder is protected" in dialog.statusLabel.text()
