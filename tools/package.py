"""Gathers the plugin's files: into the zip for plugins.qgis.org, or into a QGIS profile.

Usage: package.py zip FILE.zip | package.py deploy PROFILE
"""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from pathlib import Path

import i18n

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = "rs_segmenter"
SETTING = f"{PLUGIN}/environment"  # as rs_segmenter/settings.py reads it
NOT_SHIPPED = (".pyc", ".aux.xml", ".ts")
# The oldest time a zip can hold, so that the same files give the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def plugin_files() -> list[tuple[str, Path]]:
    """The files that ship, as (path in the plugin's folder, real file); links are followed."""
    i18n.release()
    found = []
    for folder, subfolders, names in os.walk(ROOT / PLUGIN, followlinks=True):
        subfolders[:] = [name for name in subfolders if name != "__pycache__"]
        for name in names:
            path = Path(folder, name)
            if not name.endswith(NOT_SHIPPED):
                found.append((path.relative_to(ROOT / PLUGIN).as_posix(), path.resolve()))
    return sorted(found)


def stage(target: Path) -> None:
    """Make `target` the plugin's folder, replacing what is there only when the new one is whole."""
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in plugin_files():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, fresh / name)
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.is_symlink():
        target.unlink()
    elif target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def write_zip(target: Path) -> None:
    """Write the zip whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".part")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, source in plugin_files():
            entry = zipfile.ZipInfo(f"{PLUGIN}/{name}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, source.read_bytes())
    fresh.replace(target)


def profile_plugins(profile: str) -> Path:
    """The folder of plugins of a QGIS profile of this user."""
    default = Path.home() / ".local/share/QGIS/QGIS3"
    return Path(os.environ.get("QGIS_CUSTOM_CONFIG_PATH", default)) / "profiles" / profile / "python/plugins"


def choose_environment(plugins: Path) -> str:
    """Write the repository's virtual environment into the profile's settings, unless one is chosen there.

    Args:
        plugins: The profile's folder of plugins.

    Returns:
        The environment the plugin will use; empty where there is none.
    """
    from qgis.PyQt.QtCore import QSettings  # QGIS reads the file with it; it replaces the file whole

    file = plugins.parent.parent / "QGIS/QGIS3.ini"
    environment = ROOT / ".venv"
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    if not settings.value(SETTING, "") and environment.is_dir():
        file.parent.mkdir(parents=True, exist_ok=True)
        settings.setValue(SETTING, str(environment))
        settings.sync()
        if settings.status() != QSettings.Status.NoError:
            sys.exit(f"{file} cannot be written; choose {environment} in the plugin's dock instead.")
    return str(settings.value(SETTING, ""))


def main(arguments: list[str]) -> None:
    """Do one of the two things."""
    match arguments:
        case ["zip", target]:
            write_zip(Path(target))
            stage(Path(target).parent / PLUGIN)
            print(f"{target}: {Path(target).stat().st_size / 1e6:.1f} MB")
        case ["deploy", profile]:
            folder = profile_plugins(profile)
            folder.mkdir(parents=True, exist_ok=True)
            stage(folder / PLUGIN)
            print(f"Python packages: {choose_environment(folder) or 'none chosen; the dock says how'}")
            print(f"{folder / PLUGIN}: restart QGIS and tick RS Segmenter in Manage and Install Plugins")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
