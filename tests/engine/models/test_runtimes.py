"""The networks in the runtimes that the engine uses beside eager torch."""

import warnings

import numpy as np
import pytest
import torch
from torch import nn

from rs_segmenter.engine.models import build

NETWORKS = [
    ("DeepLabV3Plus", {"encoder": "mobilenet_v2"}),
    ("DeepLabV3", {"encoder": "tu-tf_efficientnet_lite0", "output_stride": 8}),
    ("ResUNet-a d6", {"initial_filters": 8, "head": "single"}),
    ("ResUNet-a d6", {"initial_filters": 8, "head": "cmtsk"}),
]


@pytest.fixture(params=NETWORKS, ids=lambda network: f"{network[0]} {network[1].get('head', '')}")
def network(request):
    """In evaluation mode, with batch statistics as a trained network has them."""
    architecture, options = request.param
    network = build(architecture, 4, 3, options).eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, std=0.1)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
    return network


def test_openvino_gives_the_logits_of_eager_torch(network):
    openvino = pytest.importorskip("openvino")
    x = torch.randn(1, 4, 96, 96)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # tracing tells of shapes that become constants, as they should
        converted = openvino.convert_model(network, example_input=x, input=[1, 4, 96, 96])
        expected = network(x).numpy()
    compiled = openvino.compile_model(converted, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    np.testing.assert_allclose(compiled(x.numpy())[0], expected, atol=1e-5)


def test_a_traced_and_frozen_network_gives_the_logits_of_eager_torch(network):
    x = torch.randn(1, 4, 96, 96)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        traced = torch.jit.freeze(torch.jit.trace(network, x))
        torch.testing.assert_close(traced(x), network(x), atol=1e-5, rtol=1e-4)
