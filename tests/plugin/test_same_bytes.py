"""Dock, toolbox, qgis_process and command line end in the same engine call, and give the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import processing
import pytest
from qgis.core import QgsRasterLayer

from rs_segmenter.gui.dock import SegmenterDock

from .conftest import ALGORITHM, PATIENCE_S, wait


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def by_dock(dock: SegmenterDock, output: Path) -> None:
    dock.outputPanel.outputFile.setFilePath(str(output))
    dock.start()
    wait(lambda: dock.run is None)


def by_qgis_process(raster: Path, output: Path, profile: Path, repository: Path) -> dict[str, object]:
    # Debian's qgis_process is a script that hands qgis_process.bin an option it does not know.
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process") or "qgis_process"
    plugins = profile / "profiles/default/python/plugins"
    plugins.mkdir(parents=True)
    (plugins / "rs_segmenter").symlink_to(repository / "rs_segmenter")
    ini = profile / "profiles/default/QGIS/QGIS3.ini"
    ini.parent.mkdir()
    # As a user has it who chose the environment in the dock.
    ini.write_text(f"[rs_segmenter]\nenvironment={sys.prefix}\n")
    own = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment = own | {"QGIS_CUSTOM_CONFIG_PATH": str(profile), "QT_QPA_PLATFORM": "offscreen"}

    def ask(*arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments], env=environment, capture_output=True, text=True, timeout=PATIENCE_S
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    ask("plugins", "enable", "rs_segmenter")
    return json.loads(ask("--json", "run", ALGORITHM, "--", f"INPUT={raster}", f"OUTPUT={output}"))["results"]


def by_command_line(raster: Path, output: Path, repository: Path) -> None:
    command = [sys.executable, "-m", "rs_segmenter.engine", "segment", str(raster), str(output)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_four_ways_give_the_same_bytes(
    dock: SegmenterDock,
    photo: Path,
    photo_layer: QgsRasterLayer,
    repository: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # The same name in folders of their own, since the job is written into the file.
    outputs = {
        way: tmp_path / way / "classes.tif" for way in ("dock", "toolbox", "qgis_process", "command_line")
    }
    for output in outputs.values():
        output.parent.mkdir()
    by_dock(dock, outputs["dock"])
    processing.run(ALGORITHM, {"INPUT": photo_layer, "OUTPUT": str(outputs["toolbox"])})
    by_qgis_process(photo, outputs["qgis_process"], tmp_path_factory.mktemp("profile"), repository)
    by_command_line(photo, outputs["command_line"], repository)
    assert len({digest(output) for output in outputs.values()}) == 1
