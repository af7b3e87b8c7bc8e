"""Evaluation: the scores are those of the map that a user would get."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rs_segmenter.engine.card import read_card
from rs_segmenter.engine.errors import JobError, TrainingDataError
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.registry import Model
from rs_segmenter.engine.segment import SegmentResult
from rs_segmenter.engine.segmenter import Segmenter
from rs_segmenter.engine.tiling import Window
from rs_segmenter.engine.training import IGNORE
from rs_segmenter.engine.training.evaluate import EvaluateResult, evaluate, shorten
from rs_segmenter.engine.training.job import EvaluateJob, Labelled, Split
from rs_segmenter.engine.training.scoring import Handling, Truth, classify, open_truth, score
from rs_segmenter.engine.training.truths import OpenedLabels

Segment = Callable[..., SegmentResult]
MakeRaster = Callable[..., Path]
Read = Callable[[str | Path], NDArray[Any]]


@pytest.fixture
def photo(make_raster: MakeRaster, picture: NDArray[np.uint8]) -> Path:
    """A raster of 150 x 220 pixels: several tiles of the tiny model, none of which fits evenly."""
    return make_raster(picture[:, :150, :220], "photo.tif")


@pytest.fixture
def truth_map(segment: Segment, read: Read, photo: Path) -> NDArray[np.uint8]:
    """What the tiny model makes of the raster."""
    return read(segment(photo).output)


def run(model: Path, photo: Path, labels: Path, **options: Any) -> EvaluateResult:
    options = {"device": "cpu", "runtime": "torch"} | options
    return evaluate(EvaluateJob((Labelled(str(photo), str(labels)),), str(model), **options))


def test_a_map_scored_against_itself_is_perfect(
    tiny_model: Path, photo: Path, truth_map: NDArray[np.uint8], make_raster: MakeRaster
) -> None:
    result = run(tiny_model, photo, make_raster(truth_map[None], "labels.tif"))
    assert result.scores.pixels == truth_map.size
    assert result.scores.accuracy == 1
    assert {v for v in result.scores.iou.values() if v == v} == {1.0}


def test_scores_are_those_of_the_map_on_labelled_ground(
    tiny_model: Path, photo: Path, truth_map: NDArray[np.uint8], make_raster: MakeRaster
) -> None:
    labels = np.full_like(truth_map, IGNORE)
    labels[20:70, 90:160] = np.random.default_rng(3).integers(0, 4, (50, 70))
    result = run(tiny_model, photo, make_raster(labels[None], "labels.tif"))
    expected = np.zeros((5, 5), dtype=int)
    there = labels != IGNORE
    np.add.at(expected, (labels[there], truth_map[there]), 1)
    assert np.asarray(result.scores.confusion).tolist() == expected.tolist()


def test_pixels_without_data_are_not_scored(
    tiny_model: Path, make_raster: MakeRaster, picture: NDArray[np.uint8]
) -> None:
    holed = picture[:, :80, :80].copy()
    holed[:, :, 40:] = 0
    photo = make_raster(holed, "holed.tif", nodata=0)
    labels = make_raster(np.zeros((1, 80, 80), dtype=np.uint8), "labels.tif")
    assert run(tiny_model, photo, labels).scores.pixels == (holed != 0).any(0).sum() < 80 * 80


def test_every_scored_pixel_is_in_one_tally_and_boxes_lie_where_the_labels_are(
    tiny_model: Path, photo: Path, truth_map: NDArray[np.uint8], make_raster: MakeRaster
) -> None:
    labels = np.full_like(truth_map, IGNORE)
    labels[100:110, 10:200] = truth_map[100:110, 10:200]
    labels[100:105, 10:200] = (truth_map[100:105, 10:200] + 1) % 4
    model = Model(tiny_model, read_card(tiny_model))
    opened = OpenedLabels(
        Labelled(str(photo), str(make_raster(labels[None], "labels.tif"))), model.card.classes
    )
    segmenter = Segmenter(model, device="cpu", runtime="torch")
    names = [c.name for c in model.card.classes]
    found = score(segmenter, [Truth(str(photo), opened)], names, Handling(), Progress())
    assert sum(t.labelled_px for t in found.tallies) == 1900 == found.scores.pixels
    assert sum(t.right_px for t in found.tallies) == 950
    height, width = truth_map.shape
    assert min(t.labels_box[0] for t in found.tallies) * width == pytest.approx(10)
    assert max(t.labels_box[3] for t in found.tallies) * height == pytest.approx(110)


def test_a_window_is_classified_as_in_the_map_of_the_whole_raster(
    tiny_model: Path, photo: Path, truth_map: NDArray[np.uint8]
) -> None:
    segmenter = Segmenter(Model(tiny_model, read_card(tiny_model)), device="cpu", runtime="torch")
    window = Window(30, 41, 77, 90)
    with open_truth(segmenter, Truth(str(photo), lambda grid: None), Handling(), Progress()) as plan:  # type: ignore
        assert np.array_equal(classify(plan, window), truth_map[30:107, 41:131])


def test_classes_are_compared_by_name_and_unknown_ones_have_no_score(
    tiny_model: Path, photo: Path, truth_map: NDArray[np.uint8], make_raster: MakeRaster
) -> None:
    """A start model is scored on the new model's classes: in another order, some new, some gone."""
    card = read_card(tiny_model)
    names = ["water", "moss", "roof"]
    classes = [replace(card.classes[0], value=i, name=name) for i, name in enumerate(names)]
    labels = np.full_like(truth_map, IGNORE)
    labels[truth_map == 3], labels[truth_map == 1], labels[truth_map == 2] = 0, 2, 1
    opened = OpenedLabels(Labelled(str(photo), str(make_raster(labels[None], "labels.tif"))), classes)
    segmenter = Segmenter(Model(tiny_model, card), device="cpu", runtime="torch")
    scores = score(segmenter, [Truth(str(photo), opened)], names, Handling(), Progress()).scores
    assert (scores.iou["water"], scores.iou["roof"]) == (1.0, 1.0)
    assert scores.iou["moss"] != scores.iou["moss"]
    assert scores.confusion[1][3] == (truth_map == 2).sum()


