"""One 512-pixel tile through every shipped model: the forms PyTorch has, onnxruntime, OpenVINO, against eager."""

from __future__ import annotations

import copy
import importlib.util
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from measure import SAMPLE, Ratio, agreement, median_ratio, no_gpu, paired, read
from torch import nn

from rs_segmenter.engine.prepare import Normalised
from rs_segmenter.engine.registry import Model, find_model, shipped_models
from rs_segmenter.engine.runtime import OpenVinoRuntime, TorchRuntime
from rs_segmenter.engine.weights import load_network

TILE_PX = 512
FORWARDS = 5
COMPILE_LIMIT_S = 60
Forward = Callable[[np.ndarray], np.ndarray]


class Unavailable(Exception):
    """Why a form cannot be measured here."""


def measure(folder: Path) -> Iterator[Ratio]:
    for path in sorted(p for p in shipped_models().iterdir() if p.is_dir()):
        model = find_model(path.name)
        yield from on_cpu(model, folder)
        yield from on_gpu(model)


def on_cpu(model: Model, folder: Path) -> Iterator[Ratio]:
    name, tile = model.card.name, real_tiles(model)[:1]
    network = Normalised(load_network(model), model.card).eval()
    torch.set_num_threads(os.cpu_count() or 1)
    forms: dict[str, Forward] = {"eager torch": eager(network)}
    for form, make in (
        ("channels last", channels_last),
        ("frozen TorchScript", frozen),
        ("torch.compile", lambda n: compiled(n, tile)),
        ("onnxruntime", lambda n: onnxruntime(n, folder / f"{name}.onnx", tile)),
        ("OpenVINO", lambda n: openvino(n, model.card.weights_sha256)),
    ):
        try:
            forms[form] = make(copy.deepcopy(network))
        except Unavailable as why:
            yield Ratio(f"{name}: {form}", None, "", str(why))
    torch.set_num_threads(os.cpu_count() or 1)
    yield from ratios(name, forms, tile)
    if "OpenVINO" in forms:
        yield labels_agree(f"{name}: OpenVINO labels", forms["OpenVINO"], forms["eager torch"], model)


def on_gpu(model: Model) -> Iterator[Ratio]:
    name = f"{model.card.name}: GPU float16, channels last"
    if not torch.cuda.is_available():
        yield no_gpu(name)
        return
    cuda, tile = torch.device("cuda"), real_tiles(model)[:1]
    plain = Normalised(load_network(model), model.card).eval().to(cuda)
    runtime = TorchRuntime(copy.deepcopy(plain), cuda, torch.float16)

    def eager_on_gpu(tiles: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return plain(torch.from_numpy(tiles).to(cuda)).cpu().numpy()

    forms: dict[str, Forward] = {
        "eager torch": eager_on_gpu,
        "GPU float16, channels last": lambda tiles: runtime.start(tiles)().cpu().numpy(),
    }
    for forward in forms.values():
        forward(tile)
    yield from ratios(model.card.name, forms, tile)
    yield labels_agree(f"{name} labels", forms["GPU float16, channels last"], eager_on_gpu, model)


def ratios(name: str, forms: dict[str, Forward], tile: np.ndarray) -> Iterator[Ratio]:
    """Speed of each form as a multiple of eager torch's."""

    def timed(forward: Forward) -> Callable[[], float]:
        def way() -> float:
            # The first one waits out whatever threads the form before this one has left spinning.
            forward(tile)
            started = time.perf_counter()
            for _ in range(FORWARDS):
                forward(tile)
            return (time.perf_counter() - started) / FORWARDS

        return way

    seconds = paired({form: timed(forward) for form, forward in forms.items()})
    base_s = seconds.pop("eager torch")
    for form, spent_s in seconds.items():
        how = (
            f"{statistics.median(spent_s) * 1e3:.0f} ms, eager torch {statistics.median(base_s) * 1e3:.0f} ms"
        )
        yield Ratio(f"{name}: {form}", median_ratio(base_s, spent_s), "", how)


def labels_agree(name: str, forward: Forward, reference: Forward, model: Model) -> Ratio:
    tiles = real_tiles(model)
    a, b = (np.concatenate([f(t[None]).argmax(1) for t in tiles]) for f in (forward, reference))
    return Ratio(name, agreement(a, b), ">= 99.9", f"same as eager torch's, {a.size / 1e6:.1f} Mpx", " %")


def real_tiles(model: Model) -> np.ndarray:
    """The sample's four corners as (4, C, 512, 512); its bands in turn where a model wants more than three."""
    pixels = read(SAMPLE)
    pixels = pixels[np.arange(len(model.card.bands)) % len(pixels)]
    ends = slice(None, TILE_PX), slice(-TILE_PX, None)
    return np.stack([pixels[:, rows, cols] for rows in ends for cols in ends])


def eager(network: nn.Module) -> Forward:
    @torch.inference_mode()
    def forward(tiles: np.ndarray) -> np.ndarray:
        return network(torch.from_numpy(tiles)).numpy()

    return forward


def channels_last(network: nn.Module) -> Forward:
    network = network.to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def forward(tiles: np.ndarray) -> np.ndarray:
        return network(torch.from_numpy(tiles).contiguous(memory_format=torch.channels_last)).numpy()

    return forward


def frozen(network: nn.Module) -> Forward:
    runtime = TorchRuntime(network, torch.device("cpu"), torch.float32)
    return lambda tiles: runtime.start(tiles)().numpy()


def compiled(network: nn.Module, tile: np.ndarray) -> Forward:
    import torch._inductor.config as inductor
    from torch._dynamo.exc import TorchDynamoException

    inductor.freezing = True
    forward = eager(torch.compile(network))

    def late(*_: object) -> None:
        raise Unavailable(f"skipped: compiling takes more than {COMPILE_LIMIT_S} s")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(COMPILE_LIMIT_S)
    try:
        forward(tile)
    except TorchDynamoException as error:
        raise Unavailable(f"skipped: it does not compile here ({str(error).splitlines()[0][:80]})") from error
    finally:
        signal.alarm(0)
    return forward


def onnxruntime(network: nn.Module, path: Path, tile: np.ndarray) -> Forward:
    if missing := [m for m in ("onnx", "onnxruntime") if importlib.util.find_spec(m) is None]:
        raise Unavailable(f"skipped: {' and '.join(missing)} not installed")
    from peer import export_onnx, onnx_session

    session = onnx_session(export_onnx(network, tile, path))
    return lambda tiles: session.run(None, {"raw": tiles})[0]


def openvino(network: nn.Module, key: str) -> Forward:
    if importlib.util.find_spec("openvino") is None:
        raise Unavailable("skipped: openvino is not installed")
    runtime = OpenVinoRuntime(network, f"benchmark {key}")
    return lambda tiles: runtime.start(tiles)().numpy()
