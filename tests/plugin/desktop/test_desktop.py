"""The QGIS desktop program itself, on a virtual screen with OpenGL: what off-screen tests cannot see.

Mesa's OpenGL brings LLVM into the process, beside which some Python packages crash: it shows only here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

SCENARIO = Path(__file__).with_name("scenario.py")
PATIENCE_S = 400
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


@pytest.fixture(scope="module")
def session(repository: Path, sample_raster: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Start QGIS with a fresh profile that has the plugin, and let the scenario play in it."""
    program = shutil.which("qgis.bin") or shutil.which("qgis")
    if program is None or shutil.which("xvfb-run") is None:
        pytest.skip("needs the programs qgis and xvfb-run")
    room = tmp_path_factory.mktemp("desktop")
    profile = room / "profiles/default"
    (profile / "python/plugins").mkdir(parents=True)
    (profile / "QGIS").mkdir()
    (profile / "QGIS/QGIS3.ini").write_text(INI)
    (profile / "python/plugins/rs_segmenter").symlink_to(repository / "rs_segmenter")
    raster = Path(shutil.copy(sample_raster, room))
    pictures = repository / "build/pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    report = room / "report.json"
    wish = {"raster": str(raster), "report": str(report), "pictures": str(pictures)}
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "DISPLAY")} | {
        # First, because Debian's older sympy would break torch.
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "QGIS_CUSTOM_CONFIG_PATH": str(room),
        "HOME": str(room),
        "XDG_RUNTIME_DIR": str(room),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "RS_SEGMENTER_SCENARIO": json.dumps(wish),
    }
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24 +extension GLX"]
    command = [*screen, program, "--nologo", "--noversioncheck", "--code", str(SCENARIO)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
    told = json.loads(report.read_text()) if report.is_file() else {}
    (pictures / "report.json").write_text(json.dumps(told, indent=2))
    return Session(done.returncode, done.stderr, told)


def test_qgis_survives_the_session(session: Session) -> None:
    assert session.report, f"QGIS ended with {session.code} and no report:\n{session.stderr[-3000:]}"
    assert "error" not in session.report, session.report["error"]
    assert session.code == 0, session.stderr[-3000:]


def test_opengl_with_llvm_was_loaded_so_a_clash_would_have_shown(session: Session) -> None:
    assert session.report["opengl_llvm_loaded_at_end"]


def test_only_one_gdal_is_in_the_process(session: Session) -> None:
    assert session.report["libgdal_copies"] == 1


def test_a_click_adds_a_layer_with_class_names_and_colours(session: Session) -> None:
    (layer,) = session.report["layers"]
    assert layer["renderer"] == "paletted"
    assert len(layer["classes"]) >= 2
    assert all(not label.isdigit() and colour.startswith("#") for _, label, colour in layer["classes"])


def test_class_areas_are_shown(session: Session) -> None:
    assert session.report["areas"], session.report["log"]
    assert sum(float(share.rstrip("%")) for _, _, share in session.report["areas"]) == pytest.approx(
        100, abs=0.5
    )


def test_the_window_stays_responsive_and_a_second_click_is_impossible(session: Session) -> None:
    assert session.report["second_click_impossible"]
    assert session.report["ticks"] > 50
    assert session.report["longest_gap_s"] < 5


def test_the_plugin_may_be_unloaded_during_a_run_and_loaded_again(session: Session) -> None:
    assert session.report["running_when_unloaded"]
    assert session.report["unloaded"]
    assert session.report["task_ended"]
    assert session.report["layers_after_unload"] == 0
    assert session.report["loaded_again"]


def test_the_plugin_loads_quickly(session: Session) -> None:
    assert session.report["load_seconds"] is not None


def test_pictures_show_the_window(session: Session) -> None:
    for name in ("picture_before", "picture_running", "picture_after", "picture_toolbox"):
        assert Path(session.report[name]).stat().st_size > 20_000
