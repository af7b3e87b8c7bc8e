"""Keyboard, screen reader, large fonts, dark themes: every window of the plugin, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsRasterLayer, QgsSettings, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint, QRect, Qt
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QTabBar,
    QWidget,
)

from rs_segmenter.gui.contrast import GRAPHICS, TEXT, contrast, paper, readable
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.optionspage import OptionsPage
from rs_segmenter.gui.setupdialog import SetupDialog

from .conftest import OpenDock, choose
from .windows import settle, show_areas, show_log, show_training, windows

DARK = "Night Mapping", "Blend of Gray"
USUAL_PT = 9
NARROW_PX = 300
# What QGIS's menus, toolbars and status bar leave of a screen of 768 px.
LOW_PX = 600
MOST_STOPS = 200


@pytest.fixture
def font_pt(qgis_app: QgsApplication, request: pytest.FixtureRequest) -> Iterator[int]:
    """The size of all letters, as the system's settings give it."""
    before = QApplication.font()
    font = QApplication.font()
    font.setPointSize(request.param)
    QApplication.setFont(font)
    yield request.param
    QApplication.setFont(before)


@pytest.fixture
def full_dock(photo_layer: QgsRasterLayer, label_layer: QgsVectorLayer, open_dock: OpenDock) -> SegmenterDock:
    """A dock beside a photo and labels, so high that nothing scrolls."""
    dock = open_dock()
    dock.resize(430, 2600)
    return dock


