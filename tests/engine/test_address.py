"""Names of rasters, and what results tell of them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from numpy.typing import NDArray

from rs_segmenter.engine.address import absolute, public, short
from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.engine.segment import segment_raster
from rs_segmenter.engine.training.job import Labelled
from rs_segmenter.engine.training.result import describe_data, describe_sets


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("https://a.org/photo.tif", "https://a.org/photo.tif"),
        ("https://a.org/p.tif?v=2&sig=abc%2Fd&se=2030", "https://a.org/p.tif?v=2&sig=...&se=2030"),
        ("https://a.org/p.tif?X-Amz-Signature=0af", "https://a.org/p.tif?X-Amz-Signature=..."),
        ("/vsicurl/https://me:pass@a.org/p.tif", "/vsicurl/https://...@a.org/p.tif"),
        ("/vsicurl/https://me:p@ss@a.org/p.tif?v=1@2", "/vsicurl/https://...@a.org/p.tif?v=1@2"),
        ("crs=EPSG:3857&password=a%26b&url=https://a.org", "crs=EPSG:3857&password=...&url=https://a.org"),
        (
            "url=https%3A%2F%2Fa.org%3Fkey%3Dabc%26v%3D1&zmax=9",
            "url=https%3A%2F%2Fa.org%3Fkey%3D...%26v%3D1&zmax=9",
        ),
        ("dbname='gis' password='s3 cr&t' table=\"a\"", "dbname='gis' password=... table=\"a\""),
        (r"password='a\'b \\' sslmode=disable", "password=... sslmode=disable"),
        ("PG:dbname=gis password=a&b%c]d mode=2", "PG:dbname=gis password=... mode=2"),
        ("PG:password=a&b dbname=gis", "PG:password=... dbname=gis"),
        ("dbname='gis' password='never ends", "dbname='gis' password=..."),
        ("default", "default"),
    ],
)
def test_an_address_is_told_without_its_secrets(name: str, told: str) -> None:
    assert public(name) == told


def test_a_file_is_told_by_its_whole_path_whatever_that_looks_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key=1").mkdir()
    (tmp_path / "key=1/a.tif").touch()
    monkeypatch.chdir(tmp_path)
    assert public("key=1/a.tif") == absolute("key=1/a.tif") == str(tmp_path / "key=1/a.tif")


def test_a_raster_at_a_long_signed_address_is_segmented_and_the_signature_stays_secret(
    make_raster: Callable[..., Path],
    picture: NDArray[np.uint8],
    tiny_model: Path,
    serve_files: Callable[..., str],
    tmp_path: Path,
) -> None:
    photo = make_raster(picture[:, :90, :80])
    address = f"{serve_files(photo.parent)}/{photo.name}?sig={'s3cr' * 100}"
    with pytest.raises(OSError):
        os.stat(address)  # no file can have so long a name
    output = tmp_path / "classes.tif"
    segment_raster(SegmentJob(address, str(output), model=str(tiny_model), device="cpu", runtime="torch"))
    with rasterio.open(output) as made:
        tags = made.tags()
    assert json.loads(tags["RS_SEGMENTER_JOB"])["raster"] == address.partition("=")[0] + "=..."
    assert not [key for key, text in tags.items() if "s3cr" in text]


def test_a_raster_that_does_not_come_is_told_without_the_login_to_its_server() -> None:
    with pytest.raises(RasterError) as error:
        RasterSource("http://me:s3cr@127.0.0.1:9/photo.tif")
    assert "'http://...@127.0.0.1:9/photo.tif' cannot be read" in str(error.value)
    assert "s3cr" not in str(error.value)


def test_cards_and_reports_name_a_raster_without_secrets() -> None:
    rasters = ["https://a.org/p.tif?sig=s3cr%2Ft", "PG:dbname=gis password=s3c/r table=photo"]
    assert short(rasters[0]) == "p.tif?sig=..."
    for raster in rasters:
        named = describe_data(raster, "", "") + describe_sets([Labelled(raster, "labels.gpkg")])
        assert "..." in named and "s3c" not in named
