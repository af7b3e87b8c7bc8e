"""What a CRF may be told, and what it refuses."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from rs_segmenter.engine.crf import PARAMETER_SETS, CrfParameters
from rs_segmenter.engine.errors import JobError

NUMBERS = [field.name for field in fields(CrfParameters) if field.type in ("float", "int")]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [0, -1, -0.5, math.nan, math.inf, "3", True, None])
def test_a_parameter_that_is_no_number_above_zero_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(JobError, match=name):
        CrfParameters(**{name: value})


@pytest.mark.parametrize("name", ["iterations", "window_px"])
def test_a_count_that_is_not_whole_is_refused(name: str) -> None:
    with pytest.raises(JobError, match=name):
        CrfParameters(**{name: 3.5})


def test_an_even_window_is_refused() -> None:
    with pytest.raises(JobError, match="window_px"):
        CrfParameters(window_px=10)


@pytest.mark.parametrize(
    "table", [(), ((0, 1),), ((0, 1), (1,)), ((0, math.nan), (1, 0)), ((0, -1), (1, 0)), 3, (1, 2), (("a",),)]
)
def test_a_compatibility_that_is_no_square_of_penalties_is_refused(table: object) -> None:
    with pytest.raises(JobError, match="compatibility"):
        CrfParameters(compatibility=table)


def test_a_compatibility_read_from_json_equals_the_one_written() -> None:
    assert CrfParameters(compatibility=[[0, 1], [1, 0]]) == CrfParameters(compatibility=((0, 1), (1, 0)))


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(JobError, match="backend"):
        CrfParameters(backend="opencl")


def test_the_halo_grows_with_the_kernel() -> None:
    wide, narrow = CrfParameters(theta_alpha_px=80), CrfParameters(theta_alpha_px=20)
    assert wide.halo_px > narrow.halo_px >= 3 * 20


def test_the_default_is_the_set_for_aerial_imagery() -> None:
    assert PARAMETER_SETS["aerial"] == CrfParameters()
    assert 20 <= CrfParameters().theta_alpha_px <= 30


def test_parameters_load_without_torch_and_numba(repository: Path) -> None:
    program = (
        "import sys, rs_segmenter.engine.crf\nsys.exit(' '.join({'torch', 'numba'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=repository, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
