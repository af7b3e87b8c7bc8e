"""One tile through the CRF: against the formula, and with pixels and classes that take no part."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import pytest
import torch

from rs_segmenter.engine.crf import CrfParameters, refine_tile
from rs_segmenter.engine.errors import JobError

from .conftest import Toy, explicit_crf, toy

PARAMETERS = CrfParameters(2, 6, 0.5, 1.5, 1.5, 5)
LATTICES = pytest.mark.parametrize("backend", ["torch", "numba"])
WITH_PYDENSECRF = pytest.mark.skipif(
    find_spec("pydensecrf") is None, reason="pydensecrf2 is not installed here"
)
BACKENDS = pytest.mark.parametrize(
    "backend", ["torch", "numba", "convcrf", pytest.param("pydensecrf", marks=WITH_PYDENSECRF)]
)


def refined(problem: Toy, parameters: CrfParameters) -> torch.Tensor:
    return refine_tile(problem.probabilities, problem.image, problem.valid, parameters)


@LATTICES
@pytest.mark.parametrize("bands", [1, 3, 4, 8])
def test_marginals_are_those_of_the_formula(backend: str, bands: int) -> None:
    problem = toy(bands=bands)
    expected = explicit_crf(problem.probabilities, problem.image, problem.valid, PARAMETERS)
    moved = (expected - problem.probabilities).abs().mean()
    error = (refined(problem, replace(PARAMETERS, backend=backend)) - expected).abs().mean()
    assert error < 0.02 and error < moved / 5


def test_convcrf_whose_window_spans_the_tile_is_the_formula() -> None:
    problem = toy()
    parameters = replace(PARAMETERS, backend="convcrf", window_px=39, theta_gamma_px=6.0)
    expected = explicit_crf(problem.probabilities, problem.image, problem.valid, parameters)
    assert (refined(problem, parameters) - expected).abs().max() < 0.01


@BACKENDS
def test_a_compatibility_of_equal_penalties_is_potts(backend: str) -> None:
    potts = replace(PARAMETERS, backend=backend)
    table = tuple(tuple(float(i != j) for j in range(3)) for i in range(3))
    torch.testing.assert_close(
        refined(toy(), replace(potts, compatibility=table)), refined(toy(), potts), rtol=1e-3, atol=1e-4
    )


@BACKENDS
def test_a_given_compatibility_is_obeyed(backend: str) -> None:
    problem = toy()
    table = ((0.0, 3.0, 0.5), (3.0, 0.0, 1.0), (0.5, 1.0, 0.0))
    parameters = replace(PARAMETERS, compatibility=table, backend=backend, window_px=39)
    expected = explicit_crf(problem.probabilities, problem.image, problem.valid, parameters)
    assert (refined(problem, parameters) - expected).abs().mean() < 0.02


@BACKENDS
def test_invalid_pixels_take_no_part_whatever_they_hold(backend: str) -> None:
    problem, parameters = toy(), replace(PARAMETERS, backend=backend)
    problem.valid[3:9, 5:8] = False
    expected = refined(problem, parameters)
    hole = ~problem.valid
    assert torch.equal(expected[:, hole], problem.probabilities[:, hole])
    assert (expected - refined(toy(), parameters))[:, problem.valid].abs().max() > 1e-3
    problem.image[:, hole] = torch.nan
    problem.probabilities[:, hole] = 7.0
    assert torch.equal(refined(problem, parameters)[:, problem.valid], expected[:, problem.valid])


@BACKENDS
def test_marginals_sum_to_one(backend: str) -> None:
    result = refined(toy(), replace(PARAMETERS, backend=backend))
    torch.testing.assert_close(result.sum(0), torch.ones(14, 19))
    assert result.dtype == torch.float32


@BACKENDS
@pytest.mark.parametrize("count", [0, 1])
def test_a_tile_with_hardly_a_valid_pixel_keeps_its_labels(backend: str, count: int) -> None:
    problem = toy()
    problem.valid[:] = False
    problem.valid[4, 4 : 4 + count] = True
    result = refined(problem, replace(PARAMETERS, backend=backend))
    assert torch.equal(result.argmax(0), problem.probabilities.argmax(0))


@BACKENDS
def test_one_class_stays_as_it_is(backend: str) -> None:
    problem = toy(classes=1)
    assert torch.equal(refined(problem, replace(PARAMETERS, backend=backend)), problem.probabilities)


def test_a_class_that_is_nowhere_likely_is_left_out_and_changes_nothing() -> None:
    problem = toy()
    faint = torch.full((1, 14, 19), 0.001)
    four = replace(problem, probabilities=torch.cat([problem.probabilities * 0.999, faint]))
    result = refined(four, PARAMETERS)
    assert (result[3] == 0).all()
    torch.testing.assert_close(result[:3], refined(problem, PARAMETERS), rtol=1e-3, atol=1e-4)


def test_the_probabilities_given_are_not_written_to() -> None:
    problem = toy()
    before = problem.probabilities.clone()
    refined(problem, PARAMETERS)
    assert torch.equal(problem.probabilities, before)


def test_a_part_of_a_raster_is_refined_as_in_the_whole() -> None:
    whole, parameters = toy(height=60, width=80), replace(PARAMETERS, theta_alpha_px=3.0, theta_gamma_px=1.0)
    part = tuple(tensor[..., 20:, 30:] for tensor in (whole.probabilities, whole.image, whole.valid))
    expected = refined(whole, parameters)[:, 40:, 50:]
    anchored = refine_tile(*part, parameters, origin=(20, 30))[:, 20:, 20:]
    loose = refine_tile(*part, parameters)[:, 20:, 20:]
    assert (anchored - expected).abs().max() < 0.002 < (loose - expected).abs().max()


def test_a_compatibility_for_other_classes_is_refused() -> None:
    with pytest.raises(JobError, match="2 classes, the probabilities have 3"):
        refined(toy(), replace(PARAMETERS, compatibility=((0, 1), (1, 0))))


@pytest.mark.parametrize(("backend", "package"), [("numba", "numba"), ("pydensecrf", "pydensecrf")])
def test_a_backend_that_is_not_installed_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, backend: str, package: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(JobError, match=f"'{backend}' is not installed.*pip install"):
        refined(toy(), replace(PARAMETERS, backend=backend))
