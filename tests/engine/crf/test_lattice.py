"""The permutohedral lattice as a Gaussian filter, in torch and compiled."""

from __future__ import annotations

import importlib.util
import math
import shutil
from pathlib import Path
from types import ModuleType

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rs_segmenter.engine.crf.lattice import Lattice, PointFilter

compiled_lattice = pytest.importorskip("rs_segmenter.engine.crf.compiled_lattice", reason="numba is not here")
CompiledLattice = compiled_lattice.CompiledLattice
BOTH = pytest.mark.parametrize("make", [Lattice, CompiledLattice])


def points(dimensions: int, count: int, seed: int = 0, spread: float = 3.0) -> torch.Tensor:
    chance = torch.Generator().manual_seed(seed)
    return spread * torch.rand(dimensions, count, generator=chance, dtype=torch.float64)


def smoothed(lattice: PointFilter, values: torch.Tensor) -> torch.Tensor:
    return lattice.filter(values) / lattice.filter(torch.ones_like(values[:1]))


@BOTH
@pytest.mark.parametrize("dimensions", [1, 2, 3, 5])
def test_filtering_is_close_to_the_sum_over_all_pairs(make: type[PointFilter], dimensions: int) -> None:
    features = points(dimensions, 400)
    values = points(7, 400, seed=1, spread=1.0).float()
    kernel = torch.exp(-torch.cdist(features.T, features.T).square() / 2).float()
    exact = values @ kernel / kernel.sum(0)
    error = (smoothed(make(features), values) - exact).abs()
    assert error.max() < 0.05 and error.mean() < 0.01


@settings(max_examples=30, deadline=None)
@given(
    dimensions=st.integers(1, 9), planes=st.integers(1, 9), count=st.integers(1, 300), seed=st.integers(0, 99)
)
def test_compiled_and_torch_lattice_agree(dimensions: int, planes: int, count: int, seed: int) -> None:
    features = points(dimensions, count, seed)
    values = points(planes, count, seed + 1, spread=1.0).float()
    one, other = Lattice(features), CompiledLattice(features)
    assert one.vertices == other.vertices
    for transposed in (False, True):
        torch.testing.assert_close(
            one.filter(values, transposed), other.filter(values, transposed), rtol=1e-4, atol=1e-5
        )


@BOTH
def test_the_transposed_filter_is_the_transpose(make: type[PointFilter]) -> None:
    features = points(4, 60)
    lattice, identity = make(features), torch.eye(60)
    torch.testing.assert_close(lattice.filter(identity), lattice.filter(identity, transposed=True).T)


def test_a_table_that_grows_loses_no_vertex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_lattice, "_SMALLEST_TABLE", 2)
    features = points(5, 2000, spread=30)
    assert CompiledLattice(features).vertices == Lattice(features).vertices


def test_the_number_of_threads_does_not_change_a_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    features, values = points(5, 5000), points(6, 5000, seed=1).float()
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    alone = CompiledLattice(features).filter(values)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert torch.equal(CompiledLattice(features).filter(values), alone)


@pytest.mark.parametrize("value", [math.nan, math.inf, -1e300])
def test_coordinates_beyond_all_bounds_do_not_break_the_compiled_lattice(value: float) -> None:
    features = points(3, 50)
    features[1, 7] = value
    assert CompiledLattice(features).filter(torch.ones(1, 50)).isfinite().all()


def import_from(folder: Path) -> ModuleType:
    """The compiled lattice, imported once more as it stands in a folder that nothing can be cached in."""
    folder.mkdir()
    (folder / "__pycache__").write_text("no folder")
    file = shutil.copy(compiled_lattice.__file__, folder)
    spec = importlib.util.spec_from_file_location(f"{compiled_lattice.__package__}.elsewhere", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_beside_a_plugin_that_may_not_be_written_to_the_users_cache_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert import_from(tmp_path / "crf")._find.stats.cache_path.startswith(str(tmp_path / "cache"))


def test_where_nothing_may_be_written_the_lattice_is_compiled_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/cache")
    elsewhere = import_from(tmp_path / "crf")
    features, values = points(2, 50), points(3, 50, seed=1).float()
    found = elsewhere.CompiledLattice(features).filter(values)
    torch.testing.assert_close(found, CompiledLattice(features).filter(values))
