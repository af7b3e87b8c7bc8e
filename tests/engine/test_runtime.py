"""PyTorch and OpenVINO give the same labels; converted networks are kept and used again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from rs_segmenter.engine.errors import DeviceError
from rs_segmenter.engine.prepare import Normalised
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.runtime import choose_runtime
from rs_segmenter.engine.segmenter import Segmenter
from rs_segmenter.engine.weights import load_network

Picture = NDArray[np.uint8]


def tile(picture: Picture, dtype: str = "uint8", side: int = 64) -> NDArray[np.generic]:
    return picture[:, 50 : 50 + side, 50 : 50 + side].astype(dtype)


def test_the_shipped_model_gives_the_labels_of_eager_torch_in_openvino(picture: Picture) -> None:
    pytest.importorskip("openvino")
    model = find_model("default")
    raw = tile(picture, side=256)
    with torch.inference_mode():
        eager = Normalised(load_network(model), model.card)(torch.from_numpy(raw)[None])
    given = Segmenter(model, "cpu", runtime="openvino").start([raw])()
    assert given.shape == eager.shape and given.dtype == torch.float32
    assert (given.argmax(1) == eager.argmax(1)).float().mean() >= 0.999


def test_openvino_tells_nobody_of_its_use(tmp_path: Path) -> None:
    pytest.importorskip("openvino")
    told = tmp_path / "told"
    backend = tmp_path / "openvino_telemetry" / "backend"
    backend.mkdir(parents=True)
    (backend.parent / "__init__.py").write_text(f"open({str(told)!r}, 'w').close()")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from rs_segmenter.engine.runtime import _import_openvino\n"
        "_import_openvino().convert_model\n"
        "import openvino.tools.ovc\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=True)
    assert not told.exists()


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("runtime", ["torch", "openvino"])
def test_every_runtime_takes_bytes_and_floats(
    runtime: str, dtype: str, picture: Picture, tiny_model: Path
) -> None:
    if runtime == "openvino":
        pytest.importorskip("openvino")
    model = find_model(str(tiny_model))
    raw = tile(picture, dtype)
    with torch.inference_mode():
        eager = Normalised(load_network(model), model.card)(torch.from_numpy(raw)[None])
    given = Segmenter(model, "cpu", runtime=runtime).start([raw])()
    torch.testing.assert_close(given, eager, atol=1e-4, rtol=0)


def test_openvino_runs_ahead_without_mixing_up_batches(picture: Picture, tiny_model: Path) -> None:
    pytest.importorskip("openvino")
    segmenter = Segmenter(find_model(str(tiny_model)), "cpu", runtime="openvino")
    tiles = [picture[:, i : i + 64, i : i + 64] for i in (0, 100, 200)]
    alone = [segmenter.start([t])().clone() for t in tiles]
    pending = [segmenter.start([t]) for t in tiles[:2]]
    torch.testing.assert_close(pending[0](), alone[0], atol=0, rtol=0)
    third = segmenter.start([tiles[2]])
    for given, expected in zip((pending[1](), third()), alone[1:]):
        torch.testing.assert_close(given, expected, atol=0, rtol=0)


def test_openvino_lends_its_memory_until_the_next_start_and_no_longer(
    picture: Picture, tiny_model: Path
) -> None:
    pytest.importorskip("openvino")
    segmenter = Segmenter(find_model(str(tiny_model)), "cpu", runtime="openvino")
    tiles = [picture[:, i : i + 64, i : i + 64] for i in (0, 100)]
    places = {segmenter.start([t])().data_ptr() for t in tiles * 3}
    assert len(places) == 1
    together = [pending().data_ptr() for pending in [segmenter.start([t]) for t in tiles]]
    assert len(set(together)) == 2


def test_a_converted_network_is_kept_and_used_again(
    picture: Picture, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    openvino = pytest.importorskip("openvino")
    monkeypatch.setenv("RS_SEGMENTER_CACHE", str(tmp_path / "cache"))
    model = find_model(str(tiny_model))
    first = Segmenter(model, "cpu", runtime="openvino").start([tile(picture)])()
    kept = sorted((tmp_path / "cache").iterdir())
    assert [p.suffix for p in kept] == [".bin", ".xml"]

    def never(*_: object, **__: object) -> None:
        raise AssertionError("converted again")

    monkeypatch.setattr(openvino, "convert_model", never)
    again = Segmenter(model, "cpu", runtime="openvino").start([tile(picture)])()
    torch.testing.assert_close(again, first, atol=0, rtol=0)
    assert sorted((tmp_path / "cache").iterdir()) == kept


def test_a_cache_that_cannot_be_written_costs_no_result(
    picture: Picture, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino")
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("RS_SEGMENTER_CACHE", str(tmp_path / "file" / "cache"))
    segmenter = Segmenter(find_model(str(tiny_model)), "cpu", runtime="openvino")
    assert segmenter.start([tile(picture)])().shape == (1, 4, 64, 64)


def test_a_damaged_cache_costs_no_result(
    picture: Picture, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino")
    monkeypatch.setenv("RS_SEGMENTER_CACHE", str(tmp_path / "cache"))
    model = find_model(str(tiny_model))
    first = Segmenter(model, "cpu", runtime="openvino").start([tile(picture)])()
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(path.read_bytes()[:100])
    again = Segmenter(model, "cpu", runtime="openvino").start([tile(picture)])()
    torch.testing.assert_close(again, first, atol=1e-5, rtol=0)


def test_openvino_is_for_the_cpu_alone() -> None:
    with pytest.raises(DeviceError, match="OpenVINO runs on the CPU, not on 'cuda'|not installed"):
        choose_runtime("openvino", torch.nn.Identity(), torch.device("cuda"), torch.float16, "key")
