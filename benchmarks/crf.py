"""The dense CRF against Kraehenbuehl's own code; CRF and superpixel vote tiled against untiled."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from measure import Ratio, median_ratio, mosaic, no_gpu, paired, read

from rs_segmenter.engine.card import ModelCard
from rs_segmenter.engine.crf import PARAMETER_SETS, CrfParameters, refine_tile
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.refinement import Refinement
from rs_segmenter.engine.refining import Method, choose_method
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.segment import segment_raster

SIDE_PX, CORE_PX, NEAR_PX = 1024, 256, 32
STEPS = 5


def measure(folder: Path) -> Iterator[Ratio]:
    raster, file = mosaic(folder, SIDE_PX), folder / "probabilities.tif"
    segment_raster(
        SegmentJob(
            str(raster),
            str(folder / "classes.tif"),
            ground_resolution="native",
            probabilities=str(file),
            device="cpu",
        )  # fmt: skip
    )
    probabilities = torch.from_numpy(read(file).astype(np.float32))
    probabilities /= probabilities.sum(0)
    image = standardised(read(raster), find_model("default").card)
    six = with_sixth_class(probabilities, image)
    for name, parameters in PARAMETER_SETS.items():
        yield from speed(name, replace(parameters, iterations=STEPS), six, image)
    ways = {f"CRF, {name}": Refinement("crf", {"set": name}) for name in PARAMETER_SETS}
    for name, refinement in (ways | {"superpixel vote": Refinement("slic")}).items():
        yield from seams(name, refinement, probabilities, image)


def standardised(pixels: np.ndarray, card: ModelCard) -> torch.Tensor:
    """Pixels (C, H, W) in standard deviations of the card's bands."""
    mean, stddev = (torch.tensor(v).view(-1, 1, 1) for v in zip(*((b.mean, b.stddev) for b in card.bands)))
    return (torch.from_numpy(pixels.astype(np.float32)) - mean) / stddev


def with_sixth_class(probabilities: torch.Tensor, image: torch.Tensor) -> torch.Tensor:
    """Divide the first of five classes in two by brightness: what is published is timed with six."""
    bright = torch.sigmoid(image.mean(0))
    first = probabilities[:1]
    return torch.cat([first * bright, first * (1 - bright), probabilities[1:]])


def speed(
    name: str, parameters: CrfParameters, probabilities: torch.Tensor, image: torch.Tensor
) -> Iterator[Ratio]:
    """Time inference with the lattice built anew, as each tile has it."""
    title, target = f"CRF, pydensecrf / ours, {name}", ">= 1.0"
    if importlib.util.find_spec("pydensecrf") is None:
        yield Ratio(title, None, target, "pydensecrf2 is not installed here")
        return
    labels = {}

    def ours(device: str, backend: str = "auto") -> float:
        arguments = probabilities.to(device), image.to(device), valid.to(device)
        started = time.perf_counter()
        labels[device, backend] = (
            refine_tile(*arguments, replace(parameters, backend=backend)).argmax(0).cpu()
        )
        return time.perf_counter() - started

    def theirs() -> None:
        labels["theirs"] = reference(probabilities, image, parameters)

    valid = torch.ones(image.shape[1:], dtype=torch.bool)
    ours("cpu")  # compiles
    ways = {"ours": lambda: ours("cpu"), "torch": lambda: ours("cpu", "torch"), "theirs": theirs}
    if torch.cuda.is_available():
        ours("cuda")
        ways["cuda"] = lambda: ours("cuda")
    seconds = paired(ways)
    same = 100 * (labels["cpu", "auto"] == labels["theirs"]).double().mean()
    ratios = {way: median_ratio(seconds["theirs"], seconds[way]) for way in ways}
    yield Ratio(
        title,
        ratios["ours"],
        target,
        f"{SIDE_PX} x {SIDE_PX} px, 6 classes, {STEPS} iterations, lattice built and used; "
        f"{min(seconds['ours']):.2f} s on {os.cpu_count()} cores against {min(seconds['theirs']):.2f} s "
        "on the one it can use; "
        f"{same:.2f} % of the labels the same; with torch alone {ratios['torch']:.2f}x",
    )
    title, target = f"CRF on a GPU, pydensecrf / ours, {name}", ">= 20"
    if "cuda" in ways:
        yield Ratio(title, ratios["cuda"], target, f"{min(seconds['cuda']):.3f} s, the same problem")
    else:
        yield no_gpu(title, target)


