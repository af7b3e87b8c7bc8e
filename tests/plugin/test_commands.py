"""Copy as command: the lines say what the dock would do, in every shell, and do it."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from rs_segmenter import handbook
from rs_segmenter.commands import QGIS_PROCESS, RS_SEGMENTER, for_cmd, for_powershell, for_sh, segment_words
from rs_segmenter.engine.errors import EngineError
from rs_segmenter.engine.registry import find_model
from rs_segmenter.gui.areapanel import POLYGONS, RECTANGLE
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.finetunepage import FineTunePage

from .conftest import PATIENCE_S, wait

WORDS = ["rs-segmenter", "segment", r"C:\My maps\50% a&b.tif", "--area=-1.5,2,3,4", "it's", "--", "C:\\x y\\"]


@pytest.mark.parametrize(
    ("write", "line"),
    [
        (
            for_sh,
            r"""rs-segmenter segment 'C:\My maps\50% a&b.tif' --area=-1.5,2,3,4 'it'"'"'s' -- 'C:\x y\'""",
        ),
        (
            for_cmd,
            r"""rs-segmenter segment "C:\My maps\50% a&b.tif" "--area=-1.5,2,3,4" "it's" -- "C:\x y\\" """.strip(),
        ),
        (
            for_powershell,
            r"""rs-segmenter segment 'C:\My maps\50% a&b.tif' '--area=-1.5,2,3,4' 'it''s' '--' 'C:\x y\'""",
        ),
    ],
)
def test_words_are_quoted_as_the_shell_wants_them(write: Callable[[list[str]], str], line: str) -> None:
    assert write(WORDS) == line


def test_a_quotation_mark_survives_the_command_prompt() -> None:
    assert for_cmd(['a\\"b']) == '"a\\\\\\"b"'


@pytest.fixture
def terminal(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Callable[[str, Path], None]:
    """Runs a line in a shell that finds both programs, as a user's does."""
    room = tmp_path_factory.mktemp("terminal")
    plugins = room / "profiles/default/python/plugins"
    plugins.mkdir(parents=True)
    (plugins / "rs_segmenter").symlink_to(repository / "rs_segmenter")
    ini = room / "profiles/default/QGIS/QGIS3.ini"
    ini.parent.mkdir()
    ini.write_text(f"[rs_segmenter]\nenvironment={sys.prefix}\n\n[PythonPlugins]\nrs_segmenter=true\n")
    programs = {
        # Debian's qgis_process is a script that hands qgis_process.bin an option it does not know.
        QGIS_PROCESS: shutil.which("qgis_process.bin") or shutil.which("qgis_process"),
        RS_SEGMENTER: f"{sys.executable} -m rs_segmenter.engine",
    }
    (room / "bin").mkdir()
    for name, program in programs.items():
        script = room / "bin" / name
        script.write_text(f'#!/bin/sh\nexec {program} "$@"\n')
        script.chmod(0o755)

    def run(line: str, folder: Path) -> None:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {
            "PATH": f"{room / 'bin'}:{os.environ['PATH']}",
            "QGIS_CUSTOM_CONFIG_PATH": str(room),
            "QT_QPA_PLATFORM": "offscreen",
        }
        if line.startswith(RS_SEGMENTER):
            environment["PYTHONPATH"] = str(repository)
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE_S,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_the_line_calls_the_program_that_runs_as_it_is(
    dock: SegmenterDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert segment_words(QGIS_PROCESS, dock.parameters())[:2] == ["qgis_process", "run"]
    program = tmp_path / "qgis_process.bin"
    program.touch(0o755)
    assert segment_words(QGIS_PROCESS, dock.parameters())[:2] == ["qgis_process.bin", "run"]


def copied(dock: SegmenterDock, program: str) -> str:
    """What a click on the menu puts on the clipboard."""
    (action,) = (a for a in dock.corner.copy_actions if program in a.text())
    QgsApplication.clipboard().clear()
    action.trigger()
    return QgsApplication.clipboard().text()


def rectangle(layer: QgsRasterLayer) -> QgsRectangle:
    """A part of a layer with edges that no decimal number says exactly."""
    box = layer.extent()
    side = box.width() / 7
    return QgsRectangle(
        box.xMinimum() + side, box.yMinimum() + 1 / 3, box.xMaximum() - side, box.yMinimum() + 50
    )


def test_both_lines_give_the_bytes_that_the_dock_gives(
    dock: SegmenterDock,
    photo_layer: QgsRasterLayer,
    terminal: Callable[[str, Path], None],
    tmp_path: Path,
) -> None:
    output = tmp_path / "my maps" / "it's.tif"
    output.parent.mkdir()
    dock.outputPanel.outputFile.setFilePath(str(output))
    dock.outputPanel.confidenceCheck.setChecked(True)
    dock.areaPanel._canvas.setDestinationCrs(photo_layer.crs())
    dock.areaPanel.areaCombo.setCurrentIndex(dock.areaPanel.areaCombo.findData(RECTANGLE))
    dock.areaPanel.set_rectangle(rectangle(photo_layer))
    dock.optionsPanel.tileSpin.setValue(256)
    dock.optionsPanel.overlapSpin.setValue(64)
    dock.optionsPanel.deviceCombo.setEditText("cpu")
    dock.bandPanel.combos[0].setCurrentIndex(2)
    lines = [copied(dock, QGIS_PROCESS), copied(dock, RS_SEGMENTER)]
    dock.start()
    wait(lambda: dock.run is None)
    files = [output, output.with_name("it's-confidence.tif")]
    digests = [[hashlib.sha256(file.read_bytes()).hexdigest() for file in files]]
    for line in lines:
        for file in files:
            file.unlink()
        terminal(line, tmp_path)
        digests.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])
    assert digests[0] == digests[1] == digests[2]


