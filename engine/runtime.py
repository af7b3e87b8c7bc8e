"""What executes a network: PyTorch on any device, or OpenVINO on a CPU, where it is about twice as fast."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .errors import DeviceError
from .folders import cache_folder
from .models.crf_layer import has_crf
from .preferences import cores, most_threads

_MAX_CACHED_MODELS = 20
_log = logging.getLogger(__name__)

Pending = Callable[[], Tensor]
Pixels = NDArray[np.generic]
Shape = tuple[tuple[int, ...], str]  # of a batch, and its data type


class Runtime(Protocol):
    """Runs batches of raw tiles.

    Attributes:
        name: `torch` or `openvino`.
        device: Where the probabilities end up.
        ahead: How many batches may be started before the first is waited for.
        fixed_shapes: Whether every new shape of batch costs seconds of preparation.
    """

    name: str
    device: torch.device
    ahead: int
    fixed_shapes: bool

    def take_threads(self) -> None:
        """Set PyTorch's number of threads, of which there is one for all runtimes of a process."""
        ...

    def start(self, batch: Pixels) -> Pending:
        """Start a batch (N, C, H, W), uint8 or float32.

        Returns:
            A function that waits for float32 probabilities (N, K, H, W) on `device`. Whoever calls it may write
            to them, and must be done with them before the next `start`, which may use their memory again.
        """
        ...


def choose_runtime(
    wanted: str, network: nn.Module, device: torch.device, precision: torch.dtype, key: str
) -> Runtime:
    """Make the fastest runtime there is for a device.

    Args:
        wanted: `auto`, `openvino` or `torch`.
        network: Takes raw pixels, gives probabilities (see `prepare.Normalised`).
        device: Where it runs.
        precision: Number format of the forward pass.
        key: Names the network's weights and options, for the cache of converted networks.

    Raises:
        DeviceError: When OpenVINO is asked for where it is not installed, on another device than the CPU, or for
            a model that ends in a CRF.
    """
    if has_crf(network):  # its lattice is another for each tile, so that nothing converted serves
        if wanted == "openvino":
            raise DeviceError("This model ends in a CRF, which OpenVINO cannot run.", "Choose runtime torch.")
        return TorchRuntime(network, device, precision, frozen=False)
    installed = importlib.util.find_spec("openvino") is not None
    if wanted == "openvino" and not (installed and device.type == "cpu"):
        raise DeviceError(
            f"OpenVINO runs on the CPU, not on '{device}'."
            if installed
            else "OpenVINO is not installed here.",
            "Choose device cpu."
            if installed
            else "Install it ('pip install openvino'), or choose runtime torch.",
        )
    if device.type == "cpu" and installed and wanted != "torch":
        return OpenVinoRuntime(network, key)
    return TorchRuntime(network, device, precision)


class TorchRuntime:
    """PyTorch: eager with channels last on a GPU, frozen TorchScript on a CPU.

    Args:
        network: Takes raw pixels, gives probabilities.
        device: Where it runs.
        precision: Number format of the forward pass; float32 only where it is frozen.
        frozen: Whether to freeze; None: on a CPU alone.
    """

    name = "torch"

    def __init__(
        self, network: nn.Module, device: torch.device, precision: torch.dtype, frozen: bool | None = None
    ) -> None:
        self.device = device
        self.fixed_shapes = device.type == "cpu" if frozen is None else frozen
        # Eager work on a GPU goes on after `start` has returned; on a CPU nothing is gained by running ahead.
        self.ahead = 1 if self.fixed_shapes else 2
        self._precision = precision
        self.take_threads()
        self._network = network.to(device).to(memory_format=torch.channels_last)
        self._frozen: dict[Shape, Any] = {}

    def take_threads(self) -> None:
        """As many as there are cores to be used, where they compute."""
        if self.device.type == "cpu":
            torch.set_num_threads(cores())

    @torch.inference_mode()
    def start(self, batch: Pixels) -> Pending:
        """Run a batch."""
        raw = torch.from_numpy(batch)
        if self.fixed_shapes:
            probabilities = self._freeze(raw)(raw)
            return lambda: probabilities
        on_cuda = self.device.type == "cuda"
        if on_cuda:
            raw = raw.pin_memory()
        # Elsewhere the copy must be over before the caller lets go of the batch.
        raw = raw.to(self.device, non_blocking=on_cuda).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, self._precision, enabled=self._precision != torch.float32):
            probabilities = self._network(raw)
        return lambda: probabilities

    def _freeze(self, raw: Tensor) -> Any:
        key = (tuple(raw.shape), str(raw.dtype))
        if key not in self._frozen:
            with torch.no_grad(), _quiet():
                traced = torch.jit.trace(self._network, raw, check_trace=False)  # type: ignore[no-untyped-call]
                self._frozen[key] = torch.jit.optimize_for_inference(traced)
        return self._frozen[key]


