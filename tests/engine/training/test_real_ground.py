"""Trainings on real imagery, as docs/guide/training.md describes them, but short."""

from __future__ import annotations

from pathlib import Path

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.training.job import Labelled, Split, TrainJob
from rs_segmenter.engine.training.train import train

COLOURS = ("#c0392b", "#d9c9a3", "#4a9d4a", "#3b7dd8")
# From scratch: crops that mix small polygons, statistics of each batch, no colours changed.
SCRATCH = {
    "loss": "tanimoto-complement",
    "lr": 2e-3,
    "norm": "batch",
    "ema": 0.9,
    "crop_px": 64,
    "augment": "flips,rotations",
}


def test_twelve_bands_are_learnt_from_two_thirds_of_the_polygons(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "multiband/sentinel2"
    raster, labels = folder / "sen2_12band_reflectance.tif", folder / "trainingPolygons_sen2.gpkg"
    job = TrainJob(
        (Labelled(str(raster), str(labels), "class"),),
        output=str(tmp_path / "sentinel"),
        model=None,
        architecture="ResUNet-a d6",
        options={"initial_filters": 8},
        overrides=SCRATCH | {"steps": 120, "val_every": 120},
        split=Split(by="polygons", val_share=1 / 3),
        device="cpu",
    )
    result = train(job)
    assert set(result.scores.classes) == {"forest", "village", "water", "dryout"}
    assert result.scores.accuracy >= 0.95


def test_polygons_of_two_crs_some_without_geometry_teach_the_default_model_new_classes(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "amsterdam"
    places = {
        "houses": "negative_512x512",
        "building site": "positive_512x512",
        "path and grass": "negative_1210x718",
        "water": "positive_1210x718",
    }
    job = TrainJob(
        tuple(
            Labelled(
                str(folder / "test_image_1210x718.tif"),
                str(folder / f"test_image_labels_{place}.gpkg"),
                mapping={"*": name},
            )
            for name, place in places.items()
        ),
        output=str(tmp_path / "amsterdam"),
        classes=tuple(LabelClass(i, name, c) for i, (name, c) in enumerate(zip(places, COLOURS))),
        overrides={"steps": 40, "batch": 4, "crop_px": 128, "val_every": 40, "warmup_steps": 0, "ema": 0.8},
        device="cpu",
    )
    result = train(job)
    assert sum("without geometry" in note for note in result.notes) == 2
    # Water, the one class it knew, it mapped without fault before.
    assert result.parent_scores is not None
    assert result.parent_scores.iou["water"] - result.scores.iou["water"] < 0.01
    assert result.scores.mean_iou > 0.6
