"""Pictures of maps side by side, with a legend: drawn by QGIS, off screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsMapLayer, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

PANEL_PX = 900
MARGIN_PX = 36
TITLE_PX = 56
LEGEND_PX = 330
SWATCH_PX = 34


@dataclass(frozen=True)
class LegendEntry:
    """One class: its name, `#rrggbb`, and share of the classified area in percent, where that is to be told."""

    name: str
    colour: str
    percent: float | None = None


def render(layers: Sequence[QgsMapLayer], extent: QgsRectangle, size: QSize) -> QImage:
    """Draw layers, the first on top, as the map canvas would."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setExtent(extent)
    settings.setOutputSize(size)
    settings.setBackgroundColor(QColor("#f2f2f2"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def panel_size(extent: QgsRectangle) -> QSize:
    """Width and height in pixels that fit a panel and keep the raster's shape."""
    scale = PANEL_PX / max(extent.width(), extent.height())
    return QSize(max(1, round(extent.width() * scale)), max(1, round(extent.height() * scale)))


def draw(
    panels: Mapping[str, Sequence[QgsMapLayer]],
    extent: QgsRectangle,
    legend: Sequence[LegendEntry],
    target: Path,
    legend_title: str = "Share of the area",
) -> None:
    """Write a picture as PNG: a panel for each title, showing its layers, the first on top."""
    size = panel_size(extent)
    width = len(panels) * (size.width() + MARGIN_PX) + LEGEND_PX + 2 * MARGIN_PX
    height = max(size.height(), len(legend) * 2 * SWATCH_PX) + TITLE_PX + MARGIN_PX
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    left = MARGIN_PX
    for title, layers in panels.items():
        heading(painter, left, title, size.width())
        painter.drawImage(QPointF(left, TITLE_PX), render(layers, extent, size))
        left += size.width() + MARGIN_PX
    heading(painter, left, legend_title, LEGEND_PX)
    for row, entry in enumerate(legend):
        legend_row(painter, left, TITLE_PX + row * round(1.6 * SWATCH_PX), entry)
    painter.end()
    if not picture.save(str(target)):
        raise OSError(f"{target} cannot be written")


def heading(painter: QPainter, left: float, text: str, width: int) -> None:
    """A title above a panel, cut where it is wider than that."""
    font = QFont(painter.font())
    font.setPixelSize(26)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor("#222222"))
    fitting = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    painter.drawText(QPointF(left, TITLE_PX - 18), fitting)


def legend_row(painter: QPainter, left: float, top: float, entry: LegendEntry) -> None:
    """Colour and name of one class, and its share."""
    painter.setPen(QColor("#444444"))
    painter.setBrush(QColor(entry.colour))
    painter.drawRect(QRectF(left, top, SWATCH_PX, SWATCH_PX))
    font = QFont(painter.font())
    font.setPixelSize(24)
    font.setBold(False)
    painter.setFont(font)
    painter.setPen(QColor("#222222"))
    middle = Qt.AlignmentFlag.AlignVCenter
    text = QRectF(left + SWATCH_PX + 14, top, LEGEND_PX - SWATCH_PX - 14, SWATCH_PX)
    painter.drawText(text, middle | Qt.AlignmentFlag.AlignLeft, entry.name)
    if entry.percent is not None:
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignRight, f"{entry.percent:.1f} %")
