"""Areas on the ellipsoid, wherever PROJ keeps its data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_areas_are_measured_in_a_virtual_environment_without_the_program_proj(repository: Path) -> None:
    program = (
        "import numpy as np\n"
        "from rs_segmenter.engine.vectorize.geodesic import Ellipsoid\n"
        "square = np.array([[593000, 5747000], [593100, 5747000], [593100, 5747100], [593000, 5747100]], float)\n"
        "print(Ellipsoid('EPSG:32631').areas_m2(square, [0, 4])[0])\n"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("PROJ_DATA", "PROJ_LIB")}
    environment |= {"PATH": str(repository / "docs"), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert 9990 < float(done.stdout) < 10020
