"""A tiny model with real weights, rasters made of arrays, and a cache of converted networks of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn

from rs_segmenter.engine.card import (
    WEIGHTS_FILE,
    Band,
    GroundResolution,
    LabelClass,
    ModelCard,
    TileSpec,
    write_card,
)
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.models import build
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.segment import SegmentResult, segment_raster
from rs_segmenter.engine.weights import digest

PLACE = Affine(0.5, 0, 593000, 0, -0.5, 5747000)

# The smallest network there is, without dilated branches.
SMALL = {
    "initial_filters": 4,
    "head": "single",
    "encoder_dilations": [[1]] * 6,
    "decoder_dilations": [[1]] * 5,
}

MakeModel = Callable[..., Path]
MakeRaster = Callable[..., Path]
Segment = Callable[..., SegmentResult]


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of converted networks for all tests: a conversion takes seconds."""
    return tmp_path_factory.mktemp("converted")


@pytest.fixture(autouse=True)
def places(converted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read from or left in the home of whoever runs the tests."""
    monkeypatch.setenv("RS_SEGMENTER_CACHE", str(converted))
    monkeypatch.setenv("RS_SEGMENTER_MODELS", str(tmp_path / "own models"))


@pytest.fixture(scope="session")
def card() -> ModelCard:
    """The card of the tiny model."""
    names, colours = ("bare", "roof", "tree", "water"), ("#d9c9a3", "#c0392b", "#4a9d4a", "#2e86c1")
    return ModelCard(
        name="tiny",
        version="0.1.0",
        title="Tiny model (4 classes)",
        description="Random weights; labels mean nothing.",
        architecture="ResUNet-a d6",
        options=SMALL,
        bands=tuple(Band(name, 110.0 + i, 50.0 + i) for i, name in enumerate(("red", "green", "blue"))),
        data_type="uint8",
        value_range=(0.0, 255.0),
        classes=tuple(LabelClass(i, *pair, "") for i, pair in enumerate(zip(names, colours))),
        ground_resolution=GroundResolution(0.25, 1.0, 0.5),
        tile=TileSpec(64, 16, "hann"),
        licence="GPL-2.0-or-later",
        training_data="none",
        weights_sha256="0" * 64,
        parameters=1,
        scores={"mean IoU": 0.25},
        scores_from="nothing",
        lineage={"parent": "none"},
    )


@pytest.fixture(scope="session")
def make_model(sample_raster: Path) -> MakeModel:
    """Write a model folder: seeded random weights, balanced on the sample raster so that no class wins all."""
    with rasterio.open(sample_raster) as file:
        picture = torch.from_numpy(file.read()).float()

    def make(folder: Path, card: ModelCard) -> Path:
        torch.manual_seed(7)
        network = build(card.architecture, len(card.bands), len(card.classes), card.options)
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = None
        side = card.tile.tile_px
        tiles = [picture[:, i : i + side, i : i + side] for i in range(0, 600 - side, side)]
        bands = [i % 3 for i in range(len(card.bands))]
        batch = (torch.stack(tiles)[:, bands] - 110) / 50
        with torch.no_grad():
            network.train()(batch)
            logits = network.eval()(batch)
            spread, middle = logits.std((0, 2, 3)), logits.mean((0, 2, 3))
            last = [m for m in network.modules() if isinstance(m, nn.Conv2d)][-1]
            last.weight /= spread[:, None, None, None]
            last.bias -= middle
            last.bias /= spread
        folder.mkdir(parents=True)
        save_file(network.state_dict(), folder / WEIGHTS_FILE)
        parameters = sum(p.numel() for p in network.parameters())
        write_card(replace(card, weights_sha256=digest(folder / WEIGHTS_FILE), parameters=parameters), folder)
        return folder

    return make


@pytest.fixture(scope="session")
def tiny_model(card: ModelCard, make_model: MakeModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the tiny model: the smallest ResUNet-a, tiles of 64 pixels, overlap 16."""
    return make_model(tmp_path_factory.mktemp("models") / "tiny", card)


@pytest.fixture
def source(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model's folder, to be packed or damaged."""
    folder = tmp_path / "source"
    shutil.copytree(tiny_model, folder)
    return folder


@pytest.fixture(scope="session")
def picture(sample_raster: Path) -> NDArray[np.uint8]:
    """Pixels of the sample raster, uint8 (3, 600, 600)."""
    with rasterio.open(sample_raster) as file:
        return file.read()


@pytest.fixture
def make_raster(tmp_path: Path) -> MakeRaster:
    """Write an array (C, H, W) as a GeoTIFF in UTM 31N, 0.5 m, or as the profile given says."""

    def make(values: NDArray[Any], name: str = "input.tif", **profile: Any) -> Path:
        count, height, width = values.shape
        place = {"crs": "EPSG:32631", "transform": PLACE}
        whole = {"driver": "GTiff", "height": height, "width": width, "count": count, "dtype": values.dtype}
        if count == 3:
            whole["photometric"] = "RGB"
        path = tmp_path / name
        with rasterio.open(path, "w", **(whole | place | profile)) as file:
            file.write(values)
        return path

    return make


@pytest.fixture
def segment(tiny_model: Path, tmp_path: Path) -> Segment:
    """Segment with the tiny model on the CPU; PyTorch alone would trace and freeze it anew in every run."""

    def run(
        raster: Path, output: str = "classes.tif", progress: Progress | None = None, **options: Any
    ) -> SegmentResult:
        options = {"model": str(tiny_model), "device": "cpu", "runtime": "auto"} | options
        return segment_raster(SegmentJob(str(raster), str(tmp_path / output), **options), progress)

    return run


@pytest.fixture(scope="session")
def read() -> Callable[[str | Path], NDArray[Any]]:
    """Read band 1 of a raster."""

    def read(path: str | Path) -> NDArray[Any]:
        with rasterio.open(path) as file:
            return file.read(1)

    return read
