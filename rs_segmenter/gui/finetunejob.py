"""The training that a form describes, and the labels it is to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.atomic import write_whole
from ..engine.training.job import Labelled, TrainJob
from ..i18n import tr
from ..labels import CLASS_FIELD, copying, crs_of_labels
from ..layers import raster_path
from ..trainruns import extents_file, labels_file

if TYPE_CHECKING:
    from .finetuneform import FineTuneForm


def training_job(form: FineTuneForm) -> TrainJob:
    """The job as chosen; its labels are those that `copying_labels` writes.

    Raises:
        EngineError: When an option is out of range.
    """
    output, panel = form.output, form.recipePanel
    data = tuple(
        Labelled(
            raster=raster_path(layer),
            labels=str(labels_file(output)),
            class_field=CLASS_FIELD if form.field else None,
            mapping=form.classTable.mapping(),
            extents=str(extents_file(output)) if panel.extents is not None else None,
            rest=panel.rest,
        )
        for layer in form.rasters
    )
    return TrainJob(
        data=data,
        output=str(output),
        model=form.modelCombo.currentData(),
        title=form.nameEdit.text().strip(),
        classes=form.classes(),
        band_roles=_roles(form) if panel.all_bands else (),
        **panel.options(),
    )


def write_job(form: FineTuneForm) -> Path:
    """Write the job down beside the model that it will make, and the labels as they are now.

    Returns:
        The file, for `rs-segmenter run`.

    Raises:
        EngineError: When an option is out of range, or something cannot be written.
        OSError: When there can be no folder for it.
    """
    # Not before: the engine's job files need a newer Python than the oldest QGIS has.
    from ..engine.job_json import to_json

    job = to_json(training_job(form))
    for _ in copying_labels(form):
        pass
    path = form.output.with_name(f"{form.output.name}.job.json")
    write_whole(path, job.encode() + b"\n", tr("The job"))
    return path


def _roles(form: FineTuneForm) -> tuple[str, ...]:
    """Names for all bands of the first raster."""
    roles = form.facts[form.rasters[0].id()].roles
    return tuple(role or f"band {i}" for i, role in enumerate(roles, start=1) if role != "alpha")


def copying_labels(form: FineTuneForm) -> Iterator[None]:
    """Write the labels down as they are now, a polygon a step: a layer in QGIS may change during a training.

    Raises:
        EngineError: When they cannot be written.
        OSError: When there can be no folder for them.
    """
    form.output.parent.mkdir(parents=True, exist_ok=True)
    crs, within = crs_of_labels(form.rasters), form.recipePanel.extents
    labels = copying(form.labels, form.field, labels_file(form.output), crs)
    return chain(labels, copying(within, "", extents_file(form.output), crs) if within is not None else ())
