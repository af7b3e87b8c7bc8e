"""A report to be copied: QGIS, where the engine runs and why, what it has there, and how the last set-up went."""

from __future__ import annotations

import os
import platform
import subprocess  # nosec B404
import sys

from . import settings
from .engine.diagnostics import Check, as_text, from_json
from .engine.interpreter import find_interpreter
from .engine.version import read_version
from .enginehome import EngineHome
from .environment.network import without_secrets
from .environment.places import environments_folder, facts_of, managed_environment
from .i18n import tr

_SECONDS = 300


def report(home: EngineHome, last_fault: str = "") -> str:
    """The whole report; takes some seconds, so not in the main thread.

    Args:
        home: Where the engine runs.
        last_fault: What the last set-up complained of.
    """
    parts = [as_text(_of_qgis(home)), as_text(_of_engine(home))]
    if last_fault:
        parts.append(f"{tr('Last set-up:')} {last_fault}")
    return without_secrets("\n\n".join(parts)) + "\n"


def _of_qgis(home: EngineHome) -> list[Check]:
    from osgeo import gdal
    from qgis.core import Qgis
    from qgis.PyQt.QtCore import qVersion

    managed = managed_environment()
    made = facts_of(managed) if managed else {}
    boxes = [name for name in ("FLATPAK_ID", "SNAP", "APPIMAGE", "CONDA_PREFIX") if name in os.environ]
    return [
        Check("RS Segmenter", "ok", read_version()),
        Check("QGIS", "ok", f"{Qgis.QGIS_VERSION}, Qt {qVersion()}, GDAL {gdal.VersionInfo('RELEASE_NAME')}"),
        Check(tr("system"), "ok", " ".join([platform.platform(), platform.machine(), *boxes])),
        Check(
            tr("Python of QGIS"),
            "ok",
            tr("{} at {}, prefix {}").format(platform.python_version(), find_interpreter(), sys.prefix),
        ),
        Check(tr("engine"), "ok" if home.ready else "missing", home.reason, home.report.problem),
        Check(
            tr("setting"),
            "ok",
            tr("{}, environment '{}'").format(settings.engine_place(), settings.environment()),
        ),
        Check(tr("set-up"), "ok", f"{managed or environments_folder()} {made or tr('not there')}"),
    ]


def _of_engine(home: EngineHome) -> list[Check]:
    """What the engine says of itself, where it runs or would run."""
    python = home.python or find_interpreter()
    if python is None:
        return [Check("Python", "missing", tr("none found to start a process with"))]
    environ = dict(home.environ)
    if not home.ready:  # nobody has said where the engine and its packages are
        environ["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    command = [str(python), "-m", "rs_segmenter.engine.diagnostics"]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(  # nosec B603
            command,
            env=environ,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            creationflags=flags,
        )
        return from_json(done.stdout)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [Check(tr("engine's process"), "missing", str(error))]
    except ValueError:
        said = done.stderr.strip().splitlines()[-5:]
        return [
            Check(
                tr("engine's process"), "missing", tr("code {}: {}").format(done.returncode, " / ".join(said))
            )
        ]
