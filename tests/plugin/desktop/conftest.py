"""The QGIS desktop program itself, on a virtual screen with OpenGL: what off-screen tests cannot see."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

# For a busy machine: long enough that only what hangs outlives it.
PATIENCE_S = 1800
INI = """[PythonPlugins]
rs_segmenter=true

[app]
projections\\unknownCrsBehavior=NoAction

[qgis]
checkVersion=false
showTips=false
enableMacros=never

[core]
NewsFeed\\httpsfeedqgisorg\\disabled=true

[migration]
fileVersion=2
settings=true
"""


@dataclass(frozen=True)
class Session:
    """How a session in the desktop program went."""

    code: int
    stderr: str
    report: dict[str, object]
    room: Path


Perform = Callable[..., Session]


def check_alive(window: dict[str, float]) -> None:
    """The window drew and answered all along a run: the work was done elsewhere."""
    assert window["ticks"] > 50
    assert window["longest_share"] < 0.1


@pytest.fixture(scope="session")
def perform(repository: Path, sample_raster: Path, tmp_path_factory: pytest.TempPathFactory) -> Perform:
    """Start QGIS with the plugin, in the profile of a session before or a fresh one, and let a scenario play in it."""
    program = shutil.which("qgis.bin") or shutil.which("qgis")
    if program is None or shutil.which("xvfb-run") is None:
        pytest.skip("needs the programs qgis and xvfb-run")

    def fresh() -> Path:
        room = tmp_path_factory.mktemp("desktop")
        profile = room / "profiles/default"
        (profile / "python/plugins").mkdir(parents=True)
        (profile / "QGIS").mkdir()
        (profile / "QGIS/QGIS3.ini").write_text(INI)
        (profile / "python/plugins/rs_segmenter").symlink_to(repository / "rs_segmenter")
        return room

    def perform(scenario: str, room: Path | None = None) -> Session:
        room = room or fresh()
        raster = Path(shutil.copy(sample_raster, room))
        pictures = repository / "build/pictures"
        pictures.mkdir(parents=True, exist_ok=True)
        report = room / "report.json"
        here = Path(__file__).parent
        wish = {"raster": str(raster), "report": str(report), "pictures": str(pictures)}
        wish["polygons"] = json.loads((here / "polygons.json").read_text())
        environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "DISPLAY")} | {
            # The environment first, because Debian's older sympy would break torch.
            "PYTHONPATH": os.pathsep.join((sysconfig.get_path("purelib"), str(here))),
            "QGIS_CUSTOM_CONFIG_PATH": str(room),
            "RS_SEGMENTER_MODELS": str(room / "models"),
            "HOME": str(room),
            "XDG_RUNTIME_DIR": str(room),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "RS_SEGMENTER_SCENARIO": json.dumps(wish),
        }
        screen = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24 +extension GLX"]
        command = [*screen, program, "--nologo", "--noversioncheck", "--code", str(here / f"{scenario}.py")]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, env=environment, start_new_session=True, **pipes) as process:
            try:
                _, stderr = process.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)  # xvfb-run alone would leave QGIS behind
                raise
        told = json.loads(report.read_text()) if report.is_file() else {}
        (pictures / f"{scenario}.json").write_text(json.dumps(told, indent=2))
        return Session(process.returncode, stderr, told, room)

    return perform
