"""ResUNet-a: parameter and operation counts, blocks, and the conditioning of the tasks."""

import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from rs_segmenter.engine.models import build
from rs_segmenter.engine.models.resuneta_blocks import Branch, PSPPooling, ResBlockA

D6, D7 = "ResUNet-a d6", "ResUNet-a d7"


@pytest.mark.parametrize(
    ("architecture", "bands", "options", "parameters"),
    [
        (D6, 5, {}, 58_037_781),
        (D6, 3, {}, 58_037_717),
        (D6, 4, {}, 58_037_749),
        (D6, 5, {"head": "single"}, 57_976_390),
        (D6, 5, {"initial_filters": 16}, 14_520_725),
        (D7, 5, {}, 184_537_873),
        (D7, 3, {}, 184_537_809),
        (D7, 5, {"head": "single"}, 184_476_482),
        (D7, 5, {"initial_filters": 16}, 46_151_699),
    ],
)
def test_six_classes_have_the_reference_number_of_parameters(architecture, bands, options, parameters):
    with torch.device("meta"):
        network = build(architecture, bands, 6, options)
    assert sum(p.numel() for p in network.parameters()) == parameters


@pytest.mark.parametrize(
    ("architecture", "size_px", "gmacs"), [(D6, 256, 47.98), (D6, 512, 191.92), (D7, 256, 52.07)]
)
def test_all_tasks_together_cost_the_reference_number_of_operations(architecture, size_px, gmacs):
    with torch.device("meta"), FlopCounterMode(display=False) as counter:
        build(architecture, 5, 6, {}).forward_tasks(torch.empty(1, 5, size_px, size_px))
    assert counter.get_total_flops() / 2e9 == pytest.approx(gmacs, abs=0.005)


@pytest.mark.parametrize(
    ("architecture", "encoder", "decoder"),
    [
        (
            D6,
            [[1, 3, 15, 31], [1, 3, 15, 31], [1, 3, 15], [1, 3, 5], [1], [1]],
            [[1, 3, 5], [1, 3, 15], [1, 3, 15, 31], [1, 3, 15, 31], [1, 3, 15, 31]],
        ),
        (
            D7,
            [[1, 3, 15, 31], [1, 3, 15, 31], [1, 3, 15], [1, 3, 5], [1], [1], [1]],
            [[1], [1, 3, 15], [1, 3, 15, 31], [1, 3, 15, 31], [1, 3, 15, 31], [1, 3, 15, 31]],
        ),
    ],
)
def test_blocks_have_the_reference_dilations(architecture, encoder, decoder):
    with torch.device("meta"):
        body = build(architecture, 3, 2, {}).body
    assert [dilations(block) for block in body.encoder] == encoder
    assert [dilations(block) for block in body.decoder] == decoder


def test_dilations_of_a_card_replace_the_reference_ones():
    options = {"encoder_dilations": [[1, 2]] * 6, "decoder_dilations": [[4]] * 5, "initial_filters": 4}
    body = build(D6, 3, 2, options).body
    assert [dilations(block) for block in body.encoder] == [[1, 2]] * 6
    assert [dilations(block) for block in body.decoder] == [[4]] * 5


@pytest.mark.parametrize("head", ["single", "cmtsk"])
@pytest.mark.parametrize(
    ("architecture", "bands", "classes", "multiple"),
    [(D6, 1, 1, 32), (D6, 4, 2, 32), (D6, 12, 7, 32), (D7, 4, 3, 64)],
)
def test_logits_have_the_size_of_any_input_in_multiples(architecture, bands, classes, multiple, head):
    network = build(architecture, bands, classes, {"initial_filters": 4, "head": head}).eval()
    assert network.size_multiple == multiple
    with torch.inference_mode():
        for height, width in [(multiple, 3 * multiple), (5 * multiple, 2 * multiple)]:
            assert network(torch.randn(1, bands, height, width)).shape == (1, classes, height, width)


