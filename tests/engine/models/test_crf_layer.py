"""A CRF as a network's last layer: built by its card, run tile by tile, trained, handed down."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from rs_segmenter.engine.card import read_card
from rs_segmenter.engine.errors import DeviceError
from rs_segmenter.engine.models import build
from rs_segmenter.engine.prepare import Normalised
from rs_segmenter.engine.registry import Model
from rs_segmenter.engine.segmenter import Segmenter
from rs_segmenter.engine.training.objective import Objective
from rs_segmenter.engine.training.start import start_network
from rs_segmenter.engine.weights import load_network


@pytest.fixture(scope="module")
def card_with_crf(card):
    return replace(card, options={**card.options, "crf": True})


@pytest.fixture(scope="module")
def model(card_with_crf, make_model, tmp_path_factory):
    folder = make_model(tmp_path_factory.mktemp("crf") / "model", card_with_crf)
    return Model(folder, read_card(folder))


def test_the_crf_refines_the_logits_and_leaves_the_other_weights_their_names(card_with_crf):
    network = build("ResUNet-a d6", 3, 4, card_with_crf.options).eval()
    bare = build("ResUNet-a d6", 3, 4, {**card_with_crf.options, "crf": False}).eval()
    names = set(network.state_dict())
    assert names - set(bare.state_dict()) == {
        "crf.bilateral_weights", "crf.spatial_weights", "crf.compatibility",
    }  # fmt: skip
    bare.load_state_dict(network.state_dict(), strict=False)
    image = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(network(image), network.crf(bare(image), image))


@pytest.mark.parametrize("runtime", ["auto", "torch"])
def test_each_tile_is_refined_by_its_own_image_whatever_ran_before(model, picture, runtime):
    segmenter = Segmenter(model, "cpu", runtime=runtime)
    network = Normalised(load_network(model), model.card)
    for corner in (0, 200):
        raw = picture[:, corner : corner + 64, corner : corner + 64]
        with torch.inference_mode():
            expected = network(torch.from_numpy(raw)[None])
        torch.testing.assert_close(segmenter.start([raw])(), expected, atol=1e-4, rtol=0)


def test_openvino_is_refused_since_it_would_freeze_one_tiles_lattice(model):
    with pytest.raises(DeviceError, match="ends in a CRF"):
        Segmenter(model, "cpu", runtime="openvino")


def test_training_changes_the_tables(model, picture):
    objective = Objective(start_network(model.card, model)[0], model.card, "cross-entropy")
    raw = torch.from_numpy(picture[None, :, :64, :64]).float()
    labels = torch.randint(0, 4, (1, 64, 64))
    objective({"raw": raw, "labels": labels, "known": torch.ones(1, 4, dtype=torch.bool)}).backward()
    assert all(p.grad.abs().sum() > 0 for p in objective.network.crf.parameters())


def test_a_start_model_hands_its_tables_down_while_the_classes_are_the_same(model):
    network, _ = start_network(model.card, model)
    assert torch.equal(network.crf.compatibility, load_network(model).crf.compatibility)


def test_the_tables_start_afresh_for_other_classes_and_from_a_model_without(model, card, tiny_model):
    fewer, _ = start_network(replace(model.card, classes=model.card.classes[:-1]), model)
    assert torch.equal(fewer.crf.compatibility, 1 - torch.eye(3))
    added, _ = start_network(model.card, Model(tiny_model, read_card(tiny_model)))
    assert torch.equal(added.crf.compatibility, 1 - torch.eye(4))
