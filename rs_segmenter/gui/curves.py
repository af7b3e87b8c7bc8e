"""Learning curves, drawn while a model learns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QTextOption
from qgis.PyQt.QtWidgets import QApplication, QSizePolicy, QWidget

from ..i18n import number, tr
from .contrast import GRAPHICS, TEXT, paper, readable

_EDGE_PX, _GAP_PX = 10, 8
_TICKS = 4
_MOST_POINTS = 1500
_SMOOTHING = 0.9
_TRAINING_LOSS, _HELD_OUT_LOSS, _UNKNOWN = "#7d5ba6", "#d87a3b", "#808080"
_LINES = 18
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Points = Sequence[tuple[float, float]]


class Curves(QWidget):
    """Two plots over the steps: the loss, and the IoU of held-out ground, mean and by class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._colours: dict[str, str] = {}
        self.clear({})

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for two plots and a legend; more where there is more."""
        side_px = _LINES * self.fontMetrics().height()
        return QSize(side_px, side_px)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """All of its height."""
        return QSize(0, self.sizeHint().height())

    def clear(self, colours: Mapping[str, str], steps: int = 0) -> None:
        """Begin anew.

        Args:
            colours: Colour by class name.
            steps: Steps to come; 0: not known yet.
        """
        self._colours = dict(colours)
        self.steps = steps
        self.losses: list[tuple[float, float]] = []
        self.held_out: list[tuple[float, float]] = []
        self.means: list[tuple[float, float]] = []
        self.classes: dict[str, list[tuple[float, float]]] = {}
        self.update()

    def add_step(self, step: int, steps: int, loss: float) -> None:
        """Take the loss of a step; one that comes again, in another round or gone on with, is drawn from there on."""
        if self.losses and step <= self.losses[-1][0]:
            for curve in (self.losses, self.held_out, self.means, *self.classes.values()):
                curve[:] = [point for point in curve if point[0] < step]
            self.classes = {name: curve for name, curve in self.classes.items() if curve}
        self.steps = steps
        smooth = loss if not self.losses else _SMOOTHING * self.losses[-1][1] + (1 - _SMOOTHING) * loss
        self.losses.append((step, smooth))
        if len(self.losses) > 2 * _MOST_POINTS:
            self.losses = self.losses[::2]
        self.update()

    def add_validation(
        self, step: int, miou: float | None, iou: Mapping[str, float | None], loss: float | None
    ) -> None:
        """Take the scores of held-out ground; None stands for what cannot be known."""
        if loss is not None:
            self.held_out.append((step, loss))
        if miou is not None:
            self.means.append((step, miou))
        for name, value in iou.items():
            if value is not None:
                self.classes.setdefault(name, []).append((step, value))
        self.update()

    def add_history(self, rows: Iterable[Mapping[str, float]], steps: int) -> None:
        """Take the log of a run that is gone on with."""
        for row in rows:
            step = int(row["step"])
            if "loss" in row:
                self.add_step(step, steps, row["loss"])
            if "mIoU" in row:
                iou = {n.removeprefix("IoU "): v for n, v in row.items() if n.startswith("IoU ")}
                self.add_validation(step, row["mIoU"], iou, row.get("val_loss"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw everything."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), paper())
        highest = max((y for _, y in (*self.losses, *self.held_out)), default=1.0)
        loss_top = _round_up(highest)
        metrics = painter.fontMetrics()
        line_px = metrics.height()
        title_px = line_px + _GAP_PX
        legend = self._legend_rows(painter)
        legend_px = len(legend) * (line_px + 2) + _GAP_PX
        room_px = (self.height() - legend_px - 2 * (title_px + line_px + _GAP_PX)) / 2
        ticks = [_tick(n, each) for n in range(_TICKS + 1) for each in (loss_top, 1.0)]
        left_px = max(metrics.boundingRect(text).width() for text in ticks) + 2 * _GAP_PX
        width_px = self.width() - left_px - _EDGE_PX
        top = QRectF(left_px, title_px, width_px, room_px)
        bottom = QRectF(left_px, top.bottom() + line_px + _GAP_PX + title_px, width_px, room_px)
        self._draw_frame(painter, top, loss_top, tr("Loss"))
        self._draw_frame(painter, bottom, 1.0, tr("IoU on held-out ground"))
        self._draw_line(painter, top, self.losses, loss_top, QPen(_on_paper(_TRAINING_LOSS), 1.6))
        self._draw_line(
            painter, top, self.held_out, loss_top, QPen(_on_paper(_HELD_OUT_LOSS), 1.6), dots=True
        )
        for name, points in self.classes.items():
            pen = QPen(_on_paper(self._colours.get(name, _UNKNOWN)), 1.4)
            self._draw_line(painter, bottom, points, 1.0, pen, dots=True)
        self._draw_line(painter, bottom, self.means, 1.0, QPen(_ink(), 2.4), dots=True)
        self._draw_legend(painter, legend, bottom.bottom() + line_px + _GAP_PX)
        painter.end()

    def _draw_frame(self, painter: QPainter, place: QRectF, top: float, title: str) -> None:
        ink = _ink()
        faint = QColor(ink)
        faint.setAlpha(50)
        line_px = painter.fontMetrics().height()
        for tick in range(_TICKS + 1):
            share = tick / _TICKS
            y = place.bottom() - share * place.height()
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
            painter.setPen(ink)
            box = QRectF(0, y - line_px / 2, place.left() - _GAP_PX, line_px)
            painter.drawText(box, _tick(tick, top), QTextOption(_RIGHT))
        painter.drawText(QPointF(place.left(), place.top() - 6), title)
        below = QRectF(place.left(), place.bottom() + 1, place.width(), line_px)
        painter.drawText(below, "0", QTextOption(Qt.AlignmentFlag.AlignLeft))
        steps = tr("step {:,}").format(self.steps) if self.steps else tr("step")
        painter.drawText(below, steps, QTextOption(_RIGHT))

    def _draw_line(
        self, painter: QPainter, place: QRectF, points: Points, top: float, pen: QPen, *, dots: bool = False
    ) -> None:
        across = max(self.steps, 1)
        found = [
            QPointF(
                place.left() + min(x / across, 1) * place.width(),
                place.bottom() - min(max(y / top, 0), 1) * place.height(),
            )
            for x, y in points
        ]
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(found))
        if dots:
            painter.setBrush(pen.color())
            for point in found:
                painter.drawEllipse(point, 2, 2)

    def _legend(self) -> list[tuple[str, QColor]]:
        """Texts and colours; the scores stand beside the classes."""
        losses = {tr("training loss"): _TRAINING_LOSS, tr("loss on held-out ground"): _HELD_OUT_LOSS}
        items = [(text, _on_paper(colour)) for text, colour in losses.items()]
        items.append((_scored(tr("mean"), self.means), _ink()))
        for name in dict.fromkeys((*self._colours, *self.classes)):
            colour = _on_paper(self._colours.get(name, _UNKNOWN))
            items.append((_scored(name, self.classes.get(name, ())), colour))
        return items

    def _legend_rows(self, painter: QPainter) -> list[list[tuple[str, QColor, float]]]:
        """The legend in as many rows as it needs: text, colour, width."""
        metrics = painter.fontMetrics()
        rows: list[list[tuple[str, QColor, float]]] = [[]]
        left_px = self.width() - 8
        for text, colour in self._legend():
            width_px = metrics.boundingRect(text).width() + 30
            if width_px > left_px and rows[-1]:
                rows.append([])
                left_px = self.width() - 8
            rows[-1].append((text, colour, width_px))
            left_px -= width_px
        return rows

    def _draw_legend(
        self, painter: QPainter, rows: Sequence[Sequence[tuple[str, QColor, float]]], top: float
    ) -> None:
        line_px = painter.fontMetrics().height()
        for line, row in enumerate(rows):
            x, y = 8.0, top + line * (line_px + 2)
            for text, colour, width_px in row:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRect(QRectF(x, y + line_px / 2 - 2, 12, 4))
                painter.setPen(_ink())
                painter.drawText(QPointF(x + 16, y + painter.fontMetrics().ascent()), text)
                x += width_px


def _ink() -> QColor:
    return readable(QApplication.palette().color(QPalette.ColorRole.Text), paper(), TEXT)


def _on_paper(colour: str) -> QColor:
    return readable(colour, paper(), GRAPHICS)


def _tick(tick: int, top: float) -> str:
    return number(tick / _TICKS * top, ".3g")


def _scored(name: str, points: Points) -> str:
    return f"{name} {number(points[-1][1], '.2f')}" if points else f"{name} –"


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 5, 8 times a power of ten, so that ticks are round numbers."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return power * next((f for f in (1, 2, 4, 5, 8) if f * power >= value), 10)
