"""Models that stay loaded: which are kept, when they go, and that nobody sees it in the results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rs_segmenter.engine.card import LabelClass, write_card
from rs_segmenter.engine.errors import DeviceError
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.segment import segment_raster
from rs_segmenter.engine.warm import Segmenters

from .conftest import MakeRaster


@pytest.fixture
def job(tiny_model: Path, make_raster: MakeRaster, picture: NDArray[np.uint8], tmp_path: Path) -> SegmentJob:
    raster = make_raster(np.ascontiguousarray(picture[:, :150, :170]))
    return SegmentJob(
        str(raster), str(tmp_path / "classes.tif"), str(tiny_model), device="cpu", overwrite=True
    )


def load(kept: Segmenters, job: SegmentJob) -> object:
    return kept.load(find_model(job.model), job)


def test_a_job_like_the_last_one_finds_its_model_loaded(job: SegmentJob) -> None:
    kept = Segmenters()
    first = load(kept, job)
    assert load(kept, replace(job, raster="other.tif", output="other classes.tif", overlap_px=8)) is first


@pytest.mark.parametrize("other", [{"tile_px": 128}, {"runtime": "torch"}, {"tta": True}, {"batch": 2}])
def test_a_model_that_is_to_run_in_another_way_is_loaded_for_it(
    job: SegmentJob, other: dict[str, object]
) -> None:
    kept = Segmenters()
    assert load(kept, job) is not load(kept, replace(job, **other))
    assert len(kept) == 2


def test_the_model_not_used_for_longest_makes_room(job: SegmentJob) -> None:
    kept = Segmenters()
    first, second = load(kept, job), load(kept, replace(job, tile_px=128))
    assert load(kept, job) is first
    load(kept, replace(job, tile_px=192))
    assert len(kept) == 2
    assert load(kept, job) is first
    assert load(kept, replace(job, tile_px=128)) is not second


def test_a_card_that_was_edited_meanwhile_counts(job: SegmentJob, source: Path) -> None:
    kept, job = Segmenters(), replace(job, model=str(source))
    first = load(kept, job)
    card = find_model(str(source)).card
    classes = tuple(LabelClass(c.value, f"new {c.name}", c.colour, "") for c in card.classes)
    write_card(replace(card, classes=classes), source)
    again = load(kept, job)
    assert again is not first and again.card.classes == classes


def test_a_warm_model_writes_the_same_bytes_also_after_another_one_has_run(
    job: SegmentJob, tmp_path: Path
) -> None:
    kept, written = Segmenters(), []
    for each in (job, job, replace(job, runtime="torch"), job):
        result = segment_raster(each, load=kept.load)
        if result.runtime != "torch" or each is job:
            written.append(Path(result.output).read_bytes())
    segment_raster(job)
    assert {Path(job.output).read_bytes()} == set(written)


@pytest.mark.parametrize("fault", [MemoryError("no room"), RuntimeError("CUDA out of memory")])
def test_lack_of_memory_is_said_with_a_remedy_and_all_models_go(job: SegmentJob, fault: Exception) -> None:
    kept = Segmenters()
    load(kept, job)
    with pytest.raises(DeviceError, match=r"memory is not enough.*smaller tile"), kept.released_when_short():
        raise fault
    assert len(kept) == 0


def test_other_faults_are_nothing_of_the_memory(job: SegmentJob) -> None:
    kept = Segmenters()
    load(kept, job)
    with pytest.raises(RuntimeError, match="shapes"), kept.released_when_short():
        raise RuntimeError("shapes do not fit")
    assert len(kept) == 1
