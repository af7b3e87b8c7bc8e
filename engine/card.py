"""Model cards: everything the engine and the GUI must know about a model, in one file.

A card is `card.json` in the model's folder, a STAC item with the machine-learning-model extension
(https://github.com/stac-extensions/mlm, v1.4.0). What STAC has no word for stands under `rs_segmenter:*`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .atomic import write_whole
from .card_json import Reader, to_item
from .choices import BLENDS
from .errors import CardError

CARD_FILE = "card.json"
WEIGHTS_FILE = "weights.safetensors"
NODATA_LABEL = 255
COLOUR = re.compile("#[0-9a-fA-F]{6}")
# Okabe and Ito's colours, which the colour-blind can tell apart, then some more, for classes that bring none.
DISTINCT_COLOURS = (
    *("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"),
    *("#999999", "#7f3b08", "#66c2a5", "#8da0cb", "#a6d854", "#b3b3b3", "#1b7837"),
)


@dataclass(frozen=True)
class Band:
    """One input band: its role (`red`, `nir`, ...) and the scaling of its raw values.

    Attributes:
        name: Role of the band, as in STAC's common band names.
        mean: Subtracted from the raw value.
        stddev: Divides what is left; above 0.
    """

    name: str
    mean: float
    stddev: float


@dataclass(frozen=True)
class LabelClass:
    """One class: `value` is its label in the output and its channel in the network.

    Attributes:
        value: 0 ... K-1.
        name: What the legend says.
        colour: `#rrggbb`.
        description: One line for the tool tip.
    """

    value: int
    name: str
    colour: str
    description: str = ""

    @property
    def rgb(self) -> tuple[int, int, int]:
        """The colour as three values in 0 ... 255."""
        red, green, blue = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        return red, green, blue


@dataclass(frozen=True)
class GroundResolution:
    """The pixel sizes on the ground, in metres, for which a model is made."""

    min_m: float
    max_m: float
    best_m: float


@dataclass(frozen=True)
class TileSpec:
    """How a model wants its raster cut: side and overlap in pixels, and how overlaps are combined."""

    tile_px: int
    overlap_px: int
    blend: str


@dataclass(frozen=True)
class ModelCard:
    """What is known about a model.

    Attributes:
        name: Folder name and identifier: letters, digits, `_`, `-`, `.`.
        version: Version of the model.
        title: What lists show.
        description: What it maps, where it works and where it does not.
        architecture: A key of `engine.models.ARCHITECTURES`.
        options: Keyword options of that architecture.
        bands: Input bands in the network's order.
        data_type: Data type of the rasters it was trained on.
        value_range: Lowest and highest raw value the scaling was made for.
        classes: Classes by rising value, 0 ... K-1.
        ground_resolution: Pixel sizes it was trained for.
        tile: Defaults for cutting and blending.
        licence: SPDX identifier.
        training_data: What it was trained on, with the licences.
        weights_sha256: Digest of the weights file, 64 hexadecimal digits.
        parameters: Number of parameters of the network.
        scores: Scores on held-out data, by name.
        scores_from: How those scores were measured.
        lineage: Parent model, recipe, versions: free text by key.
    """

    name: str
    version: str
    title: str
    description: str
    architecture: str
    options: Mapping[str, object]
    bands: tuple[Band, ...]
    data_type: str
    value_range: tuple[float, float]
    classes: tuple[LabelClass, ...]
    ground_resolution: GroundResolution
    tile: TileSpec
    licence: str
    training_data: str
    weights_sha256: str
    parameters: int
    scores: Mapping[str, float] = field(default_factory=dict)
    scores_from: str = ""
    lineage: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check what no schema can.

        Raises:
            CardError: When a value is out of range or contradicts another.
        """
        for wrong, what in _faults(self):
            if wrong:
                raise CardError(
                    f"The card of model '{self.name}' is not usable: {what}.",
                    "Correct card.json, or get the model again.",
                )


