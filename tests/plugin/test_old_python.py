"""The plugin loads in the oldest QGIS's Python 3.9 and says there that the engine needs a newer one."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication

from rs_segmenter import dependencies, enginehome
from rs_segmenter.algorithms.provider import SegmenterProvider

_PROGRAM = """
import sys
import rs_segmenter.plugin, rs_segmenter.algorithms.provider, rs_segmenter.gui.dock
print("\\n".join(m.__file__ for n, m in sys.modules.items() if n.startswith("rs_segmenter.") and m.__file__))
"""
# Keywords of `dataclass` that came with Python 3.10.
_NEWER = {"kw_only", "slots"}


def test_nothing_that_is_loaded_at_the_start_needs_a_newer_python() -> None:
    repository = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], cwd=repository, capture_output=True, text=True, check=True
    )
    loaded = [Path(line) for line in done.stdout.splitlines()]
    assert len(loaded) > 40
    for path in loaded:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 9))
        used = {k.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for k in node.keywords}
        assert not used & _NEWER, path


@pytest.mark.usefixtures("qgis_app")
def test_the_algorithms_that_are_left_there_say_why_they_cannot_run(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(dependencies, "python_serves", lambda: False)
    # Where the engine runs is looked up once, and what this test makes of it is for this test alone.
    enginehome.forget()
    request.addfinalizer(enginehome.forget)
    provider = SegmenterProvider()
    provider.setParent(QgsApplication.processingRegistry())
    provider.refreshAlgorithms()
    assert {a.name() for a in provider.algorithms()} == {"segmentlayer", "finetunemodel", "evaluatemodel"}
    for algorithm in provider.algorithms():
        can, why = algorithm.canExecute()
        assert not can and "3.10" in why
