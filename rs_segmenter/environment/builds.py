"""Which build of PyTorch this machine can use."""

from __future__ import annotations

import platform
import re
import subprocess  # nosec B404
from collections.abc import Sequence
from dataclasses import dataclass

_ASK = ("nvidia-smi", "--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader")
_ASK_SECONDS = 5
# Build -> oldest driver (major version), oldest GPU (compute capability); the newest build first.
_CUDA = (("cuda", 580, 7.5), ("cuda126", 525, 5.0))
_MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Gpu:
    """An NVIDIA GPU.

    Attributes:
        name: As the driver calls it.
        driver: The driver's major version; 0 where it is not known.
        capability: Its compute capability; 0 where it is not known.
    """

    name: str
    driver: int
    capability: float


def platform_name(system: str = "", machine: str = "") -> str:
    """`windows-x86_64`, `linux-x86_64`, `macos-arm64`: the platform a lock is for.

    Args:
        system: As `platform.system()`, which is the default.
        machine: As `platform.machine()`, which is the default; under Rosetta it is the emulated one.
    """
    system, machine = system or platform.system(), machine or platform.machine()
    name = {"Darwin": "macos"}.get(system, system.lower())
    return f"{name}-{_MACHINES.get(machine.lower(), machine.lower())}"


def read_gpus(answer: str) -> list[Gpu]:
    """GPUs of what `nvidia-smi` answers, one a line; what it cannot say is 0."""
    gpus = []
    for line in answer.splitlines():
        name, *rest = (part.strip() for part in line.split(","))
        if not name or not rest:
            continue
        driver = re.match(r"\d+", rest[0])
        capability = re.fullmatch(r"\d+\.\d+", rest[1]) if len(rest) > 1 else None
        gpus.append(Gpu(name, int(driver[0]) if driver else 0, float(capability[0]) if capability else 0.0))
    return gpus


def find_gpus() -> list[Gpu]:
    """NVIDIA GPUs of this machine; none where there is no driver."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(  # nosec B603
            _ASK, capture_output=True, text=True, timeout=_ASK_SECONDS, creationflags=flags
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return read_gpus(done.stdout) if done.returncode == 0 else []


def best_build(gpus: Sequence[Gpu], builds: Sequence[str]) -> str:
    """The build that makes most of this machine; the CPU serves always.

    Args:
        gpus: Its NVIDIA GPUs; the oldest of them counts, since all are used.
        builds: Those there are for this platform.
    """
    if "mps" in builds:
        return "mps"
    if gpus:
        driver, capability = min(g.driver for g in gpus), min(g.capability for g in gpus)
        for build, oldest_driver, oldest_gpu in _CUDA:
            if build in builds and driver >= oldest_driver and (capability == 0 or capability >= oldest_gpu):
                return build
    return "cpu" if "cpu" in builds else builds[0]
