"""Kraehenbuehl's own code, by the package pydensecrf2: in a process of its own, since it holds the GIL."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess  # nosec B404
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..errors import JobError
from ..interpreter import find_interpreter
from .parameters import CrfParameters


def infer(
    unary: Tensor, position: Tensor, bands: Tensor, penalties: Tensor | None, parameters: CrfParameters
) -> Tensor:
    """Infer marginals of points in a worker process.

    Args:
        unary: (K, P), float32, negative logarithms of the probabilities.
        position: (2, P), pixels.
        bands: (C, P), standard deviations.
        penalties: (K, K), or None for Potts.
        parameters: The field's weights and widths.

    Returns:
        (K, P), float32, on the unary's device.

    Raises:
        JobError: The package is not installed, there is no Python to run it in, or its process fails.
    """
    if importlib.util.find_spec("pydensecrf") is None:
        raise JobError(
            "The CRF backend 'pydensecrf' is not installed here.",
            "Install it ('pip install pydensecrf2', which needs a C++ compiler), or choose the backend auto.",
        )
    python = find_interpreter()
    if python is None:
        raise JobError("No Python was found for the CRF backend 'pydensecrf'.", "Choose the backend auto.")
    smooth = position / parameters.theta_gamma_px
    features = torch.cat([position / parameters.theta_alpha_px, bands / parameters.theta_beta])
    wish = {
        "shapes": [list(array.shape) for array in (unary, smooth, features)],
        "weights": [parameters.w_spatial, parameters.w_bilateral],
        "penalties": None if penalties is None else penalties.tolist(),
        "iterations": parameters.iterations,
    }
    arrays = [array.cpu().float().contiguous().numpy().tobytes() for array in (unary, smooth, features)]
    done = subprocess.run(  # nosec B603
        [str(python), "-m", f"{__package__}.pydensecrf_main"],
        input=b"".join([json.dumps(wish).encode(), b"\n", *arrays]),
        capture_output=True,
        # The worker finds what this process finds: QGIS's Python knows nothing of the plugin's environment.
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [_package_root(), *sys.path]))},
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise JobError(
            f"The process of the CRF backend 'pydensecrf' has failed: {said[-1] if said else 'it said nothing'}.",
            "Choose the backend auto.",
        )
    marginals = np.frombuffer(done.stdout, np.float32).reshape(unary.shape)
    return torch.from_numpy(marginals.copy()).to(unary.device)


def _package_root() -> str:
    return str(Path(__file__).absolute().parents[len(__name__.split(".")) - 1])
