"""Against the way the nearest QGIS peer works: read a tile, run it, decide, copy its middle, one after another."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import importlib.util
import io
import os
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import torch
from measure import Ratio, agreement, median_ratio, mosaic, paired, read, time_job
from rasterio.windows import Window
from torch import nn

from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.prepare import Normalised
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.runtime import OpenVinoRuntime
from rs_segmenter.engine.weights import load_network

SIDE_PX, TILE_PX, OVERLAP_PX = 2048, 512, 102
REPETITIONS = 5
Forward = Callable[[np.ndarray], np.ndarray]


def measure(folder: Path) -> Iterator[Ratio]:
    model = find_model("default")
    network = Normalised(load_network(model), model.card).eval()
    raster = mosaic(folder, SIDE_PX)
    untiled = label_whole(network, read(raster))
    same = SegmentJob(
        str(raster), str(folder / "same.tif"), tile_px=TILE_PX, overlap_px=OVERLAP_PX, blend="crop",
        ground_resolution="native", device="cpu", overwrite=True,
    )  # fmt: skip
    default = dataclasses.replace(
        same, output=str(folder / "default.tif"), tile_px=None, overlap_px=None, blend=None
    )
    for job in (same, default):
        time_job(job)
    if missing := [m for m in ("onnx", "onnxruntime") if importlib.util.find_spec(m) is None]:
        why = f"skipped: {' and '.join(missing)} not installed; below, the loop in our own runtime"
        yield Ratio("peer's loop in onnxruntime / ours", None, ">= 2", why)
    for name, forward in peer_runtimes(network, folder):
        labels = peer_loop(raster, forward)
        seconds = paired(
            {
                "peer": lambda forward=forward: drop(peer_loop(raster, forward)),
                "same": lambda: time_job(same)[0],
                "default": lambda: time_job(default)[0],
            },
            REPETITIONS,
        )
        medians_s = {way: statistics.median(s) for way, s in seconds.items()}
        judged = name == "onnxruntime"
        for way, job, target in (("same", same, ">= 1.5"), ("default", default, ">= 2")):
            agrees = agreement(read(job.output)[0], untiled)
            yield Ratio(
                f"peer's loop in {name} / ours, {way} tiles",
                median_ratio(seconds["peer"], seconds[way]),
                target if judged else "",
                f"{medians_s['peer']:.2f} s / {medians_s[way]:.2f} s of the whole job without loading the model, "
                f"{SIDE_PX} x {SIDE_PX} px; agreement with an untiled run {agreement(labels, untiled):.2f} % / "
                f"{agrees:.2f} %",
            )
        agrees = agreement(read(default.output)[0], untiled) - agreement(labels, untiled)
        yield Ratio(
            f"our agreement with untiled - peer's ({name})",
            agrees,
            ">= 0",
            "percentage points, our default tiles",
            " points",
        )


def peer_runtimes(network: nn.Module, folder: Path) -> Iterator[tuple[str, Forward]]:
    """The peer's own runtime where it is installed, and ours."""
    tile = np.zeros((1, 3, TILE_PX, TILE_PX), dtype=np.uint8)
    if importlib.util.find_spec("onnx") and importlib.util.find_spec("onnxruntime"):
        session = onnx_session(export_onnx(network, tile, folder / "peer.onnx"))
        yield "onnxruntime", lambda tiles: session.run(None, {"raw": tiles})[0]
    if importlib.util.find_spec("openvino"):
        runtime = OpenVinoRuntime(copy.deepcopy(network), f"peer {find_model('default').card.weights_sha256}")
        yield "OpenVINO", lambda tiles: runtime.start(tiles)().numpy()


def peer_loop(raster: Path, forward: Forward) -> np.ndarray:
    """Labels (H, W): tiles laid from the corner, beyond the raster zeros, the overlap cut off half and half."""
    stride_px, half_px = TILE_PX - OVERLAP_PX, OVERLAP_PX // 2
    with rasterio.open(raster) as file:
        steps = range(-half_px, SIDE_PX, stride_px)
        labels = np.zeros((len(steps) * stride_px,) * 2, dtype=np.uint8)
        for i, row in enumerate(steps):
            for j, col in enumerate(steps):
                top, left = max(row, 0), max(col, 0)
                inside = file.read(window=Window(left, top, col + TILE_PX - left, row + TILE_PX - top))
                tile = np.zeros((len(inside), TILE_PX, TILE_PX), dtype=inside.dtype)
                tile[:, top - row :, left - col :][:, : inside.shape[1], : inside.shape[2]] = inside
                chosen = forward(tile[None])[0].argmax(0)
                middle = chosen[half_px : half_px + stride_px, half_px : half_px + stride_px]
                place = slice(i * stride_px, (i + 1) * stride_px), slice(j * stride_px, (j + 1) * stride_px)
                labels[place] = middle
    return labels[:SIDE_PX, :SIDE_PX]


def label_whole(network: nn.Module, pixels: np.ndarray) -> np.ndarray:
    """Labels (H, W) of a raster (C, H, W) that the network sees at once, in eager torch; reflected to fit."""
    multiple = 32
    height, width = pixels.shape[1:]
    pad = ((0, 0), (0, -height % multiple), (0, -width % multiple))
    torch.set_num_threads(os.cpu_count() or 1)
    with torch.inference_mode():
        raw = torch.from_numpy(np.pad(pixels, pad, mode="reflect"))[None]
        return network(raw)[0, :, :height, :width].max(0)[1].numpy().astype(np.uint8)


def export_onnx(network: nn.Module, tile: np.ndarray, path: Path) -> Path:
    with contextlib.redirect_stdout(io.StringIO()):
        torch.onnx.export(
            copy.deepcopy(network), (torch.from_numpy(tile),), str(path), dynamo=False, opset_version=17,
            input_names=["raw"], output_names=["probabilities"],
        )  # fmt: skip
    return path


def onnx_session(path: Path) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def drop(_: object) -> None:
    """Keep a way's result from being taken for its seconds."""