def test_held_out_ground_and_its_complement_make_up_all_labels(
    tiny_model: Path, photo: Path, truth_map: NDArray[np.uint8], make_raster: MakeRaster
) -> None:
    labels = make_raster(truth_map[None], "labels.tif")
    folds = [
        run(tiny_model, photo, labels, part="val", split=Split(folds=2, fold=fold, block_px=32)).scores
        for fold in (0, 1)
    ]
    assert sum(scores.pixels for scores in folds) == truth_map.size
    assert all(0.2 < scores.pixels / truth_map.size < 0.8 and scores.accuracy == 1 for scores in folds)


def test_the_fold_that_is_held_out_must_be_said(tiny_model: Path, photo: Path) -> None:
    with pytest.raises(JobError, match="Which fold"):
        run(tiny_model, photo, photo, part="val", split=Split(folds=3))


def test_a_report_is_written_with_pictures_of_the_ground(
    tiny_model: Path, photo: Path, truth_map: NDArray[np.uint8], make_raster: MakeRaster, tmp_path: Path
) -> None:
    path = tmp_path / "scores.html"
    labels = make_raster(truth_map[None], "labels.tif")
    result = run(tiny_model, photo, labels, report=str(path))
    page = path.read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == 3
    assert "Tiny model (4 classes)" in page and "photo.tif" in page
    assert json.loads(json.dumps(result.to_dict()))["scores"]["accuracy"] == 1
    with pytest.raises(JobError, match="exists already"):
        run(tiny_model, photo, labels, report=str(path))


@pytest.mark.parametrize("name", ["scores.pdf", "absent/scores.html"])
def test_a_report_that_cannot_be_made_is_refused_before_the_work(
    tiny_model: Path, photo: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(JobError, match="scores|absent"):
        run(tiny_model, photo, photo, report=str(tmp_path / name))


def test_labels_on_ground_without_data_are_refused(tiny_model: Path, make_raster: MakeRaster) -> None:
    photo = make_raster(np.zeros((3, 70, 70), dtype=np.uint8), "empty.tif", nodata=0)
    labels = make_raster(np.zeros((1, 70, 70), dtype=np.uint8), "labels.tif")
    with pytest.raises(TrainingDataError, match="no data where they are labelled"):
        run(tiny_model, photo, labels)


def test_a_flood_of_warnings_is_cut() -> None:
    assert shorten(["a", "a", "b"]) == ("a", "b")
    assert shorten([str(i) for i in range(9)])[-1] == "6 more warnings of this kind about other rasters."


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"part": "train"}, "no part"),
        ({"precision": "int4"}, "no precision"),
        ({"runtime": "onnx"}, "no runtime"),
        ({"batch": 0}, "batch of 0"),
        ({"stretch": "9,1"}, "no stretch"),
        ({"ground_resolution": "fine"}, "no ground resolution"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_an_option_out_of_range_is_refused_before_anything_is_opened(
    option: dict[str, Any], said: str
) -> None:
    with pytest.raises(JobError, match=said):
        EvaluateJob((Labelled("absent.tif", "absent.gpkg"),), **option)
