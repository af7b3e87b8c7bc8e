"""Real QGIS off screen, real rasters, and the model that ships."""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication, QSettings, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QWidget

from rs_segmenter import enginehome, i18n, settings
from rs_segmenter.algorithms.provider import SegmenterProvider
from rs_segmenter.enginehome import EngineHome
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.finetunepage import FineTunePage

ALGORITHM = "rs_segmenter:segmentlayer"
PATIENCE_S = 180
TINY_CLASSES = {"ground": "#d9c9a3", "roof": "#c0392b", "water": "#2e86c1"}
CLASSES = {"land": "#d9c9a3", "roof": "#c0392b", "water": "#3b7dd8"}
LEFT, TOP, PIXEL_M = 593_000.0, 5_747_000.0, 2.0
OpenDock = Callable[..., SegmenterDock]


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two runs of the tests at the same time do not change each other's settings, nor the user's."""
    folder = str(tmp_path_factory.mktemp("settings"))
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)


@pytest.fixture(scope="session", autouse=True)
def collected(qgis_app: QgsApplication) -> Iterator[None]:
    """What tests leave to Python's collector goes while QGIS lives: without it, a layer's provider crashes."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def only_shipped_models(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the user's own models nor an earlier test's settings change what a test sees."""
    monkeypatch.setenv("RS_SEGMENTER_MODELS", str(tmp_path_factory.mktemp("models")))
    monkeypatch.setenv("RS_SEGMENTER_ENVIRONMENTS", str(tmp_path_factory.mktemp("environments")))
    QgsSettings().remove("rs_segmenter")


@pytest.fixture(scope="session")
def provider(qgis_app: QgsApplication, qgis_processing: None) -> Iterator[SegmenterProvider]:
    """The plugin's provider, registered in QGIS."""
    made = SegmenterProvider()
    QgsApplication.processingRegistry().addProvider(made)
    yield made
    QgsApplication.processingRegistry().removeProvider(made)


@pytest.fixture(scope="session")
def tool(repository: Path) -> ModuleType:
    """tools/i18n.py, which has compiled the catalogue."""
    spec = importlib.util.spec_from_file_location("i18n_of_tools", repository / "tools/i18n.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not shutil.which("lrelease") and not all(ts.with_suffix(".qm").exists() for ts in module.CATALOGUES):
        pytest.skip("Qt's lrelease is not installed here")
    module.release()
    return module


@pytest.fixture
def language(tool: ModuleType, qgis_app: QgsApplication) -> Iterator[QgsSettings]:
    """QGIS's settings, in which a test chooses a language; English afterwards."""
    found = QgsSettings()
    before = {name: found.value(name) for name in ("locale/userLocale", "locale/overrideFlag")}
    yield found
    for name, value in before.items():
        found.remove(name) if value is None else found.setValue(name, value)
    i18n.end()
    enginehome.forget()


@pytest.fixture
def chinese(language: QgsSettings) -> None:
    """The plugin in Chinese."""
    choose(language, "zh-Hans")


def choose(found: QgsSettings, name: str) -> None:
    """Set QGIS's language, and load the plugin's catalogue."""
    found.setValue("locale/overrideFlag", True)
    found.setValue("locale/userLocale", name)
    i18n.begin()
    enginehome.forget()  # as after a start: what it found out is told in the language of that moment


@pytest.fixture
def algorithm(provider: SegmenterProvider) -> QgsProcessingAlgorithm:
    """'Segment layer', as QGIS hands it out."""
    return QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)


@pytest.fixture
def photo(sample_raster: Path, tmp_path: Path) -> Path:
    """A part of the sample: 400 x 300 px, RGB."""
    target = tmp_path / "photo.tif"
    gdal.Translate(str(target), str(sample_raster), srcWin=[300, 200, 400, 300])
    return target


@pytest.fixture
def photo_layer(photo: Path) -> Iterator[QgsRasterLayer]:
    """The same as a layer of the project."""
    layer = QgsRasterLayer(str(photo), "photo")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.fixture
def class_layer(tmp_path: Path, provider: SegmenterProvider) -> QgsRasterLayer:
    """60 x 50 pixels of 2 m: land, a roof of 20 x 20 pixels, one stray pixel of it, and water in the right third."""
    path = tmp_path / "classes.tif"
    labels = np.zeros((50, 60), np.uint8)
    labels[5:25, 5:25] = labels[40, 10] = 1
    labels[:, 40:] = 2
    file = gdal.GetDriverByName("GTiff").Create(str(path), 60, 50, 1, gdal.GDT_Byte)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32631)
    file.SetProjection(crs.ExportToWkt())
    file.SetGeoTransform((LEFT, PIXEL_M, 0, TOP, 0, -PIXEL_M))
    items = [{"value": v, "name": n, "colour": c} for v, (n, c) in enumerate(CLASSES.items())]
    file.SetMetadataItem("RS_SEGMENTER_CLASSES", json.dumps(items))
    file.GetRasterBand(1).SetNoDataValue(255)
    file.GetRasterBand(1).WriteArray(labels)
    del file
    layer = QgsRasterLayer(str(path), "land cover")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.fixture
def canvas(qgis_app: QgsApplication) -> Iterator[QgsMapCanvas]:
    """A map."""
    made = QgsMapCanvas()
    yield made
    made.deleteLater()


@pytest.fixture
def open_dock(provider: SegmenterProvider, canvas: QgsMapCanvas) -> Iterator[OpenDock]:
    """Opens docks, and shuts them at the end."""
    opened: list[tuple[SegmenterDock, QgsMessageBar]] = []

    def open_one(home: EngineHome | None = None) -> SegmenterDock:
        bar = QgsMessageBar()
        dock = SegmenterDock(canvas, bar, home)
        dock.show()
        opened.append((dock, bar))
        return dock

    yield open_one
    QgsProject.instance().clear()
    for dock, bar in opened:
        dock.shut()
        wait(lambda dock=dock: dock.run is None and dock.fineTunePage.run is None)
        dock.deleteLater()
        bar.deleteLater()


