"""What a model card may ask of `build`, and what it is told when it asks for too much."""

import pytest
import torch

from rs_segmenter.engine.errors import CardError
from rs_segmenter.engine.models import ARCHITECTURES, build


def test_an_unknown_architecture_is_refused_and_the_known_ones_listed():
    with pytest.raises(CardError, match="'NoNet' is not known") as refused:
        build("NoNet", 3, 2, {})
    assert all(name in refused.value.hint for name in ARCHITECTURES)


def test_an_unknown_option_is_refused_and_the_known_ones_listed():
    with pytest.raises(CardError, match="no option 'encoder_name'") as refused:
        build("DeepLabV3Plus", 3, 2, {"encoder_name": "resnet18"})
    assert (
        refused.value.hint == "Its options are: encoder, output_stride, atrous_rates, multi_grid, norm, crf."
    )


def test_bands_and_classes_are_no_options():
    with pytest.raises(CardError, match="no option 'bands'"):
        build("DeepLabV3", 3, 2, {"bands": 4})


@pytest.mark.parametrize(
    ("architecture", "option", "value", "remedy"),
    [
        ("DeepLabV3", "encoder", 50, "a text"),
        ("DeepLabV3", "output_stride", 32, "8 or 16"),
        ("DeepLabV3", "output_stride", 16.0, "8 or 16"),
        ("DeepLabV3", "atrous_rates", [6, 12], "3 items"),
        ("DeepLabV3", "atrous_rates", 6, "3 items"),
        ("DeepLabV3", "atrous_rates", [6, 12, "18"], "a whole number above 0"),
        ("DeepLabV3Plus", "multi_grid", [1, 0, 1], "a whole number above 0"),
        ("DeepLabV3Plus", "multi_grid", None, "a list of a whole number"),
        ("DeepLabV3", "norm", "layer", "'batch' or 'group'"),
        ("DeepLabV3", "crf", "yes", "true or false"),
        ("ResUNet-a d6", "crf", True, "head: single"),
        ("ResUNet-a d6", "initial_filters", True, "a whole number above 0"),
        ("ResUNet-a d6", "initial_filters", 6, "multiple of 4"),
        ("ResUNet-a d6", "head", "double", "'single' or 'cmtsk'"),
        ("ResUNet-a d6", "encoder_dilations", [1, 3, 15], "a list of"),
        ("ResUNet-a d6", "encoder_dilations", [[1]] * 5, "one list of dilations for each block"),
        ("ResUNet-a d7", "decoder_dilations", [[1]] * 7, "one list of dilations for each block"),
    ],
)
def test_a_wrong_value_is_refused_by_the_options_name_with_what_it_may_be(
    architecture, option, value, remedy
):
    with pytest.raises(CardError, match=f"'{option}'") as refused:
        build(architecture, 3, 2, {option: value})
    assert remedy in refused.value.hint


@pytest.mark.parametrize(("bands", "classes", "named"), [(0, 2, "bands"), (3, 0, "classes")])
def test_a_network_has_at_least_one_band_and_one_class(bands, classes, named):
    with pytest.raises(CardError, match=f"'{named}'"):
        build("ResUNet-a d6", bands, classes, {})


def test_lists_of_a_json_card_and_null_build_what_tuples_and_defaults_do():
    options = {"encoder": "resnet18", "atrous_rates": None, "multi_grid": [1, 2]}
    network = build("DeepLabV3", 3, 2, options)
    assert network(torch.zeros(2, 3, 32, 32)).shape == (2, 2, 32, 32)


@pytest.mark.parametrize("encoder", ["resnet18", "tu-resnet18.a1_in1k", "tu-mobilenetv3_small_050"])
def test_building_opens_no_connection(encoder, no_connection):
    build("DeepLabV3Plus", 3, 2, {"encoder": encoder})


@pytest.mark.parametrize(
    "encoder",
    ["vgg16", "densenet121", "tu-dla34", "tu-swin_tiny_patch4_window7_224", "tu-resnet18.no_such_tag"],
)
def test_an_encoder_that_cannot_be_dilated_is_refused(encoder):
    with (
        pytest.raises(CardError, match=f"encoder '{encoder}' cannot have output stride 8"),
        torch.device("meta"),
    ):
        build("DeepLabV3", 3, 2, {"encoder": encoder, "output_stride": 8})
