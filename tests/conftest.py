"""What every test may ask for: places, and nothing that needs QGIS."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Looking at a raster leaves no .aux.xml beside it: neither at the sample nor at shared data.
os.environ["GDAL_PAM_ENABLED"] = "NO"

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's root."""
    return REPOSITORY


@pytest.fixture(scope="session")
def sample_raster() -> Path:
    """The sample raster that ships: 600 x 600 px of 0.5 m, red, green, blue, uint8, EPSG:32631."""
    return REPOSITORY / "resources/samples/rotterdam.tif"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real imagery with labels that is not in the repository; skips where it is absent."""
    folder = REPOSITORY.parent / "shared/data"
    if not folder.is_dir():
        pytest.skip(f"real test imagery is not at {folder}")
    return folder


@pytest.fixture
def serve_files() -> Iterator[Callable[..., str]]:
    """Starts web servers of a folder's files that fail after so many requests, or want a login; gives addresses."""
    running = []

    def start(folder: Path, fault: str = "none", after: int = 0, login: str = "") -> str:
        program = REPOSITORY / "tests/engine/rangeserver.py"
        command = [sys.executable, str(program), str(folder), fault, str(after), login]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        running.append(server)
        return server.stdout.readline().strip()

    yield start
    for server in running:
        server.kill()
        server.wait()
        server.stdout.close()
