"""Metadata of layers, as GDAL reads it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from rs_segmenter.engine.errors import EngineError
from rs_segmenter.engine.provenance import STEP_TAG, derived_tags, write_tags
from rs_segmenter.engine.vector import geopackage, write_layer
from rs_segmenter.engine.vectorize.job import VectorizeJob


def test_a_step_adds_to_what_its_input_said_and_leaves_out_its_outputs(tmp_path: Path) -> None:
    classes = tmp_path / "classes.tif"
    classes.touch()
    job = VectorizeJob(str(classes), str(tmp_path / "out.gpkg"), min_area_m2=3, overwrite=True)
    tags = derived_tags({"RS_SEGMENTER_MODEL": "roofs", "AREA_OR_POINT": "Area"}, "vectorize", job)
    assert set(tags) == {"RS_SEGMENTER_MODEL", STEP_TAG}
    step = json.loads(tags[STEP_TAG])
    assert (step["verb"], step["classes"], step["min_area_m2"]) == ("vectorize", str(classes), 3)
    assert not {"output", "overwrite"} & set(step)


@pytest.mark.parametrize("geometry", ["Polygon", "None"])
def test_ogrinfo_shows_the_tags_of_a_layer(tmp_path: Path, geometry: str) -> None:
    path = tmp_path / "a b.gpkg"
    with geopackage(path) as part:
        write_layer(part, "a b", {"n": "int"}, [(None, (1,))], geometry=geometry)
        write_tags(part, "a b", {"RS_SEGMENTER_MODEL": 'roofs & <"walls">', STEP_TAG: "{}"})
    shown = subprocess.run(["ogrinfo", "-so", str(path), "a b"], capture_output=True, text=True, check=True)
    assert 'RS_SEGMENTER_MODEL=roofs & <"walls">' in shown.stdout
    assert "warning" not in shown.stderr.lower()
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_cannot_be_written_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "out.gpkg"
    with pytest.raises(EngineError, match="out.gpkg"), geopackage(path) as part:
        part.write_bytes(b"no database at all, but long enough to be looked at" * 20)
        write_tags(part, "layer", {})
    assert not path.exists()
