"""A wheel so small that an environment with it is made in a moment; real uv and real pip install it."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from rs_segmenter.environment.locks import read_lock
from rs_segmenter.environment.steps import Setup

UV = Path(sys.prefix) / "bin/uv"
MakeSetup = Callable[..., Setup]


def write_wheel(folder: Path, name: str, code: str) -> Path:
    """A wheel of one module."""
    folder.mkdir(exist_ok=True)
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
        )
    return wheel


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder of wheels with `tinywheel`."""
    return write_wheel(tmp_path / "wheels", "tinywheel", "ANSWER = 42\n").parent


@pytest.fixture
def make_setup(tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> MakeSetup:
    """A set-up of the tiny wheel, by uv or by pip, without a network."""
    monkeypatch.setenv("RS_SEGMENTER_ENVIRONMENTS", str(tmp_path / "environments"))

    def make(by: str = "uv", **changes: object) -> Setup:
        if by == "uv" and not UV.is_file():
            pytest.skip("needs uv in the virtual environment: make setup")
        wheel = next(wheels.glob("tinywheel*"))
        lock = tmp_path / "tiny-cpu.txt"
        digest = sha256(wheel.read_bytes()).hexdigest()
        head = "# python: 3.11 3.12 3.13 3.14\n# download_mb: 1\n# disk_mb: 1\n"
        lock.write_text(f"{head}tinywheel==1.0 \\\n    --hash=sha256:{digest}\n")
        made = Setup(
            tmp_path / "environments",
            "py311-x86_64-cpu-12345678",
            read_lock(lock),
            ("tinywheel",),
            base=Path("/usr/bin/python3"),
            host=Path("/usr/bin/python3"),
            uv=UV if by == "uv" else None,
            wheels=wheels,
        )
        return replace(made, **changes)

    return make


@pytest.fixture
def tools_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a developer has set for pip changes what a test sees."""
    for name in [n for n in os.environ if n.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
