"""Whether what was asked of a server really came: a provider draws nothing, silently, where it did not."""

from __future__ import annotations

import re
import threading
import time

from qgis.core import Qgis, QgsApplication, QgsFeedback, QgsNetworkAccessManager, QgsNetworkReplyContent
from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QThread, QUrl, pyqtSignal, pyqtSlot
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from ..engine.address import without_secrets
from ..i18n import tr

_BAD = (Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical)
_MOST_LETTERS = 300
_ADDRESS = re.compile(r"https?://[^\s\])]+")
_TIMER_MAY_BE_EARLY = 0.9  # Qt's coarse timers: by 5 %
_CANCEL_POLL_S = 0.05


class _Bell(QObject):
    """Rung in one thread, it is heard in another after all that waits there already."""

    rung = pyqtSignal()

    def __init__(self, thread: QThread) -> None:
        super().__init__()
        self.heard = threading.Event()
        self.moveToThread(thread)
        self.rung.connect(self.hear, Qt.ConnectionType.QueuedConnection)

    @pyqtSlot()
    def hear(self) -> None:
        """Called in the other thread."""
        self.heard.set()


class Watch:
    """Notes failed requests and complaints of the thread it is made in, as long as its context lasts.

    Args:
        main: The main thread's manager of requests, which is told of those of all threads.
    """

    def __init__(self, main: QgsNetworkAccessManager) -> None:
        self._main = main
        self._thread = QThread.currentThread()
        self._refused: dict[str, str] = {}
        self._refused_elsewhere: dict[str, str] = {}
        self._complaints: list[str] = []

    def __enter__(self) -> Watch:
        """Begin to watch."""
        from osgeo import gdal

        self._began = time.monotonic()
        self._requests = QgsNetworkAccessManager.instance().finished["QgsNetworkReplyContent"]
        self._requests.connect(self._take_reply)
        self._all_requests = self._main.finished["QgsNetworkReplyContent"]
        self._all_requests.connect(self._take_reply_elsewhere, Qt.ConnectionType.DirectConnection)
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
        self._all_requests.disconnect(self._take_reply_elsewhere)
        self._messages.disconnect(self._take_message)

    @property
    def fault(self) -> str:
        """What went wrong, in one line without secrets; empty when all came."""
        told = [*self._refused.values(), *self._complaints]
        return " ".join(without_secrets(told[0]).split())[:_MOST_LETTERS].rstrip(".") if told else ""

    def count_others(self, feedback: QgsFeedback) -> None:
        """Count requests of other threads that failed since the beginning as well, whoever asked for them.

        QGIS 3.40 fetches tiles in a thread of its own. The provider complains of a layer's first hundred failures
        only, and of no tile that did not come in time.

        Args:
            feedback: Cancels.
        """
        self._hear_main_thread(feedback)
        self._refused.update(self._refused_elsewhere)

    def _hear_main_thread(self, feedback: QgsFeedback) -> None:
        """Wait until the main thread has heard of all that has happened up to now."""
        if self._thread == self._main.thread():
            QCoreApplication.sendPostedEvents(self._main)
            return
        bell = _Bell(self._main.thread())
        bell.rung.emit()
        while not bell.heard.wait(_CANCEL_POLL_S) and not feedback.isCanceled():
            pass

    def forget(self) -> None:
        """Let QGIS keep no answer that was complained about, or it would be taken for the next one as well."""
        cache = QgsNetworkAccessManager.instance().cache()
        if cache is not None:
            for address in _ADDRESS.findall(" ".join(self._complaints)):
                cache.remove(QUrl(address))

    def _take_reply(self, reply: QgsNetworkReplyContent) -> None:
        _note(reply, self._refused)

    def _take_reply_elsewhere(self, reply: QgsNetworkReplyContent) -> None:
        # A map that is moved cancels what it does not need any more; a timeout looks the same, but takes its time.
        limit_s = QgsNetworkAccessManager.timeout() / 1000 * _TIMER_MAY_BE_EARLY
        timed_out = 0 < limit_s <= time.monotonic() - self._began
        if timed_out or reply.error() != QNetworkReply.NetworkError.OperationCanceledError:
            _note(reply, self._refused_elsewhere)

    def _take_message(self, text: str, _tag: str, level: Qgis.MessageLevel) -> None:
        if level in _BAD and QThread.currentThread() == self._thread:
            self._complaints.append(text)

    def _take_error(self, kind: int, _number: int, text: str) -> None:
        from osgeo import gdal

        # What a provider reads with GDAL is zeros where that fails.
        if kind >= gdal.CE_Failure:
            self._complaints.append(text)


def _note(reply: QgsNetworkReplyContent, refused: dict[str, str]) -> None:
    """Keep why a request failed, by its address; forget it once the provider has asked again with success."""
    address = reply.request().url().toString()
    refused.pop(address, None)
    if reply.error() != QNetworkReply.NetworkError.NoError:
        refused[address] = f"{_why(reply)} ({address})"


def _why(reply: QgsNetworkReplyContent) -> str:
    """Why a request failed, in a few words."""
    if reply.error() == QNetworkReply.NetworkError.OperationCanceledError:
        return tr("no answer in time")  # QGIS cancels it then
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    return tr("HTTP {}").format(status) if status and status >= 400 else reply.errorString()
