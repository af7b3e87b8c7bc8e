"""What is built on which Python; Windows, macOS, Flatpak and Snap are tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsSettings

from rs_segmenter.engine.interpreter import candidates
from rs_segmenter.environment.places import environment_name, environments_folder
from rs_segmenter.environment.planning import find_uv, plan, stays
from rs_segmenter.environment.steps import create_commands, install_commands, uv_commands
from rs_segmenter.qgisnetwork import network_variables

from .conftest import MakeSetup

PIP_PROXY = "http://me:p%40ss@proxy.firm:3128"


@pytest.mark.parametrize(
    ("system", "environ", "answer"),
    [
        ("Linux", {}, True),
        ("Linux", {"FLATPAK_ID": "org.qgis.qgis"}, False),
        ("Linux", {"SNAP": "/snap/qgis/1"}, False),
        ("Linux", {"APPIMAGE": "/home/me/QGIS.AppImage"}, False),
        ("Windows", {}, False),
        ("Darwin", {}, False),
    ],
)
def test_an_environment_stands_on_the_systems_python_only(
    system: str, environ: dict[str, str], answer: bool
) -> None:
    assert stays(system, environ) is answer


# system, sys.exec_prefix, sys.executable, environment variables, what lies on disk, which is taken
LAYOUTS = [
    ("Linux", "/usr", "/usr/bin/qgis", {}, ["/usr/bin/python3.12", "/usr/bin/python3"], "/usr/bin/python3.12"),
    ("Linux", "/app", "/usr/bin/python3", {"FLATPAK_ID": "x"}, ["/usr/bin/python3"], "/usr/bin/python3"),
    ("Linux", "/snap/qgis/1/usr", "", {"SNAP": "/snap/qgis/1"}, ["/snap/qgis/1/usr/bin/python3"],
     "/snap/qgis/1/usr/bin/python3"),
    ("Linux", "/opt/conda", "/opt/conda/bin/qgis", {}, ["/opt/conda/bin/python3.12"], "/opt/conda/bin/python3.12"),
    ("Windows", r"C:\OSGeo4W\apps\Python312", r"C:\OSGeo4W\bin\qgis-bin.exe", {"OSGEO4W_ROOT": r"C:\OSGeo4W"},
     [r"C:\OSGeo4W\apps\Python312\python.exe", r"C:\OSGeo4W\bin\python3.exe"],
     r"C:\OSGeo4W\apps\Python312\python.exe"),
    ("Windows", r"C:\Program Files\QGIS 3.40\apps\missing", r"C:\Program Files\QGIS 3.40\bin\qgis-ltr-bin.exe",
     {"OSGEO4W_ROOT": r"C:\Program Files\QGIS 3.40"},
     [r"C:\Program Files\QGIS 3.40\apps\Python312\python.exe"],
     r"C:\Program Files\QGIS 3.40\apps\Python312\python.exe"),
    ("Windows", r"C:\conda\envs\q", r"C:\conda\envs\q\Library\bin\qgis.exe", {},
     [r"C:\conda\envs\q\python.exe"], r"C:\conda\envs\q\python.exe"),
    ("Darwin", "/Applications/QGIS.app/Contents/MacOS", "/Applications/QGIS.app/Contents/MacOS/QGIS", {},
     ["/Applications/QGIS.app/Contents/MacOS/bin/python3"], "/Applications/QGIS.app/Contents/MacOS/bin/python3"),
    ("Darwin", "/Applications/QGIS.app/Contents/Frameworks", "/Applications/QGIS.app/Contents/MacOS/QGIS", {},
     ["/Applications/QGIS.app/Contents/Frameworks/Python.framework/Versions/3.12/bin/python3.12"],
     "/Applications/QGIS.app/Contents/Frameworks/Python.framework/Versions/3.12/bin/python3.12"),
    ("Darwin", "/Applications/QGIS-final-4_0_3.app/Contents/Frameworks",
     "/Applications/QGIS-final-4_0_3.app/Contents/MacOS/QGIS-final-4_0_3", {},
     ["/Applications/QGIS-final-4_0_3.app/Contents/MacOS/python3.12"],
     "/Applications/QGIS-final-4_0_3.app/Contents/MacOS/python3.12"),
    ("Darwin", "/Applications/QGIS.app/Contents/Frameworks", "/Applications/QGIS.app/Contents/MacOS/QGIS", {}, [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("system", "prefix", "executable", "environ", "there", "taken"), LAYOUTS)
def test_the_interpreter_is_found_where_the_program_is_qgis(
    system: str, prefix: str, executable: str, environ: dict[str, str], there: list[str], taken: str
) -> None:
    places = [str(p) for p in candidates(system, prefix, executable, (3, 12, 3), environ)]
    assert next((place for place in places if place in there), "") == taken


def test_names_are_short_and_tell_python_machine_build_and_lock() -> None:
    assert (
        environment_name("3.12", "windows-x86_64", "cuda126", "abcdef0123") == "py312-x86_64-cuda126-abcdef01"
    )


def test_a_snap_keeps_it_where_updates_do_not_copy_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RS_SEGMENTER_ENVIRONMENTS")
    monkeypatch.setenv("SNAP_USER_COMMON", "/home/me/snap/qgis/common")
    assert environments_folder() == Path("/home/me/snap/qgis/common/rs-segmenter/environments")


def test_here_it_is_built_on_the_systems_python(make_setup: MakeSetup) -> None:
    setup = plan(make_setup().lock)
    assert setup.base_first and setup.base
    assert setup.name.startswith("py311-") or setup.name.startswith("py31")


def test_elsewhere_a_python_is_fetched_first_and_qgis_own_serves_where_that_fails(
    make_setup: MakeSetup,
) -> None:
    setup = replace(make_setup(uv=Path("uv")), base_first=False, wheels=None)
    assert [c[-1] for c in create_commands(setup, Path("x.part"))] == ["3.12", "/usr/bin/python3"]
    assert [c[-1] for c in create_commands(replace(setup, base=None), Path("x.part"))] == ["3.12"]
    assert [c[-1] for c in create_commands(replace(setup, base_first=True), Path("x.part"))] == [
        "/usr/bin/python3",
        "3.12",
    ]


def test_without_a_network_no_python_is_fetched_where_there_is_one(make_setup: MakeSetup) -> None:
    assert [c[-1] for c in create_commands(make_setup(uv=Path("uv")), Path("x.part"))] == ["/usr/bin/python3"]


def test_packages_are_exact_hashed_and_never_built(make_setup: MakeSetup) -> None:
    for by in ("uv", "pip"):
        (command,) = install_commands(make_setup(by), Path("x.part"))
        for option in ("--require-hashes", "--no-deps", "--only-binary", "--no-index"):
            assert option in command
    setup = make_setup("pip", wheels=None)
    locked, from_pytorch = install_commands(
        replace(setup, lock=replace(setup.lock, index=Path("a.index.txt"))), Path("x.part")
    )
    assert "--require-hashes" in locked and "--no-index" not in locked
    assert from_pytorch[-2:] == ["-r", "a.index.txt"] and "--require-hashes" not in from_pytorch


def test_the_installer_is_hashed_too_and_not_looked_for_where_it_cannot_be(make_setup: MakeSetup) -> None:
    ways = uv_commands(make_setup("pip", wheels=None), Path("tools.part"))
    assert len(ways) == 2 and all("--require-hashes" in way[-1] for way in ways)
    assert uv_commands(make_setup("pip"), Path("tools.part")) == []
    assert uv_commands(make_setup("pip", host=None, wheels=None), Path("tools.part")) == []


def test_a_python_that_is_too_old_for_the_engine_fetches_uv_all_the_same(make_setup: MakeSetup) -> None:
    assert len(uv_commands(make_setup("pip", base=None, wheels=None), Path("tools.part"))) == 2


def test_the_users_own_uv_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_uv({"PATH": str(tmp_path)}) is None
    program = tmp_path / ".local/bin/uv"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    assert find_uv({"PATH": ""}) == program


@pytest.mark.usefixtures("qgis_app")
def test_qgis_proxy_reaches_the_commands(tmp_path: Path) -> None:
    said = {
        "proxyEnabled": True,
        "proxyType": "HttpProxy",
        "proxyHost": "proxy.firm",
        "proxyPort": "3128",
        "proxyUser": "me",
        "proxyPassword": "p@ss",
        "noProxyUrls": ["http://intra.firm"],
    }
    for key, value in said.items():
        QgsSettings().setValue(f"proxy/{key}", value)
    try:
        found = network_variables(tmp_path)
    finally:
        QgsSettings().remove("proxy")
    assert found["HTTPS_PROXY"] == PIP_PROXY
    assert found["NO_PROXY"] == "intra.firm"
    assert found["UV_SYSTEM_CERTS"] == "1"
    assert "HTTPS_PROXY" not in network_variables(tmp_path)
