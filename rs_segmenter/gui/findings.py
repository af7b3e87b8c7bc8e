"""What is known to be wrong, or worth knowing, before a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine.errors import JobError
from ..engine.fit import Finding, RasterFacts, check_fit
from ..engine.job import read_resolution, read_stretch
from ..enginerun import DIED
from ..i18n import tr
from .copycheck import copy_outlook
from .logtext import last_line

if TYPE_CHECKING:
    from ..tasks import AlgorithmRun
    from .dock import SegmenterDock


def findings(dock: SegmenterDock, facts: RasterFacts | None, fault: str) -> list[Finding]:
    """Look at all that the dock's form says.

    Args:
        dock: The dock.
        facts: Of the chosen layer; None where there are none.
        fault: Why there are none.

    Returns:
        Findings, the worst first.
    """
    if dock.layer is None:
        text = tr("There is no raster layer in the project.")
        return [Finding("info", "layer", text, tr("Add one to begin."))]
    if fault:
        return [Finding("error", "layer", fault, "")]
    model = dock.modelPanel.model
    if facts is None or model is None:
        return []
    options = dock.optionsPanel
    facts, copy = copy_outlook(dock, facts, model.card)
    found = check_fit(facts, model.card, dock.bandPanel.bands, options.ground_resolution, options.stretch)
    try:
        read_resolution(options.ground_resolution)
        read_stretch(options.stretch)
    except JobError as error:
        found.insert(0, Finding("error", "options", error.message, error.hint))
    if problem := dock.areaPanel.problem:
        found.insert(0, Finding("error", "area", problem, ""))
    elif copy is not None:
        found.insert(0 if copy.level == "error" else len(found), copy)
    if dock.begun.share and dock.run is None:
        found.append(_begun(dock.begun.share))
    return found


def _begun(share: float) -> Finding:
    text = tr("{:.0f} % of the last map is finished and kept.").format(100 * share)
    remedy = tr("Going on keeps its layer, model, area and files, and takes tiles and device as chosen now.")
    return Finding("info", "begun", text, remedy)


def death(run: AlgorithmRun | None, message: str) -> Finding | None:
    """What to do about a run whose process died, with the cause as its topic; None where it failed otherwise."""
    cause = run.feedback.property(DIED) if run is not None else None
    return Finding("error", cause, last_line(message), "") if cause else None
