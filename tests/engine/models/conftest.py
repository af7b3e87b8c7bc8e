"""Networks start from random weights; the tests start from the same ones each time."""

import pytest
import torch


@pytest.fixture(autouse=True)
def same_random_numbers():
    torch.manual_seed(0)
