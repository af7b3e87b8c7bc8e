"""On a GPU: the same labels as on the CPU. The eager path itself is also run on the CPU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch

from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.prepare import Normalised
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.runtime import TorchRuntime
from rs_segmenter.engine.segment import segment_raster
from rs_segmenter.engine.weights import load_network

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here")


def labels(sample_raster: Path, output: Path, **options: str) -> np.ndarray:
    segment_raster(SegmentJob(str(sample_raster), str(output), **options))
    with rasterio.open(output) as file:
        return file.read(1)


def test_eager_and_frozen_paths_choose_the_same_classes(sample_raster: Path) -> None:
    model = find_model("default")
    network = Normalised(load_network(model), model.card).eval()
    with rasterio.open(sample_raster) as file:
        batch = file.read()[None, :, :256, :256]
    device = torch.device("cpu")
    frozen = TorchRuntime(network, device, torch.float32).start(batch)()
    eager = TorchRuntime(network, device, torch.float32, frozen=False).start(batch)()
    halved = TorchRuntime(network, device, torch.bfloat16, frozen=False).start(batch)()
    assert (frozen.argmax(1) == eager.argmax(1)).float().mean() >= 0.999
    assert halved.dtype == torch.float32
    assert (frozen.argmax(1) == halved.argmax(1)).float().mean() >= 0.95


@needs_cuda
@pytest.mark.parametrize(("precision", "agreement"), [("float32", 0.999), ("float16", 0.995)])
def test_cuda_and_cpu_choose_the_same_classes(
    sample_raster: Path, tmp_path: Path, precision: str, agreement: float
) -> None:
    on_gpu = labels(sample_raster, tmp_path / "gpu.tif", device="cuda", precision=precision)
    on_cpu = labels(sample_raster, tmp_path / "cpu.tif", device="cpu")
    assert (on_gpu == on_cpu).mean() >= agreement


@needs_cuda
def test_cuda_blends_on_the_device_with_the_same_result_for_every_window(
    sample_raster: Path, tmp_path: Path
) -> None:
    for blend in ("crop", "mean", "hann"):
        on_gpu = labels(
            sample_raster, tmp_path / f"{blend}.tif", device="cuda", precision="float32", blend=blend
        )
        on_cpu = labels(sample_raster, tmp_path / f"cpu-{blend}.tif", device="cpu", blend=blend)
        assert (on_gpu == on_cpu).mean() >= 0.999
