"""Losses against values computed by hand, their gradients, and their limits."""

import math

import pytest
import torch

from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.models.resuneta import Tasks
from rs_segmenter.engine.training import IGNORE, OTHER
from rs_segmenter.engine.training.losses import (
    LOSSES,
    CrossEntropy,
    Dice,
    MultiTaskLoss,
    Tanimoto,
    build_loss,
)
from rs_segmenter.engine.training.targets import Target, TaskTargets, encode

OVERLAPS = [name for name in LOSSES if name != "cross-entropy"]


def target_of(labels, classes=2, known=None) -> Target:
    """Target of one sample of one row of pixels."""
    known = torch.tensor([known or [True] * classes])
    return encode(torch.tensor([[labels]], dtype=torch.uint8), known)


def row(*probabilities_of_the_first_class) -> torch.Tensor:
    p = torch.tensor(probabilities_of_the_first_class)
    return torch.stack([p, 1 - p])[None, :, None]


# Two classes, three pixels, labels 0 0 1. Class 0: S_pl 1.2, S_pp 0.81 + 0.09 + 0.16 = 1.06, S_ll 2, S_p 1.6;
# class 1: S_pl 0.6, S_pp 0.01 + 0.49 + 0.36 = 0.86, S_ll 1, S_p 1.4.
P = row(0.9, 0.3, 0.4)
LABELS = [0, 0, 1]


def test_cross_entropy_is_the_mean_of_minus_log_p():
    loss = CrossEntropy()(P.log(), target_of(LABELS))
    assert loss.item() == pytest.approx(-(math.log(0.9) + math.log(0.3) + math.log(0.6)) / 3)


def test_cross_entropy_weighs_and_ignores_as_pytorch_does():
    torch.manual_seed(0)
    logits, labels = torch.randn(2, 4, 5, 6), torch.randint(4, (2, 5, 6), dtype=torch.uint8)
    labels[:, 0] = IGNORE
    weights = torch.tensor([1.0, 2.0, 0.5, 3.0])
    wanted = torch.nn.functional.cross_entropy(logits, labels.long(), weights, ignore_index=IGNORE)
    target = encode(labels, torch.ones(2, 4, dtype=torch.bool))
    torch.testing.assert_close(CrossEntropy(weights)(logits, target), wanted)


def test_cross_entropy_of_other_ground_wants_any_class_that_is_not_annotated():
    logits = torch.tensor([0.5, 0.2, 0.3]).log().view(1, 3, 1, 1)
    loss = CrossEntropy()(logits, target_of([OTHER], 3, [True, False, False]))
    assert loss.item() == pytest.approx(-math.log(0.2 + 0.3))


def test_cross_entropy_takes_nothing_from_other_ground_where_all_classes_are_annotated():
    logits = torch.randn(1, 2, 1, 2)
    both, one = target_of([0, OTHER]), target_of([0, IGNORE])
    assert CrossEntropy()(logits, both) == CrossEntropy()(logits, one)


def test_cross_entropy_of_probabilities_is_binary():
    target = Target(torch.tensor([1.0, 0.0]).view(1, 2, 1, 1), torch.ones(1, 2, 1, 1))
    loss = CrossEntropy().of_probabilities(torch.tensor([0.8, 0.3]).view(1, 2, 1, 1), target)
    assert loss.item() == pytest.approx(-(math.log(0.8) + math.log(0.7)) / 2)


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        (1, 2.4 / (1.6 + 2), 1.2 / (1.4 + 1)),
        (2, 2.4 / (1.06 + 2), 1.2 / (0.86 + 1)),
        (3, 1.2 / (1.06 + 2 - 1.2), 0.6 / (0.86 + 1 - 0.6)),
    ],
)
def test_dice_in_its_three_forms(form, first, second):
    loss = Dice(form=form).of_probabilities(P, target_of(LABELS))
    assert loss.item() == pytest.approx(1 - (first + second) / 2, abs=1e-5)


def test_dice_weighs_classes():
    loss = Dice(torch.tensor([3.0, 1.0])).of_probabilities(P, target_of(LABELS))
    assert loss.item() == pytest.approx(1 - (3 * 2.4 / 3.6 + 1.2 / 2.4) / 4, abs=1e-5)


def tanimoto(weights):
    products, squares = (1.2, 0.6), (1.06 + 2, 0.86 + 1)
    inner = sum(w * s for w, s in zip(weights, products))
    return inner / (sum(w * s for w, s in zip(weights, squares)) - inner)


def test_tanimoto_weighs_classes_by_their_volume_to_the_minus_2():
    loss = Tanimoto().of_probabilities(P, target_of(LABELS))
    assert loss.item() == pytest.approx(1 - tanimoto([1 / 4, 1]), abs=1e-5)


