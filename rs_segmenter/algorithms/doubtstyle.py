"""Draws confidence and entropy: transparent where the model is sure, the darker the more it doubts."""

from __future__ import annotations

from qgis.core import (
    QgsColorRampShader,
    QgsFillSymbol,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..i18n import tr

# Of matplotlib's inferno (CC0), from its light to its dark end: evenly darker to the eye, whatever lies below.
_COLOURS = ("#fcffa4", "#fca50a", "#dd513a", "#932667", "#420a68")
_SURE_ALPHA = 0
_DOUBT_ALPHA = 200
# Not the colour of the one at hand, which the dock outlines.
_OUTLINE = "#00e5ff"


def doubt_kind(layer: QgsRasterLayer) -> str:
    """Whether a raster layer holds `confidence` or `entropy`, by the name of its band; empty for neither."""
    if layer.providerType() != "gdal" or layer.bandCount() != 1:
        return ""
    from ..engine.job import CONFIDENCE_BAND, ENTROPY_BAND

    name = layer.dataProvider().generateBandName(1).partition(":")[2].strip()
    return {CONFIDENCE_BAND: "confidence", ENTROPY_BAND: "entropy"}.get(name, "")


def style_doubt(layer: QgsRasterLayer) -> None:
    """Draw a raster of confidence or entropy, with a legend that says what the colours mean."""
    sure_first = _confidence() if doubt_kind(layer) == "confidence" else _entropy()
    items = []
    for number, (value, text) in enumerate(sure_first):
        colour = QColor(_COLOURS[number])
        colour.setAlpha(_DOUBT_ALPHA if number else _SURE_ALPHA)
        items.append(QgsColorRampShader.ColorRampItem(value, colour, text))
    ramp = QgsColorRampShader()
    ramp.setColorRampType(QgsColorRampShader.Type.Discrete)
    ramp.setColorRampItemList(sorted(items, key=lambda item: item.value))
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader))
    layer.triggerRepaint()
    layer.emitStyleChanged()


def _confidence() -> list[tuple[float, str]]:
    """Upper ends of ranges of confidence in percent, and what they mean."""
    return [
        (float("inf"), tr("above 90 %: sure")),
        (90.0, tr("75 to 90 %: fairly sure")),
        (75.0, tr("60 to 75 %: in some doubt")),
        (60.0, tr("45 to 60 %: in doubt")),
        (45.0, tr("below 45 %: a guess")),
    ]


def _entropy() -> list[tuple[float, str]]:
    """Upper ends of ranges of entropy, 0 ... 1, and what they mean."""
    return [
        (0.2, tr("below 0.2: one class, sure")),
        (0.4, tr("0.2 to 0.4: fairly sure")),
        (0.6, tr("0.4 to 0.6: in some doubt")),
        (0.8, tr("0.6 to 0.8: several classes likely")),
        (float("inf"), tr("above 0.8: any class, a guess")),
    ]


def style_places(layer: QgsVectorLayer) -> None:
    """Draw doubtful places as outlines that no image and no map hides."""
    symbol = QgsFillSymbol.createSimple(
        {"style": "no", "outline_color": _OUTLINE, "outline_width": "0.5", "outline_style": "solid"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.triggerRepaint()
    layer.emitStyleChanged()
