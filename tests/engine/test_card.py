"""Cards survive the disk, say what is wrong with them, and follow the STAC machine-learning-model extension."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rs_segmenter.engine.card import (
    CARD_FILE,
    Band,
    GroundResolution,
    LabelClass,
    ModelCard,
    TileSpec,
    read_card,
    write_card,
)
from rs_segmenter.engine.errors import CardError
from rs_segmenter.engine.registry import shipped_models

# Properties that the schema of version 1.4.0 allows in an item, and what it requires.
MLM_PROPERTIES = set(
    "name architecture framework framework_version tasks memory_size total_parameters pretrained pretrained_source "
    "batch_size_suggestion accelerator accelerator_constrained accelerator_summary accelerator_count input output "
    "hyperparameters".split()
)
MLM_REQUIRED = {"name", "architecture", "tasks", "input", "output"}
STAC_TYPES = {"uint8", "uint16", "int16", "uint32", "int32", "float16", "float32", "float64"}


def test_a_card_read_again_is_the_same_card(card: ModelCard, tmp_path: Path) -> None:
    write_card(card, tmp_path)
    assert read_card(tmp_path) == card
    assert [p.name for p in tmp_path.iterdir()] == [CARD_FILE]


def test_text_in_any_script_survives(card: ModelCard, tmp_path: Path) -> None:
    card = replace(card, title="Landbedekking – 土地覆盖", description='"quoted"\n2nd line')
    write_card(card, tmp_path)
    assert read_card(tmp_path) == card


def test_colours_are_three_numbers(card: ModelCard) -> None:
    assert card.classes[1].rgb == (0xC0, 0x39, 0x2B)


Change = Callable[[ModelCard], dict[str, Any]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: {"name": "../evil"}, "its name may hold letters"),
        (lambda c: {"name": "a/b"}, "its name may hold letters"),
        (lambda c: {"name": ""}, "its name may hold letters"),
        (lambda c: {"bands": ()}, "lists no bands"),
        (lambda c: {"classes": c.classes[:1]}, "fewer than two classes"),
        (lambda c: {"classes": c.classes[::-1]}, "class values must be 0, 1, 2"),
        (lambda c: {"classes": c.classes[1:]}, "class values must be 0, 1, 2"),
        (
            lambda c: {"classes": tuple(LabelClass(i, str(i), "#000000") for i in range(255))},
            "more than 254 classes",
        ),
        (lambda c: {"classes": (c.classes[0], replace(c.classes[0], value=1))}, "two classes share a name"),
        (lambda c: {"classes": (c.classes[0], replace(c.classes[1], colour="red"))}, "must read #rrggbb"),
        (lambda c: {"bands": (Band("red", float("nan"), 1.0),)}, "must be finite numbers"),
        (lambda c: {"value_range": (0.0, float("inf"))}, "must be finite numbers"),
        (lambda c: {"bands": (Band("red", 0.0, 0.0),)}, "standard deviation must be above 0"),
        (lambda c: {"value_range": (5.0, 5.0)}, "value range must rise"),
        (lambda c: {"ground_resolution": GroundResolution(0.0, 1.0, 0.5)}, "0 < min <= best <= max"),
        (lambda c: {"ground_resolution": GroundResolution(1.0, 2.0, 0.5)}, "0 < min <= best <= max"),
        (lambda c: {"tile": TileSpec(64, 64, "hann")}, "overlap must be less than the tile"),
        (lambda c: {"tile": TileSpec(64, 16, "cosine")}, "blend must be one of crop, mean, hann"),
        (lambda c: {"weights_sha256": "abc"}, "64 hexadecimal digits"),
    ],
)
def test_a_card_that_contradicts_itself_is_refused(change: Change, said: str, card: ModelCard) -> None:
    with pytest.raises(CardError, match=f"not usable: .*{said}"):
        replace(card, **change(card))


def test_254_classes_are_possible(card: ModelCard) -> None:
    replace(card, classes=tuple(LabelClass(i, str(i), "#000000") for i in range(254)))


def test_a_folder_without_a_card_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="There is no model in .* card.json is missing"):
        read_card(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"PK\x03\x04", b"[" * 100_000])
def test_a_card_that_is_no_json_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / CARD_FILE).write_bytes(content)
    with pytest.raises(CardError, match="cannot be read as JSON"):
        read_card(tmp_path)


Path_ = tuple[Any, ...]
PROPS = ("properties",)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("id",), 5, "'id' must be a text"),
        (("properties", "title"), "\x1b[31mred", "'title' holds control characters"),
        (PROPS, [], "properties is broken: an object is expected"),
        ((*PROPS, "mlm:input"), {}, "mlm:input is broken: a list is expected"),
        ((*PROPS, "mlm:output"), [], "mlm:output is broken: the list is too short"),
        ((*PROPS, "mlm:input", 0, "value_scaling"), [], "one value_scaling of type z-score per band"),
        ((*PROPS, "mlm:input", 0, "value_scaling", 0, "type"), "min-max", "of type z-score per band"),
        (
            (*PROPS, "mlm:input", 0, "value_scaling", 1, "mean"),
            "1",
            "value_scaling > 1 is.*'mean' must be a number",
        ),
        ((*PROPS, "mlm:total_parameters"), 1.5, "must be a whole number"),
        ((*PROPS, "gsd"), True, "'gsd' must be a number"),
        ((*PROPS, "rs_segmenter:tile", "tile_px"), None, "'tile_px' must be a number"),
        ((*PROPS, "rs_segmenter:scores"), [], "an object is expected"),
        ((*PROPS, "mlm:hyperparameters"), "none", "an object is expected"),
        (("assets", "weights", "file:checksum"), "1220", "64 hexadecimal digits"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(
    place: Path_, value: object, said: str, card: ModelCard, tmp_path: Path
) -> None:
    with pytest.raises(CardError, match=said):
        read_card(changed(card, tmp_path, place, value))


def changed(card: ModelCard, folder: Path, place: Path_, value: object) -> Path:
    write_card(card, folder)
    item = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    spot = item
    for key in place[:-1]:
        spot = spot[key]
    spot[place[-1]] = value
    (folder / CARD_FILE).write_text(json.dumps(item), encoding="utf-8")
    return folder


def test_whatever_is_missing_from_a_card_is_named(card: ModelCard, tmp_path: Path) -> None:
    write_card(card, tmp_path)
    whole = json.loads((tmp_path / CARD_FILE).read_text(encoding="utf-8"))
    ignored = {"datetime", "start_datetime", "end_datetime", "mlm:name", "mlm:tasks", "mlm:framework"}
    for key in sorted(set(whole["properties"]) - ignored):
        part = whole | {"properties": {k: v for k, v in whole["properties"].items() if k != key}}
        (tmp_path / CARD_FILE).write_text(json.dumps(part), encoding="utf-8")
        with pytest.raises(CardError, match=f"'{key}' is missing"):
            read_card(tmp_path)


@pytest.fixture(params=["shipped", "written"])
def item(request: pytest.FixtureRequest, card: ModelCard, tmp_path: Path) -> dict[str, Any]:
    """The JSON of the shipped card, and of one just written."""
    if request.param == "written":
        write_card(card, tmp_path)
    folder = shipped_models() / "landcover-light" if request.param == "shipped" else tmp_path
    read: dict[str, Any] = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    return read


def test_a_card_is_a_stac_item(item: dict[str, Any]) -> None:
    assert item["type"] == "Feature" and item["stac_version"].startswith("1.")
    assert {"id", "geometry", "links", "assets", "properties"} <= set(item)
    assert item["geometry"] is None and "bbox" not in item
    times = item["properties"]
    assert times["datetime"] is None and times["start_datetime"] < times["end_datetime"]
    assert any("/mlm/v1.4.0/" in url for url in item["stac_extensions"])


def test_a_card_has_the_properties_of_the_model_extension_and_no_others(item: dict[str, Any]) -> None:
    names = {k.removeprefix("mlm:") for k in item["properties"] if k.startswith("mlm:")}
    assert names >= MLM_REQUIRED
    assert names <= MLM_PROPERTIES
    assert item["properties"]["mlm:tasks"] == ["semantic-segmentation"]
    assert isinstance(item["properties"]["mlm:total_parameters"], int)


def test_inputs_refer_to_bands_that_are_listed(item: dict[str, Any]) -> None:
    bands = item["properties"]["bands"]
    for entry in item["properties"]["mlm:input"]:
        assert {"name", "bands", "input"} <= set(entry)
        assert set(entry["bands"]) <= {band["name"] for band in bands}
        assert len(entry["value_scaling"]) == len(entry["bands"]) == entry["input"]["shape"][1]
        assert all(set(s) == {"type", "mean", "stddev"} for s in entry["value_scaling"])
        structure = entry["input"]
        assert {"shape", "dim_order", "data_type"} <= set(structure)
        assert len(structure["shape"]) == len(structure["dim_order"])
        assert structure["data_type"] in STAC_TYPES
    assert {band["data_type"] for band in bands} <= STAC_TYPES


def test_outputs_describe_every_class(item: dict[str, Any]) -> None:
    for entry in item["properties"]["mlm:output"]:
        assert {"name", "tasks", "result"} <= set(entry)
        assert set(entry["tasks"]) <= set(item["properties"]["mlm:tasks"])
        classes = entry["classification:classes"]
        assert len(classes) == entry["result"]["shape"][1]
        assert len(entry["result"]["shape"]) == len(entry["result"]["dim_order"])
        for value, one in enumerate(classes):
            assert one["value"] == value and one["name"] and isinstance(one["description"], str)
            assert len(one["color_hint"]) == 6 and one["color_hint"] == one["color_hint"].upper()
            int(one["color_hint"], 16)


def test_one_asset_is_the_model(item: dict[str, Any]) -> None:
    models = [a for a in item["assets"].values() if "mlm:model" in a["roles"]]
    assert len(models) == 1
    assert {"href", "type", "title", "mlm:artifact_type", "file:checksum"} <= set(models[0])
    assert len(models[0]["file:checksum"]) == 4 + 64
