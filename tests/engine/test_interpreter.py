"""Another process runs in this Python, whatever calls itself so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rs_segmenter.engine.interpreter import find_interpreter


def version_of(python: Path) -> str:
    command = [str(python), "-c", "import sys; print(*sys.version_info[:3])"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("claimed", ["", "/usr/bin/qgis", "shims/python3"])
def test_it_is_this_python_whatever_the_program_claims_to_be(
    claimed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim = tmp_path / "shims" / "python3"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\necho 2 7 18\n")
    shim.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.executable", claimed)
    python = find_interpreter()
    assert python is not None
    assert version_of(python) == " ".join(map(str, sys.version_info[:3]))


def test_there_may_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/usr/bin/qgis")
    monkeypatch.setattr("sys.exec_prefix", "/nowhere")
    assert find_interpreter() is None
