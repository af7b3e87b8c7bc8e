"""`doctor` tells what is there and what is missing, also where almost nothing is there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import rasterio
import torch

from rs_segmenter.engine import diagnostics
from rs_segmenter.engine.diagnostics import Check, as_text
from rs_segmenter.engine.preferences import LANGUAGE

from .conftest import PATIENCE_S, Invoke


def test_a_healthy_machine_is_told_so(invoke: Invoke) -> None:
    result = invoke("doctor", "--json")
    assert result.exit_code == 0, result.stdout
    checks = {check["what"]: check for check in json.loads(result.stdout)}
    assert torch.__version__.startswith(checks["torch"]["found"])
    assert checks["GDAL"]["found"].startswith(rasterio.__gdal_version__)
    assert "landcover-light" in checks["models"]["found"]
    assert "GB free" in checks["your models"]["found"]


def test_the_report_is_the_one_of_the_docks_diagnostics(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the language of reports, too."""
    found = [
        Check("torch", "note", "2.15 on 2 cores", "Free some disk space."),
        Check("memory", "ok", "25 GB"),
    ]
    monkeypatch.setattr(diagnostics, "checks", lambda: iter(found))
    assert invoke("doctor").stdout == as_text(found) + "\n"
    monkeypatch.setenv(LANGUAGE, "zh_CN")
    said = invoke("doctor").stdout
    assert said == as_text(found) + "\n"
    assert "内存" in said and "请腾出一些磁盘空间。" in said


def test_what_is_only_useful_is_a_note_with_its_use(repository: Path) -> None:
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['numba', 'skimage', 'pydensecrf']))\n"
        "from rs_segmenter.engine.cli import main\n"
        "main(['doctor', '--json'])\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    checks = {check["what"]: check for check in json.loads(done.stdout)}
    for package, use in (("numba", "CRF"), ("scikit-image", "superpixels"), ("pydensecrf2", "backend")):
        assert checks[package]["state"] == "note"
        assert use in checks[package]["remedy"] and f"pip install {package}" in checks[package]["remedy"]


@pytest.mark.parametrize(
    "absent", [["torch"], ["rasterio"], ["numpy", "torch", "rasterio", "fiona", "openvino"]]
)
def test_missing_packages_are_named_with_the_remedy(absent: list[str], repository: Path) -> None:
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(sys.argv[1:]))\n"
        "from rs_segmenter.engine.cli import main\n"
        "main(['doctor'])\n"
    )
    command = [sys.executable, "-c", program, *absent]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    missing = done.stderr.splitlines()[0]
    assert all(name in missing for name in absent if name != "openvino")
    assert all(f"pip install {name}" in done.stdout for name in absent)


@pytest.mark.parametrize("fault", ["ValueError('numpy.dtype size changed')", "AttributeError('_ARRAY_API')"])
def test_a_package_built_for_another_numpy_is_named(fault: str, repository: Path, tmp_path: Path) -> None:
    (tmp_path / "fiona.py").write_text(f"raise {fault}\n")
    program = (
        "import sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "sys.modules.update(dict.fromkeys(['torch', 'torchvision', 'segmentation_models_pytorch', 'openvino']))\n"
        "from rs_segmenter.engine.cli import main\n"
        "main(['doctor'])\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=PATIENCE_S)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "fiona" in done.stderr.splitlines()[0]
    assert "pip install fiona" in done.stdout


def test_packages_with_a_gdal_each_are_well_outside_qgis(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "fiona.py").write_text("__gdal_version__ = '99.9'\n")
    program = (
        "import sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "sys.modules.update(dict.fromkeys(['torch', 'torchvision', 'segmentation_models_pytorch', 'openvino']))\n"
        "from rs_segmenter.engine.cli import main\n"
        "main(['doctor', '--json'])\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=PATIENCE_S)
    checks, _ = json.JSONDecoder().raw_decode(done.stdout)  # an error follows: packages are missing
    (gdal,) = (check for check in checks if check["what"] == "GDAL")
    assert (gdal["state"], gdal["remedy"]) == ("ok", "")
    assert gdal["found"] == f"{rasterio.__gdal_version__} in rasterio, 99.9 in fiona"


def test_segment_without_torch_points_to_the_doctor(
    repository: Path, sample_raster: Path, tmp_path: Path
) -> None:
    program = (
        "import sys\n"
        "sys.modules['torch'] = None\n"
        "from rs_segmenter.engine.cli import main\n"
        "main(['segment', *sys.argv[1:]])\n"
    )
    command = [sys.executable, "-c", program, str(sample_raster), str(tmp_path / "classes.tif")]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 1
    assert "package 'torch' is not installed" in done.stderr and "doctor" in done.stderr
    assert not list(tmp_path.iterdir())
