"""Models are found, added whole or not at all, and removed."""

from __future__ import annotations

import json
import os
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from rs_segmenter.engine.card import CARD_FILE, WEIGHTS_FILE, ModelCard, read_card, write_card
from rs_segmenter.engine.errors import CardError, EngineError, WeightsError
from rs_segmenter.engine.registry import (
    Model,
    add_model,
    find_model,
    list_models,
    remove_model,
    shipped_models,
    user_models,
)
from rs_segmenter.engine.weights import check_model


def zipped(source: Path, path: Path, top: str = "", **more: bytes | str) -> Path:
    """A zip of a folder, with `more` files by name."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in source.iterdir():
            archive.writestr(top + file.name, file.read_bytes())
        for name, content in more.items():
            archive.writestr(name, content)
    return path


def left_in_user_models() -> list[str]:
    return sorted(p.name for p in user_models().iterdir()) if user_models().is_dir() else []


def test_the_shipped_default_is_found_by_name_and_as_default() -> None:
    assert find_model("default") == find_model("landcover-light")
    assert find_model("default").folder == shipped_models() / "landcover-light"


def test_a_model_is_found_by_its_folder(tiny_model: Path) -> None:
    assert find_model(str(tiny_model)) == Model(tiny_model, read_card(tiny_model))


def test_an_unknown_model_is_named_beside_those_at_hand() -> None:
    with pytest.raises(CardError, match="no model 'sentinel'.*landcover-light"):
        find_model("sentinel")


def test_a_file_given_as_model_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(b"x")
    with pytest.raises(CardError, match="is a file; a model is a folder"):
        find_model(str(path))


def test_the_users_model_wins_over_the_shipped_one_of_that_name(source: Path) -> None:
    write_card(replace(read_card(source), name="landcover-light", title="Mine"), source)
    add_model(source)
    assert find_model("default").card.title == "Mine"
    assert [m.card.title for m in list_models()[0] if m.card.name == "landcover-light"] == ["Mine"]


def test_folders_given_by_hand_come_first(source: Path) -> None:
    add_model(source)
    write_card(replace(read_card(source), title="By hand"), source)
    assert find_model("tiny", [source.parent]).card.title == "By hand"
    assert {m.card.name: m.card.title for m in list_models([source.parent])[0]}["tiny"] == "By hand"


def test_a_broken_folder_is_reported_and_hides_no_other() -> None:
    (user_models() / "broken").mkdir(parents=True)
    models, faults = list_models()
    assert "landcover-light" in [m.card.name for m in models]
    assert len(faults) == 1 and "broken" in str(faults[0])


def test_a_model_is_added_from_a_folder(source: Path) -> None:
    (source / "README.md").write_text("Read me.")
    (source / "run.py").write_text("print()")
    model = add_model(source)
    assert model.folder == user_models() / "tiny"
    assert sorted(p.name for p in model.folder.iterdir()) == ["README.md", CARD_FILE, WEIGHTS_FILE]
    assert left_in_user_models() == ["tiny"]
    check_model(find_model("tiny"))


@pytest.mark.parametrize("top", ["", "tiny/"])
def test_a_model_is_added_from_a_zip(top: str, source: Path, tmp_path: Path) -> None:
    assert add_model(zipped(source, tmp_path / "tiny.zip", top)).card == read_card(source)
    check_model(find_model("tiny"))


def test_a_zip_made_by_finder_is_added_without_its_extras(source: Path, tmp_path: Path) -> None:
    extras = {"__MACOSX/tiny/._card.json": "mac", "__MACOSX/._tiny": "mac", "tiny/.DS_Store": "mac"}
    model = add_model(zipped(source, tmp_path / "tiny.zip", "tiny/", **extras))
    assert sorted(p.name for p in model.folder.iterdir()) == [CARD_FILE, WEIGHTS_FILE]


def test_a_model_of_the_same_name_is_replaced_only_on_request(source: Path) -> None:
    add_model(source)
    write_card(replace(read_card(source), version="2"), source)
    with pytest.raises(CardError, match="already a model 'tiny'"):
        add_model(source)
    assert find_model("tiny").card.version == "0.1.0"
    assert add_model(source, replace=True).card.version == "2"
    assert left_in_user_models() == ["tiny"]


def test_a_full_or_closed_disk_is_said_and_nothing_is_left(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("RS_SEGMENTER_MODELS", str(tmp_path / "file" / "models"))
    with pytest.raises(EngineError, match="models' cannot be written.*RS_SEGMENTER_MODELS"):
        add_model(source)


@pytest.mark.parametrize("name", ["none", "file.txt", "file.zip"])
def test_what_is_no_model_cannot_be_added(name: str, tmp_path: Path) -> None:
    if name != "none":
        (tmp_path / name).write_text("no zip")
    with pytest.raises(CardError, match="neither a model folder nor a zip"):
        add_model(tmp_path / name)


def test_weights_that_do_not_fit_are_not_added(source: Path, card: ModelCard) -> None:
    item = json.loads((source / CARD_FILE).read_text())
    item["properties"]["mlm:hyperparameters"] = {"initial_filters": 8}
    (source / CARD_FILE).write_text(json.dumps(item))
    with pytest.raises(WeightsError, match="do not fit its architecture"):
        add_model(source)
    assert left_in_user_models() == []


@pytest.mark.parametrize("name", ["default", "roofs.training"])
def test_a_model_that_could_not_be_found_by_its_name_is_not_added(name: str, source: Path) -> None:
    write_card(replace(read_card(source), name=name), source)
    with pytest.raises(CardError, match=f"'{name}' cannot be added.*'id' in"):
        add_model(source)
    assert left_in_user_models() == []


def test_what_a_killed_addition_left_is_swept_by_the_next_and_one_at_work_is_not(source: Path) -> None:
    killed, at_work = (user_models() / f".adding-{name}" for name in ("killed", "at-work"))
    for room in (killed, at_work):
        (room / "model").mkdir(parents=True)
    two_days_ago = time.time() - 2 * 86400
    os.utime(killed, (two_days_ago, two_days_ago))
    add_model(source)
    assert left_in_user_models() == [at_work.name, "tiny"]


def test_only_the_users_models_can_be_removed(source: Path) -> None:
    add_model(source)
    assert remove_model("tiny") == user_models() / "tiny"
    assert left_in_user_models() == []
    for name in ("landcover-light", str(source)):
        with pytest.raises(CardError, match="is not one you added"):
            remove_model(name)
    assert (source / CARD_FILE).exists() and find_model("default")


def test_a_broken_model_can_be_removed_by_the_name_of_its_folder(source: Path) -> None:
    add_model(source)
    (user_models() / "tiny" / CARD_FILE).write_text("{")
    assert remove_model("tiny") == user_models() / "tiny"
    assert left_in_user_models() == []


@pytest.mark.parametrize("name", ["", ".", "..", "../other", "tiny/.."])
def test_only_a_folder_of_the_users_models_is_ever_removed(name: str, source: Path, tmp_path: Path) -> None:
    add_model(source)
    (tmp_path / "other").mkdir()
    with pytest.raises(CardError):
        remove_model(name)
    assert left_in_user_models() == ["tiny"] and (tmp_path / "other").is_dir()
