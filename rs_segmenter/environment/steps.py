"""The commands that make an environment, by uv or by venv and pip: lists of arguments, nothing is run here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .locks import UV_LOCK, Lock

# What uv fetches where QGIS's Python does not serve.
PYTHON = "3.12"


@dataclass(frozen=True)
class Setup:
    """What is to be set up, and with what.

    Attributes:
        folder: Folder of the environments.
        name: The environment's own, in that folder.
        lock: The packages.
        modules: What the finished environment must be able to import.
        base: QGIS's Python, or another one to build on; None where there is none that serves.
        host: QGIS's Python whatever its version: it only fetches uv; None where there is none.
        base_first: Whether to build on that one where uv could also fetch one.
        uv: The program; None where it is still to be had.
        wheels: Folder to install from without a network; None: from the network.
        variables: More environment variables for the commands: proxy and certificates.
    """

    folder: Path
    name: str
    lock: Lock
    modules: tuple[str, ...]
    base: Path | None = None
    host: Path | None = None
    base_first: bool = True
    uv: Path | None = None
    wheels: Path | None = None
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> Path:
        """The environment's folder."""
        return self.folder / self.name

    @property
    def cache(self) -> Path:
        """Folder of what has been downloaded: an interrupted set-up goes on from it."""
        return self.folder / "cache"


def child_environ(setup: Setup, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment variables of the commands."""
    # What lies on QGIS's path, pip would take for installed.
    inherited = {name: value for name, value in environ.items() if name != "PYTHONPATH"}
    return {
        **inherited,
        "UV_CACHE_DIR": str(setup.cache),
        "UV_PYTHON_INSTALL_DIR": str(setup.folder / "python"),
        "UV_NO_PROGRESS": "1",
        "PIP_CACHE_DIR": str(setup.cache / "pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_RETRIES": "3",  # with none, pip does not say why it finds nothing
        "PYTHONUTF8": "1",
        **setup.variables,
    }


def uv_commands(setup: Setup, room: Path) -> list[list[list[str]]]:
    """Ways to get uv into a folder that does not exist yet, each some commands; it then is where `uv_in` says."""
    if setup.host is None or (setup.wheels and not any(setup.wheels.glob("uv-*.whl"))):
        return []
    host, install = str(setup.host), ["-m", "pip", "install", "--no-deps", *_from(setup.wheels)]
    wanted = ["--require-hashes", "-r", str(UV_LOCK)]
    return [
        [[host, "-m", "venv", str(room)], [str(program_in(room, "python")), *install, *wanted]],
        [[host, *install, "--target", str(room), *wanted]],
    ]


def create_commands(setup: Setup, part: Path) -> list[list[str]]:
    """Ways to make an empty environment, the best first."""
    if setup.uv is None:
        return [[str(setup.base), "-m", "venv", str(part)]] if setup.base else []
    make = [str(setup.uv), "venv", "--no-project", "--relocatable", str(part), "--python"]
    bases = [str(setup.base)] if setup.base else []
    # Without a network none can be fetched.
    fetched = [PYTHON] if not (setup.wheels and bases) else []
    pythons = bases + fetched if setup.base_first else fetched + bases
    return [[*make, python] for python in pythons]


def install_commands(setup: Setup, part: Path) -> list[list[str]]:
    """What puts the packages in: first those with hashes, then those of PyTorch's own index."""
    python = str(program_in(part, "python"))
    if setup.uv is None:
        install = [python, "-m", "pip", "install", "--progress-bar", "off", "--only-binary", ":all:"]
    else:
        install = [str(setup.uv), "pip", "install", "--python", python, "--only-binary", ":all:"]
    install += _from(setup.wheels)
    locked = [*install, "--no-deps", "--require-hashes", "-r", str(setup.lock.file)]
    others = [[*install, "-r", str(setup.lock.index)]] if setup.lock.index else []
    return [locked, *others]


def _from(wheels: Path | None) -> list[str]:
    return ["--no-index", "--find-links", str(wheels)] if wheels else []


def program_in(environment: Path, name: str, windows: bool = os.name == "nt") -> Path:
    """A program of an environment."""
    return environment / "Scripts" / f"{name}.exe" if windows else environment / "bin" / name


def uv_in(room: Path, windows: bool = os.name == "nt") -> Path | None:
    """The uv that one of `uv_commands` has put there; None where none has."""
    name = "uv.exe" if windows else "uv"
    places = (room / "Scripts" / name, room / "bin" / name)
    return next((place for place in places if place.is_file()), None)