def test_tanimoto_takes_class_weights_too():
    loss = Tanimoto(torch.tensor([8.0, 1.0])).of_probabilities(P, target_of(LABELS))
    assert loss.item() == pytest.approx(1 - tanimoto([8 / 4, 1]), abs=1e-5)


def test_tanimoto_with_complement_recomputes_the_weights_from_the_complement():
    """With two classes that sum to 1, the complement of one is the other: the terms are equal."""
    both = Tanimoto(complement=True).of_probabilities(P, target_of(LABELS))
    assert both.item() == pytest.approx(1 - tanimoto([1 / 4, 1]), abs=1e-5)


def test_tanimoto_with_complement_of_a_single_channel():
    # p 0.8 0.4 0.1 0.1, l 1 0 0 0: S_pl 0.8, S_pp 0.82, S_ll 1; complement S_pl 2.4, S_pp 2.02, S_ll 3.
    p = torch.tensor([0.8, 0.4, 0.1, 0.1]).view(1, 1, 1, 4)
    target = Target(torch.tensor([1.0, 0, 0, 0]).view(1, 1, 1, 4), torch.ones(1, 1, 1, 4))
    loss = Tanimoto(complement=True).of_probabilities(p, target)
    wanted = 1 - (0.8 / (0.82 + 1 - 0.8) + 2.4 / (2.02 + 3 - 2.4)) / 2
    assert loss.item() == pytest.approx(wanted, abs=1e-5)


def test_the_infinite_weight_of_an_absent_class_becomes_the_largest_finite_one():
    p = torch.tensor([[0.7, 0.2], [0.1, 0.6], [0.2, 0.2]])[None, :, None]
    loss = Tanimoto().of_probabilities(p, target_of([0, 1], 3))
    inner = 0.7 + 0.6
    squares = (0.49 + 0.04 + 1) + (0.01 + 0.36 + 1) + (0.04 + 0.04)
    assert loss.item() == pytest.approx(1 - inner / (squares - inner), abs=1e-5)


def test_volumes_are_the_batchs_and_similarities_each_samples():
    p = torch.cat([row(0.9, 0.2), row(0.6, 0.6)])
    target = encode(torch.tensor([[[0, 1]], [[0, 0]]], dtype=torch.uint8), torch.ones(2, 2, dtype=torch.bool))
    w = 1 / 1.5**2, 1 / 0.5**2
    first = (w[0] * 0.9 + w[1] * 0.8) / (w[0] * (0.81 + 0.04 + 1 - 0.9) + w[1] * (0.01 + 0.64 + 1 - 0.8))
    second = w[0] * 1.2 / (w[0] * (0.72 + 2 - 1.2) + w[1] * 0.32)
    loss = Tanimoto().of_probabilities(p, target)
    assert loss.item() == pytest.approx(1 - (first + second) / 2, abs=1e-5)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_fractal_tanimoto_is_the_mean_over_its_depths(depth):
    inner, squares = 1.8, 1.06 + 2 + 0.86 + 1
    terms = [inner / (2**i * squares - (2 ** (i + 1) - 1) * inner) for i in range(depth)]
    loss = Tanimoto(depth=depth, by_volume=False).of_probabilities(P, target_of(LABELS))
    assert loss.item() == pytest.approx(1 - sum(terms) / depth, abs=1e-4)


@pytest.mark.parametrize("name", [*LOSSES, "cross-entropy+dice"])
def test_a_perfect_match_costs_nothing(name):
    target = target_of([0, 1, 1, 2, IGNORE], 4)
    logits = 200 * target.onehot - 100
    assert build_loss(name)(logits, target).item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", [*LOSSES, "cross-entropy+dice"])
@pytest.mark.parametrize("labels", [[0, 1, 2, IGNORE], [1, 1, 1, 1], [IGNORE, 2, OTHER, 0], [OTHER] * 4])
def test_gradients_are_those_of_the_loss(name, labels):
    torch.manual_seed(0)
    logits = torch.randn(1, 3, 1, 4, dtype=torch.float64, requires_grad=True)
    target = target_of(labels, 3, [True, False, True])
    assert torch.autograd.gradcheck(lambda x: build_loss(name)(x, target), logits)


@pytest.mark.parametrize("name", [*LOSSES, "cross-entropy+dice"])
def test_a_batch_that_tells_nothing_costs_nothing_and_moves_nothing(name):
    logits = torch.randn(1, 3, 1, 4, requires_grad=True)
    loss = build_loss(name)(logits, target_of([IGNORE] * 4, 3))
    loss.backward()
    assert loss.item() == 0
    assert (logits.grad == 0).all()


