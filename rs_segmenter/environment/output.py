"""What uv and pip say while they work, as megabytes done and a line for the user."""

from __future__ import annotations

import re

from ..i18n import tr

_UNITS = {"b": 1e-6, "kb": 1e-3, "kib": 1.024e-3, "mb": 1.0, "mib": 1.048576, "gb": 1e3, "gib": 1073.741824}
_SIZE = r"\(([\d.]+) ?([kMG]?i?B)\)"
_BEGUN = re.compile(rf"^\s*Downloading (\S+) {_SIZE}", re.IGNORECASE)
_DONE = re.compile(r"^\s*Downloaded (\S+)")
_INSTALLING = re.compile(r"^(Prepared \d+ package|Installing collected packages)")


class Downloads:
    """Follows the lines of a run of uv or pip.

    Attributes:
        done_mb: What has been downloaded, in 10^6 bytes.
        doing: What is being done, in a few words.
    """

    def __init__(self) -> None:
        self.done_mb = 0.0
        self.doing = ""
        self._open: dict[str, float] = {}

    def read(self, line: str) -> None:
        """Take a line in."""
        if begun := _BEGUN.match(line):
            name, size, unit = begun.groups()
            if name.endswith((".whl", ".metadata")):
                self._close()  # pip loads one after the other, and does not say when it has
            self._open[name] = float(size) * _UNITS[unit.lower()]
            self._show()
        elif done := _DONE.match(line):
            self.done_mb += self._open.pop(done[1], 0.0)
            self._show()
        elif _INSTALLING.match(line):
            self._close()
            self.doing = tr("Installing")

    def _close(self) -> None:
        self.done_mb += sum(self._open.values())
        self._open.clear()

    def _show(self) -> None:
        if self._open:
            name, size_mb = max(self._open.items(), key=lambda item: item[1])
            self.doing = tr("Downloading {} ({:.0f} MB)").format(name.partition("-")[0], size_mb)
