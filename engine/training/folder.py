"""The working folder of a run, beside the model folder it will make."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

from ..errors import JobError
from .checkpoints import has_checkpoint
from .job import TrainJob
from .job_json import from_json, to_json

_JOB_FILE = "job.json"
# What may differ between the job that began a run and the one that goes on with it.
_FREE = {"resume": False, "overwrite": False, "output": "", "devices": 1, "device": "auto"}


class RunFolder:
    """Where a run keeps its job, its checkpoints and its logs.

    Args:
        job: The job.

    Attributes:
        path: The folder, `<output>.training`.
        staged: Where the model folder is made before it is moved to its place.
    """

    def __init__(self, job: TrainJob) -> None:
        self._job = job
        self.path = job.working_folder
        self.staged = self.path / "model"

    @property
    def job_file(self) -> Path:
        """The job, as JSON."""
        return self.path / _JOB_FILE

    def begin(self) -> None:
        """Make the folder, or find the run that is to be gone on with.

        Raises:
            JobError: When the output or an interrupted run is in the way, or there is no such run.
        """
        job, output = self._job, Path(self._job.output)
        resumable = has_checkpoint(self.path)
        if output.exists() and not (job.overwrite or job.resume):
            raise JobError(f"'{output}' exists already.", "Choose another name, or allow overwriting.")
        if output.exists() and not (output / "card.json").is_file():
            raise JobError(
                f"'{output}' is no model folder, so it is not replaced.", "Choose another name for the model."
            )
        if job.resume:
            self._check_same(resumable)
        elif resumable and not job.overwrite:
            raise JobError(
                f"An interrupted run lies in '{self.path}'.", "Go on with it (resume), or allow overwriting."
            )
        try:
            if not job.resume:
                shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir(parents=True, exist_ok=True)
            part = self.job_file.with_suffix(".part")
            part.write_text(to_json(job) + "\n", encoding="utf-8")
            os.replace(part, self.job_file)
        except OSError as error:
            raise JobError(
                f"The folder '{self.path}' cannot be written: {error.strerror}.",
                "Choose another place for the model.",
            ) from error

    def _check_same(self, resumable: bool) -> None:
        if not resumable or not self.job_file.is_file():
            raise JobError(f"There is nothing to resume in '{self.path}'.", "Start without resuming.")
        before = from_json(self.job_file.read_text(encoding="utf-8"), str(self.job_file))
        ours = dataclasses.replace(self._job, **_FREE)  # type: ignore[arg-type]
        theirs = dataclasses.replace(before, **_FREE) if isinstance(before, TrainJob) else None  # type: ignore[arg-type]
        if theirs is None or ours != theirs:
            names = [
                f.name
                for f in dataclasses.fields(TrainJob)
                if getattr(ours, f.name) != getattr(theirs, f.name, None)
            ]
            raise JobError(
                f"The run in '{self.path}' was begun with another {', '.join(names)}.",
                "Resume with the same options ('rs-segmenter run "
                f"{self.job_file}' has them), or start anew and allow overwriting.",
            )
