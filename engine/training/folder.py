"""The working folder of a run, beside the model folder it will make."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..atomic import write_text, write_whole
from ..card import CARD_FILE
from ..destination import check_writable
from ..errors import JobError
from ..filelock import hold
from ..job_json import read_job, to_json
from .checkpoints import CHECKPOINT_SUFFIX, remove_checkpoints
from .job import TrainJob
from .result import TrainResult

_JOB_FILE = "job.json"
_RESULT_FILE = "result.json"
# What may differ between the job that began a run and the one that goes on with it.
_FREE = {
    **{"resume": False, "overwrite": False, "output": "", "devices": 1, "device": "auto"},
    **{"title": "", "description": "", "licence": "", "made_for_m": None},
}


class RunFolder:
    """Where a run keeps its job, its checkpoints and its logs.

    A run whose folder holds a job and no result was interrupted.

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
        self.job_file = self.path / _JOB_FILE
        self._result_file = self.path / _RESULT_FILE

    @property
    def interrupted(self) -> bool:
        """Whether there is a run to go on with."""
        return self.job_file.is_file() and not self._result_file.exists()

    def check(self) -> None:
        """Check that the output and the working folder are free, or may be used.

        Raises:
            JobError: When the output or an interrupted run is in the way, or cannot be written, or there is nothing
                to resume.
        """
        job, output = self._job, Path(self._job.output)
        if output.exists() and not (job.overwrite or job.resume):
            raise JobError(f"'{output}' exists already.", "Choose another name, or allow overwriting.")
        if output.exists() and not (output / CARD_FILE).is_file():
            raise JobError(
                f"'{output}' is no model folder, so it is not replaced.", "Choose another name for the model."
            )
        if job.resume:
            self._check_same()
        elif self.interrupted and not job.overwrite and self._holds_work():
            raise JobError(
                f"An interrupted run lies in '{self.path}'.", "Go on with it (resume), or allow overwriting."
            )
        check_writable(output)

    def _holds_work(self) -> bool:
        """Whether there is something to lose: a checkpoint, or a fold or round that was over."""
        return any(file for name in (f"*{CHECKPOINT_SUFFIX}", _RESULT_FILE) for file in self.path.rglob(name))

    @contextmanager
    def made(self) -> Iterator[None]:
        """Make the folder, and be the only run that works in it.

        Raises:
            JobError: When another run makes the same model or has just made it, or the folder cannot be written.
        """
        output = Path(self._job.output)
        in_use = output.with_name(f".{output.name}.in-use")
        with self._writing():
            output.parent.mkdir(parents=True, exist_ok=True)
            file = open(in_use, "ab")  # noqa: SIM115 - closed below
        if not hold(file):
            file.close()
            raise JobError(
                f"Another run is making '{output}'.", "Wait until it is over, or choose another name."
            )
        try:
            self.check()
            self._make()
            yield
        finally:
            file.close()
            with suppress(OSError):  # another run has it by now
                in_use.unlink()

    def _make(self) -> None:
        """Make the folder, empty unless a run is gone on with, and write the job into it.

        Raises:
            JobError: When it cannot be written.
        """
        with self._writing():
            if not self._job.resume:
                shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir(parents=True, exist_ok=True)
            write_text(self.job_file, to_json(self._job) + "\n")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise JobError(
                f"The folder '{self.path}' cannot be written: {error.strerror}.",
                "Choose another place for the model.",
            ) from error

    def finish(self, result: TrainResult) -> None:
        """Keep the result, and the logs; the checkpoints have served.

        Raises:
            EngineError: When the result cannot be written.
        """
        write_whole(self._result_file, json.dumps(result.to_dict(), indent=2).encode() + b"\n", "The result")
        remove_checkpoints(self.path)

    def read_result(self) -> TrainResult | None:
        """The result of a run that is over; None where there is none."""
        if not self._result_file.is_file():
            return None
        return TrainResult.from_dict(json.loads(self._result_file.read_text(encoding="utf-8")))

    def _check_same(self) -> None:
        if not self.interrupted:
            raise JobError(f"There is nothing to resume in '{self.path}'.", "Start without resuming.")
        before = read_job(self.job_file)
        free: dict[str, Any] = dict(_FREE)
        ours = dataclasses.replace(self._job, **free)
        theirs = dataclasses.replace(before, **free) if isinstance(before, TrainJob) else None
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
