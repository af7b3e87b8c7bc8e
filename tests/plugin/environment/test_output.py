"""The lines of uv and pip become megabytes and a few words."""

from __future__ import annotations

import pytest

from rs_segmenter.environment.output import Downloads

UV = """Resolved 3 packages in 788ms
Downloading torch (800.0MiB)
Downloading openvino (56.4MiB)
 Downloaded openvino
 Downloaded torch
Prepared 3 packages in 9.77s
Installed 3 packages in 341ms
 + torch==2.15.0"""
PIP = """Collecting torch==2.15.0
  Downloading torch-2.15.0-cp311-cp311-manylinux_2_28_x86_64.whl (838.9 MB)
Collecting openvino==2026.4.1
  Downloading openvino-2026.4.1-22982-cp311-cp311-manylinux_2_28_x86_64.whl (59.1 MB)
Installing collected packages: openvino, torch
Successfully installed openvino-2026.4.1 torch-2.15.0"""


@pytest.mark.parametrize(("said", "before_mb"), [(UV, 59.1), (PIP, 838.9)])
def test_downloads_are_followed_to_their_end(said: str, before_mb: float) -> None:
    downloads = Downloads()
    lines = said.splitlines()
    for line in lines[:4]:
        downloads.read(line)
    assert downloads.done_mb == pytest.approx(before_mb, abs=0.1)
    assert downloads.doing.startswith("Downloading ")
    for line in lines[4:]:
        downloads.read(line)
    assert downloads.done_mb == pytest.approx(898, abs=0.1)
    assert downloads.doing == "Installing"


def test_the_largest_of_several_is_told() -> None:
    downloads = Downloads()
    for line in UV.splitlines()[:3]:
        downloads.read(line)
    assert downloads.doing == "Downloading torch (839 MB)"


def test_other_lines_change_nothing() -> None:
    downloads = Downloads()
    for line in ("", "warning: Failed to hardlink files", "Downloading nothing", "Downloading x (many)"):
        downloads.read(line)
    assert (downloads.done_mb, downloads.doing) == (0.0, "")