def test_a_run_without_a_file_name_writes_into_the_terminals_folder(dock: SegmenterDock) -> None:
    dock.outputPanel.entropyCheck.setChecked(True)
    words = shlex.split(copied(dock, RS_SEGMENTER))
    assert words[3] == "classes.tif"
    assert "--entropy=classes-entropy.tif" in words
    words = shlex.split(copied(dock, QGIS_PROCESS))
    assert {"OUTPUT=classes.tif", "ENTROPY=classes-entropy.tif"} < set(words)


def test_every_option_that_differs_is_named_and_no_other(dock: SegmenterDock) -> None:
    plain = [
        f"INPUT={dock.layer.source()}",
        f"MODEL={dock.modelPanel.name}",
        "DEVICE=auto",
        "PRECISION=auto",
        "OUTPUT=classes.tif",
    ]
    assert segment_words(QGIS_PROCESS, dock.parameters())[4:] == plain
    assert segment_words(RS_SEGMENTER, dock.parameters())[2:] == [
        *(dock.layer.source(), "classes.tif", f"--model={dock.modelPanel.name}", "--overwrite")
    ]
    panel = dock.refinePanel
    panel.refineCheck.setChecked(True)
    panel.setCombo.setCurrentIndex(1)
    panel.roundsSpin.setValue(2)
    dock.optionsPanel.ttaCheck.setChecked(True)
    dock.optionsPanel.blendCombo.setCurrentIndex(2)
    chosen, blend = panel.setCombo.currentData(), dock.optionsPanel.blendCombo.currentData()
    assert set(segment_words(QGIS_PROCESS, dock.parameters())[4:]) - set(plain) == {
        *(f"CRF_SET={chosen}", "CRF=iterations=2", "REFINE=crf", "TTA=true", f"BLEND={blend}")
    }
    assert set(segment_words(RS_SEGMENTER, dock.parameters())[5:]) == {
        *(
            f"--crf-set={chosen}",
            "--crf=iterations=2",
            "--refine=crf",
            "--tta",
            f"--blend={blend}",
            "--overwrite",
        )
    }


