"""The commands that install what the engine needs fit the QGIS at hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rs_segmenter.packages import JOB_PACKAGES, PACKAGES, install_commands


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_commands_pin_the_numpy_and_scipy_that_qgis_has(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy
    import scipy

    monkeypatch.setattr(sys, "platform", platform)
    commands = install_commands()
    assert f'"numpy=={numpy.__version__}" "scipy=={scipy.__version__}"' in commands[-1]
    for package in (*PACKAGES.values(), *JOB_PACKAGES.values()):
        assert package in "\n".join(commands)


def test_commands_take_from_pip_nothing_that_brings_a_gdal_or_proj() -> None:
    *_, pip = install_commands()
    assert not {"rasterio", "fiona", "pyproj"} & set(pip.split())


def test_commands_pin_a_numpy_that_has_no_metadata(repository: Path) -> None:
    program = (
        "import importlib.metadata, sys\n"
        "sys.meta_path = [finder for finder in sys.meta_path if not hasattr(finder, 'find_distributions')]\n"
        "from importlib.machinery import PathFinder\n"
        "sys.meta_path.append(type('Files', (), {'find_spec': PathFinder.find_spec}))\n"
        "from rs_segmenter.packages import install_commands\n"
        "print(install_commands())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=repository
    )
    import numpy

    assert f'"numpy=={numpy.__version__}"' in done.stdout, done.stderr
