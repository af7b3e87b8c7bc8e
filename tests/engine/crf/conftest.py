"""A dense CRF written down as its formula, and real predictions to refine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import rasterio
import torch
from torch import Tensor

from rs_segmenter.engine.crf import CrfParameters
from rs_segmenter.engine.prepare import Normalised
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.weights import load_network


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def explicit_crf(probabilities: Tensor, image: Tensor, valid: Tensor, parameters: CrfParameters) -> Tensor:
    """Mean field with every pair of valid pixels, from Kraehenbuehl & Koltun's equations."""
    places = valid.nonzero().double()
    bands = image[:, valid].T.double()
    near = torch.cdist(places, places).square()
    alike = torch.cdist(bands, bands).square()
    kernels = [
        (
            parameters.w_bilateral,
            torch.exp(-near / (2 * parameters.theta_alpha_px**2) - alike / (2 * parameters.theta_beta**2)),
        ),
        (parameters.w_spatial, torch.exp(-near / (2 * parameters.theta_gamma_px**2))),
    ]
    pull = torch.zeros_like(near)
    for weight, kernel in kernels:
        mass = kernel.sum(1).rsqrt()
        pull += weight * mass[:, None] * kernel * mass
    unary = -probabilities[:, valid].double().log()
    classes = len(unary)
    penalties = torch.tensor(parameters.compatibility or (1 - torch.eye(classes)).tolist()).double()
    marginals = torch.softmax(-unary, 0)
    for _ in range(parameters.iterations):
        marginals = torch.softmax(-unary - penalties @ marginals @ pull, 0)
    result = probabilities.clone()
    result[:, valid] = marginals.float()
    return result


@dataclass(frozen=True)
class Toy:
    """A small problem: probabilities (K, H, W), image (C, H, W), valid (H, W)."""

    probabilities: Tensor
    image: Tensor
    valid: Tensor


def toy(classes: int = 3, bands: int = 3, height: int = 14, width: int = 19, seed: int = 0) -> Toy:
    """Two grounds side by side, noisy bands, and noisier probabilities."""
    chance = torch.Generator().manual_seed(seed)
    ground = (torch.arange(width) > width // 2).float().expand(height, width)
    image = ground + 0.15 * torch.randn(bands, height, width, generator=chance)
    logits = torch.randn(classes, height, width, generator=chance)
    logits[0] += ground
    return Toy(torch.softmax(logits, 0), image, torch.ones(height, width, dtype=torch.bool))


@pytest.fixture(scope="session")
def predicted(sample_raster: Path) -> Toy:
    """The sample that ships as the model that ships sees it: 5 classes, 256 x 320 px of a real city."""
    model = find_model("default")
    with rasterio.open(sample_raster) as file:
        raw = torch.from_numpy(file.read(window=((100, 356), (100, 420))))
    network = Normalised(load_network(model), model.card).eval()
    with torch.inference_mode():
        probabilities = network(raw[None])[0].float()
    mean, stddev = ([getattr(b, name) for b in model.card.bands] for name in ("mean", "stddev"))
    image = (raw - torch.tensor(mean).view(-1, 1, 1)) / torch.tensor(stddev).view(-1, 1, 1)
    # A tile of the reading pipeline is no inference tensor either.
    return Toy(probabilities.clone(), image.float(), torch.ones(image.shape[1:], dtype=torch.bool))
