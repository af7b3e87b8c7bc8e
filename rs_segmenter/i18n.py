"""What the user reads, in QGIS's language: the plugin's texts, the engine's, and numbers."""

from __future__ import annotations

import re
import string
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

FOLDER = Path(__file__).parent / "resources" / "i18n"
_NUMBER = re.compile(r"(?P<grouped>,?)(?:\.(?P<digits>\d+))?(?P<kind>[fg%]?)")
# Names of languages, and their texts.
_translators: dict[str, QTranslator] = {}


def begin() -> None:
    """Load the catalogue of QGIS's language, where there is one; English needs none."""
    end()
    wished = _language()
    if wished.startswith("en"):
        return
    translator = QTranslator()
    if translator.load(QLocale(wished), "rs_segmenter", "_", str(FOLDER)):
        QCoreApplication.installTranslator(translator)
        _translators[QLocale(wished).name()] = translator


def end() -> None:
    """Take the catalogue away: the plugin goes."""
    while _translators:
        QCoreApplication.removeTranslator(_translators.popitem()[1])


def spoken() -> str:
    """The language that the plugin speaks, such as `zh_CN`, and the engine's reports with it; empty: English."""
    return next(iter(_translators), "")


def _language() -> str:
    """The language QGIS was started in, else the one it is set to, else the system's."""
    from qgis.core import QgsApplication, QgsSettings

    started_in = getattr(QgsApplication.instance(), "translation", str)()
    settings = QgsSettings()
    chosen = settings.value("locale/overrideFlag", False, type=bool)
    return (
        started_in or (settings.value("locale/userLocale", "") if chosen else "") or QLocale.system().name()
    )


def tr(text: str) -> str:
    """Translate a text of this plugin; numbers put into it with `format` follow the locale."""
    translated = QCoreApplication.translate("RSSegmenter", text)
    return _Template(translated) if "{" in translated else translated


def number(value: float, form: str) -> str:
    """Write a number as the locale does.

    Args:
        value: The number.
        form: As Python's `format` has it: `,`, `.2f`, `,.0f`, `.3g`, `.1%`.
    """
    return _FORMATTER.format_field(value, form)


class _LocaleFormatter(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        form = _NUMBER.fullmatch(format_spec)
        if not format_spec or form is None or not isinstance(value, (int, float)):
            return super().format_field(value, format_spec)
        locale = QLocale()
        if locale.language() == QLocale.Language.C:  # it knows no thousands
            locale = QLocale(QLocale.Language.English)
        if not form["grouped"]:
            locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        digits = int(form["digits"] or 6)
        if form["kind"] == "%":
            return locale.toString(100.0 * value, "f", digits) + "%"
        if form["kind"]:
            return locale.toString(float(value), form["kind"], digits)
        return locale.toString(int(value))


_FORMATTER = _LocaleFormatter()


class _Template(str):
    def format(self, *values: object, **named: object) -> str:
        return _FORMATTER.vformat(self, values, named)


def said(text: str) -> str:
    """Translate what the engine says, in one or more sentences; other texts come back as they are."""
    from .engine import language  # not needed to start

    return language.said(text, spoken())