def test_several_layers_are_named_in_their_order(dock: SegmenterDock, photo: Path) -> None:
    project = QgsProject.instance()
    second = photo.with_name("second.tif")
    shutil.copy(photo, second)
    other = QgsRasterLayer(str(second), "second")
    project.addMapLayer(other)
    parameters = dock.parameters() | {"MORE_LAYERS": [other.id()], "BANDS": [1, 5, 6]}
    assert segment_words(RS_SEGMENTER, parameters)[5:7] == [f"--add-bands={second}", "--bands=1,5,6"]
    words = segment_words(QGIS_PROCESS, parameters)
    assert words[4:6] == [f"INPUT={photo}", f"MORE_LAYERS={second}"]
    assert "BANDS=1;5;6" in words


def polygon_file(layer: QgsRasterLayer, path: Path) -> QgsVectorLayer:
    """A GeoPackage with one polygon on a layer, in the project."""
    made = QgsVectorLayer(f"Polygon?crs={layer.crs().authid()}", "fields", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(rectangle(layer)))
    made.dataProvider().addFeature(feature)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    context = QgsProject.instance().transformContext()
    QgsVectorFileWriter.writeAsVectorFormatV3(made, str(path), context, options)
    saved = QgsVectorLayer(str(path), "fields")
    assert saved.isValid()
    QgsProject.instance().addMapLayer(saved)
    return saved


def test_polygons_are_named_by_their_file_unless_that_says_less(
    dock: SegmenterDock, photo_layer: QgsRasterLayer, tmp_path: Path
) -> None:
    layer = polygon_file(photo_layer, tmp_path / "fields.gpkg")
    dock.areaPanel.areaCombo.setCurrentIndex(dock.areaPanel.areaCombo.findData(POLYGONS))
    dock.areaPanel.polygonCombo.setLayer(layer)
    assert f"--area={tmp_path / 'fields.gpkg'}" in shlex.split(copied(dock, RS_SEGMENTER))
    assert f"AREA={layer.source()}" in shlex.split(copied(dock, QGIS_PROCESS))
    layer.setSubsetString("fid > 0")
    with pytest.raises(EngineError, match="all polygons"):
        segment_words(RS_SEGMENTER, dock.parameters())
    layer.setSubsetString("")
    layer.selectAll()
    dock.areaPanel.selectedCheck.setChecked(True)
    for program in (RS_SEGMENTER, QGIS_PROCESS):
        with pytest.raises(EngineError, match="selected polygons of 'fields'"):
            segment_words(program, dock.parameters())


def test_what_no_command_can_name_is_said_and_nothing_is_copied(
    dock: SegmenterDock, photo_layer: QgsRasterLayer
) -> None:
    told: list[str] = []
    dock.corner.complaint.connect(told.append)
    photo_layer.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    assert copied(dock, RS_SEGMENTER) == ""
    assert "'photo' was set in QGIS" in told[-1]
    virtual = QgsRasterLayer("type=xyz&url=file:///nowhere/{z}/{x}/{y}.png&zmax=2&zmin=0", "tiles", "wms")
    QgsProject.instance().addMapLayer(virtual)
    dock.layerCombo.setLayer(virtual)
    assert copied(dock, QGIS_PROCESS) == ""
    assert "'tiles' is no file" in told[-1]
    QgsProject.instance().clear()
    assert copied(dock, QGIS_PROCESS) == ""
    assert "Choose a raster layer" in told[-1]


def test_no_command_tells_a_password(
    dock: SegmenterDock, photo: Path, serve_files: Callable[..., str]
) -> None:
    address = serve_files(photo.parent, login="me:sesame").replace("://", "://me:sesame@")
    layer = QgsRasterLayer(f"/vsicurl/{address}/{photo.name}", "of a server")
    QgsProject.instance().addMapLayer(layer)
    dock.layerCombo.setLayer(layer)
    assert dock.segmentButton.isEnabled()
    told: list[str] = []
    dock.corner.complaint.connect(told.append)
    for program in (QGIS_PROCESS, RS_SEGMENTER):
        assert copied(dock, program) == ""
        assert "http://...@127.0.0.1" in told[-1] and "sesame" not in told[-1]


