"""Jobs of training and evaluation: labelled rasters and what to make of them, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..card import LabelClass
from ..errors import JobError
from ..job import check_choice, check_handling, read_resolution

USES = ("split", "train", "val")
SPLITS = ("blocks", "polygons")
REST_OTHER = "other"


@dataclass(frozen=True)
class Labelled:
    """A raster and what somebody knows about its ground.

    Attributes:
        raster: A file, or any name GDAL opens.
        labels: Polygons (GPKG, GeoJSON, shapefile, ...) or a raster of labels (GeoTIFF, PNG).
        class_field: Field of the polygons that holds the class; None: all polygons are of the one class
            that `mapping` names under `*`.
        layer: Layer of the polygon file; None: its only or first one.
        mapping: From the file's class (text, or number as text) to a class name; empty: by name or number.
        bands: Band numbers from 1 for the model's bands in order; empty: found by their roles.
        extents: Polygon file; what lies outside tells nothing. None: no limit.
        rest: Class name of the unlabelled ground inside `extents` (everywhere without extents); `other`:
            none of the annotated classes; empty: unlabelled ground tells nothing.
        annotates: Names of the classes this data set annotates; empty: all. Another class may be anywhere
            on its `other` ground.
        use: `split` (by blocks into training and validation), `train` or `val` (all of it).
        weight: How often its ground is drawn for training, above 0; twice as often with 2 as with 1.
        licence: Licence of raster and labels, for the card.
        source: Where they are from, for the card.
    """

    raster: str
    labels: str
    class_field: str | None = None
    layer: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    bands: tuple[int, ...] = ()
    extents: str | None = None
    rest: str = ""
    annotates: tuple[str, ...] = ()
    use: str = "split"
    weight: float = 1.0
    licence: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range.
        """
        if self.use not in USES:
            raise JobError(
                f"'{self.use}' is no use of the labels '{self.labels}'.", f"Choose one of {', '.join(USES)}."
            )
        if any(b < 1 for b in self.bands):
            raise JobError(f"Band numbers start at 1, not {min(self.bands)}.")
        if not 0 < self.weight < math.inf:
            raise JobError(
                f"The labels '{self.labels}' cannot have weight {self.weight:g}.",
                "Give a number above 0; 2 draws their ground twice as often as 1.",
            )


@dataclass(frozen=True)
class Split:
    """How ground is split into what is for training and what for validation.

    Attributes:
        by: `blocks` of ground; `polygons`: whole polygons, however close together, which flatters the scores.
        val_share: Share of the blocks that is held out, above 0 and below 1; without `folds`.
        block_m: Side of a block on the ground; None: chosen from the labels' extent.
        block_px: The same in pixels of the grid that is trained on; not together with `block_m`.
        folds: K of a K-fold cross-validation, 0 for a single split.
        fold: Which fold is held out, 0 ... folds-1; None: each in turn (`folds` above 0).
        seed: Which blocks; the same seed holds out the same ground whatever else changes.
    """

    by: str = "blocks"
    val_share: float = 0.25
    block_m: float | None = None
    block_px: int | None = None
    folds: int = 0
    fold: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the options.

        Raises:
            JobError: When one is out of range or two contradict each other.
        """
        if self.by not in SPLITS:
            raise JobError(f"Ground cannot be split by '{self.by}'.", f"Choose one of {', '.join(SPLITS)}.")
        if not 0 < self.val_share < 1:
            raise JobError(
                f"A share of {self.val_share:g} cannot be held out.", "Give more than 0 and less than 1."
            )
        if self.block_m is not None and self.block_px is not None:
            raise JobError("The side of a block is given twice.", "Give it in metres or in pixels.")
        if self.by == "polygons" and (self.block_m, self.block_px) != (None, None):
            raise JobError(
                "Polygons are split, but the side of a block is given.", "Leave one of the two out."
            )
        if (self.block_m is not None and self.block_m <= 0) or (
            self.block_px is not None and self.block_px < 1
        ):
            raise JobError("Blocks without extent hold no ground.", "Give a side above 0.")
        if self.folds == 1 or self.folds < 0:
            raise JobError(f"{self.folds} folds make no cross-validation.", "Give 2 or more, or 0 for none.")
        if self.fold is not None and not 0 <= self.fold < self.folds:
            raise JobError(f"There is no fold {self.fold} of {self.folds}.", "Folds count from 0.")


@dataclass(frozen=True)
class SelfTraining:
    """More labels from the model's own most confident predictions.

    Attributes:
        rounds: Rounds of predicting and training after the first training.
        share: Share of each class's predicted pixels that become labels, above 0, at most 1.
        rasters: Unlabelled rasters; empty: the unlabelled ground of the training rasters.
    """

    rounds: int = 1
    share: float = 0.2
    rasters: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the options.

        Raises:
            JobError: When one is out of range.
        """
        if self.rounds < 1 or not 0 < self.share <= 1:
            raise JobError(
                f"Self-training of {self.rounds} rounds with a share of {self.share:g} makes no sense.",
                "Give at least 1 round and a share above 0, at most 1.",
            )


