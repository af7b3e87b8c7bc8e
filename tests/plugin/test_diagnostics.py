"""What is copied for whoever is to help, most of all where the engine does not run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rs_segmenter import diagnostics, settings
from rs_segmenter.enginehome import engine_home

pytestmark = pytest.mark.usefixtures("qgis_app")
# Without the package rs-segmenter, which the environment of the tests has and QGIS has not.
QGIS_PYTHON = Path("/usr/bin/python3")


def test_where_the_engine_runs_nowhere_the_report_still_tells_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(diagnostics, "find_interpreter", lambda: QGIS_PYTHON)
    monkeypatch.chdir(tmp_path)
    settings.set_engine_place("qgis")
    settings.set_environment(str(tmp_path))
    home = engine_home()
    assert not home.ready
    found = diagnostics.report(home)
    assert re.search(r"^missing engine: ", found, re.MULTILINE)
    assert re.search(r"^ok +GDAL: .+ in rasterio", found, re.MULTILINE), found
    assert re.search(r"^ok +models: .*landcover-light", found, re.MULTILINE)