@pytest.mark.parametrize("head", ["single", "cmtsk"])
@pytest.mark.parametrize("classes", [1, 3])
def test_what_a_network_returns_is_not_activated(head, classes):
    network = build(D6, 3, classes, {"initial_filters": 4, "head": head}).eval()
    *_, last = network.segmentation.modules()
    nn.init.constant_(last.bias, -50.0)
    with torch.inference_mode():
        assert network(torch.randn(1, 3, 32, 32)).max() < -1


def test_branches_of_a_block_add_to_its_input_and_all_read_it():
    block = ResBlockA(4, [1, 3]).eval()
    x = torch.randn(1, 4, 16, 16)
    expected = x + block.branches[0](x) + block.branches[1](x)
    torch.testing.assert_close(block(x), expected)


def test_a_branch_reaches_as_far_as_its_dilation():
    x = torch.zeros(1, 1, 33, 33, requires_grad=True)
    branch = Branch(1, dilation=5).eval()
    for parameter in branch.parameters():
        nn.init.constant_(parameter, 0.1)
    branch(x)[0, 0, 16, 16].backward()
    rows = x.grad[0, 0].abs().sum(dim=1).nonzero().flatten()
    assert rows.tolist() == [6, 11, 16, 21, 26]


def test_pyramid_pooling_spreads_the_maximum_of_each_cell_over_the_cell():
    pooling = PSPPooling(2, 8, grids=4).eval()
    x = torch.randn(1, 2, 16, 24)
    maps = [x]
    for level, side in zip(pooling.levels, [1, 2, 4, 8], strict=True):
        cells = x.view(1, 2, side, 16 // side, side, 24 // side).amax(dim=(3, 5))
        maps.append(level(torch.kron(cells, torch.ones(16 // side, 24 // side))))
    torch.testing.assert_close(pooling(x), pooling.fuse(torch.cat(maps, dim=1)))


def test_tasks_are_in_range_and_their_segmentation_is_what_forward_returns():
    network = build(D6, 3, 5, {"initial_filters": 4}).eval()
    x = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        tasks = network.forward_tasks(x)
        torch.testing.assert_close(network(x), tasks.segmentation, atol=0, rtol=0)
    assert tasks.boundary.shape == tasks.distance.shape == (2, 5, 64, 64)
    assert tasks.colour.shape == (2, 3, 64, 64)
    assert all(0 < task.min() and task.max() < 1 for task in tasks[1:])
    torch.testing.assert_close(tasks.distance.sum(dim=1), torch.ones(2, 64, 64))


def test_the_distance_of_a_single_class_is_not_its_share_of_one_class():
    network = build(D6, 3, 1, {"initial_filters": 4}).eval()
    with torch.inference_mode():
        distance = network.forward_tasks(torch.randn(1, 3, 32, 32)).distance
    assert 0 < distance.min() and distance.max() < 1


def test_the_loss_of_the_classes_teaches_distance_and_boundary_but_not_colour():
    network = build(D6, 3, 4, {"initial_filters": 4})
    labels = torch.randint(4, (2, 32, 32))
    functional.cross_entropy(network.forward_tasks(torch.randn(2, 3, 32, 32)).segmentation, labels).backward()
    for task in (network.distance, network.boundary, network.segmentation):
        assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in task[-1].parameters())
    assert all(p.grad is None for p in network.colour.parameters())


def test_the_loss_of_the_boundary_teaches_distance_but_not_the_classes():
    network = build(D6, 3, 4, {"initial_filters": 4})
    network.forward_tasks(torch.randn(2, 3, 32, 32)).boundary.mean().backward()
    assert network.distance[-1].weight.grad.abs().sum() > 0
    assert network.segmentation[-1].weight.grad is None


def test_the_single_task_head_offers_no_tasks():
    assert not hasattr(build(D6, 3, 2, {"initial_filters": 4, "head": "single"}), "forward_tasks")


def dilations(block: ResBlockA) -> list[int]:
    """One per branch, once both of its convolutions are seen to share it and to keep the size."""
    found = []
    for branch in block.branches:
        convs = [m for m in branch if isinstance(m, nn.Conv2d)]
        assert {(c.kernel_size, c.dilation) for c in convs} == {((3, 3), convs[0].padding)}
        found.append(convs[0].dilation[0])
    return found
