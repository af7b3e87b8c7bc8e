"""Whether what was asked of a server really came: a provider draws nothing, silently, where it did not."""

from __future__ import annotations

import re

from qgis.core import Qgis, QgsApplication, QgsNetworkAccessManager, QgsNetworkReplyContent
from qgis.PyQt.QtCore import Qt, QThread, QUrl
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from ..engine.address import without_secrets
from ..i18n import tr

_BAD = (Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical)
_MOST_LETTERS = 300
_ADDRESS = re.compile(r"https?://[^\s\])]+")


class Watch:
    """Notes failed requests and complaints of the thread it is made in, as long as its context lasts."""

    def __init__(self) -> None:
        self._thread = QThread.currentThread()
        self._refused: dict[str, str] = {}
        self._complaints: list[str] = []

    def __enter__(self) -> Watch:
        """Begin to watch."""
        from osgeo import gdal

        # The manager of this thread; the one of the main thread tells of all others, too.
        self._requests = QgsNetworkAccessManager.instance().finished["QgsNetworkReplyContent"]
        self._requests.connect(self._take_reply)
        messages = QgsApplication.messageLog().messageReceived
        self._messages = messages["QString", "QString", "Qgis::MessageLevel"]
        self._messages.connect(self._take_message, Qt.ConnectionType.DirectConnection)
        gdal.PushErrorHandler(self._take_error)  # that of this thread
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching."""
        from osgeo import gdal

        gdal.PopErrorHandler()
        self._requests.disconnect(self._take_reply)
        self._messages.disconnect(self._take_message)

    @property
    def fault(self) -> str:
        """What went wrong, in one line without secrets; empty when all came."""
        told = [*self._refused.values(), *self._complaints]
        return " ".join(without_secrets(told[0]).split())[:_MOST_LETTERS].rstrip(".") if told else ""

    def forget(self) -> None:
        """Let QGIS keep no answer that was complained about, or it would be taken for the next one as well."""
        cache = QgsNetworkAccessManager.instance().cache()
        if cache is not None:
            for address in _ADDRESS.findall(" ".join(self._complaints)):
                cache.remove(QUrl(address))

    def _take_reply(self, reply: QgsNetworkReplyContent) -> None:
        address = reply.request().url().toString()
        self._refused.pop(address, None)  # the provider has asked once more
        if reply.error() != QNetworkReply.NetworkError.NoError:
            status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
            why = tr("HTTP {}").format(status) if status and status >= 400 else reply.errorString()
            self._refused[address] = f"{why} ({address})"

    def _take_message(self, text: str, _tag: str, level: Qgis.MessageLevel) -> None:
        if level in _BAD and QThread.currentThread() == self._thread:
            self._complaints.append(text)

    def _take_error(self, kind: int, _number: int, text: str) -> None:
        from osgeo import gdal

        # What a provider reads with GDAL is zeros where that fails.
        if kind >= gdal.CE_Failure:
            self._complaints.append(text)
