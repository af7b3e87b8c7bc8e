"""What can be wrong with the user's things, and how it is said.

Every message names the thing (file, model, option) and what is wrong with it; every hint says what to do.
"""

from __future__ import annotations


class EngineError(Exception):
    """Something the user can put right.

    Args:
        message: What is wrong, naming the user's thing.
        hint: What to do about it; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class RasterError(EngineError):
    """A raster cannot be read, written, or used for this job."""


class AreaError(EngineError):
    """The area to work on cannot be read or lies elsewhere."""


class CardError(EngineError):
    """A model folder or its card is not what it must be."""


class WeightsError(EngineError):
    """A model's weights are missing, altered, or do not fit its architecture."""


class DeviceError(EngineError):
    """The device asked for is absent, or has too little memory."""


class JobError(EngineError):
    """A job's options contradict each other or are out of range."""


class Cancelled(Exception):  # noqa: N818 - a wish of the user, not an error
    """The user cancelled the job."""


class TrainingDataError(EngineError):
    """The labels or rasters given for training or evaluation do not serve."""
