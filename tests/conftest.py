"""What every test may ask for: places, and nothing that needs QGIS."""

from __future__ import annotations

import os
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
