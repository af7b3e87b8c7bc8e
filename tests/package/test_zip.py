"""What the zip holds, by the rules of plugins.qgis.org."""

from __future__ import annotations

import stat
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def archive(plugin_zip: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(plugin_zip) as opened:
        yield opened


def test_zip_is_at_most_25_megabytes(plugin_zip: Path) -> None:
    assert plugin_zip.stat().st_size <= 25_000_000


def test_everything_is_in_one_folder(archive: zipfile.ZipFile) -> None:
    assert {name.split("/")[0] for name in archive.namelist()} == {"rs_segmenter"}


@pytest.mark.parametrize(
    "name",
    ["__init__.py", "metadata.txt", "LICENSE", "engine/__init__.py", "resources/icons/icon.png"],
)
def test_zip_holds_what_qgis_and_the_site_look_for(archive: zipfile.ZipFile, name: str) -> None:
    assert archive.getinfo(f"rs_segmenter/{name}").file_size > 0


def test_default_model_ships_whole(archive: zipfile.ZipFile) -> None:
    models = {Path(name).parent for name in archive.namelist() if "/resources/models/" in name}
    assert models
    for folder in models:
        assert archive.getinfo(f"{folder}/card.json").file_size > 0
        assert archive.getinfo(f"{folder}/weights.safetensors").file_size > 1_000_000


def test_every_entry_is_a_real_file_that_is_not_executable(archive: zipfile.ZipFile) -> None:
    modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert not [name for name, mode in modes.items() if stat.S_ISLNK(mode) or mode & 0o111]


def test_no_program_compiled_or_hidden_file_slips_in(archive: zipfile.ZipFile) -> None:
    programs = (".exe", ".dll", ".so", ".dylib", ".bat", ".sh", ".ps1", ".cmd", ".pyd")
    refused = (*programs, ".pyc", ".pyo", ".aux.xml", ".whl", ".zip", ".pt", ".pth", ".pkl")
    names = [name.lower() for name in archive.namelist()]
    assert not [name for name in names if name.endswith(refused) or "__pycache__" in name]
    assert not [name for name in names if ".." in name or "__macosx" in name or "\\" in name or ":" in name]
    # What the secrets scan is told is the one hidden file, where the site looks for it.
    assert [name for name in names if "/." in name] == ["rs_segmenter/.secrets.baseline"]


def test_same_sources_give_the_same_bytes(plugin_zip: Path, repository: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    program = ["/usr/bin/python3", str(repository / "tools/package.py"), "zip", str(again)]
    subprocess.run(program, check=True, capture_output=True)
    assert again.read_bytes() == plugin_zip.read_bytes()
