"""Where environments lie, and where a Python has its program and its packages; pure but for looking at files."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ..engine.folders import data_folder
from ..engine.preferences import ENVIRONMENTS, preferred_folder

# Written last: an environment without it is not whole.
MARK = "rs-segmenter.json"
PART, OLD = ".part", ".old"


def environments_folder() -> Path:
    """Folder of the managed environments; `RS_SEGMENTER_ENVIRONMENTS` overrides the platform's data folder."""
    if chosen := preferred_folder(ENVIRONMENTS):
        return chosen
    if snap := os.environ.get("SNAP_USER_COMMON"):  # a snap's other folders are copied with every update
        return Path(snap) / "rs-segmenter" / "environments"
    return data_folder() / "environments"


def environment_name(python: str, platform: str, build: str, digest: str) -> str:
    """Name of the environment of a lock: short, since Windows takes paths of 260 characters.

    Args:
        python: Its version, such as `3.12`.
        platform: As in `builds.platform_name`.
        build: `cpu`, `cuda`, `cuda126` or `mps`.
        digest: Of the lock.
    """
    return f"py{python.replace('.', '')}-{platform.rpartition('-')[2]}-{build}-{digest[:8]}"


def managed_environment() -> Path | None:
    """The newest managed environment that is whole; None where there is none."""
    marks = list(environments_folder().glob(f"*/{MARK}"))
    whole = [m.parent for m in marks if not m.parent.name.endswith((PART, OLD)) and python_of(m.parent)]
    return max(whole, key=lambda folder: (folder / MARK).stat().st_mtime, default=None)


def facts_of(environment: Path) -> dict[str, object]:
    """What was written down when an environment was made; empty where that cannot be read."""
    try:
        facts = json.loads((environment / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def python_of(place: Path) -> Path | None:
    """The Python program of an environment's folder, or the program itself; None where there is none."""
    if place.is_file():
        return place if place.name.lower().startswith("python") else None
    names = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
    return next((place / name for name in names if (place / name).is_file()), None)


def packages_of(place: Path) -> list[Path]:
    """The folders that hold the packages of an environment or of a Python program, first found first."""
    root = place
    if place.is_file():
        root = place.parent.parent if place.parent.name in ("bin", "Scripts") else place.parent
    found = [
        *sorted(root.glob("lib/python3.*/site-packages")),
        root / "Lib" / "site-packages",
        *sorted(root.glob("local/lib/python3.*/dist-packages")),
        *sorted(root.glob("lib/python3/dist-packages")),
    ]
    base = _base_of(root)
    # Windows and macOS do not tell `Lib` from `lib`.
    own = [folder for folder in found if folder.is_dir()]
    return list(dict.fromkeys([*own, *(packages_of(base) if base else [])]))


def _base_of(environment: Path) -> Path | None:
    """The Python whose packages an environment sees beside its own; None where it sees none."""
    try:
        lines = (environment / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    said = {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}
    if said.get("include-system-site-packages") != "true" or "home" not in said:
        return None
    home = Path(said["home"])
    return home.parent if home.name == "bin" else home
