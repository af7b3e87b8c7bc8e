"""Dock, algorithms and messages in Chinese, in real QGIS."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsRasterLayer, QgsSettings, QgsVectorLayer
from qgis.gui import QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAction,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTabBar,
    QTableWidget,
    QTextEdit,
    QWidget,
)

from rs_segmenter import i18n
from rs_segmenter.algorithms.provider import SegmenterProvider
from rs_segmenter.progress import QgisProgress
from rs_segmenter.tasks import RunFeedback

from .conftest import OpenDock, choose
from .windows import windows

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", ["zh-Hans", "zh_CN", "zh"])
def test_each_name_of_simplified_chinese_gives_it(language: QgsSettings, name: str) -> None:
    choose(language, name)
    assert i18n.tr("Loss") == "损失"


@pytest.mark.parametrize("name", ["en_US", "de", "zh-Hant"])
def test_other_languages_read_english(language: QgsSettings, name: str) -> None:
    choose(language, name)
    assert i18n.tr("Loss") == "Loss"


def test_the_catalogue_goes_with_the_plugin(chinese: None) -> None:
    i18n.end()
    assert i18n.tr("Loss") == "Loss"
    assert i18n.said("Training") == "Training"


def test_every_text_of_the_engine_is_found_again_with_its_values(chinese: None, repository: Path) -> None:
    lost = []
    texts = json.loads((repository / "resources/i18n/engine_zh_CN.json").read_text(encoding="utf-8"))
    for template, translated in texts["Engine"].items():
        values = [str(700 + place) for place in range(template.count("{}"))]
        english = template.format(*values)
        told = i18n.said(english)
        plurals = [v for v, before in zip(values, template.split("{}")) if re.search(r"[a-z]$", before)]
        same_in_both = translated == template
        if not all(v in told for v in values if v not in plurals) or (told == english and not same_in_both):
            lost.append((english, told))
    assert not lost


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("'a.tif' has no bands. Give a raster file.", "“a.tif”没有波段。请给出栅格文件。"),
        ("3 min 20 s left, 1.2 Mpx/s", "剩余 3 分 20 秒，1.2 Mpx/s"),
        (
            "'a.tif' cannot be read: no such file. Check its name and folder.",
            "“a.tif”无法读取：no such file。请检查其名称和文件夹。",
        ),
        (
            "The network starts from the weights of 'x'. The head keeps what the parent learnt of land, water. "
            "The head starts afresh for roof.",
            "网络从“x”的权重开始。分类头保留父模型对 land, water 所学。分类头对 roof 重新开始。",
        ),
        (
            "The ground is split into 24 labelled blocks of 128 x 128 pixels, in 5 folds.",
            "地面被划分为 24 个已标注地块，每块 128 x 128 像元，共 5 折。",
        ),
        (
            "Better in 1 of 5 classes, most in water (+0.2). Worse in roof (-0.1), road (-0.2).",
            "5 个类别中有 1 个提高，最大在 water（+0.2）。下降的类别：roof (-0.1), road (-0.2)。",
        ),
    ],
)
def test_sentences_put_together_are_each_translated(chinese: None, english: str, told: str) -> None:
    assert i18n.said(english) == told


def test_what_others_say_stays_as_it_is(chinese: None) -> None:
    said = "libpng error: IDAT: invalid distance too far back on line 3"
    assert i18n.said(said) == said


def test_progress_of_a_job_is_told_in_chinese(chinese: None) -> None:
    feedback, told = RunFeedback(), []
    feedback.said.connect(told.append)
    feedback.logged.connect(lambda level, text: told.append(text))
    progress = QgisProgress(feedback)
    progress.stage("Finishing the files")
    progress.warn("'a.tif' holds no class at all.")
    assert told == ["正在完成文件", "“a.tif”中没有任何类别。"]


def test_numbers_follow_the_locale(language: QgsSettings) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert i18n.number(1234567, ",") == "1.234.567"
        assert i18n.tr("{:,.2f} ha").format(1234.5) == "1.234,50 ha"
        assert i18n.tr("{} bands").format(4) == "4 bands"
    finally:
        QLocale.setDefault(before)


def test_algorithms_and_their_parameters_are_chinese(chinese: None, qgis_app: QgsApplication) -> None:
    provider = SegmenterProvider()
    provider.loadAlgorithms()
    for algorithm in provider.algorithms():
        for text in (algorithm.displayName(), algorithm.shortDescription(), algorithm.shortHelpString()):
            assert CHINESE.search(text), text
        for parameter in algorithm.parameterDefinitions():
            assert CHINESE.search(parameter.description()), parameter.description()


def english_texts(window: QWidget) -> list[str]:
    """What a window says in English, two words or more: its texts, tool tips and names for screen readers."""
    every = [window, *window.findChildren(QWidget)]
    shown = [text for w in every for text in (w.toolTip(), w.accessibleName(), w.windowTitle())]
    shown += [w.text() for w in every if isinstance(w, (QLabel, QAbstractButton))]
    shown += [w.title() for w in every if isinstance(w, QGroupBox)]
    shown += [w.placeholderText() for w in every if isinstance(w, (QLineEdit, QTextEdit, QPlainTextEdit))]
    shown += [text for w in every if isinstance(w, QSpinBox) for text in (w.specialValueText(), w.suffix())]
    data = QgsMapLayerComboBox, QgsFieldComboBox  # names of layers and fields are the user's
    for combo in (w for w in every if isinstance(w, QComboBox) and not isinstance(w, data)):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            shown += [str(combo.itemData(i, role) or "") for i in range(combo.count())]
    for bar in (w for w in every if isinstance(w, QTabBar)):
        shown += [text for i in range(bar.count()) for text in (bar.tabText(i), bar.tabToolTip(i))]
    for table in (w for w in every if isinstance(w, QTableWidget)):
        shown += [table.horizontalHeaderItem(i).text() for i in range(table.columnCount())]
    shown += [text for action in window.findChildren(QAction) for text in (action.text(), action.toolTip())]
    plain = (re.sub("<[^>]*>", "", text) for text in shown)
    return [text for text in plain if re.search("[A-Za-z]{3,} [a-z]{2,}", text) and not CHINESE.search(text)]


@pytest.fixture(scope="session")
def pictures(repository: Path) -> Path:
    """Where pictures to be looked at go."""
    folder = repository / "build/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_every_window_is_chinese(
    chinese: None,
    photo_layer: QgsRasterLayer,
    label_layer: QgsVectorLayer,
    class_layer: QgsRasterLayer,
    open_dock: OpenDock,
    pictures: Path,
) -> None:
    class_layer.setName("classes")
    dock = open_dock()
    dock.resize(440, 900)
    assert all(CHINESE.search(dock.tabs.tabText(i)) for i in range(dock.tabs.count()))
    for name, window in windows(dock, class_layer):
        assert window.grab().save(str(pictures / f"chinese-{name}.png"))
        assert not english_texts(window), name
