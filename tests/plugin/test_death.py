"""What a dead process leaves behind, and what the user is told."""

from __future__ import annotations

import pytest

from rs_segmenter.death import CRASH, DEVICE, MEMORY, cause_of_death


@pytest.mark.parametrize(
    ("code", "complaints", "cause", "says"),
    [
        (-9, [], MEMORY, "memory ran out"),
        (137, ["Loading"], MEMORY, "memory ran out"),
        (-6, ["terminate called after throwing an instance of 'std::bad_alloc'"], MEMORY, "memory ran out"),
        (1, ["Traceback", "MemoryError"], MEMORY, "memory ran out"),
        (0xC000012D, [], MEMORY, "memory ran out"),
        (-1073741523, [], MEMORY, "memory ran out"),  # 0xC000012D as some Pythons give it
        (1, ["Traceback", "CUDA error: an illegal memory access"], DEVICE, "an illegal memory access"),
        (1, ["CUDNN_STATUS_INTERNAL_ERROR in cuDNN"], DEVICE, "graphics card failed"),
        (-11, [], CRASH, "crashed (code -11)"),
        (0xC0000005, [], CRASH, "crashed (code 3221225477)"),
        (1, ["Traceback", "KeyError: 'x'", ""], CRASH, "KeyError: 'x'"),
        (1, ["Error: The Python package 'x' is not installed.", "Do this."], CRASH, "'x' is not installed"),
        (3, [], CRASH, "said nothing"),
    ],
)
def test_the_cause_is_told_from_code_and_last_words(
    code: int, complaints: list[str], cause: str, says: str
) -> None:
    death = cause_of_death(code, complaints, 7)
    assert death.cause == cause
    assert says in death.message
    assert "No map was written" in death.hint
    assert "\n" not in str(death)
