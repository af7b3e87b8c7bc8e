"""The real thing: 3 GB from the network, then a map made with it. Only where that is asked for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import rasterio

from rs_segmenter import settings
from rs_segmenter.enginehome import engine_home
from rs_segmenter.environment.building import Watch, build
from rs_segmenter.environment.builds import platform_name
from rs_segmenter.environment.locks import locks_for
from rs_segmenter.environment.planning import plan
from rs_segmenter.qgisnetwork import network_variables

ASKED = os.environ.get("RS_SEGMENTER_FULL_SETUP", "")

pytestmark = [
    pytest.mark.usefixtures("qgis_app"),
    pytest.mark.skipif(not ASKED, reason="RS_SEGMENTER_FULL_SETUP is not set to a build such as 'cuda'"),
]


def test_what_is_set_up_makes_the_same_map_as_qgis(
    tmp_path: Path, sample_raster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RS_SEGMENTER_ENVIRONMENTS", str(tmp_path / "environments"))
    lock = locks_for(platform_name())[ASKED]
    build(plan(lock, variables=network_variables(tmp_path)), Watch(log=print))
    maps = {}
    for place in ("qgis", "process"):
        settings.set_engine_place(place)
        home = engine_home()
        assert home.place == place
        output = tmp_path / f"{place}.tif"
        command = [str(home.python), "-m", "rs_segmenter.engine", "segment", str(sample_raster), str(output)]
        subprocess.run([*command, "--device", "cpu"], env=dict(home.environ), check=True, cwd=tmp_path)
        with rasterio.open(output) as raster:
            maps[place] = raster.read(1), raster.profile
    assert np.array_equal(maps["qgis"][0], maps["process"][0])
    assert maps["qgis"][1] == maps["process"][1]
