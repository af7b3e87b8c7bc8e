"""`rs-segmenter refine`, and `segment --refine`: options, saved jobs, and messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rasterio

from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.job_json import from_json, to_json
from rs_segmenter.engine.refinejob import RefineJob

from .conftest import Invoke

CRF = ("--crf", "theta_alpha_px=5", "--crf", "theta_beta=1", "--crf", "iterations=2")


@pytest.fixture
def raster(sample_raster: Path, tmp_path: Path) -> Path:
    """A corner of the sample raster."""
    path = tmp_path / "photo.tif"
    with rasterio.open(sample_raster) as file:
        profile = file.profile | {"height": 90, "width": 110}
        with rasterio.open(path, "w", **profile) as corner:
            corner.write(file.read()[:, :90, :110])
    return path


@pytest.fixture
def shares(raster: Path, tiny_model: Path, invoke: Invoke) -> Path:
    """Probabilities of the raster."""
    path = raster.parent / "shares.tif"
    result = invoke(
        "segment", raster, raster.parent / "plain.tif", "--model", tiny_model, "--probabilities", path
    )
    assert result.exit_code == 0, result.output
    return path


def test_segment_refines_as_refine_does(
    raster: Path, shares: Path, tiny_model: Path, invoke: Invoke, tmp_path: Path
) -> None:
    once = invoke("segment", raster, tmp_path / "once.tif", "--model", tiny_model, "--refine", "crf", *CRF)
    assert once.exit_code == 0, once.output
    later = invoke("refine", shares, raster, tmp_path / "later.tif", *CRF)
    assert later.exit_code == 0, later.output
    assert "roof" in later.output and "later.tif" in later.output
    assert (tmp_path / "once.tif").read_bytes() == (tmp_path / "later.tif").read_bytes()


def test_a_saved_job_gives_the_same_from_any_folder(
    raster: Path, shares: Path, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ("--refine", "slic", "--superpixel-px", "8", "--merge", "roof=tree", "--min-area-px", "9")
    files = ("--confidence", "c.tif", "--save-job", "job.json", "--json")
    result = invoke("refine", "shares.tif", "photo.tif", "out.tif", *options, *files)
    assert result.exit_code == 0, result.output
    told = json.loads(result.output.splitlines()[-1])
    assert told["output"] == "out.tif" and [c["name"] for c in told["classes"]] == ["bare", "tree", "water"]
    before = Path("out.tif").read_bytes(), Path("c.tif").read_bytes()
    job = json.loads(Path("job.json").read_text())
    job["overwrite"] = True
    Path("job.json").write_text(json.dumps(job))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert invoke("run", "../job.json").exit_code == 0
    assert ((tmp_path / "out.tif").read_bytes(), (tmp_path / "c.tif").read_bytes()) == before


def test_jobs_that_refine_survive_json() -> None:
    crf = {"set": "readme", "iterations": 3, "compatibility": [[0, 1], [1, 0]]}
    for job in (
        SegmentJob("r.tif", "o.tif", refine="crf", crf=crf, superpixel_px=9),
        RefineJob(
            probabilities="p.tif", raster="r.tif", output="o.tif", crf=crf, merge={"a": "b"}, min_area_m2=3.0
        ),
    ):
        assert from_json(to_json(job), "job.json") == job


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--crf", "theta_alpha_px"), "is no pair NAME=VALUE"),
        (("--crf", "theta_alpha_px=0"), "theta_alpha_px cannot be 0"),
        (("--crf", "theta_beta=-2"), "theta_beta cannot be -2"),
        (("--crf", "w_spatial=NaN"), "w_spatial cannot be nan"),
        (("--crf", "theta_alpha_px=wide"), "theta_alpha_px cannot be 'wide'"),
        (("--crf", "sauce=1"), "no CRF parameter called 'sauce'"),
        (("--crf-set", "best"), "'best' is not one of"),
        (("--refine", "magic"), "'magic' is not one of"),
        (("--superpixel-px", "1"), "1 is not in the range"),
        (("--min-confidence", "101"), "no confidence of 101"),
        (("--merge", "a=b", "--merge", "b=c"), "merged itself"),
        (("--min-area-m2", "nan"), "no area of nan"),
    ],
)
def test_options_that_make_no_sense_are_wrong_usage(
    options: tuple[str, ...], said: str, invoke: Invoke, tmp_path: Path
) -> None:
    result = invoke("refine", "p.tif", "r.tif", tmp_path / "o.tif", *options)
    assert result.exit_code == 2 and said in result.output


def test_what_is_no_raster_of_probabilities_is_named(raster: Path, invoke: Invoke) -> None:
    result = invoke("refine", raster, raster, raster.parent / "o.tif")
    assert result.exit_code == 1
    assert (
        "photo.tif' does not say from which bands" in result.output
        and "segment --probabilities" in result.output
    )
