"""Where networks run: device, precision, and how many tiles at once."""

from __future__ import annotations

import gc
import re

import torch

from .errors import DeviceError
from .preferences import cores, most_memory_bytes, most_threads

_FIRST_BATCH = {"cuda": 16, "mps": 4, "cpu": 1}
# What PyTorch, OpenVINO and numpy raise when memory runs out, and not only then.
MEMORY_FAULTS = (RuntimeError, MemoryError)


def choose_device(wanted: str) -> torch.device:
    """Find the device, and keep to the preferred number of threads and memory of GPUs there.

    Args:
        wanted: `auto` (cuda, else mps, else cpu), `cpu`, `cuda`, `cuda:N` or `mps`.

    Raises:
        DeviceError: When there is no such device here.
        JobError: When a preference is no number.
    """
    device = _find_device(wanted)
    if limit := most_threads():
        torch.set_num_threads(min(limit, cores()))
    if device.type == "cuda":
        memory, total = most_memory_bytes(), torch.cuda.get_device_properties(device).total_memory
        torch.cuda.set_per_process_memory_fraction(
            min(1.0, memory / total) if memory else 1.0, device.index or 0
        )
    return device


def _find_device(wanted: str) -> torch.device:
    if wanted == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        return torch.device(name)
    if not re.fullmatch(r"cpu|mps|cuda(:\d+)?", wanted):
        raise DeviceError(f"There is no device called '{wanted}'.", "Choose auto, cpu, cuda, cuda:N or mps.")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        count = torch.cuda.device_count()
        raise DeviceError(
            f"The device '{wanted}' is not there: PyTorch sees {count} CUDA device{'s' * (count != 1)}.",
            "Choose auto or cpu, or install the NVIDIA driver; 'rs-segmenter doctor' says what is missing.",
        )
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise DeviceError(
            "The device 'mps' is not there: it needs a Mac with Apple silicon.", "Choose auto or cpu."
        )
    return device


def choose_precision(wanted: str, device: torch.device) -> torch.dtype:
    """Find the number format of the forward pass.

    Args:
        wanted: `auto` (float16 on CUDA, float32 elsewhere), `float32`, `float16` or `bfloat16`.
        device: Where it runs.

    Raises:
        DeviceError: When the CPU is asked for half precision, which is many times slower there.
    """
    if wanted == "auto":
        return torch.float16 if device.type == "cuda" else torch.float32
    if device.type == "cpu" and wanted != "float32":
        raise DeviceError(
            f"On the CPU, {wanted} would run many times slower than float32.",
            "Choose precision auto or float32.",
        )
    return {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}[wanted]


def is_out_of_memory(error: RuntimeError | MemoryError) -> bool:
    """Whether an error of PyTorch, OpenVINO or numpy means that memory ran out."""
    text = str(error).lower()
    known = ("out of memory", "can't allocate memory", "not enough memory", "bad_alloc", "failed to allocate")
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or any(words in text for words in known)


def free_memory() -> None:
    """Give memory that nobody uses any more back to the system."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


class BatchSize:
    """How many tiles go to the device at once: found by trying, halved when memory runs out.

    Args:
        wanted: What the user asked for; None: a start by device (one tile on a CPU, where more is slower).
        device: Where the tiles go.
    """

    def __init__(self, wanted: int | None, device: torch.device) -> None:
        self.tiles = wanted or _FIRST_BATCH[device.type]
        self._device = device

    def halve(self, error: RuntimeError | MemoryError) -> None:
        """Take half as many from now on.

        Raises:
            DeviceError: When a single tile is already too much.
        """
        if self.tiles == 1:
            way_out = "close other programs" if self._device.type == "cpu" else "choose the CPU"
            if self._device.type == "cuda" and most_memory_bytes():
                way_out = "raise the memory limit"
            raise DeviceError(
                f"A single tile does not fit into the memory of {self._device}.",
                f"Choose a smaller tile size or a smaller model, or {way_out}.",
            ) from error
        self.tiles //= 2
        if self._device.type == "cuda":
            torch.cuda.empty_cache()


def device_name(device: torch.device) -> str:
    """What to call a device in reports, such as `cuda (NVIDIA H200)` or `cpu (2 cores)`."""
    if device.type == "cuda":
        return f"{device} ({torch.cuda.get_device_name(device)})"
    if device.type == "cpu":
        return f"cpu ({cores()} core{'' if cores() == 1 else 's'})"
    return str(device)
