"""The commands that pages of the user guide give, run as they stand there on the sample that ships."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import fiona
import pytest

from .conftest import Invoke

PAGES = ("refine.md", "results.md")
# What trains takes long, and has its own tests.
TRAINS = "finetune"


def commands(page: str) -> list[list[str]]:
    """The words of each `rs-segmenter` command of a page, in its order."""
    joined = page.replace("\\\n", " ")
    return [shlex.split(line) for line in re.findall(r"^    rs-segmenter (.*)$", joined, re.MULTILINE)]


@pytest.fixture
def folder(sample_raster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample's files, which is the current one."""
    for path in sample_raster.parent.iterdir():
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def interpret(points: Path) -> None:
    """Fill in a class at each point, as somebody who knows the ground would."""
    (layer,) = fiona.listlayers(points)
    with fiona.open(points) as file:
        meta, features = file.meta, list(file)
    names = ("land", "building")
    with fiona.open(points, "w", layer=layer, **meta) as file:
        for number, feature in enumerate(features):
            named = {**feature["properties"], "class": names[number % len(names)]}
            file.write({"type": "Feature", "geometry": feature["geometry"], "properties": named})


def on_open_data(words: list[str]) -> bool:
    """Whether a command is of the example that needs data which are not in the repository."""
    return any("banepa" in word or "roof" in word for word in words)


def run_all(page: list[list[str]], invoke: Invoke) -> None:
    """Run commands one after the other."""
    for words in page:
        result = invoke(*words)
        assert result.exit_code == 0, f"{words}: {result.output}"
        if words[0] == "sample":
            interpret(Path(words[2]))


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_does_its_work_on_the_sample(
    page: str, folder: Path, repository: Path, invoke: Invoke
) -> None:
    found = commands((repository / "docs/guide" / page).read_text("utf-8"))
    run_all([words for words in found if words[0] != TRAINS and not on_open_data(words)], invoke)
    assert len(list(folder.glob("*.tif"))) > 3


def test_commands_on_open_data_do_their_work(
    folder: Path, repository: Path, shared_data: Path, invoke: Invoke
) -> None:
    page = (repository / "docs/guide/results.md").read_text("utf-8").replace("$DATA", str(shared_data))
    run_all([words for words in commands(page) if on_open_data(words)], invoke)
    assert "building" in (folder / "roofs.html").read_text("utf-8")
