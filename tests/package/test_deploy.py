"""`make deploy`: the plugin in a QGIS profile, with the environment it computes in."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import DEBIAN_PYTHON


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return own | {
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(tmp_path),
    }


def deploy(repository: Path, environment: dict[str, str]) -> str:
    program = [DEBIAN_PYTHON, str(repository / "tools/package.py"), "deploy", "default"]
    return subprocess.run(program, env=environment, check=True, capture_output=True, text=True).stdout


def ini(room: Path) -> Path:
    return room / "profiles/default/QGIS/QGIS3.ini"


def test_a_deployed_plugin_computes_with_the_repositorys_environment(
    repository: Path, sample_raster: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if program is None or not (repository / ".venv").is_dir():
        pytest.skip("needs QGIS and the repository's .venv")
    assert str(repository / ".venv") in deploy(repository, environment)
    plugin = tmp_path / "profiles/default/python/plugins/rs_segmenter"
    assert (plugin / "engine/segment.py").is_file() and not (plugin / "engine").is_symlink()
    subprocess.run([program, "plugins", "enable", "rs_segmenter"], env=environment, check=True)
    output = tmp_path / "classes.tif"
    parameters = [f"INPUT={sample_raster}", f"OUTPUT={output}"]
    run = [program, "run", "rs_segmenter:segmentlayer", "--", *parameters]
    done = subprocess.run(run, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert output.is_file()


def test_an_environment_that_is_chosen_already_stays_and_so_do_other_settings(
    repository: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    ini(tmp_path).parent.mkdir(parents=True)
    before = "[gui]\nname=caf\\xe9\n\n[rs_segmenter]\nenvironment=/mine\n"
    ini(tmp_path).write_text(before)
    assert "/mine" in deploy(repository, environment)
    assert ini(tmp_path).read_text() == before


def test_other_settings_outlive_the_new_one(
    repository: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    ini(tmp_path).parent.mkdir(parents=True)
    ini(tmp_path).write_text("[PythonPlugins]\nother=true\n\n[gui]\nname=caf\\xe9\n")
    deploy(repository, environment)
    text = ini(tmp_path).read_text()
    assert "other=true" in text and "name=caf\\xe9" in text and "environment=" in text
