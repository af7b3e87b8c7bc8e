"""The platform's folders, and the room on their disks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from rs_segmenter.engine.folders import free_gb


def test_a_folder_that_is_still_to_be_made_has_the_room_of_its_disk(tmp_path: Path) -> None:
    room_gb = shutil.disk_usage(tmp_path).free / 1e9
    assert free_gb(tmp_path / "not/yet") == pytest.approx(room_gb, rel=0.1)
    assert free_gb(tmp_path / ("long" * 100)) == pytest.approx(room_gb, rel=0.1)


def test_a_drive_that_is_not_there_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where a folder may be on a drive that was unplugged."""
    monkeypatch.setattr(os.path, "exists", lambda _: False)
    assert free_gb(Path("models")) == 0
