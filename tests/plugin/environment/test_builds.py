"""The build of PyTorch follows from platform, driver and GPU; what can't be run here is a table."""

from __future__ import annotations

import pytest

from rs_segmenter.environment.builds import Gpu, best_build, platform_name, read_gpus
from rs_segmenter.environment.locks import locks_for

LINUX, WINDOWS, MAC = "linux-x86_64", "windows-x86_64", "macos-arm64"


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", LINUX),
        ("Linux", "aarch64", "linux-arm64"),
        ("Windows", "AMD64", WINDOWS),
        ("Windows", "ARM64", "windows-arm64"),
        ("Darwin", "arm64", MAC),
        ("Darwin", "x86_64", "macos-x86_64"),
    ],
)
def test_a_platform_has_one_name(system: str, machine: str, name: str) -> None:
    assert platform_name(system, machine) == name


@pytest.mark.parametrize(
    ("answer", "gpus"),
    [
        ("NVIDIA H200, 580.65.06, 9.0\n", [Gpu("NVIDIA H200", 580, 9.0)]),
        (
            "NVIDIA GeForce RTX 5090, 591.44, 12.0\nQuadro P1000, 591.44, 6.1\n",
            [Gpu("NVIDIA GeForce RTX 5090", 591, 12.0), Gpu("Quadro P1000", 591, 6.1)],
        ),
        ("Tesla K80, 470.256.02, [N/A]\n", [Gpu("Tesla K80", 470, 0.0)]),
        ("Quadro 600, 391.35\n", [Gpu("Quadro 600", 391, 0.0)]),
        ("", []),
        ("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", []),
    ],
)
def test_what_nvidia_smi_says_is_read(answer: str, gpus: list[Gpu]) -> None:
    assert read_gpus(answer) == gpus


@pytest.mark.parametrize(
    ("platform", "gpus", "build"),
    [
        (LINUX, [], "cpu"),
        (LINUX, [Gpu("H200", 580, 9.0)], "cuda"),
        (LINUX, [Gpu("RTX 4090", 550, 8.9)], "cuda126"),
        (LINUX, [Gpu("GTX 1080", 590, 6.1)], "cuda126"),
        (LINUX, [Gpu("Tesla K80", 470, 3.7)], "cpu"),
        (LINUX, [Gpu("RTX 4090", 590, 8.9), Gpu("GTX 1080", 590, 6.1)], "cuda126"),
        (WINDOWS, [Gpu("RTX 5070", 591, 12.0)], "cuda"),
        (WINDOWS, [Gpu("unknown", 591, 0.0)], "cuda"),
        (WINDOWS, [Gpu("GeForce GT 730", 474, 3.5)], "cpu"),
        (MAC, [], "mps"),
    ],
)
def test_the_build_follows_driver_and_gpu(platform: str, gpus: list[Gpu], build: str) -> None:
    assert best_build(gpus, list(locks_for(platform))) == build
