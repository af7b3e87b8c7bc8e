"""`models`: list, show, add, remove, verify."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from rs_segmenter.engine.registry import find_model

from .conftest import Invoke

SHIPPED = ["landcover-light", "landcover-resuneta"]


def test_list_names_the_shipped_model_with_what_it_reads_and_maps(invoke: Invoke) -> None:
    result = invoke("models", "list")
    row = next(line for line in result.stdout.splitlines() if line.startswith("landcover-light"))
    assert "red, green, blue" in row
    made_for = find_model("landcover-light").card.ground_resolution
    assert f"{made_for.min_m:g} to {made_for.max_m:g} m" in row
    assert "land, building, road, vegetation, water" in row
    assert [m["name"] for m in json.loads(invoke("models", "list", "--json").stdout)] == SHIPPED


def test_show_tells_all_of_the_card(invoke: Invoke, repository: Path) -> None:
    card = json.loads((repository / "resources/models/landcover-light/card.json").read_text())["properties"]
    text = invoke("models", "show", "default").stdout
    for told in (
        card["title"],
        card["description"],
        card["license"],
        card["rs_segmenter:training_data"],
        "#3b7dd8",
    ):
        assert told in text
    plain = json.loads(invoke("models", "show", "default", "--json").stdout)
    assert plain["title"] == card["title"]
    assert plain["classes"][4]["name"] == "water"


def test_a_model_is_added_from_folder_or_zip_verified_and_removed(
    invoke: Invoke, model_folder: Path, tmp_path: Path
) -> None:
    zipped = shutil.make_archive(str(tmp_path / "model"), "zip", model_folder)
    home = tmp_path / "own models/landcover-light"
    assert invoke("models", "add", model_folder).exit_code == 0
    assert home.is_dir()
    refused = invoke("models", "add", zipped)
    assert refused.exit_code == 1
    assert "already a model 'landcover-light'" in refused.stderr
    assert invoke("models", "add", zipped, "--replace").exit_code == 0
    assert invoke("models", "verify", "landcover-light").stdout == "ok      landcover-light\n"
    assert invoke("models", "remove", "landcover-light").exit_code == 0
    assert not home.exists()


def test_what_is_wrong_in_a_zip_is_said_of_the_zip(
    invoke: Invoke, model_folder: Path, tmp_path: Path
) -> None:
    (model_folder / "weights.safetensors").write_bytes(b"nothing")
    zipped = shutil.make_archive(str(tmp_path / "roofs"), "zip", model_folder)
    refused = invoke("models", "add", zipped)
    assert refused.exit_code == 1
    assert f"'{Path(zipped) / 'weights.safetensors'}'" in refused.output
    assert ".adding" not in refused.output


def test_a_shipped_model_cannot_be_removed(invoke: Invoke, repository: Path) -> None:
    result = invoke("models", "remove", "default")
    assert result.exit_code == 1
    assert "Only added models can be removed" in result.stderr
    assert (repository / "resources/models/landcover-light/card.json").is_file()


def test_verify_goes_on_after_a_broken_model_and_ends_with_1(
    invoke: Invoke, model_folder: Path, tmp_path: Path
) -> None:
    invoke("models", "add", model_folder)
    with open(tmp_path / "own models/landcover-light/weights.safetensors", "ab") as weights:
        weights.write(b"\0")
    (tmp_path / "own models/empty").mkdir()
    result = invoke("models", "verify")
    assert result.exit_code == 1
    assert "SHA-256 differs" in result.stdout and "card.json is missing" in result.stdout
    assert "2 models are broken" in result.stderr


def test_list_warns_of_a_folder_that_is_no_model(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "own models/empty").mkdir(parents=True)
    result = invoke("models", "list")
    assert result.exit_code == 0
    assert "card.json is missing" in result.stderr
    assert "landcover-light" in result.stdout
