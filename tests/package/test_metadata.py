"""metadata.txt and what stands beside it, as the validator of plugins.qgis.org wants them."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

REQUIRED = (
    "name description version qgisMinimumVersion author email about tracker repository homepage icon category"
).split()


@pytest.fixture(scope="module")
def metadata(repository: Path) -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string((repository / "metadata.txt").read_text(encoding="utf-8"))
    return dict(parser["general"])


@pytest.mark.parametrize("key", REQUIRED)
def test_every_key_the_site_requires_has_a_value(metadata: dict[str, str], key: str) -> None:
    assert metadata[key].strip()


def test_plugin_is_listed_for_qgis_3_22_to_4(metadata: dict[str, str]) -> None:
    assert (metadata["qgisMinimumVersion"], metadata["qgisMaximumVersion"]) == ("3.22", "4.99")
    assert "supportsQt6" not in metadata


def test_qgis_process_starts_the_plugin(metadata: dict[str, str]) -> None:
    assert metadata["hasProcessingProvider"] == "yes"


def test_author_and_category_are_what_the_site_accepts(metadata: dict[str, str]) -> None:
    assert "/" not in metadata["author"]
    assert metadata["category"] in {"Raster", "Vector", "Database", "Mesh", "Web"}


def test_about_names_the_external_dependencies(metadata: dict[str, str]) -> None:
    assert all(name in metadata["about"] for name in metadata["external_deps"].split(","))


def test_icon_is_a_png_that_ships(metadata: dict[str, str], repository: Path) -> None:
    icon = repository / "rs_segmenter" / metadata["icon"]
    assert icon.read_bytes().startswith(b"\x89PNG")


def test_links_lead_to_one_project(metadata: dict[str, str]) -> None:
    assert metadata["tracker"] == metadata["repository"] + "/issues"
    assert metadata["homepage"].startswith("https://")
