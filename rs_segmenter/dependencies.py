"""What the engine needs beside QGIS: what is missing or unsafe here, found out without importing it.

Two GDAL libraries in one process crash it, and so does triton's LLVM beside Mesa's. A second numpy is
not better. So nothing is imported into QGIS before it has been looked at.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from . import settings
from .i18n import tr
from .packages import PACKAGES, install_commands

_OLDEST_PYTHON = (3, 10)
# An environment in front of QGIS's own packages must not bring another of these.
_QGIS_OWNS = ("numpy", "osgeo", "PyQt5", "PyQt6", "qgis")
_PROBE = "import sys; sys.modules['triton'] = None; import torch, rasterio; print(rasterio.__gdal_version__)"
_PROBE_SECONDS = 300


class DependencyError(Exception):
    """The engine cannot run here; the message says why and what to do."""


@dataclass(frozen=True)
class Report:
    """What keeps the engine from running in this QGIS.

    Attributes:
        missing: Names of the packages to install, as pip calls them.
        unsafe: Why what is there must not be loaded into QGIS; empty when it may.
    """

    missing: tuple[str, ...] = ()
    unsafe: str = ""

    @property
    def ready(self) -> bool:
        """Whether the engine can run."""
        return not self.missing and not self.unsafe

    @property
    def problem(self) -> str:
        """What is wrong, in one sentence; empty when nothing is."""
        if self.unsafe:
            return self.unsafe
        if self.missing:
            return tr("Python packages are missing that RS Segmenter computes with: {}.").format(
                ", ".join(self.missing)
            )
        return ""

    @property
    def remedy(self) -> str:
        """What to do about it: one sentence, then the commands, one a line; empty when nothing is wrong."""
        return "" if self.ready else f"{_ADVICE()}\n" + "\n".join(install_commands())


def _ADVICE() -> str:  # noqa: N802 - a constant that can be translated
    return tr(
        "Click 'Set up' in the RS Segmenter dock, or make a Python environment with the commands below."
    )


def site_packages(environment: str) -> Path | None:
    """The folder of an environment that holds its packages; None where there is none."""
    root = Path(environment)
    if root.is_file():  # a program: bin/python, Scripts/python.exe, python.exe
        root = root.parent.parent if root.parent.name in ("bin", "Scripts") else root.parent
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for folder in (root / "lib" / version / "site-packages", root / "Lib" / "site-packages", root):
        if environment and folder.name == "site-packages" and folder.is_dir():
            return folder
    return None


def python_serves() -> bool:
    """Whether QGIS's Python is new enough for the engine."""
    return sys.version_info >= _OLDEST_PYTHON


def check(environment: str | None = None) -> Report:
    """Look at what is installed; fast, and imports nothing.

    Args:
        environment: Folder of a Python environment; None: the one in the settings.
    """
    if not python_serves():
        return Report(
            unsafe=tr("RS Segmenter computes with Python 3.10 or newer; this QGIS has an older one.")
        )
    chosen = settings.environment() if environment is None else environment
    site = site_packages(chosen)
    if chosen and site is None:
        return Report(
            unsafe=tr("'{}' is no environment of Python {}.{}, which this QGIS has.").format(
                chosen, *sys.version_info[:2]
            )
        )
    path = _search_path(site)
    own = [name for name in _QGIS_OWNS if site and (site / name).is_dir() and str(site) not in sys.path]
    if own:
        return Report(
            unsafe=tr("The environment '{}' brings its own {}, which clashes with QGIS's.").format(
                site, own[0]
            )
        )
    missing = absent(path)
    return Report(missing, "" if "rasterio" in missing else _bundled_gdal(path))


def absent(path: list[str], packages: Mapping[str, str] = PACKAGES) -> tuple[str, ...]:
    """Names of the packages, as pip calls them, that these folders lack.

    Args:
        path: Folders.
        packages: Modules and packages; by default those that the engine cannot do without.
    """
    # Of what was deleted or half installed, a folder may be left: to Python a package without a file.
    found = {module: PathFinder.find_spec(module, path) for module in packages}
    return tuple(packages[module] for module, spec in found.items() if spec is None or not spec.has_location)


