"""The dock's run on what the map shows, whose result is only looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..engine.errors import AreaError, EngineError
from ..engine.fit import Finding
from ..i18n import tr
from .findings import death
from .logtext import last_line

if TYPE_CHECKING:
    from .dock import SegmenterDock


class PreviewRun:
    """Starts it, and shows what came of it.

    Args:
        dock: The dock.
    """

    def __init__(self, dock: SegmenterDock) -> None:
        self._dock = dock

    def start(self) -> None:
        """Run the algorithm on what the map shows; does nothing while a run is on."""
        dock, model = self._dock, self._dock.modelPanel.model
        if dock.run is not None or dock.layer is None or model is None or dock.facts is None:
            return
        try:
            parameters = dock.preview.narrowed(dock.parameters(), dock.layer, dock.facts, model.card)
        except EngineError as error:
            topic = "view" if isinstance(error, AreaError) else "preview"
            dock.check(Finding("error", topic, error.message, error.hint))
            return
        dock.start_run(parameters, self._show, self._fail, self._fail)

    def _show(self, results: Mapping[str, object]) -> None:
        preview = self._dock.preview
        preview.take(str(results["OUTPUT"]))
        what = (
            tr("only the middle of the map; zoom in for all of it")
            if preview.cut
            else tr("what the map shows")
        )
        self._dock.end_run(tr("Preview in {:.1f} s: {}").format(float(results["SECONDS"]), what))

    def _fail(self, message: str) -> None:
        dock = self._dock
        fault = death(dock.run, message) or Finding("error", "preview", last_line(message), "")
        if dock.run is not None:
            dock.end_run(tr("There is no preview."))
        dock.check(fault)
