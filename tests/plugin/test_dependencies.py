"""The plugin knows what is missing or unsafe, without importing it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rs_segmenter import dependencies
from rs_segmenter.enginehome import missing_optional
from rs_segmenter.packages import install_commands

DEBIAN_PYTHON = "/usr/bin/python3"
ASK = (
    "import json, sys\n"
    "from qgis.core import QgsApplication\n"
    "loaded = set(sys.modules)  # newer QGIS imports numpy itself\n"
    "from rs_segmenter import dependencies\n"
    "report = dependencies.check('')\n"
    "heavy = sorted({'torch', 'rasterio', 'openvino', 'numpy'} & set(sys.modules) - loaded)\n"
    "print(json.dumps([report.ready, report.missing, report.problem, report.remedy, heavy]))\n"
)


def ask(python: str, *folders: Path, repository: Path) -> list[object]:
    """What a bare Python of QGIS finds, with these folders in front of its own."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, (*folders, repository)))
    done = subprocess.run([python, "-c", ASK], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_everything_is_found_here_and_nothing_is_imported_to_find_it(repository: Path) -> None:
    assert ask(sys.executable, repository=repository) == [True, [], "", "", []]


def test_without_torch_the_report_says_what_to_install_and_how(repository: Path) -> None:
    ready, missing, problem, remedy, heavy = ask(DEBIAN_PYTHON, repository=repository)
    assert not ready
    assert "torch" in missing
    assert "rasterio" not in missing
    assert "torch" in problem
    assert "pip install torch" in remedy
    assert heavy == []


def test_a_rasterio_with_its_own_gdal_is_refused(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "rasterio").mkdir()
    (tmp_path / "rasterio/__init__.py").touch()
    (tmp_path / "rasterio.libs").mkdir()
    ready, _, problem, _, _ = ask(sys.executable, tmp_path, repository=repository)
    assert not ready
    assert "brings a GDAL of its own" in problem


def environment_in(folder: Path, *packages: str) -> Path:
    """Lay out an environment as `python -m venv` does."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = folder / "lib" / version / "site-packages"
    for package in packages:
        (site / package).mkdir(parents=True)
        (site / package / "__init__.py").touch()
    return folder


def test_a_folder_that_is_left_of_a_package_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "torch/lib").mkdir(parents=True)
    assert dependencies.absent([str(tmp_path)], {"torch": "torch"}) == ("torch",)


def test_an_environment_that_brings_another_numpy_is_refused(tmp_path: Path) -> None:
    report = dependencies.check(str(environment_in(tmp_path, "torch", "numpy")))
    assert "brings its own numpy" in report.problem


def test_a_folder_that_is_no_environment_of_this_python_is_refused(tmp_path: Path) -> None:
    assert "is no environment of Python" in dependencies.check(str(tmp_path)).problem


def test_the_environment_in_the_settings_is_used(tmp_path: Path) -> None:
    root = environment_in(tmp_path, "torch")
    assert dependencies.site_packages(str(root)) == next(root.rglob("site-packages"))


def test_a_rasterio_that_cannot_be_loaded_is_told_by_the_probe(tmp_path: Path) -> None:
    (tmp_path / "rasterio.py").write_text(
        "raise ImportError('libgdal.so.99: cannot open shared object file')"
    )
    program = (
        "import sys\n"
        "from rs_segmenter import dependencies\n"
        f"print(dependencies._probe(({str(tmp_path)!r}, *sys.path)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        cwd=Path.cwd(),
    )
    assert "libgdal.so.99" in done.stdout


def test_loading_keeps_triton_out_whose_llvm_crashes_the_desktop(repository: Path) -> None:
    program = (
        "import sys\n"
        "from qgis.core import QgsApplication\n"
        "from rs_segmenter import dependencies\n"
        "dependencies.load()\n"
        "print(sys.modules['triton'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=repository
    )
    assert done.stdout.strip() == "None", done.stderr


def test_what_is_only_useful_is_named_apart_and_installed_with_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert missing_optional() == ()
    assert all(p in " ".join(install_commands()) for p in ("openvino", "numba", "scikit-image"))
    monkeypatch.setattr("rs_segmenter.enginehome.OPTIONAL_PACKAGES", {"no_such_module": "no-such-package"})
    assert missing_optional() == ("no-such-package",)
    assert dependencies.check().ready
