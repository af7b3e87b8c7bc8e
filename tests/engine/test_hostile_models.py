"""Hostile and damaged models: a zip or a folder that should not be trusted does nothing, and nothing of it is left."""

from __future__ import annotations

import pickle
import shutil
import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from rs_segmenter.engine import registry
from rs_segmenter.engine.card import CARD_FILE
from rs_segmenter.engine.errors import CardError, EngineError
from rs_segmenter.engine.registry import add_model, user_models

from .test_registry import left_in_user_models, zipped


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "tiny/../../evil.txt",
        "/tmp/evil.txt",
        "tiny/deep/evil.txt",
        "evil.txt",
        "tiny/evil.py",
        "tiny/evil.pt",
        "tiny/..\\evil.txt",
        "tiny/C:evil.txt",
        "C:evil.txt",
        "tiny/README.md:hidden.txt",
        "tiny/two\nlines.txt",
        "tiny/\x1b[31mred.txt",
    ],
)
def test_a_zip_that_reaches_elsewhere_is_refused(name: str, source: Path, tmp_path: Path) -> None:
    path = zipped(source, tmp_path / "tiny.zip", "tiny/", **{name: "evil"})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(EngineError, match="which no model folder has"):
        add_model(path)
    assert left_in_user_models() == []
    assert [p for p in sorted(tmp_path.rglob("*")) if p != user_models()] == before


@pytest.mark.parametrize("top", ["a/b/", "../", "/"])
def test_a_zip_whose_model_lies_elsewhere_is_refused(top: str, source: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="which no model folder has"):
        add_model(zipped(source, tmp_path / "tiny.zip", top))
    assert left_in_user_models() == []


def test_a_zip_with_a_symbolic_link_is_refused(source: Path, tmp_path: Path) -> None:
    path = zipped(source, tmp_path / "tiny.zip")
    link = zipfile.ZipInfo("README.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(EngineError, match="'README.md', which no model folder has"):
        add_model(path)


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_a_zip_with_anything_but_plain_files_is_refused(kind: int, source: Path, tmp_path: Path) -> None:
    path = zipped(source, tmp_path / "tiny.zip")
    special = zipfile.ZipInfo("README.md")
    special.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(special, "")
    with pytest.raises(EngineError, match="'README.md', which no model folder has"):
        add_model(path)


def test_a_zip_that_lies_about_its_size_is_refused(source: Path, tmp_path: Path) -> None:
    path = zipped(source, tmp_path / "tiny.zip")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", bytes(50_000_000))
    content = path.read_bytes()
    true, told = (50_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert content.count(true) == 2
    path.write_bytes(content.replace(true, told))
    with pytest.raises(EngineError, match="cannot be unpacked: Bad CRC-32"):
        add_model(path)
    assert left_in_user_models() == []


class Trap:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self._path,)


@pytest.mark.parametrize(
    "name", ["weights.safetensors", "notes.txt", "weights.pt", "weights.pth", "pytorch_model.bin"]
)
def test_no_pickle_in_a_model_is_ever_opened(name: str, source: Path, tmp_path: Path) -> None:
    if name != "notes.txt":
        (source / "weights.safetensors").unlink()
    (source / name).write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    for given in (source, zipped(source, tmp_path / "tiny.zip")):
        with suppress(EngineError):
            add_model(given)
        assert name == "notes.txt" or left_in_user_models() == []
        shutil.rmtree(user_models(), ignore_errors=True)
    assert not (tmp_path / "sprung").exists()
    pickle.loads((source / name).read_bytes())
    assert (tmp_path / "sprung").exists()


def test_a_link_in_a_model_folder_is_not_followed(source: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (source / "notes.txt").symlink_to(tmp_path / "secret")
    assert not (add_model(source).folder / "notes.txt").exists()


def test_a_zip_of_two_models_is_refused(source: Path, tmp_path: Path) -> None:
    path = zipped(source, tmp_path / "two.zip", "a/", **{f"b/{CARD_FILE}": "{}"})
    with pytest.raises(CardError, match="2 model cards instead of one"):
        add_model(path)


def test_a_zip_without_a_card_is_refused(source: Path, tmp_path: Path) -> None:
    (source / CARD_FILE).unlink()
    with pytest.raises(CardError, match="0 model cards"):
        add_model(zipped(source, tmp_path / "no.zip"))


def test_a_zip_with_too_many_files_is_refused(source: Path, tmp_path: Path) -> None:
    many = {f"note{i}.txt": "" for i in range(60)}
    with pytest.raises(EngineError, match="more than a model can hold"):
        add_model(zipped(source, tmp_path / "many.zip", **many))


def test_a_zip_that_unpacks_to_too_much_is_refused(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_MAX_BYTES", 1000)
    with pytest.raises(EngineError, match="more than a model can hold"):
        add_model(zipped(source, tmp_path / "big.zip"))


def test_a_damaged_zip_is_refused(source: Path, tmp_path: Path) -> None:
    path = zipped(source, tmp_path / "tiny.zip")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(EngineError, match="cannot be unpacked: Bad CRC-32"):
        add_model(path)
    assert left_in_user_models() == []


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_damaged_anywhere_is_refused(packing: int, tmp_path: Path) -> None:
    path = tmp_path / "tiny.zip"
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr(CARD_FILE, bytes(range(256)) * 8)
    whole = path.read_bytes()
    for place in range(30, whole.index(b"PK\x01\x02"), 3):  # the packed bytes and what stands before them
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(EngineError):
            add_model(path)
