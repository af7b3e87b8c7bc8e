"""The locks that ship are complete, exact and hashed."""

from __future__ import annotations

import re

import pytest

from rs_segmenter import packages
from rs_segmenter.environment.locks import LOCKS, UV_LOCK, Lock, locks_for

PLATFORMS = {
    "linux-x86_64": {"cpu", "cuda", "cuda126"},
    "windows-x86_64": {"cpu", "cuda", "cuda126"},
    "macos-arm64": {"mps"},
}
EVERY_LOCK = [lock for platform in PLATFORMS for lock in locks_for(platform).values()]
NEEDED = packages.PACKAGES | packages.JOB_PACKAGES | packages.OPTIONAL_PACKAGES


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_has_its_builds(platform: str) -> None:
    assert set(locks_for(platform)) == PLATFORMS[platform]


@pytest.mark.parametrize("platform", ["macos-x86_64", "linux-arm64", "windows-arm64"])
def test_there_are_none_where_pytorch_is_not_built(platform: str) -> None:
    assert locks_for(platform) == {}


@pytest.mark.parametrize("lock", EVERY_LOCK, ids=lambda lock: lock.file.stem)
def test_a_lock_has_all_that_the_engine_needs_exact_and_hashed(lock: Lock) -> None:
    text = lock.file.read_text(encoding="utf-8")
    more = lock.index.read_text(encoding="utf-8") if lock.index else ""
    names = {name.lower() for name in (*lock.names, *re.findall(r"^([\w.-]+)==", more, flags=re.MULTILINE))}
    assert {package.lower() for package in NEEDED.values()} <= names
    assert "triton" not in names
    for requirement in re.split(r"\n(?=[a-zA-Z])", text)[1:]:
        assert re.match(
            r"[\w.-]+==\S+( ;[^\\]+)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n?)+$", requirement
        ), requirement
    assert 300 < lock.download_mb < lock.disk_mb < 10_000
    assert lock.minutes >= 1


@pytest.mark.parametrize("lock", EVERY_LOCK, ids=lambda lock: lock.file.stem)
def test_what_has_no_hash_stands_apart_and_is_pytorch_only(lock: Lock) -> None:
    if lock.index is None:
        assert {"torch", "torchvision"} <= set(lock.names)
        return
    lines = [line for line in lock.index.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines[0].startswith("--index-url https://download.pytorch.org/whl/")
    assert [line.partition("==")[0] for line in lines[1:]] == ["torch", "torchvision"]
    assert not {"torch", "torchvision"} & set(lock.names)


def test_a_lock_is_told_apart_by_what_is_in_it() -> None:
    assert len({lock.digest for lock in EVERY_LOCK}) == len(EVERY_LOCK)


def test_the_installer_is_locked_for_every_platform() -> None:
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", UV_LOCK.read_text(encoding="utf-8"))) > 5
    assert UV_LOCK.parent == LOCKS
