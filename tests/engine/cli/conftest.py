"""The command line, in this process and in one of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rs_segmenter.engine.cli import main

# For a busy machine: long enough that only what hangs outlives it.
PATIENCE_S = 900
Invoke = Callable[..., Result]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of converted networks for all tests: a conversion takes seconds."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def environment(cache: Path, tmp_path: Path) -> dict[str, str]:
    """Where the program keeps its things during a test."""
    return {"RS_SEGMENTER_CACHE": str(cache), "RS_SEGMENTER_MODELS": str(tmp_path / "own models")}


@pytest.fixture
def invoke(environment: dict[str, str]) -> Invoke:
    """Run a command in this process; an exception that is not translated fails the test."""

    def invoke(*arguments: str | Path) -> Result:
        result = CliRunner(env=environment).invoke(main, [str(a) for a in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def start(environment: dict[str, str], repository: Path) -> Start:
    """Start a command in a process of its own."""

    def start(*arguments: str | Path, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "rs_segmenter.engine", *map(str, arguments)]
        return subprocess.Popen(
            command,
            cwd=repository,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,
        )

    return start


@pytest.fixture
def model_folder(repository: Path, tmp_path: Path) -> Path:
    """A copy of the shipped model, to be damaged."""
    folder = tmp_path / "model"
    shutil.copytree(repository / "resources/models/landcover-light", folder)
    return folder
