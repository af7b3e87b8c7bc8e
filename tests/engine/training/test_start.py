"""Where a training starts: what a parent hands down, what starts afresh, and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from rs_segmenter.engine.card import WEIGHTS_FILE, Band, LabelClass, ModelCard, read_card
from rs_segmenter.engine.errors import CardError, JobError, WeightsError
from rs_segmenter.engine.models import build
from rs_segmenter.engine.registry import Model
from rs_segmenter.engine.training.start import encoder_modules, freeze_encoder, set_norm, start_network

SHARED = Path(__file__).resolve().parents[4] / "shared" / "weights"
DEEPLAB = {"encoder": "resnet18"}
RGB = ("red", "green", "blue")


def with_bands(card: ModelCard, *names: str) -> ModelCard:
    return replace(card, bands=tuple(Band(name, 100.0, 50.0) for name in names))


def with_classes(card: ModelCard, *names: str) -> ModelCard:
    return replace(card, classes=tuple(LabelClass(i, name, "#102030") for i, name in enumerate(names)))


@pytest.fixture(scope="module")
def multi_task_card(card) -> ModelCard:
    return replace(card, options={**card.options, "head": "cmtsk"})


@pytest.fixture(scope="module")
def parent(multi_task_card, make_model, tmp_path_factory) -> Model:
    folder = make_model(tmp_path_factory.mktemp("start") / "parent", multi_task_card)
    return Model(folder, read_card(folder))


def weights(model: Model) -> dict[str, torch.Tensor]:
    return load_file(model.folder / WEIGHTS_FILE)


def test_the_same_classes_and_bands_start_as_the_parent_is(parent):
    network, notes = start_network(parent.card, parent)
    assert network.training and all(p.requires_grad for p in network.parameters())
    given = weights(parent)
    assert all(torch.equal(tensor, given[name]) for name, tensor in network.state_dict().items())
    assert notes == ("The network starts from the weights of 'tiny'.",)


def test_a_class_keeps_its_part_of_every_head_wherever_it_stands(parent):
    """Parent: bare, roof, tree, water."""
    network, notes = start_network(with_classes(parent.card, "tree", "road", "bare"), parent)
    given, now = weights(parent), network.state_dict()
    filters = 4
    for task in ("segmentation", "boundary", "distance"):
        last = max(name for name in now if name.startswith(f"{task}.") and name.endswith("bias"))
        for name in (last, last.replace("bias", "weight")):
            assert torch.equal(now[name][0], given[name][2])
            assert torch.equal(now[name][2], given[name][0])
            assert not any(torch.equal(now[name][1], row) for row in given[name])
    for name, blocks in (("boundary.0.0.weight", 1), ("segmentation.0.0.weight", 2)):
        assert torch.equal(now[name][:, :filters], given[name][:, :filters])
        for block in range(blocks):
            old, new = given[name][:, filters + 4 * block :], now[name][:, filters + 3 * block :]
            assert torch.equal(new[:, 0], old[:, 2])
            assert torch.equal(new[:, 2], old[:, 0])
    assert torch.equal(now["body.stem.0.weight"], given["body.stem.0.weight"])
    assert "The head starts afresh for road." in notes
    assert "The head keeps what the parent learnt of tree, bare." in notes
    assert "The parent's classes roof, water are no longer mapped." in notes


def test_classes_in_another_order_give_the_same_answers_in_that_order(parent):
    names = [c.name for c in parent.card.classes]
    old, _ = start_network(parent.card, parent)
    new, notes = start_network(with_classes(parent.card, *reversed(names)), parent)
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(new.eval()(x), old.eval()(x).flip(1), rtol=1e-3, atol=1e-4)
    assert not any("afresh" in note for note in notes)


def test_bands_in_another_order_are_read_as_before(parent):
    old, _ = start_network(parent.card, parent)
    new, _ = start_network(with_bands(parent.card, "blue", "red", "green"), parent)
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(new.eval()(x[:, [2, 0, 1]]), old.eval()(x), rtol=1e-3, atol=1e-4)


def test_a_new_band_starts_at_the_mean_and_the_response_stays_as_large(parent):
    network, notes = start_network(with_bands(parent.card, "nir", *RGB), parent)
    old, new = weights(parent)["body.stem.0.weight"], network.state_dict()["body.stem.0.weight"]
    torch.testing.assert_close(new[:, 1:], old * 3 / 4)
    torch.testing.assert_close(new[:, 0], old.mean(1) * 3 / 4)
    torch.testing.assert_close(new.sum(1), old.sum(1))
    assert any("keeps its weights for red, green, blue" in note and "for nir" in note for note in notes)


@pytest.mark.parametrize("bands", [("pan",), tuple(f"b{i}" for i in range(12))])
def test_bands_and_classes_may_change_at_once(parent, bands):
    network, _ = start_network(with_classes(with_bands(parent.card, *bands), "roof", "road"), parent)
    assert network(torch.randn(2, len(bands), 64, 64)).shape == (2, 2, 64, 64)


def test_deeplab_keeps_its_head_by_class_and_its_first_convolution_by_band(card, make_model, tmp_path):
    first = replace(card, architecture="DeepLabV3Plus", options=DEEPLAB)
    folder = make_model(tmp_path / "deeplab", first)
    parent = Model(folder, read_card(folder))
    network, _ = start_network(with_classes(with_bands(first, "nir", *RGB), "road", "water"), parent)
    given, now = weights(parent), network.state_dict()
    torch.testing.assert_close(now["segmentation_head.0.weight"][1], given["segmentation_head.0.weight"][3])
    torch.testing.assert_close(now["encoder.conv1.weight"][:, 1:], given["encoder.conv1.weight"] * 3 / 4)
    same = [name for name in now if name.startswith("decoder.")]
    assert all(torch.equal(now[name], given[name]) for name in same)


def test_another_architecture_than_the_parents_is_refused(parent):
    other = replace(parent.card, architecture="DeepLabV3Plus", options=DEEPLAB)
    with pytest.raises(WeightsError, match="'tiny'.*no start for a DeepLabV3Plus"):
        start_network(other, parent)


def test_a_parent_and_encoder_weights_at_once_are_refused(parent, tmp_path):
    with pytest.raises(JobError, match="at once"):
        start_network(parent.card, parent, tmp_path / "encoder.safetensors")


def test_without_a_parent_all_weights_are_random_and_the_notes_say_so(card):
    network, notes = start_network(card)
    assert network.training
    assert notes == ("All weights start at random.",)


@pytest.fixture(scope="module")
def deeplab_card(card) -> ModelCard:
    return replace(card, architecture="DeepLabV3Plus", options=DEEPLAB)


@pytest.mark.parametrize("prefix", ["", "encoder.", "module.encoder.", "model."])
def test_encoder_weights_are_found_under_any_wrapper(deeplab_card, tmp_path, prefix):
    given = build("DeepLabV3Plus", 3, 7, DEEPLAB).encoder.state_dict()
    extra = {"fc.weight": torch.zeros(2, 2)}
    save_file({**{prefix + name: t for name, t in given.items()}, **extra}, tmp_path / "e.safetensors")
    network, notes = start_network(deeplab_card, encoder_weights=tmp_path / "e.safetensors")
    assert all(torch.equal(t, given[name]) for name, t in network.encoder.state_dict().items())
    assert "'e.safetensors' (100 of 100 tensors)" in notes[0]


def test_encoder_weights_of_rgb_serve_other_bands(deeplab_card, tmp_path):
    given = build("DeepLabV3Plus", 3, 7, DEEPLAB).encoder.state_dict()
    save_file(given, tmp_path / "e.safetensors")
    card = with_bands(deeplab_card, "nir", "red", "green")
    network, _ = start_network(card, encoder_weights=tmp_path / "e.safetensors")
    now, old = network.encoder.state_dict()["conv1.weight"], given["conv1.weight"]
    torch.testing.assert_close(now[:, 1:], old[:, :2])
    torch.testing.assert_close(now[:, 0], old.mean(1))


def test_weights_of_another_encoder_are_refused_with_what_is_missing(deeplab_card, tmp_path):
    save_file(
        build("DeepLabV3Plus", 3, 7, {"encoder": "mobilenet_v2"}).state_dict(), tmp_path / "e.safetensors"
    )
    with pytest.raises(WeightsError, match="does not fit the encoder 'resnet18'.*0 of its 100") as refused:
        start_network(deeplab_card, encoder_weights=tmp_path / "e.safetensors")
    assert refused.value.hint


def test_encoder_weights_that_are_missing_or_no_safetensors_are_refused(deeplab_card, tmp_path):
    with pytest.raises(WeightsError, match="There is no file"):
        start_network(deeplab_card, encoder_weights=tmp_path / "none.safetensors")
    (tmp_path / "text.safetensors").write_text("not weights at all")
    with pytest.raises(WeightsError, match="is no safetensors file"):
        start_network(deeplab_card, encoder_weights=tmp_path / "text.safetensors")


def test_resuneta_takes_no_encoder_weights(card, tmp_path):
    with pytest.raises(WeightsError, match="ResUNet-a d6 has no encoder"):
        start_network(card, encoder_weights=tmp_path / "e.safetensors")


def test_the_imagenet_weights_at_hand_fit_the_light_deeplab(card):
    path = SHARED / "tf_efficientnet_lite0.imagenet.safetensors"
    if not path.is_file():
        pytest.skip("shared/weights is not beside this repository")
    options = {"encoder": "tu-tf_efficientnet_lite0", "output_stride": 16, "atrous_rates": [12, 24, 36]}
    light = replace(card, architecture="DeepLabV3Plus", options=options)
    network, notes = start_network(light, encoder_weights=path)
    given = load_file(path)
    now = network.encoder.state_dict()
    assert torch.equal(now["model.conv_stem.weight"], given["conv_stem.weight"])
    assert all(torch.equal(t, given[name.removeprefix("model.")]) for name, t in now.items())
    assert "starts from 'tf_efficientnet_lite0.imagenet.safetensors'" in notes[0]


def statistics(network: nn.Module) -> dict[str, torch.Tensor]:
    return {n: t.clone() for n, t in network.state_dict().items() if "running" in n or "tracked" in n}


@pytest.mark.parametrize("architecture", ["resuneta", "deeplab"])
def test_a_frozen_encoder_neither_learns_nor_gathers_statistics(card, deeplab_card, architecture):
    network, _ = start_network(card if architecture == "resuneta" else deeplab_card)
    freeze_encoder(network)
    before = statistics(network)
    network.train()
    network(torch.randn(2, 3, 64, 64)).sum().backward()
    frozen = {id(p) for module in encoder_modules(network) for p in module.parameters()}
    assert all((p.grad is None) == (id(p) in frozen) for p in network.parameters())
    inside = {id(b) for module in encoder_modules(network) for b in module.buffers()}
    for name, buffer in network.named_buffers():
        assert torch.equal(buffer, before[name]) == (id(buffer) in inside), name


def test_frozen_norms_keep_their_statistics_and_use_them_while_weights_learn(card):
    network, _ = start_network(card)
    set_norm(network, "frozen")
    before = statistics(network)
    x = torch.randn(2, 3, 64, 64)
    trained = network.train()(x)
    assert all(torch.equal(t, before[name]) for name, t in statistics(network).items())
    torch.testing.assert_close(trained, network.eval()(x))
    assert all(p.requires_grad for p in network.parameters())


def test_group_norm_keeps_timms_activations():
    options = {"encoder": "tu-tf_efficientnet_lite0"}
    batch, group = (build("DeepLabV3Plus", 3, 2, {**options, "norm": norm}) for norm in ("batch", "group"))

    def activations(network):
        return [type(m.act) for m in network.modules() if hasattr(m, "act")]

    assert activations(batch) == activations(group) != []


def test_a_parent_with_batch_norm_hands_scale_and_shift_to_group_norm(parent):
    card = replace(parent.card, options={**parent.card.options, "norm": "group"})
    network, notes = start_network(card, parent)
    given = weights(parent)
    assert all(torch.equal(tensor, given[name]) for name, tensor in network.state_dict().items())
    assert any("normalisation" in note for note in notes)


def test_group_norm_that_the_card_does_not_name_is_refused(card):
    with pytest.raises(CardError, match="batch normalisation"):
        set_norm(start_network(card)[0], "group")


def test_an_unknown_norm_is_refused(card):
    with pytest.raises(JobError, match="no normalisation 'layer'"):
        set_norm(start_network(card)[0], "layer")