@pytest.fixture
def theme(qgis_app: QgsApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    """One of QGIS's themes, chosen while its windows are open."""
    before = QApplication.palette()
    yield request.param
    QgsApplication.setUITheme("default")
    qgis_app.setPalette(before)


def stops(window: QWidget) -> list[QWidget]:
    """Where Tab leads, from the first control round to it again."""
    window.activateWindow()
    settle()
    found: list[QWidget] = []
    while len(found) < MOST_STOPS:
        at = QApplication.focusWidget()
        if at in found:
            return found[found.index(at) :] + found[: found.index(at)]
        if at is not None:
            found.append(at)
        QTest.keyClick(window if at is None else at, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes back: {found[-3:]}")


def controls(window: QWidget) -> set[QWidget]:
    """What a mouse can use: enabled, shown, and no part of a larger control."""
    kinds = QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit
    found = {w for kind in kinds for w in window.findChildren(kind) if w.isVisible() and w.isEnabled()}
    whole = QComboBox, QAbstractSpinBox, QTabBar
    return {
        w for w in found if not isinstance(w.parentWidget(), whole) and "qt_dockwidget" not in w.objectName()
    }


def place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def comes_after(one: QRect, other: QRect) -> bool:
    """Whether the second is read after the first: within it, further down, or further right in its row."""
    if one.contains(other):
        return True
    if other.top() >= one.center().y():
        return True
    return other.bottom() > one.center().y() and other.left() > one.left()


def test_tab_goes_through_every_control_in_the_order_one_reads(
    full_dock: SegmenterDock, class_layer: QgsRasterLayer
) -> None:
    for name, window in windows(full_dock, class_layer):
        chain = stops(window)
        top = min(
            range(len(chain)), key=lambda i: (place(chain[i], window).top(), place(chain[i], window).left())
        )
        chain = chain[top:] + chain[:top]
        places = [place(stop, window) for stop in chain]
        wrong = [(a, b) for a, b, p, q in zip(chain, chain[1:], places, places[1:]) if not comes_after(p, q)]
        assert not [(name, a.objectName(), b.objectName()) for a, b in wrong]
        assert not [(name, w.objectName(), w.toolTip()) for w in controls(window) - set(chain)]


def test_every_control_has_a_tool_tip_and_a_name(
    full_dock: SegmenterDock, class_layer: QgsRasterLayer
) -> None:
    for name, window in windows(full_dock, class_layer):
        titled = {label.buddy() for label in window.findChildren(QLabel)}
        for stop in stops(window):
            if isinstance(stop, QTabBar):
                assert all(stop.tabToolTip(i) for i in range(stop.count()))
            elif not isinstance(stop.parentWidget(), QDialogButtonBox):
                own = stop.text() if isinstance(stop, (QAbstractButton, QLabel)) else ""
                where = name, type(stop).__name__, stop.objectName()
                # A tool tip would hide the map.
                assert stop.toolTip() or isinstance(stop, QgsMapCanvas), where
                assert stop.accessibleName() or stop in titled or own not in ("", "…"), where


@pytest.mark.parametrize("language_name", ["en", "zh-Hans"])
@pytest.mark.parametrize("make", [SetupDialog, OptionsPage])
def test_no_two_texts_of_a_window_have_the_same_key(
    language: QgsSettings, make: type[QWidget], language_name: str
) -> None:
    choose(language, language_name)
    window = make()
    texts = [w.text() for kind in (QLabel, QAbstractButton) for w in window.findChildren(kind)]
    keys = Counter(key.upper() for text in texts for key in re.findall("&([A-Za-z])", text))
    assert [key for key, times in keys.items() if times > 1] == []


def clipped(window: QWidget) -> list[tuple[object, ...]]:
    """What is smaller than its text."""
    found: list[tuple[object, ...]] = []
    for label in window.findChildren(QLabel):
        ignored = label.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
        if label.isVisible() and label.text() and not ignored:
            hint = label.minimumSizeHint() if label.wordWrap() else label.sizeHint()
            high = label.heightForWidth(label.width()) if label.wordWrap() else hint.height()
            if hint.width() > label.width() or high > label.height() + 1:
                found.append((label.text(), hint.width(), high, label.size()))
    for button in window.findChildren(QAbstractButton):
        hint = button.sizeHint()
        if button.isVisible() and button.text() and not isinstance(button.parentWidget(), QTabBar):
            if hint.width() > button.width() or hint.height() > button.height() + 1:
                found.append((button.text(), hint, button.size()))
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and area.widget().minimumSizeHint().width() > area.viewport().width():
            found.append((area.objectName(), area.widget().minimumSizeHint(), area.viewport().size()))
    return found


@pytest.mark.parametrize("language_name", ["en", "zh-Hans"])
@pytest.mark.parametrize("font_pt", [USUAL_PT, 2 * USUAL_PT], indirect=True)
def test_nothing_is_cut_in_a_narrow_dock_and_on_a_small_screen(
    font_pt: int,
    language: QgsSettings,
    language_name: str,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    class_layer: QgsRasterLayer,
    open_dock: OpenDock,
    repository: Path,
) -> None:
    choose(language, language_name)
    photo_layer.setName("an orthophoto with a name that is longer than any dock is wide")
    dock = open_dock()
    scale = font_pt / USUAL_PT
    for name, window in windows(dock, class_layer):
        if window is dock:
            dock.resize(round(NARROW_PX * scale), LOW_PX)
            settle()
            assert dock.width() <= NARROW_PX * scale, name
            assert dock.height() <= LOW_PX, name
        picture = repository / f"build/pictures/access-{language_name}-{font_pt}pt-{name}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        assert window.grab().save(str(picture))
        assert clipped(window) == [], name
        assert window.height() <= 768


@pytest.mark.parametrize("theme", DARK, indirect=True)
def test_a_theme_chosen_while_windows_are_open_leaves_every_text_readable(
    theme: str, full_dock: SegmenterDock, class_layer: QgsRasterLayer, repository: Path
) -> None:
    show_log(full_dock)
    show_training(full_dock)
    QgsApplication.setUITheme(theme)
    settle()
    for log in (full_dock.logText, full_dock.fineTunePage.view.logText):
        told = [QColor(found) for found in re.findall(r"span style=\" color:(#\w+)", log.toHtml())]
        assert len(told) == 2
        assert min(contrast(colour, paper()) for colour in told) >= TEXT
    for name, window in windows(full_dock, class_layer):
        image = window.grab().toImage()
        image.save(str(repository / f"build/pictures/{theme.split()[0].lower()}-{name}.png"))
        for label in (w for w in window.findChildren(QLabel) if w.isVisible() and w.text()):
            corner = place(label, window).topLeft()
            if image.rect().contains(corner):
                ink = label.palette().color(QPalette.ColorRole.WindowText)
                assert contrast(ink, image.pixelColor(corner)) >= GRAPHICS, (name, label.text())


@pytest.mark.parametrize("theme", ["default", *DARK], indirect=True)
def test_curves_and_their_legend_stand_out_from_their_paper(theme: str, full_dock: SegmenterDock) -> None:
    show_training(full_dock)
    QgsApplication.setUITheme(theme)
    settle()
    curves = full_dock.fineTunePage.view.curves
    image = curves.grab().toImage()
    assert image.pixelColor(1, 1) == paper()
    legend = [image.pixelColor(x, image.height() - y) for x in range(image.width()) for y in range(10, 30)]
    assert max(contrast(colour, paper()) for colour in legend) >= TEXT
    for _, colour in curves._legend():
        assert contrast(colour, paper()) >= GRAPHICS


@pytest.mark.parametrize("ground", ["#ffffff", "#222222", "#727272", "#b2b2b2", "#000000"])
def test_a_colour_is_changed_no_more_than_it_takes(ground: str) -> None:
    for colour in ("#d9c9a3", "#c0392b", "#000000", "#ffffff", "#808080"):
        found = readable(colour, QColor(ground), GRAPHICS)
        assert contrast(found, QColor(ground)) >= GRAPHICS
        if contrast(QColor(colour), QColor(ground)) >= GRAPHICS:
            assert found == QColor(colour)


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)


def test_tab_leaves_tables(full_dock: SegmenterDock) -> None:
    show_areas(full_dock)
    full_dock.activateWindow()
    full_dock.resultPanel.table.setFocus()
    settle()
    QTest.keyClick(full_dock.resultPanel.table, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is full_dock.resultPanel.copy_button


def test_an_arrow_of_a_folded_box_unfolds_it_by_keyboard(full_dock: SegmenterDock) -> None:
    box: QGroupBox = full_dock.optionsBox
    arrow = box.findChild(QAbstractButton, "collapseButton")
    full_dock.activateWindow()
    arrow.setFocus()
    assert box.isCollapsed()
    QTest.keyClick(arrow, Qt.Key.Key_Space)
    assert not box.isCollapsed()


@pytest.mark.parametrize("font_pt", [USUAL_PT, 2 * USUAL_PT], indirect=True)
def test_a_dock_that_nobody_has_sized_shows_all_its_tabs(font_pt: int, open_dock: OpenDock) -> None:
    dock = open_dock()
    dock.resize(dock.sizeHint())
    settle()
    bar = dock.tabs.tabBar()
    assert bar.tabRect(bar.count() - 1).right() < bar.width() <= dock.width()
    assert dock.tabs.cornerWidget().geometry().left() >= bar.geometry().right()