@pytest.mark.parametrize("name", [*LOSSES, "cross-entropy+dice"])
def test_unlabelled_pixels_move_nothing(name):
    logits = torch.randn(1, 3, 1, 4, requires_grad=True)
    build_loss(name)(logits, target_of([0, IGNORE, 2, IGNORE], 3)).backward()
    assert (logits.grad[..., [1, 3]] == 0).all()
    assert (logits.grad[..., [0, 2]] != 0).any()


@pytest.mark.parametrize("name", LOSSES)
def test_the_right_answer_costs_less_than_the_wrong_one_whatever_the_crops_size(name):
    for side in (8, 512):
        labels = torch.zeros(1, side, side, dtype=torch.uint8)
        labels[:, : side // 2] = 1
        target = encode(labels, torch.ones(1, 2, dtype=torch.bool))
        right = 20 * target.onehot - 10
        assert build_loss(name)(right, target) < 0.01
        assert build_loss(name)(-right, target) > 0.9


@pytest.mark.parametrize("name", OVERLAPS)
def test_one_pixel_of_a_class_among_many_counts_in_float32(name):
    labels = torch.zeros(4, 256, 256, dtype=torch.uint8)
    labels[0, 0, 0] = 1
    target = encode(labels, torch.ones(4, 2, dtype=torch.bool))
    logits = (20 * target.onehot - 10).requires_grad_()
    assert build_loss(name)(logits, target).item() == pytest.approx(0, abs=2e-3)
    missed = torch.zeros(4, 2, 256, 256).index_fill(1, torch.tensor([0]), 20.0).requires_grad_()
    loss = build_loss(name)(missed, target)
    loss.backward()
    assert torch.isfinite(loss) and torch.isfinite(missed.grad).all()


@pytest.mark.parametrize("name", LOSSES)
def test_half_precision_is_lifted_to_float32(name):
    labels = torch.zeros(1, 256, 256, dtype=torch.uint8)
    labels[:, 100:] = 1
    target = encode(labels, torch.ones(1, 2, dtype=torch.bool))
    torch.manual_seed(0)
    logits = torch.randn(1, 2, 256, 256).bfloat16()
    with torch.autocast("cpu", torch.bfloat16):
        loss = build_loss(name)(logits, target)
    assert loss.dtype == torch.float32
    torch.testing.assert_close(loss, build_loss(name)(logits.float(), target))


def test_an_unknown_loss_is_refused_and_the_known_ones_listed():
    with pytest.raises(JobError, match="no loss 'focal'") as refused:
        build_loss("cross-entropy + focal")
    assert all(name in refused.value.hint for name in LOSSES)


def test_a_sum_of_losses_is_their_sum():
    target = target_of(LABELS)
    parts = [build_loss(name)(P.log(), target) for name in ("cross-entropy", "dice")]
    assert build_loss("cross-entropy + dice")(P.log(), target) == sum(parts)
    parts = [build_loss(name).of_probabilities(P, target) for name in ("cross-entropy", "dice")]
    assert build_loss("cross-entropy + dice").of_probabilities(P, target) == sum(parts)


def tasks_and_targets():
    torch.manual_seed(0)
    wanted = [torch.rand(1, channels, 4, 4) for channels in (2, 2, 3)]
    segmentation = encode(torch.randint(2, (1, 4, 4), dtype=torch.uint8), torch.ones(1, 2, dtype=torch.bool))
    targets = TaskTargets(segmentation, *(Target(t, torch.ones_like(t)) for t in wanted))
    tasks = Tasks(torch.randn(1, 2, 4, 4), *(torch.rand_like(t) for t in wanted))
    return tasks, targets


def test_the_multi_task_loss_is_the_mean_of_the_four_tasks():
    tasks, targets = tasks_and_targets()
    loss = Tanimoto(complement=True)
    parts = [loss(tasks.segmentation, targets.segmentation)]
    parts += [loss.of_probabilities(p, t) for p, t in zip(tasks[1:], targets[1:])]
    torch.testing.assert_close(MultiTaskLoss(loss)(tasks, targets), sum(parts) / 4)


def test_the_multi_task_loss_of_a_perfect_match_is_0():
    _, targets = tasks_and_targets()
    tasks = Tasks(200 * targets.segmentation.onehot - 100, *(t.onehot for t in targets[1:]))
    loss = MultiTaskLoss(Tanimoto(complement=True))(tasks, targets)
    assert loss.item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", [*LOSSES, "cross-entropy+dice"])
def test_class_weights_hold_for_classes_and_not_for_colours(name):
    tasks, targets = tasks_and_targets()
    weighted = MultiTaskLoss(build_loss(name, torch.tensor([1.0, 5.0])))
    plain = MultiTaskLoss(build_loss(name))
    assert weighted(tasks, targets) != plain(tasks, targets)
    assert weighted.colour.of_probabilities(tasks.colour, targets.colour) == plain.colour.of_probabilities(
        tasks.colour, targets.colour
    )
