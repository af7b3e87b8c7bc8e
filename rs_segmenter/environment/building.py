"""An environment made, whole or not at all: built beside its place, tried, then renamed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..engine.atomic import write_text
from ..engine.jsonline import from_line
from ..engine.version import read_version
from ..i18n import tr
from .claim import claim
from .faults import Fault, SetUpError, fault_of
from .network import without_secrets
from .output import Downloads
from .places import MARK, PART
from .running import run
from .steps import Setup, child_environ, create_commands, install_commands, program_in, uv_commands, uv_in
from .sweeping import discard, put_in_place, sweep, sweep_parts

_TAIL = 60
_PROBE = (
    "import importlib, json, sys\n"
    "for name in sys.argv[1:]: importlib.import_module(name)\n"
    "torch = sys.modules.get('torch')\n"
    "gpu = bool(torch) and (torch.cuda.is_available() or torch.backends.mps.is_available())\n"
    "print(json.dumps({'python': sys.version.split()[0], 'torch': getattr(torch, '__version__', ''), 'gpu': gpu}))\n"
)


@dataclass
class Watch:
    """Who looks on.

    Attributes:
        log: Takes each line.
        show: Takes what is being done, and how much of it is done, 0 to 1.
        cancelled: Asked a few times a second.
    """

    log: Callable[[str], None] = lambda line: None
    show: Callable[[str, float], None] = lambda text, done: None
    cancelled: Callable[[], bool] = lambda: False
    said: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        """Pass a line on, without passwords."""
        line = without_secrets(line)
        self.said = [*self.said, line][-_TAIL:]
        self.log(line)


def build(setup: Setup, watch: Watch, environ: Mapping[str, str] | None = None) -> Path:
    """Make the environment anew; one that is there is replaced at the end.

    What was downloaded stays after a failure, so that the next try goes on from there.

    Args:
        setup: What is to be made.
        watch: Who looks on.
        environ: Environment variables of the commands; None: those of this process.

    Returns:
        Its folder.

    Raises:
        SetUpError: When that fails; its fault says why and what to do.
        Cancelled: When that was wished.
    """
    variables = child_environ(setup, os.environ if environ is None else environ)
    part = _part(setup, setup.name)
    try:
        with claim(setup.folder):
            sweep_parts(setup.folder)
            _check_room(setup)
            setup = _with_uv(setup, watch, variables)
            _create(setup, part, watch, variables)
            _install(setup, part, watch, variables)
            _try_out(setup, part, watch, variables)
            put_in_place(part, setup.target)
            sweep(setup.folder, setup.target)
    except OSError as error:
        raise SetUpError(fault_of(str(error)), str(error)) from error
    finally:
        discard(part)
    watch.show(tr("Done"), 1.0)
    return setup.target


def _part(setup: Setup, name: str) -> Path:
    """Where something is made: not where an installer that outlived its QGIS is still at work."""
    return setup.folder / f"{name}.{os.getpid()}{PART}"


def _check_room(setup: Setup) -> None:
    free_mb = shutil.disk_usage(setup.folder).free / 1e6
    needed_mb = setup.lock.disk_mb + setup.lock.download_mb
    if free_mb < needed_mb:
        cause = tr("There are {:.1f} GB free on the disk of '{}', and {:.1f} GB are needed for a while.")
        remedy = tr("Free some space, or move the folder with RS_SEGMENTER_ENVIRONMENTS, then try again.")
        raise SetUpError(
            Fault("disk full", cause.format(free_mb / 1e3, setup.folder, needed_mb / 1e3), remedy)
        )


def _with_uv(setup: Setup, watch: Watch, environ: Mapping[str, str]) -> Setup:
    """The set-up with uv, where it can be had; without, pip serves."""
    place = setup.folder / "tools"
    uv = setup.uv or uv_in(place)
    if uv is None:
        watch.show(tr("Getting the installer uv"), 0.0)
        room = _part(setup, "tools")
        for commands in uv_commands(setup, room):
            discard(room)
            if all(_succeeds(command, environ, watch) for command in commands) and uv_in(room):
                put_in_place(room, place)
                uv = uv_in(place)
                break
        discard(room)
    if uv is not None and not _succeeds([str(uv), "--version"], environ, watch):
        uv = None  # a security program may forbid it
    watch.tell(tr("Installer: {}").format(uv or "pip"))
    return replace(setup, uv=uv)


def _succeeds(command: Sequence[str], environ: Mapping[str, str], watch: Watch) -> bool:
    try:
        return _run(command, environ, watch) == 0
    except OSError as error:
        watch.tell(str(error))
        return False


def _run(command: Sequence[str], environ: Mapping[str, str], watch: Watch) -> int:
    watch.tell("> " + " ".join(command))
    return run(command, environ, watch.tell, watch.cancelled)


def _create(setup: Setup, part: Path, watch: Watch, environ: Mapping[str, str]) -> None:
    watch.show(tr("Making an empty environment"), 0.02)
    ways = create_commands(setup, part)
    if not ways:
        cause = tr("The engine needs Python {}, which this QGIS does not have.").format(
            ", ".join(setup.lock.pythons)
        )
        remedy = tr(
            "Connect to the network, so that one can be fetched, or choose one with 'Use this Python'."
        )
        raise SetUpError(Fault("no python", cause, remedy))
    first: Fault | None = None
    for command in ways:
        discard(part)
        watch.said.clear()
        if _succeeds(command, environ, watch):
            return
        first = first or fault_of("\n".join(watch.said))
    raise SetUpError(first or fault_of(""), "\n".join(watch.said))


def _install(setup: Setup, part: Path, watch: Watch, environ: Mapping[str, str]) -> None:
    downloads = Downloads()

    def follow(line: str) -> None:
        watch.tell(line)
        downloads.read(line)
        done = min(downloads.done_mb / max(setup.lock.download_mb, 1), 1.0)
        watch.show(downloads.doing or tr("Looking for packages"), 0.05 + 0.8 * done)

    for command in install_commands(setup, part):
        watch.said.clear()
        watch.tell("> " + " ".join(command))
        if run(command, environ, follow, watch.cancelled):
            said = "\n".join(watch.said[1:])
            raise SetUpError(fault_of(said), said)


def try_modules(
    python: Path, environ: Mapping[str, str], modules: Sequence[str], watch: Watch, *flags: str
) -> dict[str, object]:
    """Import what the engine needs in another process.

    Args:
        python: The program.
        environ: All environment variables.
        modules: What to import.
        watch: Who looks on.
        flags: Of the program.

    Returns:
        Versions of Python and torch, and whether torch finds a GPU.

    Raises:
        SetUpError: When something cannot be imported.
        Cancelled: When that was wished.
    """
    watch.show(tr("Trying the engine"), 0.9)
    watch.said.clear()
    if run([str(python), *flags, "-c", _PROBE, *modules], environ, watch.tell, watch.cancelled):
        said = "\n".join(watch.said)
        raise SetUpError(fault_of(said), said)
    # Modules may have the last word.
    return next(filter(None, map(from_line, reversed(watch.said))), {})


def _try_out(setup: Setup, part: Path, watch: Watch, environ: Mapping[str, str]) -> None:
    """Import everything, then mark the environment as whole."""
    # Isolated: nothing of QGIS is seen.
    found = try_modules(program_in(part, "python"), environ, setup.modules, watch, "-I")
    size = sum(f.lstat().st_size for f in part.rglob("*") if f.is_file())
    facts = {
        **found,
        "plugin": read_version(),
        "build": setup.lock.build,
        "lock": setup.lock.digest,
        "installer": "uv" if setup.uv else "pip",
        "size_mb": round(size / 1e6),
    }
    write_text(part / MARK, json.dumps(facts, indent=2))
