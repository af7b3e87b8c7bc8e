"""What a training leaves behind: a model folder with its report, and what is said about it."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from ..address import short
from ..card import WEIGHTS_FILE, ModelCard, write_card
from ..errors import EngineError
from ..scores import Scores
from ..version import read_version
from ..weights import digest
from .job import Labelled, TrainJob
from .recipe import Recipe

# Rasters of one source that a card's text names one by one.
_NAMED = 3


@dataclass(frozen=True)
class TrainResult:
    """What a training gave.

    Attributes:
        output: The model folder.
        report: Its report.
        scores: Of the new model on the held-out ground.
        parent_scores: Of the start model on the same ground; None without one.
        beat_parent: Whether the new model is better; None where there is nothing to compare with.
        verdict: That in one sentence.
        steps: Steps done.
        best_step: The step whose weights are kept.
        ending: `done`, `patience`, `stopped` or `not finite`.
        seconds: Wall time of the whole job.
        device: What it ran on.
        notes: How the network was started, and what else is worth knowing.
        warnings: What the user should look at.
    """

    output: str
    report: str
    scores: Scores
    parent_scores: Scores | None
    beat_parent: bool | None
    verdict: str
    steps: int
    best_step: int
    ending: str
    seconds: float
    device: str
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return plain | {
            "scores": self.scores.to_dict(),
            "parent_scores": self.parent_scores.to_dict() if self.parent_scores else None,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> TrainResult:
        """Read what `to_dict` wrote."""
        before = plain["parent_scores"]
        texts = {name: tuple(plain[name]) for name in ("notes", "warnings")}
        scores = {
            "scores": Scores.from_dict(plain["scores"]),
            "parent_scores": Scores.from_dict(before) if before else None,
        }
        return cls(**{**plain, **texts, **scores})


def write_weights(card: ModelCard, weights: Mapping[str, Tensor], folder: Path, *, half: bool) -> ModelCard:
    """Write a model folder with what there is before scoring; returns the card with digest and size.

    Args:
        card: The card.
        weights: The network's state.
        folder: The folder to make; one that is there is replaced.
        half: Whether numbers are stored in half precision.

    Raises:
        EngineError: When it cannot be written.
    """
    stored = {
        name: (t.half() if half and t.is_floating_point() else t).cpu().contiguous()
        for name, t in weights.items()
    }
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        save_file(stored, folder / WEIGHTS_FILE)
        (folder / WEIGHTS_FILE).chmod(0o644)  # it is made for its owner alone
        written = dataclasses.replace(
            card, weights_sha256=digest(folder / WEIGHTS_FILE), parameters=_count(weights)
        )
        write_card(written, folder)
    except (OSError, SafetensorError) as error:
        raise EngineError(
            f"The model cannot be written to '{folder}': {error}.",
            "Make room or choose another folder, and go on with --resume.",
        ) from error
    return written


def _count(weights: Mapping[str, Tensor]) -> int:
    """Number of parameters; the statistics of batch normalisation are none."""
    statistics = ("running_mean", "running_var", "num_batches_tracked")
    return sum(t.numel() for name, t in weights.items() if not name.endswith(statistics))


def finished_card(
    card: ModelCard,
    job: TrainJob,
    recipe: Recipe,
    parent: ModelCard | None,
    scores: Scores,
    lineage: Mapping[str, str],
    scored_on: str,
) -> ModelCard:
    """The card with scores, training data and lineage."""
    rounded = {"mIoU": scores.mean_iou, "accuracy": scores.accuracy, "kappa": scores.kappa}
    rounded |= {f"IoU {name}": value for name, value in scores.iou.items()}
    training_data = describe_sets([item for item in job.data if item.use != "val"], _NAMED)
    if parent is not None:
        training_data += f" It started from {parent.name} {parent.version}: {parent.training_data}"
    start = {"parent": f"{parent.name} {parent.version} (SHA-256 {parent.weights_sha256})"} if parent else {}
    if job.encoder_weights:
        start["encoder"] = Path(job.encoder_weights).name
    return dataclasses.replace(
        card,
        scores={name: round(value, 4) for name, value in rounded.items() if value == value},
        scores_from=scored_on,
        training_data=training_data,
        lineage={
            **start,
            "recipe": f"{job.recipe}: {json.dumps(dataclasses.asdict(recipe))}",
            "seed": str(job.seed),
            "split": json.dumps(dataclasses.asdict(job.split)),
            "data": describe_sets(job.data),
            "versions": versions(),
            **lineage,
        },
    )


def describe_data(raster: str, licence: str, source: str) -> str:
    """A raster in a card: file, source, licence; never the folder, which is the user's own affair."""
    told = ", ".join(filter(None, (source, licence or "licence not given")))
    return f"{short(raster)} ({told})"


def describe_sets(data: Sequence[Labelled], most: int = sys.maxsize) -> str:
    """Rasters in a card, those of one source and licence together.

    Args:
        data: The rasters.
        most: How many of a source are named; of more, the first and how many there are.
    """
    sources: dict[str, list[str]] = {}
    for item in data:
        told = ", ".join(filter(None, (item.source, item.licence or "licence not given")))
        sources.setdefault(told, []).append(short(item.raster))
    texts = []
    for told, files in sources.items():
        names = list(dict.fromkeys(files))
        shown = ", ".join(names) if len(names) <= most else f"{names[0]} and {len(names) - 1} more"
        texts.append(f"{shown} ({told})")
    return f"{'; '.join(texts)}."


def versions() -> str:
    """Versions of all that a result depends on."""
    return f"RS Segmenter {read_version()}, PyTorch {torch.__version__}, Python {platform.python_version()}"


def publish(staged: Path, files: Sequence[Path], output: Path) -> None:
    """Move a model folder to its place, whole; one that is there is replaced.

    Args:
        staged: The folder, on the same disk.
        files: Further files to copy into it first.
        output: Its place.

    Raises:
        EngineError: When it cannot be moved; what was there stays.
    """
    retired = output.with_name(f".{output.name}.retired-{os.getpid()}")
    try:
        for path in files:
            shutil.copyfile(path, staged / path.name)
        if output.exists():
            os.replace(output, retired)
        os.replace(staged, output)
    except OSError as error:
        if retired.exists() and not output.exists():
            os.replace(retired, output)
        raise EngineError(
            f"The model cannot be put into '{output}': {error.strerror}.",
            f"It is whole in '{staged}': move it yourself.",
        ) from error
    shutil.rmtree(retired, ignore_errors=True)
