"""Several devices, one training: a process per device, which all run the same job (DDP)."""

from __future__ import annotations

import logging
import os
import socket
import subprocess  # nosec B404
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.environments.lightning import LightningEnvironment
from lightning_fabric.strategies.ddp import DDPStrategy
from torch import Tensor

from ..device import choose_device, choose_precision
from ..errors import DeviceError
from .job import TrainJob

_GRACE_S = 30
Precision = Literal["32-true", "16-mixed", "bf16-mixed"]
_PRECISIONS: dict[torch.dtype, Precision] = {
    torch.float32: "32-true",
    torch.float16: "16-mixed",
    torch.bfloat16: "bf16-mixed",
}


@dataclass(frozen=True)
class Rank:
    """One of the processes that train together.

    Attributes:
        index: From 0; 0 is the one that the user started.
        count: How many there are.
        port: Where they meet on this machine.
    """

    index: int = 0
    count: int = 1
    port: int = 0


class _Meeting(LightningEnvironment):
    """Tells Lightning that the processes are there already."""

    def __init__(self, rank: Rank) -> None:
        super().__init__()
        self._rank = rank

    @property
    def creates_processes_externally(self) -> bool:
        return True

    @property
    def main_address(self) -> str:
        return "127.0.0.1"

    @property
    def main_port(self) -> int:
        return self._rank.port

    def world_size(self) -> int:
        return self._rank.count

    def global_rank(self) -> int:
        return self._rank.index

    def local_rank(self) -> int:
        return self._rank.index


def make_fabric(job: TrainJob, rank: Rank) -> Fabric:
    """Set up device, precision and, with several devices, the exchange of gradients.

    Raises:
        DeviceError: When a device is not there, or a CPU is asked for half precision that it has not got.
    """
    # Lightning tells at length what it sets up; progress is told here.
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
    device = choose_device(job.device)
    precision = _precision(job.precision, device)
    if rank.count == 1:
        devices = [device.index or 0] if device.type == "cuda" else 1
        fabric = Fabric(accelerator=device.type, devices=devices, precision=precision)
    else:
        present = torch.cuda.device_count() if device.type == "cuda" else os.cpu_count() or 1
        if rank.count > present or device.type == "mps":
            raise DeviceError(
                f"{rank.count} devices are asked for, but there are {present} of type {device.type} here.",
                f"Give --devices {present} or fewer.",
            )
        backend = "nccl" if device.type == "cuda" else "gloo"
        strategy = DDPStrategy(cluster_environment=_Meeting(rank), process_group_backend=backend)
        fabric = Fabric(accelerator=device.type, devices=rank.count, precision=precision, strategy=strategy)
    fabric.launch()
    return fabric


def trained_in(job: TrainJob) -> str:
    """Name the numbers that a training computes with, such as `bfloat16`; raises as `make_fabric`."""
    wanted = _precision(job.precision, choose_device(job.device))
    return next(str(dtype).removeprefix("torch.") for dtype, each in _PRECISIONS.items() if each == wanted)


def _precision(wanted: str, device: torch.device) -> Precision:
    if device.type == "cpu" and wanted == "bfloat16" and _cpu_has_bfloat16():
        return _PRECISIONS[torch.bfloat16]
    dtype = choose_precision(wanted, device)
    if wanted == "auto" and device.type == "cuda" and torch.cuda.is_bf16_supported():
        dtype = torch.bfloat16
    return _PRECISIONS[dtype]


def _cpu_has_bfloat16() -> bool:
    """Whether this processor multiplies such numbers itself; older PyTorch does not tell."""
    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16"))


def sum_of_ranks(fabric: Fabric, values: Tensor) -> list[float]:
    """Add up a tensor (n,) over all processes."""
    total = fabric.all_reduce(values, reduce_op="sum")
    numbers: list[float] = torch.as_tensor(total).tolist()
    return numbers


@contextmanager
def other_ranks(job_file: Path, count: int, log_folder: Path) -> Iterator[Rank]:
    """Start the processes beside this one, and see them end.

    Args:
        job_file: The job, as JSON.
        count: Processes in all.
        log_folder: Folder for what they say.

    Raises:
        DeviceError: When one of them fails by itself.
    """
    if count == 1:
        yield Rank()
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    package_root = str(Path(__file__).absolute().parents[len(__name__.split(".")) - 1])
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([package_root, *filter(None, [os.environ.get("PYTHONPATH")])])
    }
    workers: list[subprocess.Popen[bytes]] = []
    try:
        for index in range(1, count):
            command = [sys.executable, "-m", __name__.rsplit(".", 1)[0] + ".rank_main"]
            command += [str(job_file), str(index), str(count), str(port)]
            with open(_log_file(log_folder, index), "wb") as log:
                workers.append(
                    subprocess.Popen(  # nosec B603
                        command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment
                    )
                )
        yield Rank(0, count, port)
        for worker in workers:
            worker.wait(_GRACE_S)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        failed = [i for i, worker in enumerate(workers, start=1) if worker.poll() not in (None, 0)]
        if not failed:
            raise
        raise DeviceError(
            f"Process {failed[0]} of the {count} that train together has failed.",
            f"'{_log_file(log_folder, failed[0])}' says why.",
        ) from error
    finally:
        for worker in workers:
            if worker.poll() is None:
                worker.terminate()
        if torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()


def _log_file(folder: Path, index: int) -> Path:
    return folder / f"rank-{index}.log"