def test_a_part_of_a_file_is_named_to_the_program_that_opens_it(
    dock: SegmenterDock, photo: Path, tmp_path: Path
) -> None:
    gdal.Translate(str(tmp_path / "two.gpkg"), str(photo), format="GPKG", creationOptions=["RASTER_TABLE=a"])
    layer = QgsRasterLayer(f"GPKG:{tmp_path}/two.gpkg:a", "part")
    QgsProject.instance().addMapLayer(layer)
    dock.layerCombo.setLayer(layer)
    assert shlex.split(copied(dock, RS_SEGMENTER))[2] == layer.source()
    with pytest.raises(EngineError, match="Copy the command of rs-segmenter"):
        segment_words(QGIS_PROCESS, dock.parameters())


def test_a_file_that_is_away_can_still_be_named(dock: SegmenterDock, photo: Path) -> None:
    photo.unlink()
    for program in (QGIS_PROCESS, RS_SEGMENTER):
        assert str(photo) in copied(dock, program)


def test_a_model_of_the_users_own_is_named_by_its_folder(dock: SegmenterDock, tiny_model: Path) -> None:
    dock.modelPanel.choose("tiny")
    assert f"--model={tiny_model}" in segment_words(RS_SEGMENTER, dock.parameters())


def test_help_leads_to_the_page_of_the_tab(dock: SegmenterDock, repository: Path) -> None:
    pages = []
    for index in range(dock.tabs.count()):
        dock.tabs.setCurrentIndex(index)
        pages.append(dock.corner.page)
    assert pages == ["dock", "fine-tune", "results", "troubleshooting"]
    assert all((repository / f"docs/guide/{page}.md").is_file() for page in pages)
    dock.tabs.setCurrentIndex(0)
    assert handbook.page_url("dock") == (
        "https://github.com/rs-segmenter/rs-segmenter/blob/main/docs/guide/dock.md"
    )


def test_the_corner_of_the_dock_looks_as_it_should(dock: SegmenterDock, repository: Path) -> None:
    dock.resize(400, 860)
    QgsApplication.processEvents()
    folder = repository / "build/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    assert dock.grab().save(str(folder / "form-corner.png"))
    menu = dock.corner.menu()
    menu.ensurePolished()
    menu.adjustSize()
    assert menu.grab().save(str(folder / "menu-copy.png"))


def test_the_line_of_a_training_makes_the_model(
    page: FineTunePage, finetune_dock: SegmenterDock, terminal: Callable[[str, Path], None], tmp_path: Path
) -> None:
    wait(page.form.startButton.isEnabled)
    actions = {a.data(): a for a in finetune_dock.corner.copy_actions}
    assert not actions[QGIS_PROCESS].isEnabled()
    line = copied(finetune_dock, RS_SEGMENTER)
    assert shlex.split(line)[:2] == [RS_SEGMENTER, "run"]
    assert not page.form.output.exists()
    terminal(line, tmp_path)
    assert find_model(str(page.form.output)).card.title == "My roofs"


def test_the_line_of_a_training_asks_for_a_report_in_the_language_of_the_dock(
    chinese: None, page: FineTunePage, finetune_dock: SegmenterDock
) -> None:
    wait(page.form.startButton.isEnabled)
    actions = {a.data(): a for a in finetune_dock.corner.copy_actions}
    actions[RS_SEGMENTER].trigger()
    words = shlex.split(QgsApplication.clipboard().text())
    assert words[:-1] == [RS_SEGMENTER, "run", "--language=zh_CN"]
    assert page.form.output.name in words[-1]


def test_a_form_that_is_not_complete_gives_no_line(page: FineTunePage, finetune_dock: SegmenterDock) -> None:
    told: list[str] = []
    finetune_dock.corner.complaint.connect(told.append)
    page.form.nameEdit.setText("")
    assert copied(finetune_dock, RS_SEGMENTER) == ""
    assert "Nothing can be trained yet" in told[-1]
