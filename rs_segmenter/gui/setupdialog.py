"""The engine's set-up: what is installed where, how large it is, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSize, pyqtSignal
from qgis.PyQt.QtGui import QCloseEvent, QGuiApplication
from qgis.PyQt.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from .. import diagnostics, settings
from ..engine.folders import free_gb
from ..enginehome import engine_home, forget
from ..environment.building import Watch, build, try_modules
from ..environment.builds import platform_name
from ..environment.faults import fault_of
from ..environment.places import environments_folder, facts_of, managed_environment
from ..environment.planning import plan
from ..environment.sweeping import remove_all
from ..handbook import show_page
from ..i18n import tr
from ..packages import PACKAGES
from ..qgisnetwork import network_variables
from .buildcombo import BuildCombo
from .reachable import make_reachable
from .setuprun import SetupRun, Work

_SIZE_LINES = 40, 34
_LOG_LINES = 5


def place_titles() -> dict[str, str]:
    """Where the engine may run, as the settings say it, with titles."""
    return {
        "auto": tr("in QGIS where it can, else in a process of its own"),
        "qgis": tr("in QGIS only"),
        "process": tr("in a process of its own"),
    }


class SetupDialog(QDialog):
    """Installs, repairs and removes the engine's environment, one thing at a time.

    Signals:
        changed: The engine may run elsewhere now.
    """

    changed = pyqtSignal()

    homeLabel: QLabel  # noqa: N815 - names of the .ui
    placeCombo: QComboBox  # noqa: N815
    buildCombo: BuildCombo  # noqa: N815
    sizeLabel: QLabel  # noqa: N815
    folderLabel: QLabel  # noqa: N815
    installButton: QPushButton  # noqa: N815
    wheelsButton: QPushButton  # noqa: N815
    pythonButton: QPushButton  # noqa: N815
    repairButton: QPushButton  # noqa: N815
    removeButton: QPushButton  # noqa: N815
    diagnosticsButton: QPushButton  # noqa: N815
    cancelButton: QPushButton  # noqa: N815
    statusLabel: QLabel  # noqa: N815
    progressBar: QProgressBar  # noqa: N815
    logText: QPlainTextEdit  # noqa: N815
    closeBox: QDialogButtonBox  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.run: SetupRun | None = None
        self._last_fault = ""
        self.ensurePolished()  # QGIS's font is in its style sheet
        line_px = self.fontMetrics().lineSpacing()
        self.logText.setMinimumHeight(_LOG_LINES * line_px)
        room = QGuiApplication.primaryScreen().availableSize() * 0.9
        self.resize(QSize(*(lines * line_px for lines in _SIZE_LINES)).boundedTo(room))
        for place, text in place_titles().items():
            self.placeCombo.addItem(text, place)
        self.placeCombo.currentIndexChanged.connect(lambda _: self._take_place())
        self.buildCombo.currentIndexChanged.connect(lambda _: self._show_size())
        self.installButton.clicked.connect(lambda: self.install())
        self.repairButton.clicked.connect(lambda: self.install())
        self.wheelsButton.clicked.connect(self._ask_wheels)
        self.pythonButton.clicked.connect(self._ask_python)
        self.removeButton.clicked.connect(self._ask_remove)
        self.diagnosticsButton.clicked.connect(self.copy_diagnostics)
        self.cancelButton.clicked.connect(self.cancel)
        self.closeBox.rejected.connect(self.close)
        self.closeBox.helpRequested.connect(lambda: show_page("install"))
        make_reachable(self)
        self.refresh()

    def refresh(self) -> None:
        """Show how things are."""
        home = engine_home()
        self.homeLabel.setText(home.reason)
        self.homeLabel.setToolTip(home.report.problem or str(home.python or ""))
        self.placeCombo.blockSignals(True)
        self.placeCombo.setCurrentIndex(self.placeCombo.findData(settings.engine_place()))
        self.placeCombo.blockSignals(False)
        self._show_size()
        self._show_running(self.run is not None)
        managed, ours = managed_environment(), {lock.digest for lock in self.buildCombo.locks.values()}
        if managed and facts_of(managed).get("lock") not in ours:
            self.show_status(
                tr("It was set up by another version of the plugin; 'Set up' brings it up to date.")
            )

    def _show_size(self) -> None:
        folder = environments_folder()
        self.folderLabel.setText(str(managed_environment() or folder))
        lock = self.buildCombo.lock
        if lock is None:
            text = tr("PyTorch is not built for this kind of computer ({}); choose a Python that has one.")
            self.sizeLabel.setText(text.format(platform_name()))
            return
        text = tr("{:.1f} GB to download ({} min at 50 Mbit/s), {:.1f} GB on disk; {:.0f} GB free")
        size = lock.download_mb / 1e3, lock.minutes, lock.disk_mb / 1e3, free_gb(folder)
        self.sizeLabel.setText(text.format(*size))

    def _show_running(self, running: bool) -> None:
        for button in (self.installButton, self.wheelsButton):
            button.setEnabled(not running and self.buildCombo.lock is not None)
        managed = managed_environment() is not None
        self.repairButton.setEnabled(not running and managed and self.buildCombo.lock is not None)
        self.removeButton.setEnabled(not running and (managed or bool(settings.environment())))
        for widget in (self.pythonButton, self.diagnosticsButton, self.placeCombo, self.buildCombo):
            widget.setEnabled(not running)
        self.cancelButton.setVisible(running)
        self.progressBar.setVisible(running)

    def install(self, wheels: Path | None = None) -> None:
        """Install what is chosen; does nothing while something is going on."""
        lock = self.buildCombo.lock
        if lock is None or self.run is not None:
            return
        try:
            setup = plan(lock, wheels, network_variables(environments_folder()))
        except OSError as error:
            fault = fault_of(str(error))
            self.show_status(f"<b>{fault.cause}</b> {fault.remedy}")
            return

        def work(watch: Watch) -> str:
            build(setup, watch)
            return tr("The engine is set up.")

        self._start(work, self._take_installed)

    def _take_installed(self, _: str) -> None:
        settings.set_environment("")
        forget()
        if engine_home().place == "qgis":
            settings.set_engine_place("process")  # it was set up to be used

    def use_python(self, folder: Path) -> None:
        """Let the engine run with a Python that has the packages already."""
        before = settings.environment()
        settings.set_environment(str(folder))
        forget()
        home = engine_home()
        if not home.ready:
            settings.set_environment(before)
            self.show_status(home.reason)
            return

        def work(watch: Watch) -> str:
            try_modules(home.python, home.environ, tuple(PACKAGES), watch)
            return tr("The engine runs with '{}'.").format(folder)

        self._start(work, lambda _: None, lambda: settings.set_environment(before))

    def remove(self) -> None:
        """Remove what was installed, and forget a chosen Python."""
        settings.set_environment("")

        def work(watch: Watch) -> str:
            remove_all(environments_folder())
            return tr("Removed.")

        self._start(work, lambda _: None)

    def copy_diagnostics(self) -> None:
        """Put a report into the clipboard and the log."""
        home = engine_home()

        def take(text: str) -> str:
            QApplication.clipboard().setText(text)
            self.logText.setPlainText(text)
            return tr("The diagnostics are in the clipboard.")

        self._start(lambda _: diagnostics.report(home, self._last_fault), take)

    def _start(
        self, work: Work, done: Callable[[str], str | None], undo: Callable[[], None] = lambda: None
    ) -> None:
        if self.run is not None:
            return
        run = self.run = SetupRun(work)
        self.logText.clear()
        self.progressBar.setRange(0, 0)
        self.show_status(tr("Working"))
        run.logged.connect(self.logText.appendPlainText)
        run.shown.connect(self._show_progress)
        run.finished.connect(lambda: self._end(run, done, undo))
        self._show_running(True)
        run.start()

    def _end(self, run: SetupRun, done: Callable[[str], str | None], undo: Callable[[], None]) -> None:
        run.wait()  # its last steps need Python, which whoever deletes it holds
        self.run = None
        if run.fault is not None:
            self._last_fault = f"{run.fault.cause} {run.fault.remedy}"
            text = f"<b>{run.fault.cause}</b> {run.fault.remedy}"
            undo()
        elif run.cancelled:
            text = tr("Cancelled; what was downloaded stays for the next time.")
            undo()
        else:
            text = done(run.answer) or run.answer
        forget()
        self.refresh()
        self.show_status(text)
        self.changed.emit()

    def cancel(self) -> None:
        """Ask what is going on to stop."""
        if self.run is not None:
            self.cancelButton.setEnabled(False)
            self.show_status(tr("Cancelling"))
            self.run.requestInterruption()

    def shut(self) -> None:
        """Cancel, and wait until nothing is going on."""
        if self.run is not None:
            run = self.run
            self.cancel()
            run.wait()

    def show_status(self, text: str) -> None:
        """Say how it goes."""
        self.statusLabel.setText(text)
        self.cancelButton.setEnabled(True)

    def _show_progress(self, text: str, done: float) -> None:
        self.progressBar.setRange(0, 100)
        self.progressBar.setValue(int(100 * done))
        self.statusLabel.setText(text)

    def _take_place(self) -> None:
        settings.set_engine_place(str(self.placeCombo.currentData()))
        self.refresh()
        self.changed.emit()

    def _ask_wheels(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose the folder of wheels"))
        if folder:
            self.install(Path(folder))

    def _ask_python(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose the folder of a Python with the packages"))
        if folder:
            self.use_python(Path(folder))

    def _ask_remove(self) -> None:
        text = tr("Remove what was installed in '{}', and forget a chosen Python?").format(
            environments_folder()
        )
        if QMessageBox.question(self, tr("RS Segmenter"), text) == QMessageBox.StandardButton.Yes:
            self.remove()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """A set-up goes on while the dialog is closed."""
        self.hide()
        event.accept()