def _import_openvino() -> Any:
    """OpenVINO without its telemetry, which tells Google Analytics of every import and conversion, unasked."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


class OpenVinoRuntime:
    """OpenVINO on the CPU, float32; networks are converted in memory once and kept in the user's cache."""

    name = "openvino"
    fixed_shapes = True

    def __init__(self, network: nn.Module, key: str) -> None:
        openvino = _import_openvino()

        self.device = torch.device("cpu")
        self.take_threads()
        self._network = network
        self._key = key
        # Two tiles at a time, each on half of the cores, wait less than one on all of them; the third is next.
        self._streams = min(2, cores())
        self.ahead = self._streams + 1
        self._core = openvino.Core()
        self._compiled: dict[Shape, Any] = {}
        self._idle: dict[Shape, list[Any]] = {}
        self._lent: list[tuple[Shape, Any]] = []

    def take_threads(self) -> None:
        """One: PyTorch only blends here; more would wait in a loop and take cores from OpenVINO."""
        torch.set_num_threads(1)

    def start(self, batch: Pixels) -> Pending:
        """Start a batch."""
        shape = (batch.shape, batch.dtype.name)
        if shape not in self._compiled:
            self._compiled[shape] = self._compile(batch)
        for lent_shape, lent in self._lent:
            self._idle.setdefault(lent_shape, []).append(lent)
        self._lent.clear()
        # A request that is under way cannot be started again: its result would be lost.
        idle = self._idle.get(shape)
        request = idle.pop() if idle else self._compiled[shape].create_infer_request()
        request.start_async({0: batch})

        def wait() -> Tensor:
            request.wait()
            self._lent.append((shape, request))
            return torch.from_numpy(request.get_output_tensor(0).data)

        return wait

    def _compile(self, batch: Pixels) -> Any:
        openvino = _import_openvino()

        text = f"{self._key} {batch.shape} {batch.dtype} {openvino.__version__} {torch.__version__}"
        path = cache_folder() / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.xml"
        converted = self._cached(path)
        if converted is None:
            example = torch.from_numpy(batch)
            with _quiet():
                converted = openvino.convert_model(
                    self._network, example_input=example, input=[list(batch.shape)]
                )
            _keep(converted, path)
            # What is read back runs in another order of sums: the first run must give the later ones' bytes.
            converted = self._cached(path) or converted
        # float32 on every machine: newer CPUs would otherwise switch to bfloat16 and to other labels.
        options = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "NUM_STREAMS": str(self._streams),
            "INFERENCE_PRECISION_HINT": "f32",
        }
        if limit := most_threads():
            options["INFERENCE_NUM_THREADS"] = str(limit)
        return self._core.compile_model(converted, "CPU", options)

    def _cached(self, path: Path) -> Any | None:
        """Read a converted network from the cache; None where there is none, or what is there is damaged."""
        try:
            os.utime(path)
            return self._core.read_model(path)
        except (OSError, RuntimeError):
            return None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from the user what PyTorch tells its developers about tracing."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"`torch\.jit\.", FutureWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)  # type: ignore[attr-defined]
        yield


def _keep(converted: Any, path: Path) -> None:
    """Put a converted network into the cache, whole or not at all, and sweep out the oldest ones."""
    openvino = _import_openvino()

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=path.parent) as room:
            part = Path(room) / path.name
            openvino.save_model(converted, part, compress_to_fp16=False)
            os.replace(part.with_suffix(".bin"), path.with_suffix(".bin"))
            os.replace(part, path)
        for old in sorted(path.parent.glob("*.xml"), key=lambda p: p.stat().st_mtime)[:-_MAX_CACHED_MODELS]:
            old.unlink(missing_ok=True)
            old.with_suffix(".bin").unlink(missing_ok=True)
    except (OSError, RuntimeError) as error:  # OpenVINO reports a full disk as the latter
        # A cache that cannot be written costs seconds, not results.
        _log.info("the converted network was not kept in %s: %s", path.parent, error)
