"""A process that trains keeps its memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import resource, sys
import torch
from rs_segmenter.engine.training.memory import keep_freed_memory

if sys.argv[1] == "keep":
    assert keep_freed_memory()
torch.set_num_threads(1)
for step in range(20):
    if step == 10:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    torch.full((16 << 20,), 1.0)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be told to keep memory")
def test_a_tensor_made_again_takes_no_new_pages() -> None:
    def new_pages(mode: str) -> int:
        repository = Path(__file__).parents[3]
        command = [sys.executable, "-c", _PROGRAM, mode]
        done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert new_pages("keep") < 100
    assert new_pages("plain") > 1000
