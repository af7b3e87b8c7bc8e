"""The locks that ship: every package of an environment, exact, per platform and build of PyTorch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

LOCKS = Path(__file__).parent.parent / "resources" / "locks"
UV_LOCK = LOCKS / "uv.txt"
_MEGABITS_PER_SECOND = 50


@dataclass(frozen=True)
class Lock:
    """What an environment is to hold.

    Attributes:
        file: Requirements with hashes, complete.
        index: Requirements from PyTorch's own index, without hashes; None where PyPI has all.
        build: `cpu`, `cuda`, `cuda126` or `mps`.
        digest: SHA-256 of both files.
        pythons: Versions of Python it serves, such as `3.12`.
        download_mb: What is to be downloaded, in 10^6 bytes.
        disk_mb: What the environment takes, in 10^6 bytes.
        names: Of the packages with hashes.
    """

    file: Path
    index: Path | None
    build: str
    digest: str
    pythons: tuple[str, ...]
    download_mb: int
    disk_mb: int
    names: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long the download takes at 50 Mbit/s."""
        return max(1, round(self.download_mb * 8 / _MEGABITS_PER_SECOND / 60))


def read_lock(file: Path) -> Lock:
    """Read a lock, and what lies beside it for PyTorch's own index.

    Raises:
        OSError: When it cannot be read.
    """
    data = file.read_bytes()
    index = file.with_name(f"{file.stem}.index.txt")
    there = index.is_file()
    text = data.decode()
    head = dict(re.findall(r"^# (\w+): (.*)$", text, flags=re.MULTILINE))
    return Lock(
        file,
        index if there else None,
        file.stem.rpartition("-")[2],
        sha256(data + (index.read_bytes() if there else b"")).hexdigest(),
        tuple(head["python"].split()),
        int(head["download_mb"]),
        int(head["disk_mb"]),
        tuple(re.findall(r"^([\w.-]+)==", text, flags=re.MULTILINE)),
    )


def locks_for(platform: str, folder: Path = LOCKS) -> dict[str, Lock]:
    """The locks of a platform, by build; none where PyTorch is not built for it."""
    files = [f for f in sorted(folder.glob(f"{platform}-*.txt")) if not f.name.endswith(".index.txt")]
    return {lock.build: lock for lock in map(read_lock, files)}
