"""The plugin's zip, built once, and a QGIS profile that holds nothing but it."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

DEBIAN_PYTHON = "/usr/bin/python3"


@dataclass(frozen=True)
class CleanProfile:
    """A QGIS profile with the unpacked zip, for QGIS's own Python: no virtual environment, hence no torch."""

    root: Path

    @property
    def plugins(self) -> Path:
        return self.root / "profiles/default/python/plugins"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of QGIS in this profile, off screen."""
        own = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
        environment = own | {
            "QGIS_CUSTOM_CONFIG_PATH": str(self.root),
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(self.root),
            "HOME": str(self.root),
        }
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)


@pytest.fixture(scope="session")
def plugin_zip(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip as `make package` builds it."""
    target = tmp_path_factory.mktemp("package") / "rs_segmenter.zip"
    program = [DEBIAN_PYTHON, str(repository / "tools/package.py"), "zip", str(target)]
    subprocess.run(program, check=True, capture_output=True)
    return target


@pytest.fixture(scope="session")
def clean_profile(plugin_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> CleanProfile:
    """A profile made by unpacking the zip, as QGIS's plugin manager does."""
    if not shutil.which("qgis"):
        pytest.skip("QGIS is not installed here")
    profile = CleanProfile(tmp_path_factory.mktemp("profile"))
    with zipfile.ZipFile(plugin_zip) as archive:
        archive.extractall(profile.plugins)
    return profile
