"""`rs-segmenter segment FOLDER OUTFOLDER`: one raster after the other, whatever is wrong with some."""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from ..errors import Cancelled, EngineError, JobError
from ..job import SegmentJob
from ..progress import JsonProgress, Progress
from ..registry import find_model
from .execute import telling

# Rasters that come as one file each; what lies beside them (.aux.xml, .ovr, .tfw) is none.
_SUFFIXES = {".tif", ".tiff", ".vrt", ".jp2", ".img", ".png", ".jpg", ".jpeg", ".ecw", ".sid", ".bil", ".nc"}
_OUTPUTS = ("output", "confidence", "entropy", "probabilities")


@dataclass
class _Sum:
    """What became of the rasters of a folder, by their names."""

    done: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: list[EngineError] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """As plain data."""
        failed = [
            {"raster": name, "message": error.message, "hint": error.hint}
            for name, error in zip(self.names, self.failed, strict=True)
        ]
        return {"done": self.done, "skipped": self.skipped, "failed": failed}

    def as_text(self) -> str:
        """In lines."""
        counts = f"{len(self.done)} classified, {len(self.skipped)} there already, {len(self.failed)} failed"
        faults = (f"  {name}: {error}" for name, error in zip(self.names, self.failed, strict=True))
        return "\n".join([counts, *faults])


def is_folder_of_rasters(raster: str, output: str) -> bool:
    """Whether a folder of rasters is meant, and not a raster that is a folder."""
    return os.path.isdir(raster) and Path(output).suffix.lower() not in (".tif", ".tiff")


def segment_folder(job: SegmentJob, *, as_json: bool) -> int:
    """Classify every raster of a folder, and sum up.

    Args:
        job: Folders as its raster and outputs; all else is for each raster.
        as_json: Whether progress and results are JSON lines on standard output.

    Returns:
        The exit code: 1 when some failed.

    Raises:
        EngineError: When the folder or the model is none.
        Cancelled: After Ctrl-C or SIGTERM; the rasters that were done stay.
    """
    jobs = _jobs(job)
    find_model(job.model)
    for name in _OUTPUTS:
        if folder := getattr(job, name):
            _make(Path(folder))
    total = _Sum()
    with telling(as_json=as_json) as progress:
        try:
            _run_all(jobs, total, progress)
        except Cancelled:
            _tell(progress, "cancelled", total)
            raise click.exceptions.Exit(130) from None
    _tell(progress, "result", total)
    return 1 if total.failed else 0


def _run_all(jobs: list[SegmentJob], total: _Sum, progress: Progress) -> None:
    from ..segment import segment_raster
    from ..warm import Segmenters

    models = Segmenters()
    for number, each in enumerate(jobs, start=1):
        name = Path(each.raster).name
        if Path(each.output).exists() and not each.overwrite:
            total.skipped.append(name)
            continue
        progress.stage(f"{number} of {len(jobs)}: {name}")
        progress.check()
        # What was there beside it is of a run that did not end.
        try:
            result = segment_raster(replace(each, overwrite=True), progress, models.load)
        except EngineError as error:
            total.names.append(name)
            total.failed.append(error)
            if isinstance(progress, JsonProgress):
                progress.emit("failed", raster=name, message=error.message, hint=error.hint)
            else:
                progress.warn(str(error))
        else:
            total.done.append(name)
            if isinstance(progress, JsonProgress):
                progress.emit("done", raster=name, **dataclasses.asdict(result))


def _tell(progress: Progress, event: str, total: _Sum) -> None:
    if isinstance(progress, JsonProgress):
        progress.emit(event, **total.as_dict())
    else:
        click.echo(total.as_text())


def _jobs(job: SegmentJob) -> list[SegmentJob]:
    folder = Path(job.raster)
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in _SUFFIXES)
    if not files:
        raise JobError(
            f"There is no raster in the folder '{folder}'.",
            f"Rasters are looked for by their endings: {', '.join(sorted(_SUFFIXES))}; not in its subfolders.",
        )
    wanted = {name: Path(value) for name in _OUTPUTS if (value := getattr(job, name))}
    _check_apart(folder, wanted)
    stems = Counter(p.stem for p in files)
    jobs = []
    for path in files:
        # Two rasters that differ in their ending only must not write to one file.
        stem = path.stem if stems[path.stem] == 1 else path.name
        outputs: dict[str, Any] = {name: str(place / f"{stem}.tif") for name, place in wanted.items()}
        jobs.append(replace(job, raster=str(path), **outputs))
    return jobs


def _check_apart(folder: Path, wanted: dict[str, Path]) -> None:
    places = [folder.resolve(), *(place.resolve() for place in wanted.values())]
    if len(set(places)) < len(places):
        raise JobError(
            "Two of the folders given are the same.",
            "Rasters, classes, confidence, entropy and probabilities each need a folder of their own.",
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JobError(
            f"The folder '{folder}' cannot be made: {error.strerror}.", "Choose another one."
        ) from error
