"""Where the engine runs here, and why: in QGIS, in a process of its own, or nowhere yet."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from . import dependencies, settings
from .engine.interpreter import find_interpreter
from .environment.places import managed_environment, packages_of, python_of
from .i18n import tr
from .packages import JOB_PACKAGES, OPTIONAL_PACKAGES, PACKAGES, like_qgis

PLUGINS = Path(__file__).absolute().parent.parent
# QGIS's own; another Python with another GDAL and PROJ would take them for its own.
_OF_QGIS = (
    *("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__"),
    *("GDAL_DATA", "GDAL_DRIVER_PATH", "PROJ_LIB", "PROJ_DATA", "GEOTIFF_CSV"),
    *("QT_PLUGIN_PATH", "QGIS_PREFIX_PATH"),
)
_PATHS = ("PATH", "Path", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True)
class EngineHome:
    """Where the engine runs.

    Attributes:
        place: `qgis`: in QGIS itself, its longer jobs in a process with QGIS's Python; `process`: always in a
            process of its own; `nowhere`: it cannot run.
        python: The program that a process of the engine is started with; None where there is none.
        environ: Every environment variable of that process.
        reason: Where it runs and why, in one line.
        report: What is missing or unsafe; ready unless the place is `nowhere`.
        apart: Whether its Python shares nothing with QGIS.
    """

    place: Literal["qgis", "process", "nowhere"]
    python: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    report: dependencies.Report = field(default_factory=dependencies.Report)
    apart: bool = False

    @property
    def ready(self) -> bool:
        """Whether the engine can run."""
        return self.place != "nowhere"


def engine_home(probe: bool = False) -> EngineHome:
    """Where the engine runs with the present settings; found out once, and again when these have changed.

    Args:
        probe: Try QGIS's Python in another process first, where that has not been done; takes some seconds the
            first time, so not in the main thread. Otherwise what lies on disk decides.
    """
    settings.take_preferences()
    managed = managed_environment()
    chosen = settings.environment()
    if probe and settings.engine_place() != "process" and dependencies.check(chosen).ready:
        dependencies.probe(chosen)
    home = _home(
        settings.engine_place(), chosen, str(managed or ""), dependencies.probed(chosen), tuple(sys.path)
    )
    # Of this moment: variables may have changed since the place was found.
    inherited = apart_environ(os.environ, qgis_folders(os.environ)) if home.apart else os.environ
    return replace(home, environ={**settings.preferences().variables, **inherited, **home.environ})


def forget() -> None:
    """Look again the next time: packages may have come or gone."""
    _home.cache_clear()
    dependencies.forget_probes()


@lru_cache(maxsize=8)
def _home(wish: str, chosen: str, managed: str, fault: str | None, path: tuple[str, ...]) -> EngineHome:
    """See `engine_home`.

    Args:
        wish: What the settings say: `auto`, `qgis` or `process`.
        chosen: The environment or Python in the settings; may be empty.
        managed: The managed environment's folder; may be empty.
        fault: Why QGIS's Python cannot run the engine, as a probe found; empty: it can; None: not tried.
        path: `sys.path`; what is found depends on it.
    """
    report = dependencies.check(chosen)
    if report.ready and fault:
        report = dependencies.Report(unsafe=fault)
    if report.ready and wish != "process":
        return _in_qgis(tr("The engine runs in QGIS, whose Python has all that it needs."))
    if wish == "qgis":
        return EngineHome(
            "nowhere", reason=tr("The engine cannot run in QGIS: {}").format(report.problem), report=report
        )
    reason = tr("The engine runs in a process of its own: {}.").format(_why(wish, report))
    if chosen or managed:
        return _apart(Path(chosen or managed), reason, report)
    return _own_python(report, reason)


def _why(wish: str, in_qgis: dependencies.Report) -> str:
    """Why it does not run in QGIS, in a few words."""
    if wish == "process":
        return tr("so it is set")
    if in_qgis.missing:
        return tr("QGIS has no {}").format(in_qgis.missing[0])
    if not dependencies.python_serves():
        return tr("QGIS's Python is too old for it")
    return tr("in QGIS it would clash")


def _in_qgis(reason: str) -> EngineHome:
    return EngineHome("qgis", find_interpreter(), _python_path(dependencies.process_path()), reason)


def _apart(place: Path, reason: str, in_qgis: dependencies.Report) -> EngineHome:
    """In a process with another Python, if that has what is needed."""
    python, folders = python_of(place), [str(folder) for folder in packages_of(place)]
    missing = dependencies.absent(folders)
    if python is None:
        text = tr("'{}' is no Python environment.").format(place)
        return _nowhere(in_qgis if in_qgis.unsafe else dependencies.Report(unsafe=text))
    if missing:
        text = tr("'{}' lacks Python packages: {}.").format(place, ", ".join(missing))
        return EngineHome("nowhere", reason=text, report=dependencies.Report(missing))
    environ = _python_path(os.pathsep.join([*folders, str(PLUGINS)]))
    return EngineHome("process", python, environ, reason, apart=True)


def _own_python(in_qgis: dependencies.Report, reason: str) -> EngineHome:
    """In a process with QGIS's Python: what clashes inside QGIS does not there."""
    python = find_interpreter()
    if python is None or not dependencies.python_serves() or dependencies.absent(list(sys.path)):
        return _nowhere(in_qgis)
    return EngineHome("process", python, _python_path(dependencies.process_path()), reason)


