"""What went wrong with a set-up: one line of cause and one of remedy, from what uv, pip and the probe said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..i18n import tr


@dataclass(frozen=True)
class Fault:
    """What a user is told.

    Attributes:
        name: For tests and reports.
        cause: What went wrong, in one line.
        remedy: What to do, in one line.
    """

    name: str
    cause: str
    remedy: str


class SetUpError(Exception):
    """A set-up has failed; nothing of it is left but what was downloaded."""

    def __init__(self, fault: Fault, said: str = "") -> None:
        super().__init__(f"{fault.cause} {fault.remedy}")
        self.fault = fault
        self.said = said


def fault_of(said: str) -> Fault:
    """What is behind an error's text; the first that fits, the most telling first."""
    for name, pattern, cause, remedy in _table():
        if re.search(pattern, said, flags=re.IGNORECASE | re.MULTILINE):
            return Fault(name, cause, remedy)
    lines = [line.strip() for line in said.strip().splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(error|fatal|\w*Error)\b", line, flags=re.IGNORECASE)]
    last = (errors or lines or [tr("it said nothing")])[-1]
    return Fault(
        "other",
        tr("It failed: {}.").format(last.rstrip(".")),
        tr("The log tells more; copy it into a report."),
    )


def _table() -> tuple[tuple[str, str, str, str], ...]:
    return (
        (
            "ended",
            r"^Ended by signal 9\.",
            tr("A program of the set-up was ended from outside, most likely because the memory ran out."),
            tr("Close other programs and try again."),
        ),
        (
            "disk full",
            r"no space left|not enough space|disk full|errno 28\b|os error 112|winerror 112|quota exceeded|errno 122\b",
            tr("The disk is full."),
            tr("Free some space, or move the folder with RS_SEGMENTER_ENVIRONMENTS, then try again."),
        ),
        (
            "proxy login",
            r"\b407\b|proxy authentication required",
            tr("The proxy wants a user name and a password."),
            tr("Enter them in QGIS: Settings > Options > Network, then try again."),
        ),
        (
            "proxy",
            r"proxyerror|cannot connect to proxy|tunnel error|tunnel connection failed|unable to connect to proxy",
            tr("The proxy does not answer."),
            tr("Check the proxy in QGIS: Settings > Options > Network."),
        ),
        (
            "certificate",
            r"certificate|unknownissuer|sslerror|ssl: |self.signed",
            tr("The server's certificate is not trusted; a company's proxy may be in between."),
            tr(
                "Add your company's certificate in QGIS: Settings > Options > Authentication > Manage Certificates."
            ),
        ),
        (
            "blocked",
            r"application control|blocked by (your|group|an) |os error 1260|winerror 1260|virus|os error 225"
            r"|winerror 225|os error 4551|winerror 4551",
            tr("A security program of this computer does not let it run."),
            tr("Ask your administrator to allow the folder shown above, or choose a Python that is allowed."),
        ),
        (
            "runtime",
            r"vcruntime|msvcp140|error loading .*(c10|torch_python|fbgemm|shm)\.dll|winerror (126|1114)\b"
            r"|dll load failed",
            tr("The Microsoft Visual C++ Redistributable is missing or too old."),
            tr("Install it from aka.ms/vs/17/release/vc_redist.x64.exe, then try again."),
        ),
        (
            "path too long",
            r"filename or extension is too long|winerror 206|os error 206|file name too long|path too long",
            tr("A path is longer than Windows takes."),
            tr("Choose a shorter folder with RS_SEGMENTER_ENVIRONMENTS, such as C:\\rs."),
        ),
        (
            "old system",
            r"glibc_?\d|glibc|manylinux_2_\d+.*platform tag|platform tag.*manylinux|macosx_\d+_\d+.*platform tag"
            r"|platform tag.*macosx",
            tr("This system is too old for the packages: they need glibc 2.28 or macOS 14."),
            tr("Use a newer system, or choose a Python of your own with PyTorch in it."),
        ),
        (
            "python download",
            r"python-build-standalone|failed to download .*cpython|no download found for request"
            r"|no interpreter found for",
            tr("A Python for the engine cannot be downloaded."),
            tr(
                "Allow github.com, or install Python 3.12 from python.org and choose it with 'Use this Python'."
            ),
        ),
        (
            "wheel missing",
            r"find-links|no-index|network was disabled|not found in the provided package locations",
            tr("The folder of wheels does not hold all packages for this Python."),
            tr("Download them again on a computer like this one, with the command in the guide."),
        ),
        (
            "network",
            r"network is unreachable|name or service not known|temporary failure in name|dns error|getaddrinfo"
            r"|failed to fetch|connection (refused|reset|aborted|timed out)|error sending request|max retries"
            r"|newconnectionerror|read timed out|timed out|operation timed out|failed to establish",
            tr("The server with the packages cannot be reached."),
            tr(
                "Check the connection and try again: what is downloaded stays. Or install from a folder of wheels."
            ),
        ),
        (
            "no wheel",
            r"no matching distribution|no wheels? with a matching|no solution found|is not a supported wheel"
            r"|no compatible wheel|only wheels .*are available|could not find a version",
            tr("There is no such package for this Python and system."),
            tr("Choose another device build, or a Python from {} to {}.").format("3.11", "3.13"),
        ),
        (
            "hash",
            r"hash mismatch|do not match the hashes|hashes are required|hash-checking",
            tr("What came from the network is not what was published."),
            tr("Try again; if it stays so, a proxy changes files: ask your administrator."),
        ),
        (
            "permission",
            r"permission denied|access is denied|os error 5\b|winerror (5|32)\b|errno 13\b|operation not permitted"
            r"|being used by another process|read-only file system|os error 30\b",
            tr("A file cannot be written: the folder is protected, or an antivirus program holds it."),
            tr(
                "Allow the folder shown above there, or choose another with RS_SEGMENTER_ENVIRONMENTS; then try again."
            ),
        ),
        (
            "no venv",
            r"ensurepip is not|no module named (venv|ensurepip|pip)",
            tr("QGIS's Python can make no environment: parts of it are not installed."),
            tr("On Debian and Ubuntu: sudo apt install python3-venv. Elsewhere choose a Python of your own."),
        ),
        (
            "memory",
            r"memoryerror|cannot allocate memory|out of memory|paging file is too small|winerror 1455",
            tr("There was not enough memory."),
            tr("Close other programs and try again."),
        ),
    )
