"""What is wrong with the user's things is said in plain words, with exit code 1 and nothing left behind."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from .conftest import Invoke


class Payload:
    """Unpickled, it would make a file."""

    def __init__(self, evidence: Path) -> None:
        self._evidence = evidence

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self._evidence),)


def edit_card(folder: Path, change: Callable[[dict], object]) -> None:
    path = folder / "card.json"
    card = json.loads(path.read_text())
    change(card)
    path.write_text(json.dumps(card))


def flip_last_byte(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[-1] ^= 1
    path.write_bytes(held)


def replace_weights(folder: Path, held: bytes) -> None:
    import hashlib

    (folder / "weights.safetensors").write_bytes(held)
    checksum = "1220" + hashlib.sha256(held).hexdigest()
    edit_card(folder, lambda card: card["assets"]["weights"].update({"file:checksum": checksum}))


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no card": (lambda f: (f / "card.json").unlink(), "card.json is missing"),
    "card cut short": (lambda f: (f / "card.json").write_text('{"id": "roo'), "cannot be read as JSON"),
    "card is a list": (lambda f: (f / "card.json").write_text("[]"), "an object is expected"),
    "card in Latin-1": (
        lambda f: (f / "card.json").write_bytes(b'{"id": "for\xeat"}'),
        "cannot be read as JSON",
    ),
    "card without bands": (
        lambda f: edit_card(f, lambda c: c["properties"].pop("bands")),
        "'bands' is missing",
    ),
    "unknown architecture": (
        lambda f: edit_card(f, lambda c: c["properties"].update({"mlm:architecture": "GuessNet"})),
        "GuessNet",
    ),
    "no weights": (lambda f: (f / "weights.safetensors").unlink(), "has no weights.safetensors"),
    "one byte altered": (lambda f: flip_last_byte(f / "weights.safetensors"), "SHA-256 differs"),
    "weights are a pickle": (lambda f: replace_weights(f, pickle.dumps({"a": 1})), "is no safetensors file"),
    "one class less": (
        lambda f: edit_card(f, lambda c: c["properties"]["mlm:output"][0]["classification:classes"].pop()),
        "do not fit its architecture",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_damaged_model_folder_is_refused(
    fault: str, model_folder: Path, invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    damage, says = FAULTS[fault]
    damage(model_folder)
    result = invoke("segment", sample_raster, tmp_path / "classes.tif", "--model", model_folder)
    assert result.exit_code == 1
    assert says in result.stderr
    assert not (tmp_path / "classes.tif").exists()


@pytest.mark.parametrize("name", ["model.pkl", "model.pt", "model.zip"])
def test_a_pickle_offered_as_a_model_is_never_opened(
    name: str, invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    evidence, offered = tmp_path / "evidence", tmp_path / name
    torch.save({"state_dict": Payload(evidence)}, offered)
    for command in (
        ("segment", sample_raster, tmp_path / "classes.tif", "--model", offered),
        ("models", "add", offered),
    ):
        result = invoke(*command)
        assert result.exit_code == 1
        assert name in result.stderr
    assert not evidence.exists()
    assert not (tmp_path / "classes.tif").exists()


def test_a_checkpoint_that_would_run_code_is_not_added(
    invoke: Invoke, model_folder: Path, tmp_path: Path
) -> None:
    evidence, checkpoint = tmp_path / "evidence", model_folder / "model.pt"
    (model_folder / "weights.safetensors").unlink()
    torch.save({"state_dict": Payload(evidence)}, checkpoint)
    result = invoke("models", "add", model_folder)
    assert result.exit_code == 1
    assert "would run code" in result.stderr
    assert not evidence.exists()
    # The payload is a real one.
    torch.load(checkpoint, weights_only=False)
    assert evidence.exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is here")
def test_cuda_asked_for_and_absent(invoke: Invoke, sample_raster: Path, tmp_path: Path) -> None:
    result = invoke("segment", sample_raster, tmp_path / "classes.tif", "--device", "cuda", "--json")
    last = json.loads(result.stdout.splitlines()[-1])
    assert (result.exit_code, last["event"]) == (1, "error")
    assert "'cuda' is not there" in last["message"] and "auto or cpu" in last["hint"]


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("no such folder/classes.tif", "does not exist"),
        ("photo.tif", "is the input itself"),
        ("link.tif", "is the input itself"),
        ("folder.tif", "is a folder"),
        ("classes.png", "is not named as a GeoTIFF"),
        pytest.param(
            "/proc/classes.tif",
            "cannot be written",
            marks=pytest.mark.skipif(not Path("/proc").is_dir(), reason="no folder here refuses also root"),
        ),
    ],
)
@pytest.mark.parametrize("role", ["output", "confidence"])
def test_an_output_that_cannot_be(
    role: str, output: str, says: str, invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.tif"
    photo.write_bytes(sample_raster.read_bytes())
    (tmp_path / "link.tif").symlink_to(photo)
    (tmp_path / "folder.tif").mkdir()
    outputs = (
        (tmp_path / output,) if role == "output" else (tmp_path / "ok.tif", "--confidence", tmp_path / output)
    )
    result = invoke("segment", photo, *outputs, "--overwrite")
    assert result.exit_code == 1
    assert says in result.stderr
    assert photo.read_bytes() == sample_raster.read_bytes()
    assert {p.name for p in tmp_path.iterdir()} == {"photo.tif", "link.tif", "folder.tif"}


def test_an_output_that_exists_is_kept_unless_it_may_be_replaced(
    invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    output = tmp_path / "classes.tif"
    output.write_text("precious")
    result = invoke("segment", sample_raster, output)
    assert (result.exit_code, output.read_text()) == (1, "precious")
    assert "exists already" in result.stderr
    assert invoke("segment", sample_raster, output, "--overwrite").exit_code == 0
    assert output.read_bytes()[:2] == b"II"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--bands", "1,2"), "2 band numbers were given"),
        (("--bands", "1,2,9"), "has no band 9"),
        (("--model", "no-such-model"), "Models at hand: landcover-light"),
        (("--area", "0,0,1,1"), "does not touch the raster"),
        (("--area", "fields.gpkg"), "There is no file 'fields.gpkg'"),
        (("--tile-px", "500"), "must be a multiple of"),
        (("--tile-px", "64", "--overlap-px", "64"), "overlap"),
        (("--device", "tpu"), "no device called 'tpu'"),
        (("--device", "cpu", "--precision", "float16"), "many times slower"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_option_that_does_not_fit_raster_or_machine(
    options: tuple[str, ...], says: str, invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    result = invoke("segment", sample_raster, tmp_path / "classes.tif", *options)
    assert result.exit_code == 1
    assert says in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("raster", ["nowhere.tif", ""])
def test_a_raster_that_is_not_there(raster: str, invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("segment", raster, tmp_path / "classes.tif")
    assert result.exit_code == 1
    assert f"'{raster}'" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is no JSON"),
        ("[]", "does not say what to do"),
        ('{"verb": "segment", "raster": "a.tif"}', "no 'output'"),
        ('{"verb": "segment", "raster": "a.tif", "output": "b.tif", "tiles": 3}', "unknown option 'tiles'"),
        ('{"verb": "segment", "raster": "a.tif", "output": "b.tif", "tta": "yes"}', "is 'yes'"),
        (None, "cannot be read"),
    ],
)
def test_a_broken_job(text: str | None, says: str, invoke: Invoke, tmp_path: Path) -> None:
    job = tmp_path / "job.json"
    if text is not None:
        job.write_text(text)
    result = invoke("run", job)
    assert result.exit_code == 1
    assert says in result.stderr and "job.json" in result.stderr