@dataclass(frozen=True)
class TrainJob:
    """Train a model, from another one or from scratch.

    Attributes:
        data: Rasters with labels.
        output: The model folder to make; the run works in `<output>.training` beside it.
        model: Name or folder of the model to start from; None: from scratch.
        name: Identifier of the new model; empty: the output folder's name.
        title: What lists show; empty: the name.
        description: What it maps and where; empty: written from the data.
        licence: SPDX identifier of the new weights.
        architecture: A key of `ARCHITECTURES`; None: the start model's, or DeepLabV3Plus.
        options: Keyword options of the architecture; those not named: as the start model's, or the defaults.
        encoder_weights: safetensors file of the encoder, without a start model.
        classes: The new model's classes, 0 ... K-1; empty: the start model's, or those of the labels.
        band_roles: Roles of the new model's bands; empty: the start model's, or those of the first raster.
        made_for_m: Smallest, largest and best pixel size on the ground; None: from start model and rasters.
        tile_px: Side of the new model's tiles; None: the start model's where the crops are like them, else the crops'.
        overlap_px: What neighbouring tiles share; None: as the start model, or an eighth of the tile.
        recipe: A key of `RECIPES`.
        overrides: Values of single fields of the recipe.
        split: What is held out.
        self_training: More labels from predictions; None: none.
        ground_resolution: `auto`, `native`, or metres, as in `SegmentJob`.
        stretch: As in `SegmentJob`.
        device: `auto`, `cpu`, `cuda`, `cuda:N` or `mps`.
        devices: How many of them work together (DDP).
        precision: `auto` (half precision on CUDA, else float32), or by name; bfloat16 where the processor has it.
        half: Whether the weights are stored in half precision, which halves the folder's size.
        seed: Of weights, sampling and augmentation.
        resume: Go on where an interrupted run of the same job stopped.
        overwrite: Whether the output folder and an earlier run's working folder may be replaced.
    """

    data: tuple[Labelled, ...]
    output: str
    model: str | None = "default"
    name: str = ""
    title: str = ""
    description: str = ""
    licence: str = "GPL-2.0-or-later"
    architecture: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    encoder_weights: str | None = None
    classes: tuple[LabelClass, ...] = ()
    band_roles: tuple[str, ...] = ()
    made_for_m: tuple[float, float, float] | None = None
    tile_px: int | None = None
    overlap_px: int | None = None
    recipe: str = "finetune"
    overrides: Mapping[str, object] = field(default_factory=dict)
    split: Split = field(default_factory=Split)
    self_training: SelfTraining | None = None
    ground_resolution: str = "auto"
    stretch: str = "auto"
    device: str = "auto"
    devices: int = 1
    precision: str = "auto"
    half: bool = False
    seed: int = 0
    resume: bool = False
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range or two contradict each other.
        """
        _check_data(self.data)
        check_handling(self.ground_resolution, self.stretch, self.precision)
        if self.devices < 1:
            raise JobError(f"{self.devices} devices cannot train.", "Give 1 or more.")
        if self.self_training is not None and self.split.folds and self.split.fold is None:
            raise JobError(
                "Self-training and cross-validation over all folds do not go together.",
                "Leave one of the two out, or name one fold.",
            )
        if self.model is not None and self.encoder_weights is not None:
            raise JobError(
                "Weights are given twice: a model to start from, and encoder weights.", "Give one of the two."
            )

    @property
    def resolution_m(self) -> float | None:
        """The ground resolution asked for in metres; None for `auto` and `native`.

        Raises:
            JobError: When it is neither of these nor a number above 0.
        """
        return read_resolution(self.ground_resolution)

    @property
    def working_folder(self) -> Path:
        """Where checkpoints and logs of the run lie."""
        output = Path(self.output)
        return output.with_name(output.name + ".training")


@dataclass(frozen=True)
class EvaluateJob:
    """Score a model on labelled ground.

    Attributes:
        data: Rasters with labels.
        model: Name or folder of the model.
        report: HTML file to write, with its pictures in it; None: not written.
        part: `all` labelled ground, or `val`: only what `split` holds out.
        split: Which ground that is.
        ground_resolution: As in `SegmentJob`.
        stretch: As in `SegmentJob`.
        device: As in `SegmentJob`.
        precision: As in `SegmentJob`.
        runtime: As in `SegmentJob`.
        batch: Tiles at once; None: found automatically.
        tta: Average over flips and quarter turns.
        overwrite: Whether a report that exists may be replaced.
    """

    data: tuple[Labelled, ...]
    model: str = "default"
    report: str | None = None
    part: str = "all"
    split: Split = field(default_factory=Split)
    ground_resolution: str = "auto"
    stretch: str = "auto"
    device: str = "auto"
    precision: str = "auto"
    runtime: str = "auto"
    batch: int | None = None
    tta: bool = False
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range.
        """
        _check_data(self.data)
        check_handling(self.ground_resolution, self.stretch, self.precision, self.runtime, self.batch)
        check_choice(self.part, ("all", "val"), "part")


def _check_data(data: tuple[Labelled, ...]) -> None:
    if not data:
        raise JobError("There is nothing labelled.", "Give at least one raster with labels.")
