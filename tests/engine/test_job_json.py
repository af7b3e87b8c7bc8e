"""Jobs of training as JSON and data sets as YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.job_json import from_json, read_dataset, to_json
from rs_segmenter.engine.training.job import EvaluateJob, Labelled, SelfTraining, Split, TrainJob

ITEM = Labelled("a.tif", "a.gpkg", "class", mapping={"1": "roof"}, bands=(4, 3), annotates=("roof",))


def test_a_training_job_survives_json() -> None:
    job = TrainJob(
        (ITEM,),
        "out",
        classes=(LabelClass(0, "roof", "#ff0000"), LabelClass(1, "rest", "#00ff00")),
        overrides={"steps": 10, "augment": ["flips"]},
        split=Split(block_m=20.0, folds=3, fold=1),
        self_training=SelfTraining(2, 0.1, ("b.tif",)),
        made_for_m=(0.1, 1.0, 0.5),
    )
    assert from_json(to_json(job), "job.json") == job


def test_an_evaluation_job_survives_json() -> None:
    job = EvaluateJob((ITEM,), "m", part="val")
    assert from_json(to_json(job), "job.json") == job


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "no JSON"),
        ("[]", "what to do"),
        ('{"verb": "dance"}', "what to do"),
        ('{"verb": "train", "output": "o"}', "no 'data'"),
        ('{"verb": "train", "output": "o", "data": [], "sauce": 1}', "'sauce'"),
        ('{"verb": "train", "output": "o", "data": [{"raster": "a", "labels": 3}]}', "'labels'"),
        ('{"verb": "train", "output": "o", "data": [{"raster": "a", "labels": "b"}], "seed": "x"}', "'seed'"),
        ('{"verb": "train", "output": "o", "data": []}', "nothing labelled"),
    ],
)
def test_a_broken_job_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(JobError, match=said):
        from_json(text, "job.json")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"data": 5', "It must be a list."),
        ('"data": [], "overrides": 1', "It must be names with a value each."),
        ('"data": [], "half": "yes"', "It must be true or false."),
        ('"data": [], "seed": 1.5', "It must be a whole number."),
        ('"data": [], "title": 3', "It must be a text."),
    ],
)
def test_what_an_option_must_be_is_said_in_plain_words(value: str, said: str) -> None:
    with pytest.raises(JobError) as caught:
        from_json(f'{{"verb": "train", "output": "o", {value}}}', "job.json")
    assert caught.value.hint == said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"val_share": 0.0}, "held out"),
        ({"block_m": 3.0, "block_px": 3}, "twice"),
        ({"block_px": 0}, "extent"),
        ({"folds": 1}, "cross-validation"),
        ({"folds": 3, "fold": 3}, "no fold 3"),
    ],
)
def test_a_split_that_cannot_be_is_refused(options: dict[str, float], said: str) -> None:
    with pytest.raises(JobError, match=said):
        Split(**options)  # type: ignore[arg-type]


def test_paths_of_a_dataset_are_relative_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.tif").touch()
    (tmp_path / "a.gpkg").touch()
    text = """
classes:
  - {value: 0, name: land, colour: "#aabbcc"}
  - {value: 1, name: water, colour: "#0000ff"}
data:
  - {raster: a.tif, labels: a.gpkg, class_field: kind, mapping: {1: water}}
  - {raster: 'NETCDF:"x.nc":band', labels: b.png}
recipe: sgd-80k
split: {folds: 3, fold: 1}
"""
    path = tmp_path / "set.yaml"
    path.write_text(text)
    found = read_dataset(path)
    assert set(found) == {"classes", "data", "recipe", "split"}
    first, second = found["data"]
    assert (first.raster, first.labels) == (str(tmp_path / "a.tif"), str(tmp_path / "a.gpkg"))
    assert first.mapping == {"1": "water"}
    assert second.raster == 'NETCDF:"x.nc":band'
    assert found["split"].fold == 1


@pytest.mark.parametrize("text", ["data: [", "classes: []", "data: {raster: a}", "- a"])
def test_a_dataset_without_data_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(text)
    with pytest.raises(JobError, match="set.yaml"):
        read_dataset(path)