def reference(probabilities: torch.Tensor, image: torch.Tensor, parameters: CrfParameters) -> torch.Tensor:
    """Labels (H, W) by pydensecrf, in this process: the backend's process and pipes are not what is compared."""
    from pydensecrf.densecrf import DenseCRF

    height, width = image.shape[1:]
    place = np.mgrid[:height, :width].reshape(2, -1).astype(np.float32)
    bands = image.flatten(1).numpy()
    field = DenseCRF(height * width, len(probabilities))
    field.setUnaryEnergy(-probabilities.clamp_min(1e-5).log().flatten(1).numpy())
    field.addPairwiseEnergy(place / np.float32(parameters.theta_gamma_px), compat=parameters.w_spatial)
    features = [place / parameters.theta_alpha_px, bands / parameters.theta_beta]
    field.addPairwiseEnergy(np.concatenate(features).astype(np.float32), compat=parameters.w_bilateral)
    marginals = np.array(field.inference(parameters.iterations))
    return torch.from_numpy(marginals.argmax(0).reshape(height, width))


def seams(
    name: str, refinement: Refinement, probabilities: torch.Tensor, image: torch.Tensor
) -> Iterator[Ratio]:
    """Compare the labels of cores refined each with a halo with those of the whole."""
    valid = torch.ones(image.shape[1:], dtype=torch.bool)
    method = choose_method(refinement, len(probabilities), len(image), torch.device("cpu"))
    whole = method(probabilities, image, valid, (0, 0)).argmax(0)
    changed = 100 * (whole != probabilities.argmax(0)).double().mean()
    near = torch.zeros_like(valid)
    for seam in range(CORE_PX, SIDE_PX, CORE_PX):
        near[seam - NEAR_PX : seam + NEAR_PX] = True
        near[:, seam - NEAR_PX : seam + NEAR_PX] = True
    for halo_px in (0, refinement.halo_px // 2, refinement.halo_px):
        differs = tiled(probabilities, image, valid, method, halo_px) != whole
        yield Ratio(
            f"{name}, tiled against whole, halo {halo_px} px",
            100 * float(differs.double().mean()),
            "< 0.7" if halo_px == refinement.halo_px else "",
            f"cores of {CORE_PX} px; within {NEAR_PX} px of a seam {100 * differs[near].double().mean():.3f} %, "
            f"elsewhere {100 * differs[~near].double().mean():.3f} %; refining changes {changed:.1f} %",
            " %",
        )


def tiled(
    probabilities: torch.Tensor,
    image: torch.Tensor,
    valid: torch.Tensor,
    method: Method,
    halo_px: int,
) -> torch.Tensor:
    """Labels (H, W) of cores refined one by one."""
    labels = torch.empty(valid.shape, dtype=torch.long)
    for row in range(0, SIDE_PX, CORE_PX):
        for column in range(0, SIDE_PX, CORE_PX):
            top, left = max(0, row - halo_px), max(0, column - halo_px)
            part = (
                ...,
                slice(top, row + CORE_PX + halo_px),
                slice(left, column + CORE_PX + halo_px),
            )
            refined = method(probabilities[part], image[part], valid[part], (top, left)).argmax(0)
            core = refined[row - top :, column - left :][:CORE_PX, :CORE_PX]
            labels[row : row + CORE_PX, column : column + CORE_PX] = core
    return labels
