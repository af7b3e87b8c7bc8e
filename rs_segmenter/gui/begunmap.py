"""What a run had finished when it died, failed or was cancelled: kept until it is gone on with, or not wanted."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsProcessing, QgsProcessingOutputLayerDefinition, QgsProcessingUtils, QgsProject

from ..engine.journal import noted_share

# What may be another when a run is gone on with: smaller tiles or another device may be what it lacked.
_MAY_DIFFER = ("TILE_PX", "OVERLAP_PX", "BLEND", "DEVICE")


class BegunMap:
    """The map that the dock began last, if it was not completed.

    Attributes:
        share: How much of it is finished, 0 ... 1.
        given: The parameters with which it was begun.
    """

    def __init__(self) -> None:
        self.share = 0.0
        self._journal: Path | None = None
        self._wanted = False
        self.given: Mapping[str, object] = {}
        QgsProject.instance().cleared.connect(self.discard)  # its layer goes

    def begin(self, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """Begin another one, for which nothing is kept of the last; returns the parameters with its journal."""
        self.discard()
        journal = _place(parameters["OUTPUT"])
        # Only where it can be written: that the output cannot is for the algorithm to say.
        self._journal = journal if journal.parent.is_dir() else None
        self._wanted = True
        self.given = {**parameters, "JOURNAL": str(self._journal)} if self._journal else parameters
        return self.given

    def look(self) -> None:
        """See how much is kept."""
        self.share = noted_share(self._journal) if self._journal else 0.0

    def end(self) -> None:
        """The run is over: keep what there is, if there is anything."""
        self.look()
        if not (self.share and self._wanted):
            self.discard()

    def again(self, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """The parameters with which it was begun, but with tiles and device as chosen by now."""
        self.given = {**self.given, **{name: parameters[name] for name in _MAY_DIFFER}}
        return self.given

    def discard(self) -> None:
        """Keep nothing, nor what a run that is on may still note."""
        self._wanted, self.share = False, 0.0
        if self._journal is not None:
            # There may be none; one that a process still holds is swept by the next run that writes there.
            with suppress(OSError):
                self._journal.unlink()


def _place(output: object) -> Path:
    """A name beside the output, as the engine names what is not finished."""
    target = output.sink.staticValue() if isinstance(output, QgsProcessingOutputLayerDefinition) else output
    if target in (None, "", QgsProcessing.TEMPORARY_OUTPUT):
        target = Path(QgsProcessingUtils.tempFolder()) / "classes.tif"
    target = Path(str(target)).absolute()
    return target.with_name(f".{target.name}.part-{os.urandom(8).hex()}.rows")
