"""The CRF as a layer: what it begins as, its gradients, and what it learns."""

from __future__ import annotations

import pytest
import torch

from rs_segmenter.engine.crf import CrfParameters, refine_tile
from rs_segmenter.engine.crf.rnn import CrfRnn

from .conftest import toy

PARAMETERS = CrfParameters(2, 6, 0.5, 1.5, 1.5, 10)
TORCH = CrfParameters(2, 6, 0.5, 1.5, 1.5, 10, backend="torch")


def test_untrained_it_is_the_crf_of_its_parameters() -> None:
    problem = toy()
    layer = CrfRnn(3, PARAMETERS).eval()
    with torch.no_grad():
        logits = layer(problem.probabilities.log()[None], problem.image[None])[0]
    expected = refine_tile(problem.probabilities, problem.image, problem.valid, PARAMETERS)
    torch.testing.assert_close(torch.softmax(logits, 0), expected, rtol=1e-4, atol=1e-5)


def test_training_takes_half_the_steps_of_inference() -> None:
    problem = toy()
    arguments = problem.probabilities.log()[None], problem.image[None]
    layer = CrfRnn(3, PARAMETERS)
    assert torch.equal(layer(*arguments), CrfRnn(3, PARAMETERS, steps=5).eval()(*arguments))
    assert not torch.equal(layer(*arguments), layer.eval()(*arguments))


@pytest.mark.parametrize("classes", [1, 3])
def test_gradients_of_logits_weights_and_compatibility_are_right(classes: int) -> None:
    problem = toy(classes=classes, height=4, width=5)
    layer = CrfRnn(classes, TORCH, training_steps=2).double()
    logits = torch.randn(1, classes, 4, 5, dtype=torch.float64, requires_grad=True)
    tables = [parameter.detach().clone().requires_grad_() for parameter in layer.parameters()]
    names = [name for name, _ in layer.named_parameters()]

    def refined(logits: torch.Tensor, *tables: torch.Tensor) -> torch.Tensor:
        arguments = (logits, problem.image[None].double())
        return torch.func.functional_call(layer, dict(zip(names, tables)), arguments)

    assert torch.autograd.gradcheck(refined, (logits, *tables))


def test_compiled_and_torch_lattice_give_the_same_gradients() -> None:
    problem, gradients = toy(), []
    for backend in ("torch", "numba"):
        layer = CrfRnn(3, CrfParameters(2, 6, 0.5, 1.5, 1.5, backend=backend))
        logits = problem.probabilities.log()[None].requires_grad_()
        layer(logits, problem.image[None]).square().sum().backward()
        gradients.append([logits.grad, *(parameter.grad for parameter in layer.parameters())])
    for one, other in zip(*gradients):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-3)


def test_it_learns_which_classes_do_not_go_together() -> None:
    """Class 2 is noise that never is; the layer finds out from labels alone."""
    problem = toy()
    truth = (torch.arange(19) > 9).long().expand(1, 14, 19)
    layer = CrfRnn(3, CrfParameters(0.1, 6, 0.5, 0.1, 1.5))
    optimiser = torch.optim.Adam(layer.parameters(), lr=0.05)
    losses = []
    for _ in range(30):
        loss = torch.nn.functional.cross_entropy(
            layer(problem.probabilities.log()[None], problem.image[None]), truth
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0]


def test_every_sample_of_a_batch_is_refined_by_its_own_image() -> None:
    one, other = toy(seed=1), toy(seed=2)
    layer = CrfRnn(3, PARAMETERS).eval()
    logits = torch.stack([p.probabilities.log() for p in (one, other)])
    images = torch.stack([p.image for p in (one, other)])
    with torch.no_grad():
        together = layer(logits, images)
        assert torch.equal(together[1:], layer(logits[1:], images[1:]))


def test_half_precision_logits_come_back_in_half_precision() -> None:
    problem = toy()
    logits = problem.probabilities.log()[None].bfloat16()
    assert CrfRnn(3, PARAMETERS)(logits, problem.image[None].bfloat16()).dtype == torch.bfloat16


def test_it_refuses_to_be_traced() -> None:
    problem = toy()
    arguments = problem.probabilities.log()[None], problem.image[None]
    with pytest.raises(RuntimeError, match="cannot be traced"):
        torch.jit.trace(CrfRnn(3, PARAMETERS), arguments, check_trace=False)
