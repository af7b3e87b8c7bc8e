"""Help, wrong usage, and how little is loaded for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from rs_segmenter.engine.cli import main

from .conftest import PATIENCE_S, Invoke


def test_help_shows_the_default_of_every_option_and_an_example() -> None:
    segment = main.commands["segment"]
    text = segment.get_help(
        click.Context(segment, parent=click.Context(main, info_name="rs-segmenter", show_default=True))
    )
    options = [p for p in segment.params if isinstance(p, click.Option)]
    assert " ".join(text.split()).count("[default: ") == len(options)
    assert "rs-segmenter segment photo.tif classes.tif" in text


def test_help_loads_none_of_the_heavy_packages(repository: Path) -> None:
    program = (
        "import sys\n"
        "from rs_segmenter.engine.cli import main\n"
        "main(['segment', '--help'], standalone_mode=False)\n"
        "sys.exit(' '.join({'torch', 'rasterio', 'fiona', 'openvino', 'numpy'} & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--bands", "red"], "no list of bands"),
        (["--bands", "red=1,green=2,nir=3"], "reads red, green, blue"),
        (["--bands", "0,1,2"], "start at 1"),
        (["--area", "9,9,1,1"], "is no rectangle"),
        (["--ground-resolution", "fine"], "is no ground resolution"),
        (["--stretch", "9,1"], "is no stretch"),
        (["--batch", "many"], "neither 'auto' nor a number"),
        (["--tile-px", "0"], "--tile-px"),
        (["--blend", "gauss"], "--blend"),
        (["--confidence", "classes.tif"], "same name"),
        (["--sharpen"], "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_ends_with_2_and_names_the_option(invoke: Invoke, wrong: list[str], says: str) -> None:
    result = invoke("segment", "photo.tif", "classes.tif", *wrong)
    assert result.exit_code == 2
    assert says in result.stderr
