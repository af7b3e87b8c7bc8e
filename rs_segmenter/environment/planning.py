"""What a set-up will do on this machine: which Python, which installer, which place."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from ..engine.interpreter import find_interpreter
from ..packages import JOB_PACKAGES, OPTIONAL_PACKAGES, PACKAGES
from .builds import platform_name
from .locks import Lock
from .places import environment_name, environments_folder
from .steps import PYTHON, Setup

MODULES = (*PACKAGES, *JOB_PACKAGES, *OPTIONAL_PACKAGES)


def plan(lock: Lock, wheels: Path | None = None, variables: Mapping[str, str] | None = None) -> Setup:
    """A set-up for this machine.

    Args:
        lock: What it is to hold.
        wheels: Folder to install from without a network.
        variables: Proxy and certificates.
    """
    own = "{}.{}".format(*sys.version_info)
    host = find_interpreter()
    base = host if own in lock.pythons else None
    first = base is not None and stays(platform.system(), os.environ)
    name = environment_name(own if first else PYTHON, platform_name(), lock.build, lock.digest)
    return Setup(
        environments_folder(),
        name,
        lock,
        MODULES,
        base,
        host,
        base_first=first,
        uv=find_uv(os.environ),
        wheels=wheels,
        variables=variables or {},
    )


def stays(system: str, environ: Mapping[str, str]) -> bool:
    """Whether QGIS's Python is the system's, on which an environment can stand when QGIS is updated or moved.

    Args:
        system: As `platform.system()`.
        environ: Environment variables; Flatpak, Snap and AppImage show in them.
    """
    boxed = {"FLATPAK_ID", "SNAP", "APPIMAGE"} & environ.keys()
    return system == "Linux" and not boxed


def find_uv(environ: Mapping[str, str]) -> Path | None:
    """The uv that the user has; None where there is none."""
    home = Path.home()
    folders = [environ.get("PATH", ""), str(home / ".local" / "bin"), str(home / ".cargo" / "bin")]
    found = shutil.which("uv", path=os.pathsep.join(folders))
    return Path(found) if found else None
