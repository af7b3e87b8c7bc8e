"""DeepLabv3 and DeepLabv3+: sizes, rates, and the weights that ship."""

from pathlib import Path

import pytest
import segmentation_models_pytorch as smp
import torch
from safetensors.torch import load_file
from torch import nn

from rs_segmenter.engine.errors import CardError
from rs_segmenter.engine.models import build

DEEPLABS = ["DeepLabV3", "DeepLabV3Plus"]
LIGHT_WEIGHTS = Path(__file__).parents[3] / "resources/models/landcover-light/weights.safetensors"


def dilations(module: nn.Module) -> list[int]:
    """Of the convolutions that see more than one pixel, in order."""
    return [m.dilation[0] for m in module.modules() if isinstance(m, nn.Conv2d) and m.kernel_size[0] > 1]


@pytest.mark.parametrize(
    ("architecture", "parameters"), [("DeepLabV3", 39_635_014), ("DeepLabV3Plus", 26_678_870)]
)
def test_resnet50_with_six_classes_has_the_reference_number_of_parameters(architecture, parameters):
    with torch.device("meta"):
        network = build(architecture, 3, 6, {"encoder": "resnet50"})
    assert sum(p.numel() for p in network.parameters()) == parameters


@pytest.mark.parametrize("architecture", DEEPLABS)
@pytest.mark.parametrize("output_stride", [8, 16])
@pytest.mark.parametrize("encoder", ["resnet18", "tu-tf_efficientnet_lite0"])
def test_logits_have_the_size_of_any_input_in_multiples_of_the_output_stride(
    architecture, output_stride, encoder
):
    network = build(architecture, 4, 3, {"encoder": encoder, "output_stride": output_stride}).eval()
    assert network.size_multiple == output_stride
    height, width = 3 * output_stride, 5 * output_stride
    with torch.inference_mode():
        assert network(torch.randn(1, 4, height, width)).shape == (1, 3, height, width)
    with pytest.raises(RuntimeError, match=f"divisible by {output_stride}"):
        network(torch.randn(1, 4, height + 1, width))


@pytest.mark.parametrize("bands", [1, 2, 12])
def test_any_number_of_bands_is_read(bands):
    network = build("DeepLabV3Plus", bands, 2, {"encoder": "mobilenet_v2"}).eval()
    x = torch.randn(1, bands, 32, 32, requires_grad=True)
    network(x).sum().backward()
    assert (x.grad.abs().sum(dim=(0, 2, 3)) > 0).all()


@pytest.mark.parametrize("architecture", DEEPLABS)
@pytest.mark.parametrize(
    ("options", "rates"),
    [
        ({}, [6, 12, 18]),
        ({"output_stride": 8}, [12, 24, 36]),
        ({"atrous_rates": [12, 24, 36]}, [12, 24, 36]),
        ({"output_stride": 8, "atrous_rates": [4, 8, 12]}, [4, 8, 12]),
    ],
)
def test_atrous_rates_fit_the_output_stride_unless_they_are_given(architecture, options, rates):
    with torch.device("meta"):
        decoder = build(architecture, 3, 2, options).decoder
    pyramid = decoder.aspp if architecture == "DeepLabV3" else decoder.aspp[0]
    assert dilations(pyramid) == rates


@pytest.mark.parametrize("architecture", DEEPLABS)
@pytest.mark.parametrize("encoder", ["resnet50", "tu-resnet50"])
@pytest.mark.parametrize(("output_stride", "rates"), [(16, [2, 4, 8]), (8, [4, 8, 16])])
def test_multi_grid_multiplies_the_rate_of_the_last_block(architecture, encoder, output_stride, rates):
    options = {"encoder": encoder, "output_stride": output_stride, "multi_grid": [1, 2, 4]}
    with torch.device("meta"):
        network = build(architecture, 3, 2, options)
    trunk = getattr(network.encoder, "model", network.encoder)
    assert dilations(trunk.layer4) == rates
    assert set(dilations(trunk.layer3)) <= {1, 16 // output_stride}


def test_multi_grid_keeps_the_size_of_the_logits():
    network = build("DeepLabV3", 3, 2, {"encoder": "resnet18", "multi_grid": [1, 4]}).eval()
    with torch.inference_mode():
        assert network(torch.randn(1, 3, 48, 80)).shape == (1, 2, 48, 80)


@pytest.mark.parametrize(
    ("encoder", "reason"),
    [("resnet18", "2 units"), ("mobilenet_v2", "no residual"), ("tu-tf_efficientnet_lite0", "no residual")],
)
def test_multi_grid_is_refused_where_the_last_block_has_other_units(encoder, reason):
    with pytest.raises(CardError, match=f"does not fit the encoder '{encoder}', which has {reason}"):
        build("DeepLabV3", 3, 2, {"encoder": encoder, "multi_grid": [1, 2, 4]})


@pytest.mark.parametrize(
    ("architecture", "original", "output_stride"),
    [("DeepLabV3", smp.DeepLabV3, 8), ("DeepLabV3Plus", smp.DeepLabV3Plus, 16)],
)
def test_networks_saved_with_the_librarys_defaults_give_the_same_logits_here(
    architecture, original, output_stride
):
    saved = original("resnet18", encoder_weights=None, classes=3).eval()
    options = {"encoder": "resnet18", "output_stride": output_stride, "atrous_rates": [12, 24, 36]}
    network = build(architecture, 3, 3, options).eval()
    network.load_state_dict(saved.state_dict())
    x = torch.randn(1, 3, 96, 96)
    with torch.inference_mode():
        torch.testing.assert_close(network(x), saved(x), atol=0, rtol=0)


def test_the_shipped_weights_fit_exactly():
    options = {"encoder": "tu-tf_efficientnet_lite0", "output_stride": 16, "atrous_rates": [12, 24, 36]}
    network = build("DeepLabV3Plus", 3, 5, options).eval()
    network.load_state_dict(load_file(LIGHT_WEIGHTS), strict=True)
    with torch.inference_mode():
        logits = network(torch.zeros(1, 3, 64, 64))
    assert logits.isfinite().all() and logits.std() > 0.1
