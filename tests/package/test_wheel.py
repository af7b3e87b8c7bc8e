"""The engine as a Python package, installed on a machine that need not have QGIS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def installed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `pip install .` puts into site-packages."""
    target = tmp_path_factory.mktemp("wheel")
    # setuptools would ship what an earlier build left there, also files deleted since.
    shutil.rmtree(repository / "build/lib", ignore_errors=True)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--target", str(target)]
    command = [sys.executable, "-m", "pip", "install", *options, str(repository)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return target


def test_wheel_holds_engine_and_models_as_real_files(installed: Path) -> None:
    package = installed / "rs_segmenter"
    assert (package / "engine/__init__.py").is_file()
    assert list(package.glob("resources/models/*/weights.safetensors"))
    assert (package / "resources/i18n/engine_zh_CN.json").is_file()
    assert not [path for path in package.rglob("*") if path.is_symlink()]


def test_wheel_has_the_version_of_metadata_txt(installed: Path, repository: Path) -> None:
    lines = (repository / "metadata.txt").read_text(encoding="utf-8").splitlines()
    version = next(line.removeprefix("version=") for line in lines if line.startswith("version="))
    assert (installed / f"rs_segmenter-{version}.dist-info").is_dir()


def test_command_line_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(installed)}
    program = "import rs_segmenter.engine as engine; print(engine.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, text=True
    )
    assert where.stdout.startswith(str(installed))
    command = [sys.executable, "-m", "rs_segmenter.engine", "--help"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.returncode, "segment" in done.stdout) == (0, True), done.stderr
