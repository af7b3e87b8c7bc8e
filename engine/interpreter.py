"""Which program is this Python."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath


def find_interpreter() -> Path | None:
    """The program to start for another process with this Python; None where there is none.

    Inside QGIS, `sys.executable` is QGIS itself, which would open a second QGIS, or whatever Python is first on
    the path, which may be of another version; so it comes last.
    """
    version = sys.version_info[0], sys.version_info[1], sys.version_info[2]
    places = candidates(platform.system(), sys.exec_prefix, sys.executable or "", version, os.environ)
    return next((Path(p) for p in places if Path(p).is_file()), None)


def candidates(
    system: str, prefix: str, executable: str, version: tuple[int, int, int], environ: Mapping[str, str]
) -> list[PurePath]:
    """Where the program may lie, the best first.

    Args:
        system: As `platform.system()`.
        prefix: `sys.exec_prefix`.
        executable: `sys.executable`; may be QGIS.
        version: Of this Python.
        environ: Environment variables; OSGeo4W, Flatpak and Snap show in them.
    """
    flavour = PureWindowsPath if system == "Windows" else PurePosixPath
    root, program = flavour(prefix), flavour(executable)
    name = f"python{version[0]}.{version[1]}"
    if system == "Windows":
        places = [root / "python.exe", root / "Scripts" / "python.exe"]
        if osgeo4w := environ.get("OSGEO4W_ROOT"):
            folder = flavour(osgeo4w)
            places += [
                folder / "apps" / f"Python{version[0]}{version[1]}" / "python.exe",
                folder / "bin" / "python3.exe",
            ]
    else:
        places = [root / "bin" / name]
        if system == "Darwin":
            bundle = program.parent  # Contents/MacOS; its layout has changed with every way QGIS was built
            framework = bundle.parent / "Frameworks" / "Python.framework" / "Versions"
            places += [
                framework / f"{version[0]}.{version[1]}" / "bin" / name,
                *(bundle / "bin" / n for n in (name, "python3")),
                *(bundle / n for n in (name, "python3", "python")),
                root / "tools" / "python3" / name,
            ]
        places.append(root / "bin" / "python3")
        if "FLATPAK_ID" in environ:
            places.append(flavour("/usr/bin") / name)
    return [*places, *([program] if program.name.lower().startswith("python") else [])]
