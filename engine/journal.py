"""Finished rows of a map noted in a file, with which a run that died can be gone on with."""

from __future__ import annotations

import dataclasses
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import JobError, RasterError
from .jsonline import from_line, to_line
from .tiling import Window

Arrays = Sequence[NDArray[np.generic]]
_TITLE = "rs_segmenter_journal_1"


class Journal:
    """Finished pixels in a file that outlives the process; one that is there already is gone on with.

    The file is a line of JSON about the job, then for every note a line of JSON and the pixels, compressed. The end of
    a note that a dying process did not finish is cut off.

    Args:
        path: The file.
        job: What must be the same for a run to go on with another's rows.
        how: What may differ: with which tiles, and on what.
        strips: In which order the map is made; where there is a journal already, its own count.

    Attributes:
        done_px: Pixels that were there already.
        begun_with: How the rows that are there were made, where that is not how this run makes them.

    Raises:
        JobError: When the file is something else, or of another job.
        RasterError: When it cannot be read or written.
    """

    def __init__(
        self, path: Path, job: Mapping[str, object], how: Mapping[str, object], strips: Sequence[Window]
    ) -> None:
        self._path, self._how, self._strips = path, _plain(how), strips
        self._reached: dict[int, int] = {}
        self.done_px = 0
        self.begun_with: list[object] = []
        new = not path.exists()
        try:
            self._file = open(path, "w+b" if new else "r+b")
            try:
                self._begin(_plain(job))
            except BaseException:
                with suppress(OSError):  # what is left to be written finds no room either
                    self._file.close()
                if new:
                    path.unlink()
                raise
        except OSError as error:
            raise self._unusable(error) from error

    def _begin(self, job: object) -> None:
        first = self._file.readline()
        if first:
            self._check(first, job)
        else:
            places = [dataclasses.astuple(strip) for strip in self._strips]
            self._file.write(to_line({"title": _TITLE, "job": job, "strips": places}))
        self._notes = end = self._file.tell()
        for note, _ in self._read():
            end = self._file.tell()
            window = Window(*note["window"])
            self._reached[window.col] = window.row_end
            self.done_px += window.area_px
            if note["how"] not in (self._how, *self.begun_with):
                self.begun_with.append(note["how"])
        self._file.truncate(end)
        self._file.seek(end)
        self._file.flush()
        os.utime(self._path)  # what nobody has touched for long is swept

    def _check(self, first: bytes, job: object) -> None:
        told = from_line(first)
        if told.get("title") != _TITLE:
            raise JobError(f"'{self._path}' is no journal of RS Segmenter.", "Name another file for it.")
        if told.get("job") != job:
            raise JobError(
                f"The journal '{self._path}' belongs to another job.",
                "Go on with the same raster, model, area and outputs, or remove it to begin anew.",
            )
        self._strips = [Window(*place) for place in told["strips"]]

    def _read(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Notes from the top, up to the first that is not whole or follows on nothing."""
        self._file.seek(self._notes)
        reached: dict[int, int] = {}
        for line in iter(self._file.readline, b""):
            note = from_line(line)
            packed = self._file.read(sum(layer["bytes"] for layer in note.get("layers", ())))
            if not line.endswith(b"\n") or zlib.crc32(packed) != note.get("crc"):
                return
            window = Window(*note["window"])
            if reached.get(window.col, window.row) != window.row:
                return
            reached[window.col] = window.row_end
            yield note, packed

    def rest(self) -> Iterator[Window]:
        """What is left of the strips."""
        for strip in self._strips:
            row = self._reached.get(strip.col, strip.row)
            if row < strip.row_end:
                yield Window(row, strip.col, strip.row_end - row, strip.width)

    def replay(self) -> Iterator[tuple[Window, Arrays]]:
        """Give all that is noted, in the order in which it was."""
        for note, packed in self._read():
            window, arrays = Window(*note["window"]), []
            for layer in note["layers"]:
                values = np.frombuffer(zlib.decompress(packed[: layer["bytes"]]), layer["dtype"])
                arrays.append(values.reshape(-1, window.height, window.width))
                packed = packed[layer["bytes"] :]
            yield window, arrays

    def note(self, window: Window, arrays: Arrays) -> None:
        """Note finished rows.

        Args:
            window: Where they lie on the grid; a strip's follow each other from its top.
            arrays: Their pixels (C, H, W), for each file.

        Raises:
            RasterError: When the disk is full.
        """
        packed = [zlib.compress(np.ascontiguousarray(values).data, 1) for values in arrays]
        layers = [{"dtype": v.dtype.str, "bytes": len(p)} for v, p in zip(arrays, packed)]
        whole = b"".join(packed)
        told = {"window": dataclasses.astuple(window), "layers": layers, "crc": zlib.crc32(whole)}
        try:
            self._file.write(to_line({**told, "how": self._how}) + whole)
            self._file.flush()
        except OSError as error:
            raise self._unusable(error) from error

    def remove(self) -> None:
        """Remove the file: the map is written."""
        self.close()
        with suppress(OSError):  # it is of no use any more, but the map is there
            self._path.unlink()

    def close(self) -> None:
        """Leave the file, for a run that goes on."""
        with suppress(OSError):  # what a full disk did not take
            self._file.close()

    def _unusable(self, error: OSError) -> RasterError:
        return RasterError(
            f"'{self._path}' cannot be written: {error.strerror or error}.",
            "Choose a folder you may write to, on a disk with enough free space.",
        )


def noted_share(path: Path) -> float:
    """How much of its map a journal holds, 0 ... 1; 0 where there is none. Looks at no pixel."""
    done_px, total_px = 0, 0
    with suppress(OSError), open(path, "rb") as file:
        total_px = from_line(file.readline()).get("job", {}).get("pixels", 0)
        for line in iter(file.readline, b""):
            note = from_line(line)
            end = file.seek(sum(layer["bytes"] for layer in note.get("layers", ())), os.SEEK_CUR)
            if "window" in note and end <= os.fstat(file.fileno()).st_size:
                done_px += Window(*note["window"]).area_px
    return min(1.0, done_px / total_px) if total_px else 0.0


def _plain(values: Mapping[str, object]) -> object:
    """As JSON gives it back."""
    return json.loads(json.dumps(values))
