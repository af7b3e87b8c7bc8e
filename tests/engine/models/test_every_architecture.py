"""What the engine asks of every architecture; `NETWORKS` has a small one of each."""

from __future__ import annotations

import inspect
import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from rs_segmenter.engine.card import read_card
from rs_segmenter.engine.errors import CardError
from rs_segmenter.engine.models import ARCHITECTURES, build
from rs_segmenter.engine.registry import Model
from rs_segmenter.engine.training.start import encoder_modules, start_network
from rs_segmenter.engine.weights import load_network

NETWORKS = [
    ("DeepLabV3Plus", {"encoder": "mobilenet_v2"}),
    ("DeepLabV3", {"encoder": "tu-tf_efficientnet_lite0", "output_stride": 8}),
    ("ResUNet-a d6", {"initial_filters": 8, "head": "single"}),
    ("ResUNet-a d6", {"initial_filters": 8, "head": "cmtsk"}),
    ("ResUNet-a d7", {"initial_filters": 4, "head": "single"}),
]
WITH_ENCODERS = [name for name, of in ARCHITECTURES.items() if "encoder" in inspect.signature(of).parameters]
every_network = pytest.mark.parametrize(
    ("architecture", "options"), NETWORKS, ids=[f"{name} {o.get('head', '')}" for name, o in NETWORKS]
)


def trained(architecture, options, bands=4, classes=3):
    """In evaluation mode, with batch statistics as a trained network has them."""
    network = build(architecture, bands, classes, options).eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, std=0.1)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
    return network


def test_every_architecture_is_tested_here():
    assert {name for name, _ in NETWORKS} == set(ARCHITECTURES), "give NETWORKS a small one of each"


@every_network
@pytest.mark.parametrize("classes", [1, 3])
def test_logits_have_the_size_of_the_tile_at_every_multiple_of_size_multiple(architecture, options, classes):
    network = trained(architecture, options, classes=classes)
    step_px = network.size_multiple
    with torch.inference_mode():
        for height, width in [(step_px, 3 * step_px), (5 * step_px, 2 * step_px)]:
            assert network(torch.randn(1, 4, height, width)).shape == (1, classes, height, width)


@every_network
def test_tiles_of_64_px_are_taken_since_the_dock_offers_multiples_of_that(architecture, options):
    assert 64 % build(architecture, 3, 2, options).size_multiple == 0


@every_network
def test_a_tile_gets_the_same_logits_alone_and_in_a_batch(architecture, options):
    network = trained(architecture, options)
    tiles = torch.randn(2, 4, 64, 64)
    with torch.inference_mode():
        alone = torch.cat([network(tiles[:1]), network(tiles[1:])])
        torch.testing.assert_close(network(tiles), alone, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    "encoder", ["resnet19", "tu-resnet19", "hf-hub:timm/resnet18", "tu-hf-hub:timm/x", ""]
)
@pytest.mark.parametrize("architecture", WITH_ENCODERS)
def test_an_unknown_encoder_is_refused_without_looking_on_the_network(architecture, encoder, no_connection):
    with pytest.raises(CardError, match=f"encoder '{encoder}' is not known"):
        build(architecture, 3, 2, {"encoder": encoder})


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_encoder_is_a_part_of_the_network_that_can_learn_more_slowly(architecture):
    with torch.device("meta"):
        network = build(architecture, 3, 2, {})
    slow = {id(p) for module in encoder_modules(network) for p in module.parameters()}
    assert 0 < len(slow) < len(list(network.parameters()))


@every_network
def test_with_group_norm_a_batch_of_one_can_be_learnt_from(architecture, options):
    network = build(architecture, 3, 2, {**options, "norm": "group"})
    assert not any(isinstance(module, nn.BatchNorm2d) for module in network.modules())
    assert network.train()(torch.randn(1, 3, 64, 64)).isfinite().all()


@every_network
def test_a_crf_is_the_last_layer_or_refused_where_more_is_learnt_than_classes(architecture, options):
    with_crf = {**options, "crf": True}
    if hasattr(build(architecture, 3, 2, options), "forward_tasks"):
        with pytest.raises(CardError, match="for networks that segment only"):
            build(architecture, 3, 2, with_crf)
        return
    network = build(architecture, 3, 2, with_crf).eval()
    with torch.inference_mode():
        assert network(torch.randn(1, 3, 64, 64)).shape == (1, 2, 64, 64)


@every_network
def test_a_model_folder_holds_all_of_it_and_starts_one_of_other_bands_and_classes(
    architecture, options, card, make_model, tmp_path
):
    folder = make_model(tmp_path / "model", replace(card, architecture=architecture, options=options))
    model = Model(folder, read_card(folder))
    x = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(load_network(model)(x), load_network(model)(x))
    child = replace(model.card, bands=model.card.bands[:2], classes=model.card.classes[:3])
    network, notes = start_network(child, model)
    assert network.eval()(x[:, :2]).shape == (1, 3, 64, 64)
    assert len(notes) > 1


@every_network
def test_openvino_gives_the_logits_of_eager_torch(architecture, options):
    openvino = pytest.importorskip("openvino")
    network, x = trained(architecture, options), torch.randn(1, 4, 64, 128)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # tracing tells of shapes that become constants, as they should
        converted = openvino.convert_model(network, example_input=x, input=[*x.shape])
        expected = network(x).numpy()
    compiled = openvino.compile_model(converted, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    np.testing.assert_allclose(compiled(x.numpy())[0], expected, atol=1e-5, rtol=1e-4)


@every_network
def test_a_traced_and_frozen_network_gives_the_logits_of_eager_torch(architecture, options):
    network, x = trained(architecture, options), torch.randn(1, 4, 64, 128)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        traced = torch.jit.freeze(torch.jit.trace(network, x))
        torch.testing.assert_close(traced(x), network(x), atol=1e-5, rtol=1e-4)
