"""The worker process of the backend pydensecrf: one problem on standard input, marginals on standard output.

The problem is a line of JSON and three float32 arrays: unary energies, spatial and bilateral features. Neither
torch nor anything else slow is loaded here.
"""

from __future__ import annotations

import json
import math
import sys

import numpy as np


def main() -> None:
    """Solve the problem and end."""
    from pydensecrf.densecrf import DenseCRF

    source = sys.stdin.buffer
    wish = json.loads(source.readline())
    unary, *features = (
        np.frombuffer(source.read(4 * math.prod(shape)), np.float32).reshape(shape).copy()
        for shape in wish["shapes"]
    )
    labels, points = unary.shape
    field = DenseCRF(points, labels)
    field.setUnaryEnergy(unary)
    for weight, feature in zip(wish["weights"], features):
        table = wish["penalties"]
        compat = weight if table is None else np.array(table, np.float32) * np.float32(weight)
        field.addPairwiseEnergy(feature, compat=compat)
    marginals = np.array(field.inference(wish["iterations"]), np.float32)
    sys.stdout.buffer.write(marginals.tobytes())


if __name__ == "__main__":
    main()
