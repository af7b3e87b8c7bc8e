"""A picture of a raster beside its classes, with a legend: drawn by QGIS, off screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

PANEL_PX = 900
MARGIN_PX = 36
TITLE_PX = 56
LEGEND_PX = 330
SWATCH_PX = 34


@dataclass(frozen=True)
class LegendEntry:
    """One class: its name, `#rrggbb`, and share of the classified area in percent."""

    name: str
    colour: str
    percent: float


def render(layer: QgsRasterLayer, extent: QgsRectangle, size: QSize) -> QImage:
    """Draw one layer alone, as the map canvas would."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
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


def draw(raster: QgsRasterLayer, classes: QgsRasterLayer, legend: list[LegendEntry], target: Path) -> None:
    """Write the picture as PNG."""
    extent = classes.extent()
    size = panel_size(extent)
    width = 2 * size.width() + LEGEND_PX + 4 * MARGIN_PX
    height = max(size.height(), len(legend) * 2 * SWATCH_PX) + TITLE_PX + MARGIN_PX
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    left = MARGIN_PX
    for title, layer in ((f"Input: {raster.name()}", raster), ("Classes", classes)):
        heading(painter, left, title, size.width())
        painter.drawImage(QPointF(left, TITLE_PX), render(layer, extent, size))
        left += size.width() + MARGIN_PX
    heading(painter, left, "Share of the area", LEGEND_PX)
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
    """Colour, name and share of one class."""
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
    painter.drawText(text, middle | Qt.AlignmentFlag.AlignRight, f"{entry.percent:.1f} %")
