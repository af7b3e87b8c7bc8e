"""Files that are whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from rs_segmenter.engine.atomic import atomic_file, remove_parts, whole_together, write_text, write_whole
from rs_segmenter.engine.errors import EngineError


def test_two_runs_that_write_one_file_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "job.json"
    with atomic_file(path) as first:
        first.write(b"one")
        write_text(path, "two")
        assert path.read_text() == "two"
    assert path.read_text() == "one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_file_that_was_there_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "job.json"
    write_text(path, "before")
    with pytest.raises(OSError, match="disk is full"), atomic_file(path) as file:
        file.write(b"af")
        raise OSError("the disk is full")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_half_written_is_removed_alone(tmp_path: Path) -> None:
    write_text(tmp_path / "card.json", "{}")
    (tmp_path / ".card.json.part-1234").write_text("{")
    remove_parts(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["card.json"]


def test_a_file_that_finds_no_place_is_named_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "report.html"
    with pytest.raises(EngineError, match="The report cannot be written to .*: No such file") as caught:
        write_whole(path, b"", "The report")
    assert str(path) in caught.value.message and caught.value.hint


def test_files_written_together_all_appear_or_none(tmp_path: Path) -> None:
    table, report, absent = tmp_path / "a.csv", tmp_path / "a.html", tmp_path / "absent" / "a.html"
    with pytest.raises(EngineError, match="The areas cannot be written to '.*absent/a.html': No such file"):
        with whole_together({table: b"1", absent: b"2"}, "The areas"):
            pass
    with pytest.raises(ValueError, match="broken"), whole_together({table: b"1", report: b"2"}, "The areas"):
        raise ValueError("broken")
    assert not list(tmp_path.iterdir())
    with whole_together({table: b"1", report: b"2"}, "The areas"):
        assert not table.exists()
    assert (table.read_bytes(), report.read_bytes()) == (b"1", b"2")
