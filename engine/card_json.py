"""The shape of a card on disk: a STAC item with the machine-learning-model extension, v1.4.0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .errors import CardError

if TYPE_CHECKING:
    from .card import ModelCard

EXTENSIONS = (
    "https://stac-extensions.github.io/mlm/v1.4.0/schema.json",
    "https://stac-extensions.github.io/classification/v2.0.0/schema.json",
    "https://stac-extensions.github.io/file/v2.1.0/schema.json",
)
SHA256_MULTIHASH_PREFIX = "1220"
# In a terminal they would act.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Reader:
    """A JSON value that knows where it stands, so that a fault can name the place.

    Args:
        value: What `json.loads` gave.
        place: File and keys down to this value.
    """

    def __init__(self, value: object, place: str) -> None:
        self._value = value
        self._place = place

    def fault(self, what: str) -> CardError:
        """Make the error for something wrong here."""
        return CardError(
            f"The model card {self._place} is broken: {what}.", "Correct it, or get the model again."
        )

    def mapping(self) -> Mapping[str, object]:
        """Return this value as an object."""
        if not isinstance(self._value, dict):
            raise self.fault("an object is expected here")
        return self._value

    def child(self, key: str) -> Reader:
        """Return the value under `key`."""
        if key not in self.mapping():
            raise self.fault(f"'{key}' is missing")
        return Reader(self.mapping()[key], f"{self._place} > {key}")

    def items(self) -> list[Reader]:
        """Return the elements of this list."""
        if not isinstance(self._value, list):
            raise self.fault("a list is expected here")
        return [Reader(value, f"{self._place} > {i}") for i, value in enumerate(self._value)]

    def item(self, index: int) -> Reader:
        """Return one element of this list."""
        found = self.items()
        if index >= len(found):
            raise self.fault("the list is too short")
        return found[index]

    def text(self, key: str) -> str:
        """Return the string under `key`."""
        value = self.child(key)._value
        if not isinstance(value, str):
            raise self.fault(f"'{key}' must be a text")
        if _CONTROL.search(value):
            raise self.fault(f"'{key}' holds control characters")
        return value

    def number(self, key: str) -> float:
        """Return the number under `key`."""
        value = self.child(key)._value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fault(f"'{key}' must be a number")
        return float(value)

    def whole(self, key: str) -> int:
        """Return the whole number under `key`."""
        value = self.number(key)
        if not value.is_integer():
            raise self.fault(f"'{key}' must be a whole number")
        return int(value)


def to_item(card: ModelCard) -> dict[str, object]:
    """Lay a card out as a STAC item."""
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": list(EXTENSIONS),
        "id": card.name,
        "geometry": None,
        "properties": {
            "datetime": None,
            "start_datetime": "1970-01-01T00:00:00Z",
            "end_datetime": "9999-12-31T23:59:59Z",
            "title": card.title,
            "description": card.description,
            "version": card.version,
            "license": card.licence,
            "gsd": card.ground_resolution.best_m,
            "bands": _bands(card),
            "mlm:name": card.name,
            "mlm:architecture": card.architecture,
            "mlm:tasks": ["semantic-segmentation"],
            "mlm:framework": "pytorch",
            "mlm:total_parameters": card.parameters,
            "mlm:hyperparameters": dict(card.options),
            "mlm:input": [_input(card)],
            "mlm:output": [_output(card)],
            "rs_segmenter:ground_resolution_m": {
                "min": card.ground_resolution.min_m,
                "max": card.ground_resolution.max_m,
            },
            "rs_segmenter:tile": {
                "tile_px": card.tile.tile_px,
                "overlap_px": card.tile.overlap_px,
                "blend": card.tile.blend,
            },
            "rs_segmenter:training_data": card.training_data,
            "rs_segmenter:scores": dict(card.scores),
            "rs_segmenter:scores_from": card.scores_from,
            "rs_segmenter:lineage": dict(card.lineage),
        },
        "links": [],
        "assets": {
            "weights": {
                "href": "./weights.safetensors",
                "type": "application/octet-stream; application=safetensors",
                "title": "Weights",
                "roles": ["mlm:model", "mlm:weights", "data"],
                "mlm:artifact_type": "safetensors.torch.save_file",
                "file:checksum": SHA256_MULTIHASH_PREFIX + card.weights_sha256,
            }
        },
    }


def _bands(card: ModelCard) -> list[dict[str, object]]:
    low, high = card.value_range
    return [
        {"name": band.name, "data_type": card.data_type, "statistics": {"minimum": low, "maximum": high}}
        for band in card.bands
    ]


def _input(card: ModelCard) -> dict[str, object]:
    return {
        "name": "raster",
        "bands": [band.name for band in card.bands],
        "input": {
            "shape": [-1, len(card.bands), card.tile.tile_px, card.tile.tile_px],
            "dim_order": ["batch", "bands", "height", "width"],
            "data_type": "float32",
        },
        "value_scaling": [{"type": "z-score", "mean": b.mean, "stddev": b.stddev} for b in card.bands],
        "resize_type": None,
        "pre_processing_function": None,
    }


def _output(card: ModelCard) -> dict[str, object]:
    return {
        "name": "logits",
        "tasks": ["semantic-segmentation"],
        "result": {
            "shape": [-1, len(card.classes), card.tile.tile_px, card.tile.tile_px],
            "dim_order": ["batch", "classes", "height", "width"],
            "data_type": "float32",
        },
        "classification:classes": [
            {
                "value": c.value,
                "name": c.name,
                "description": c.description,
                "color_hint": c.colour.removeprefix("#").upper(),
            }
            for c in card.classes
        ],
        "post_processing_function": None,
    }
