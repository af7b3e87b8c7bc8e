"""Devices and precisions that are not there are refused; a batch halves until one tile is left."""

from __future__ import annotations

import os

import numpy as np
import pytest
import torch

from rs_segmenter.engine.device import (
    BatchSize,
    choose_device,
    choose_precision,
    device_name,
    is_out_of_memory,
)
from rs_segmenter.engine.errors import DeviceError
from rs_segmenter.engine.preferences import THREADS

CPU = torch.device("cpu")
without_cuda = pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")


@without_cuda
@pytest.mark.parametrize("wanted", ["cuda", "cuda:1"])
def test_cuda_asked_for_and_absent_is_an_error(wanted: str) -> None:
    with pytest.raises(DeviceError, match=f"'{wanted}' is not there: PyTorch sees 0 CUDA devices.*doctor"):
        choose_device(wanted)


def test_a_cuda_device_beyond_the_last_is_an_error() -> None:
    with pytest.raises(DeviceError, match="'cuda:99' is not there"):
        choose_device("cuda:99")


@pytest.mark.skipif(torch.backends.mps.is_available(), reason="this machine has MPS")
def test_mps_asked_for_and_absent_is_an_error() -> None:
    with pytest.raises(DeviceError, match="'mps' is not there"):
        choose_device("mps")


@pytest.mark.parametrize("wanted", ["gpu", "cpu:1", "cuda:", "cuda:x", ""])
def test_names_of_no_device_are_refused(wanted: str) -> None:
    with pytest.raises(DeviceError, match=f"no device called '{wanted}'"):
        choose_device(wanted)


@without_cuda
def test_auto_without_a_graphics_card_is_the_cpu() -> None:
    assert choose_device("auto").type in ("cpu", "mps")


def test_the_cpu_runs_in_float32_only() -> None:
    assert choose_precision("auto", CPU) == choose_precision("float32", CPU) == torch.float32
    for wanted in ("float16", "bfloat16"):
        with pytest.raises(DeviceError, match=f"On the CPU, {wanted} would run many times slower"):
            choose_precision(wanted, CPU)


def test_a_graphics_card_runs_in_float16_unless_told_otherwise() -> None:
    card = torch.device("cuda")
    assert choose_precision("auto", card) == torch.float16
    assert choose_precision("bfloat16", card) == torch.bfloat16
    assert choose_precision("float32", card) == torch.float32


def test_a_batch_is_halved_until_a_single_tile_is_too_much() -> None:
    batch, fault = BatchSize(5, CPU), torch.OutOfMemoryError("too much")
    sizes = []
    while batch.tiles > 1:
        batch.halve(fault)
        sizes.append(batch.tiles)
    assert sizes == [2, 1]
    with pytest.raises(DeviceError, match="A single tile does not fit into the memory of cpu") as refused:
        batch.halve(fault)
    assert "or the CPU" not in refused.value.hint


def test_a_cpu_takes_one_tile_at_once_unless_told_otherwise() -> None:
    assert BatchSize(None, CPU).tiles == 1
    assert BatchSize(8, CPU).tiles == 8


def test_complaints_about_memory_are_known() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60)
    assert is_out_of_memory(caught.value)
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA"))
    with pytest.raises(MemoryError) as refused:
        np.empty(1 << 60, np.uint8)
    assert is_out_of_memory(refused.value)
    assert not is_out_of_memory(RuntimeError("shapes differ"))


def test_the_cpu_is_named_with_the_cores_that_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.delenv(THREADS, raising=False)
    assert device_name(CPU) == "cpu (8 cores)"
    monkeypatch.setenv(THREADS, "3")
    assert device_name(CPU) == "cpu (3 cores)"
    monkeypatch.setenv(THREADS, "1")
    assert device_name(CPU) == "cpu (1 core)"
