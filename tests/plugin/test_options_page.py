"""The page in QGIS's Options: what it shows and writes, and who keeps to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import processing
import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsSettings,
    QgsVectorLayer,
)

from rs_segmenter import settings, worker
from rs_segmenter.algorithms.provider import SegmenterProvider
from rs_segmenter.algorithms.values import Values
from rs_segmenter.engine.preferences import MEMORY_MB, MODELS, THREADS, most_threads, prefer
from rs_segmenter.engine.registry import user_models
from rs_segmenter.enginehome import engine_home
from rs_segmenter.environment.places import environments_folder
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.optionsfactory import KEY, OptionsFactory
from rs_segmenter.gui.optionspage import OptionsPage, take_settings
from rs_segmenter.settings import Preferences, preferences

from .conftest import ALGORITHM


@pytest.fixture(autouse=True)
def platform_folders(monkeypatch: pytest.MonkeyPatch, only_shipped_models: None) -> Iterator[None]:
    """The environment says nothing, so that the settings count."""
    for name in (MODELS, "RS_SEGMENTER_ENVIRONMENTS", THREADS, MEMORY_MB):
        monkeypatch.delenv(name, raising=False)
    yield
    prefer({})


@pytest.fixture
def page(qgis_app: QgsApplication) -> OptionsPage:
    return OptionsPage()


def test_without_settings_everything_is_left_to_the_engine(page: OptionsPage) -> None:
    assert preferences() == Preferences()
    assert page.preferences() == Preferences()
    assert page.threadsSpin.text() == "all"
    assert page.memorySpin.text() == "none"
    assert page.modelsFile.lineEdit().placeholderText() == str(user_models())


def test_what_is_set_is_shown_by_the_next_page(page: OptionsPage, tmp_path: Path) -> None:
    page.deviceCombo.setEditText("cpu")
    page.precisionCombo.setCurrentText("float32")
    page.threadsSpin.setValue(1)
    page.memorySpin.setValue(2048)
    page.modelsFile.setFilePath(str(tmp_path / "models"))
    page.environmentsFile.setFilePath(str(tmp_path / "environments"))
    page.placeCombo.setCurrentIndex(page.placeCombo.findData("process"))
    page.limitSpin.setValue(250)
    page.apply()
    after = OptionsPage()
    assert after.preferences() == page.preferences() == preferences()
    assert (after.placeCombo.currentData(), after.limitSpin.value()) == ("process", 250)
    assert "process of its own" in after.homeLabel.text()


def test_a_folder_without_its_beginning_lies_in_the_home_folder(page: OptionsPage) -> None:
    page.modelsFile.setFilePath("~/my models")
    page.environmentsFile.setFilePath("engine")
    assert page.preferences().models == str(Path.home() / "my models")
    assert page.preferences().environments == str(Path.home() / "engine")


def test_the_engine_in_qgis_and_in_processes_keeps_to_it(page: OptionsPage, tmp_path: Path) -> None:
    page.threadsSpin.setValue(1)
    page.memorySpin.setValue(2048)
    page.modelsFile.setFilePath(str(tmp_path / "models"))
    page.environmentsFile.setFilePath(str(tmp_path / "environments"))
    page.apply()
    assert (most_threads(), user_models()) == (1, tmp_path / "models")
    assert environments_folder() == tmp_path / "environments"
    environ = engine_home().environ
    assert (environ[THREADS], environ[MEMORY_MB], environ[MODELS]) == ("1", "2048", str(tmp_path / "models"))


def test_the_toolbox_begins_with_what_is_set(algorithm: QgsProcessingAlgorithm, page: OptionsPage) -> None:
    page.deviceCombo.setEditText("cpu")
    page.precisionCombo.setCurrentText("float32")
    page.apply()
    made = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
    assert made.parameterDefinition("DEVICE").defaultValue() == "cpu"
    assert made.parameterDefinition("PRECISION").defaultValue() == "float32"


def test_leaving_the_dialog_without_a_change_writes_and_tells_nothing(qgis_app: QgsApplication) -> None:
    told: list[bool] = []
    page = OptionsFactory(lambda: told.append(True)).createWidget()
    page.apply()
    assert told == []
    assert not QgsSettings().contains("rs_segmenter/device")
    page.threadsSpin.setValue(1)
    page.apply()
    assert told == [True]


def test_settings_that_make_no_sense_count_as_not_said(qgis_app: QgsApplication) -> None:
    for name, value in {"threads": "many", "memory_mb": "-5", "device": "  ", "precision": "half"}.items():
        QgsSettings().setValue(f"rs_segmenter/{name}", value)
    assert preferences() == Preferences(precision="half")
    assert OptionsPage().preferences() == Preferences()
    made = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
    assert made is None or made.parameterDefinition("PRECISION").defaultValue() == "auto"


def test_the_page_is_found_by_its_key(qgis_app: QgsApplication) -> None:
    assert OptionsPage().objectName() == KEY


def test_an_open_dock_takes_what_was_set(dock: SegmenterDock) -> None:
    page = OptionsFactory(lambda: take_settings(dock)).createWidget()
    page.deviceCombo.setEditText("cpu")
    page.precisionCombo.setCurrentText("float32")
    page.placeCombo.setCurrentIndex(page.placeCombo.findData("process"))
    page.apply()
    assert dock.parameters()["DEVICE"] == "cpu"
    options = dock.fineTunePage.form.recipePanel.options()
    assert (options["device"], options["precision"]) == ("cpu", "float32")
    assert "process of its own" in dock.setupPanel.homeLabel.text()


def test_the_page_looks_as_it_should(page: OptionsPage, repository: Path) -> None:
    page.resize(620, 560)
    page.show()
    QgsApplication.processEvents()
    picture = repository / "build/pictures/settings.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    assert page.grab().save(str(picture))
    assert settings.engine_place() == "auto"


def test_a_limited_worker_gives_the_bytes_of_an_unlimited_qgis(
    photo: Path, provider: SegmenterProvider, tmp_path: Path, page: OptionsPage
) -> None:
    worker.begin()  # an earlier test may have unloaded the plugin
    digests = []
    for name in ("qgis", "process"):
        if name == "process":
            page.placeCombo.setCurrentIndex(page.placeCombo.findData(name))
            page.threadsSpin.setValue(1)
            page.memorySpin.setValue(64)
            page.apply()
        assert engine_home().place == name
        output = tmp_path / name / "classes.tif"
        output.parent.mkdir()
        processing.run(ALGORITHM, {"INPUT": str(photo), "OUTPUT": str(output)})
        digests.append(hashlib.sha256(output.read_bytes()).hexdigest())
    worker.rest()
    assert digests[0] == digests[1]


def test_trainings_from_the_toolbox_keep_to_the_precision(
    label_layer: QgsVectorLayer, photo: Path, provider: SegmenterProvider, tmp_path: Path, page: OptionsPage
) -> None:
    page.precisionCombo.setCurrentText("float32")
    page.apply()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("rs_segmenter:finetunemodel")
    given = {
        "INPUT": [str(photo)],
        "LABELS": label_layer,
        "CLASS_FIELD": "kind",
        "OUTPUT": str(tmp_path / "new"),
    }
    values = Values(algorithm, given, QgsProcessingContext(), write=False)
    assert algorithm.read_job(values).precision == "float32"