def _faults(card: ModelCard) -> list[tuple[bool, str]]:
    """Every rule a card must keep, as (broken, what is wrong)."""
    values = [c.value for c in card.classes]
    resolution, tile = card.ground_resolution, card.tile
    numbers = [x for b in card.bands for x in (b.mean, b.stddev)] + list(card.value_range)
    return [
        (
            not re.fullmatch(r"[A-Za-z][\w.-]*[A-Za-z0-9]", card.name),
            "its name may hold letters, digits, '_', '-', '.'",
        ),
        (not card.bands, "it lists no bands"),
        (len(card.classes) < 2, "it lists fewer than two classes"),
        (values != list(range(len(values))), "class values must be 0, 1, 2, ... in order"),
        (len(values) >= NODATA_LABEL, f"more than {NODATA_LABEL - 1} classes"),
        (len({c.name for c in card.classes}) < len(values), "two classes share a name"),
        (
            any(not COLOUR.fullmatch(c.colour) for c in card.classes),
            "colours must read #rrggbb",
        ),
        (not all(map(math.isfinite, numbers)), "band scaling must be finite numbers"),
        (any(b.stddev <= 0 for b in card.bands), "a band's standard deviation must be above 0"),
        (card.value_range[0] >= card.value_range[1], "the value range must rise"),
        (
            not 0 < resolution.min_m <= resolution.best_m <= resolution.max_m < math.inf,
            "ground resolution must hold 0 < min <= best <= max",
        ),
        (not 0 <= tile.overlap_px < tile.tile_px, "the overlap must be less than the tile"),
        (tile.blend not in BLENDS, f"blend must be one of {', '.join(BLENDS)}"),
        (
            not re.fullmatch("[0-9a-f]{64}", card.weights_sha256),
            "the weights' SHA-256 must be 64 hexadecimal digits",
        ),
    ]


def read_card(folder: Path) -> ModelCard:
    """Read a model folder's card.

    Args:
        folder: The model folder.

    Returns:
        The card, checked.

    Raises:
        CardError: When there is no card, it is no JSON, or it lacks something.
    """
    path = folder / CARD_FILE
    hint = "A model is a folder with card.json and weights.safetensors; 'rs-segmenter models list' shows those at hand."
    if not path.is_file():
        raise CardError(f"There is no model in '{folder}': {CARD_FILE} is missing.", hint)
    try:
        item = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CardError(f"'{path}' cannot be read as JSON: {error}.", "Get the model again.") from error
    return _parse(Reader(item, str(path)))


def _parse(card: Reader) -> ModelCard:
    props = card.child("properties")
    inputs, outputs = props.child("mlm:input").item(0), props.child("mlm:output").item(0)
    scalings = inputs.child("value_scaling").items()
    bands = props.child("bands").items()
    if len(scalings) != len(bands) or any(s.text("type") != "z-score" for s in scalings):
        raise card.fault("mlm:input needs one value_scaling of type z-score per band")
    statistics = bands[0].child("statistics") if bands else props.child("bands").item(0)
    own = {
        key: props.child(f"rs_segmenter:{key}")
        for key in ("ground_resolution_m", "tile", "lineage", "scores")
    }
    checksum = card.child("assets").child("weights").text("file:checksum")
    return ModelCard(
        name=card.text("id"),
        version=props.text("version"),
        title=props.text("title"),
        description=props.text("description"),
        architecture=props.text("mlm:architecture"),
        options=props.child("mlm:hyperparameters").mapping(),
        bands=tuple(
            Band(b.text("name"), s.number("mean"), s.number("stddev")) for b, s in zip(bands, scalings)
        ),
        data_type=bands[0].text("data_type"),
        value_range=(statistics.number("minimum"), statistics.number("maximum")),
        classes=tuple(
            LabelClass(
                c.whole("value"), c.text("name"), "#" + c.text("color_hint").lower(), c.text("description")
            )
            for c in outputs.child("classification:classes").items()
        ),
        ground_resolution=GroundResolution(
            own["ground_resolution_m"].number("min"),
            own["ground_resolution_m"].number("max"),
            props.number("gsd"),
        ),
        tile=TileSpec(
            own["tile"].whole("tile_px"), own["tile"].whole("overlap_px"), own["tile"].text("blend")
        ),
        licence=props.text("license"),
        training_data=props.text("rs_segmenter:training_data"),
        weights_sha256=checksum.removeprefix("1220"),
        parameters=props.whole("mlm:total_parameters"),
        scores={key: own["scores"].number(key) for key in own["scores"].mapping()},
        scores_from=props.text("rs_segmenter:scores_from"),
        lineage={key: own["lineage"].text(key) for key in own["lineage"].mapping()},
    )


def write_card(card: ModelCard, folder: Path) -> None:
    """Write `card.json` into a model folder, whole or not at all.

    Raises:
        EngineError: When it cannot be written there.
    """
    text = json.dumps(to_item(card), indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / CARD_FILE, text.encode(), "The card")
