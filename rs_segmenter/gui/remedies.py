"""What a click can do about a finding of the check before the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..death import CRASH, DEVICE, MEMORY
from ..engine.card import ModelCard
from ..engine.fit import Finding, RasterFacts
from ..i18n import tr
from .checkpanel import Remedy
from .copycheck import allow_copy

if TYPE_CHECKING:
    from .dock import SegmenterDock

# Every architecture takes tiles of this side, and of its multiples.
_SIDE_PX = 64
_SMALLEST_TILE_PX = 2 * _SIDE_PX


def remedies(
    dock: SegmenterDock, findings: Sequence[Finding], facts: RasterFacts, card: ModelCard
) -> dict[str, Remedy]:
    """Offer a remedy for each finding that has one, by its topic."""
    offers = (_offer(dock, finding, facts, card) for finding in findings)
    return {finding.topic: offer for finding, offer in zip(findings, offers) if offer is not None}


def _offer(dock: SegmenterDock, finding: Finding, facts: RasterFacts, card: ModelCard) -> Remedy | None:
    options = dock.optionsPanel
    resolution, stretch = options.resolutionCombo.setEditText, options.stretchCombo.setEditText
    if finding.topic == "bands" and finding.level == "error" and facts.bands:
        return Remedy(tr("Use bands repeatedly"), dock.bandPanel.use_as_shown)
    if finding.topic == "bands":
        return Remedy(tr("Set bands"), lambda: dock.bandBox.setCollapsed(False))
    if finding.topic == "values" and options.stretch == "none":
        return Remedy(tr("Stretch values"), lambda: stretch("auto"))
    if finding.topic == "values" and facts.sample_range is not None:
        low, high = facts.sample_range
        return Remedy(tr("Fix the range"), lambda: stretch(f"{low:g},{high:g}"))
    if finding.topic == "resolution" and options.ground_resolution == "native":
        return Remedy(
            tr("Resample to {:g} m").format(card.ground_resolution.best_m), lambda: resolution("auto")
        )
    if finding.topic == "resolution" and finding.level == "info":
        return Remedy(tr("Keep the layer's pixels"), lambda: resolution("native"))
    if finding.topic == "limit" and dock.areaPanel.is_whole:
        return Remedy(tr("Only what the map shows"), dock.areaPanel.choose_canvas)
    if finding.topic == "limit":
        return Remedy(tr("Fetch it nevertheless"), lambda: allow_copy(dock, card))
    if finding.topic == "begun":
        return Remedy(tr("Go on"), lambda: dock.start(again=True))
    if finding.topic == "view":
        return Remedy(tr("Zoom to the layer"), lambda: _zoom_and_preview(dock))
    if finding.topic in (DEVICE, CRASH) and options.deviceCombo.currentText() != "cpu":
        return Remedy(tr("Use the CPU"), lambda: _set(dock, lambda: options.deviceCombo.setEditText("cpu")))
    smaller_px = (options.tileSpin.value() or card.tile.tile_px) // 2 // _SIDE_PX * _SIDE_PX
    if finding.topic in (MEMORY, CRASH) and smaller_px >= _SMALLEST_TILE_PX:
        text = tr("Use tiles of {} pixels").format(smaller_px)
        return Remedy(text, lambda: _set(dock, lambda: options.tileSpin.setValue(smaller_px)))
    return None


def _set(dock: SegmenterDock, change: Callable[[], None]) -> None:
    """Change an option, and show where."""
    change()
    dock.tabs.setCurrentIndex(0)
    dock.optionsBox.setCollapsed(False)
    dock.optionsPanel.options_changed.emit()


def _zoom_and_preview(dock: SegmenterDock) -> None:
    if dock.layer is not None:
        dock.preview.zoom_to(dock.layer)
        dock.preview_run.start()