@pytest.fixture
def dock(photo_layer: QgsRasterLayer, open_dock: OpenDock) -> SegmenterDock:
    """A dock beside a project with one photo."""
    return open_dock()


@pytest.fixture(scope="session")
def tiny_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a network so small that a step of training takes no time; its weights are random."""
    from dataclasses import replace

    import torch
    from safetensors.torch import save_file

    from rs_segmenter.engine.card import WEIGHTS_FILE, GroundResolution, LabelClass, TileSpec, write_card
    from rs_segmenter.engine.models import build
    from rs_segmenter.engine.registry import find_model
    from rs_segmenter.engine.weights import digest

    options = {"initial_filters": 4, "head": "single"}
    options |= {"encoder_dilations": [[1]] * 6, "decoder_dilations": [[1]] * 5}
    torch.manual_seed(7)
    network = build("ResUNet-a d6", 3, 3, options)
    folder = tmp_path_factory.mktemp("tiny") / "tiny"
    folder.mkdir()
    save_file(network.state_dict(), folder / WEIGHTS_FILE)
    card = replace(
        find_model("default").card,
        name="tiny",
        title="Tiny model",
        architecture="ResUNet-a d6",
        options=options,
        classes=tuple(LabelClass(i, *pair) for i, pair in enumerate(TINY_CLASSES.items())),
        ground_resolution=GroundResolution(0.25, 1.0, 0.5),
        tile=TileSpec(64, 16, "hann"),
        weights_sha256=digest(folder / WEIGHTS_FILE),
        parameters=sum(p.numel() for p in network.parameters()),
    )
    write_card(card, folder)
    return folder


@pytest.fixture
def tiny_model(tiny_network: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same among the user's models, and chosen."""
    # Threads that wait for each other on a busy machine take longer than one alone.
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    folder = models() / "tiny"
    shutil.copytree(tiny_network, folder)
    settings.set_model("tiny")
    return folder


def squares(layer: QgsRasterLayer) -> list[tuple[QgsRectangle, str]]:
    """Squares of 15 m all over the photo, with the names of the tiny model's classes in turn."""
    extent, found = layer.extent(), []
    for across in range(8):
        for down in range(6):
            corner = extent.xMinimum() + 5 + 24 * across, extent.yMinimum() + 5 + 24 * down
            place = QgsRectangle(*corner, corner[0] + 15, corner[1] + 15)
            found.append((place, list(TINY_CLASSES)[(across + down) % 3]))
    return found


@pytest.fixture
def label_layer(photo_layer: QgsRasterLayer) -> QgsVectorLayer:
    """Polygons in memory that nobody has saved, in the project; their field is called `kind`."""
    layer = QgsVectorLayer(f"Polygon?crs={photo_layer.crs().authid()}&field=kind:string", "labels", "memory")
    layer.startEditing()
    for place, name in squares(photo_layer):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(place))
        feature["kind"] = name
        layer.addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def finetune_dock(tiny_model: Path, label_layer: QgsVectorLayer, open_dock: OpenDock) -> SegmenterDock:
    """A dock at its second tab, with a photo and polygons in the project."""
    dock = open_dock()
    dock.tabs.setCurrentWidget(dock.fineTunePage)
    panel = dock.fineTunePage.form.recipePanel
    dock.fineTunePage.form.recipeCombo.setCurrentIndex(2)
    panel.cropSpin.setValue(64)
    panel.batchSpin.setValue(2)
    panel.deviceCombo.setEditText("cpu")
    wait(dock.fineTunePage.form.startButton.isEnabled)
    return dock


@pytest.fixture
def page(finetune_dock: SegmenterDock) -> FineTunePage:
    """The tab itself, set up for a training that takes seconds."""
    page = finetune_dock.fineTunePage
    page.form.nameEdit.setText("My roofs")
    page.form.recipePanel.stepsSpin.setValue(8)
    return page


@pytest.fixture
def qgis_process(tmp_path: Path, repository: Path) -> Callable[..., dict[str, object]]:
    """Runs an algorithm of the plugin in the program qgis_process, with a fresh profile."""
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process") or "qgis_process"
    profile = tmp_path / "profile"
    plugins = profile / "profiles/default/python/plugins"
    plugins.mkdir(parents=True)
    (plugins / "rs_segmenter").symlink_to(repository / "rs_segmenter")
    ini = profile / "profiles/default/QGIS/QGIS3.ini"
    ini.parent.mkdir()
    ini.write_text(f"[rs_segmenter]\nenvironment={sys.prefix}\n\n[PythonPlugins]\nrs_segmenter=true\n")
    own = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}

    def run(name: str, **values: object) -> dict[str, object]:
        done = subprocess.run(
            [program, "--json", "run", f"rs_segmenter:{name}", "--"]
            + [f"{k}={v}" for k, v in values.items()],
            env=own | {"QGIS_CUSTOM_CONFIG_PATH": str(profile), "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return dict(json.loads(done.stdout)["results"])

    return run


def registered(name: str) -> QgsProcessingAlgorithm:
    """An algorithm of the plugin."""
    return QgsApplication.processingRegistry().algorithmById(f"rs_segmenter:{name}")


def click(button: QWidget) -> None:
    """As a user does."""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def models() -> Path:
    """Folder of the user's models."""
    return Path(os.environ["RS_SEGMENTER_MODELS"])


def wait(done: Callable[[], bool]) -> None:
    """Let Qt live until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, "it never happened"
        QCoreApplication.processEvents()
        time.sleep(0.005)
