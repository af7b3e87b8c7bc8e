"""A clean profile and the zip, in the QGIS desktop program: Set up ends with a segmented layer.

It takes 3 GB from the network, so it runs only where RS_SEGMENTER_FULL_SETUP names a build, such as `cuda`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import INI

PATIENCE_S = 3600
FROM_OUTSIDE = ("QT_QPA_PLATFORM", "DISPLAY", "PYTHONPATH", "VIRTUAL_ENV", "RS_SEGMENTER_ENVIRONMENTS")

pytestmark = pytest.mark.skipif(
    "RS_SEGMENTER_FULL_SETUP" not in os.environ, reason="RS_SEGMENTER_FULL_SETUP is not set to a build"
)


def test_the_zip_and_a_click_make_a_map(repository: Path, sample_raster: Path, tmp_path: Path) -> None:
    program = shutil.which("qgis.bin") or shutil.which("qgis")
    if program is None or shutil.which("xvfb-run") is None:
        pytest.skip("needs the programs qgis and xvfb-run")
    profile, archive = tmp_path / "profiles/default", tmp_path / "rs_segmenter.zip"
    subprocess.run([sys.executable, str(repository / "tools/package.py"), "zip", str(archive)], check=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(profile / "python/plugins")
    (profile / "QGIS").mkdir()
    (profile / "QGIS/QGIS3.ini").write_text(INI)
    pictures = repository / "build/pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    report = tmp_path / "report.json"
    raster = shutil.copy(sample_raster, tmp_path)
    wish = {"raster": str(raster), "report": str(report), "pictures": str(pictures)}
    here = Path(__file__).parent
    environment = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE} | {
        "PYTHONPATH": str(here),
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "RS_SEGMENTER_SCENARIO": json.dumps(wish),
    }
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24 +extension GLX"]
    command = [*screen, program, "--nologo", "--noversioncheck", "--code", str(here / "setup_scenario.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
    assert report.is_file(), done.stderr[-3000:]
    told = json.loads(report.read_text())
    (pictures / "setup_scenario.json").write_text(json.dumps(told, indent=2))
    assert "error" not in told, told["error"]
    assert "not set up yet" in told["before"] and not told["able_before"]
    assert "GB to download" in told["size"] and str(tmp_path) in told["folder"]
    assert told["status"] == "The engine is set up.", told["log"]
    assert told["after"].endswith("process of its own: QGIS has no torch.")
    assert told["segmented"].startswith("Done in") and told["written"] and told["layers"] == 2
    assert not told["torch_in_qgis"]
    assert done.returncode == 0, done.stderr[-3000:]