def _search_path(site: Path | None) -> list[str]:
    return [str(site), *sys.path] if site else list(sys.path)


def process_path() -> str:
    """PYTHONPATH of the engine in a process of its own: the environment first, then this plugin, then QGIS's."""
    plugins = str(Path(__file__).absolute().parent.parent)
    site, *others = _search_path(site_packages(settings.environment()))
    return os.pathsep.join(dict.fromkeys(p for p in (site, plugins, *others) if p))


def _bundled_gdal(path: Sequence[str]) -> str:
    spec = PathFinder.find_spec("rasterio", path)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder and ((folder.parent / "rasterio.libs").is_dir() or (folder / ".dylibs").is_dir()):
        return tr(
            "The rasterio in '{}' brings a GDAL of its own, which crashes QGIS. Remove it, "
            "and install the rasterio that is built for QGIS's GDAL."
        ).format(folder)
    return ""


def load() -> None:
    """Make the engine safe to import. Takes a moment the first time: call it outside the main thread.

    Raises:
        DependencyError: When something is missing or would crash QGIS.
    """
    report = check()
    if not report.ready:
        raise DependencyError(f"{report.problem} {report.remedy}")
    if fault := probe(settings.environment()):
        raise DependencyError(fault)
    site = site_packages(settings.environment())
    if site and str(site) not in sys.path:
        # In front: Debian's older sympy, found first, breaks torch.
        sys.path.insert(0, str(site))
    # Its LLVM and the one Mesa has loaded into the QGIS desktop crash each other; only torch.compile needs it
    sys.modules.setdefault("triton", None)  # type: ignore[arg-type]


def probe(environment: str) -> str:
    """Try QGIS's Python and an environment in another process, unless that has been done; takes seconds.

    Returns:
        Why the two must not be loaded into QGIS; empty where they may.

    Raises:
        DependencyError: When they cannot be tried.
    """
    found = probed(environment)
    if found is None:
        path = _search_path(site_packages(environment))
        found = _probe(path)
        settings.set_probe(_signature(path), found)
    return found


def probed(environment: str) -> str | None:
    """What `probe` gave for what is installed at present; None where it has not been asked."""
    tried, fault = settings.probe()
    return fault if tried == _signature(_search_path(site_packages(environment))) else None


def forget_probes() -> None:
    """Try again the next time."""
    settings.set_probe("", "")


def _signature(path: Sequence[str]) -> str:
    """Another one as soon as QGIS, torch or rasterio is another."""
    from hashlib import sha256

    from osgeo import gdal

    parts = [sys.version, gdal.VersionInfo("RELEASE_NAME")]
    for package in ("torch", "rasterio"):
        spec = PathFinder.find_spec(package, path)
        place = Path(spec.origin) if spec and spec.origin else None
        parts.append(f"{place} {place.stat().st_mtime_ns}" if place and place.is_file() else "")
    return sha256("|".join(parts).encode()).hexdigest()


def _probe(path: Sequence[str]) -> str:
    """Ask another process which GDAL rasterio would load; return what is wrong with it, or nothing."""
    import subprocess  # nosec B404

    from osgeo import gdal

    from .engine.interpreter import find_interpreter

    python = find_interpreter()
    if python is None or {"torch", "rasterio"} <= sys.modules.keys():
        return ""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in path if p)}
    try:
        answer = subprocess.run(  # nosec B603
            [str(python), "-c", _PROBE], env=environ, capture_output=True, text=True, timeout=_PROBE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        # Not remembered: the machine may be less busy the next time.
        text = tr("PyTorch and rasterio cannot be tried before they are loaded: {}.").format(error)
        raise DependencyError(text) from error
    if answer.returncode:
        reason = (answer.stderr.strip().splitlines() or [tr("it crashed")])[-1]
        return tr("PyTorch or rasterio cannot be loaded: {}. Install them again.").format(reason)
    theirs, ours = answer.stdout.strip(), gdal.VersionInfo("RELEASE_NAME")
    if theirs == ours:
        return ""
    return tr(
        "rasterio uses GDAL {} and QGIS uses {}; together they crash. Install the rasterio of your QGIS."
    ).format(theirs, ours)