def _python_path(folders: str) -> dict[str, str]:
    return {"PYTHONPATH": folders, "PYTHONUTF8": "1"}


def _nowhere(report: dependencies.Report) -> EngineHome:
    reason = report.unsafe or tr("The engine is not set up yet.")
    return EngineHome("nowhere", reason=reason, report=report)


def missing_for_jobs() -> tuple[str, ...]:
    """Names of the packages, as pip calls them, that the engine lacks for some job or other."""
    return dependencies.absent(_path(), PACKAGES | JOB_PACKAGES)


def missing_optional() -> tuple[str, ...]:
    """Names of the packages, as pip calls them, that would make the engine faster or more able."""
    return dependencies.absent(_path(), OPTIONAL_PACKAGES)


def _path() -> list[str]:
    home = engine_home()
    return home.environ["PYTHONPATH"].split(os.pathsep) if home.ready else sys.path


def install_command(packages: Iterable[str]) -> str:
    """A command for a terminal that adds packages to those the engine has.

    Args:
        packages: As pip calls them.
    """
    home, chosen = engine_home(), settings.environment()
    python = (python_of(Path(chosen)) if chosen else None) or home.python or "python3"
    # What they need must not bring other versions into QGIS than it has.
    pins = [like_qgis(name) for name in ("numpy", "scipy")] if home.place == "qgis" else []
    return " ".join((f'"{python}"', "-m pip install", *packages, *pins))


def qgis_folders(environ: Mapping[str, str]) -> list[Path]:
    """QGIS's own folders, apart from those it shares with the whole system."""
    named = (sys.prefix, environ.get("OSGEO4W_ROOT", ""), environ.get("SNAP", ""), environ.get("APPDIR", ""))
    return [Path(folder) for folder in named if len(Path(folder).parts) > 2]


def apart_environ(environ: Mapping[str, str], qgis: list[Path]) -> dict[str, str]:
    """The environment variables that a process with another Python than QGIS's inherits.

    Args:
        environ: QGIS's own.
        qgis: QGIS's folders; the other Python looks for nothing in them.
    """
    kept = {name: value for name, value in environ.items() if name.upper() not in _OF_QGIS}
    for name in kept.keys() & _PATHS:
        folders = [f for f in kept[name].split(os.pathsep) if f]
        others = [f for f in folders if not any(Path(f).is_relative_to(own) for own in qgis)]
        kept[name] = os.pathsep.join(others)
    return kept
