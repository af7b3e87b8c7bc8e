"""What every test may ask for: places, and nothing that needs QGIS."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's root."""
    return REPOSITORY


@pytest.fixture(scope="session")
def sample_raster() -> Path:
    """The sample raster that ships: 1000 x 1000 px, RGB, EPSG:28992."""
    return REPOSITORY / "resources/samples/rotterdam.tif"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real imagery with labels that is not in the repository; skips where it is absent."""
    folder = REPOSITORY.parent / "shared/data"
    if not folder.is_dir():
        pytest.skip(f"real test imagery is not at {folder}")
    return folder
