"""Where the engine runs is decided in one place, from the settings and from what is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rs_segmenter import dependencies, settings
from rs_segmenter.enginehome import apart_environ, engine_home, forget, missing_optional
from rs_segmenter.environment.places import MARK, packages_of, python_of
from rs_segmenter.packages import PACKAGES

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(autouse=True)
def no_managed_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RS_SEGMENTER_ENVIRONMENTS", str(tmp_path / "environments"))


def environment_in(folder: Path, *packages: str, whole: bool = True) -> Path:
    """Lay out an environment, with packages that are only folders."""
    site = folder / "lib/python3.12/site-packages"
    for package in packages:
        (site / package).mkdir(parents=True)
        (site / package / "__init__.py").touch()
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    (folder / "bin/python").touch()
    if whole:
        (folder / MARK).write_text("{}")
    return folder


def managed(name: str = "one", *packages: str, whole: bool = True) -> Path:
    folder = Path(os.environ["RS_SEGMENTER_ENVIRONMENTS"]) / name
    return environment_in(folder, *(packages or PACKAGES), whole=whole)


def test_here_the_engine_runs_in_qgis() -> None:
    home = engine_home()
    assert (home.place, home.ready) == ("qgis", True)
    assert home.report.ready and home.python
    assert home.environ["PYTHONPATH"] == dependencies.process_path()


def test_a_process_has_the_variables_of_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    engine_home()
    monkeypatch.setenv("RS_SEGMENTER_MODELS", "elsewhere")
    assert engine_home().environ["RS_SEGMENTER_MODELS"] == "elsewhere"


def test_the_settings_put_it_into_a_process_of_its_own_with_the_managed_environment() -> None:
    folder = managed()
    settings.set_engine_place("process")
    home = engine_home()
    assert (home.place, home.python) == ("process", folder / "bin/python")
    first, *_, last = home.environ["PYTHONPATH"].split(os.pathsep)
    assert first == str(folder / "lib/python3.12/site-packages")
    assert (Path(last) / "rs_segmenter/enginehome.py").is_file()
    assert home.reason == "The engine runs in a process of its own: so it is set."


def test_what_would_be_useful_is_looked_for_where_the_engine_runs() -> None:
    managed("one", *PACKAGES, "numba")
    assert missing_optional() == ()
    settings.set_engine_place("process")
    assert missing_optional() == ("openvino", "scikit-image")


def test_an_environment_that_is_not_whole_is_not_used() -> None:
    managed("half", whole=False)
    managed("other.part")
    settings.set_engine_place("process")
    assert (
        engine_home().python
        == Path(sys.exec_prefix) / f"bin/python{sys.version_info[0]}.{sys.version_info[1]}"
    )


def test_what_clashes_in_qgis_runs_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = managed()
    monkeypatch.setattr(dependencies, "check", lambda _: dependencies.Report(unsafe="clashes"))
    assert engine_home().python == folder / "bin/python"
    settings.set_engine_place("qgis")
    forget()
    home = engine_home()
    assert (home.place, home.report.unsafe) == ("nowhere", "clashes")


def test_a_probe_that_failed_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    managed()
    monkeypatch.setattr(dependencies, "_probe", lambda _: "they crash each other")
    assert engine_home().place == "qgis"
    assert engine_home(probe=True).place == "process"
    assert engine_home().place == "process"
    forget()
    assert engine_home().place == "qgis"


def test_a_chosen_environment_without_torch_is_told(tmp_path: Path) -> None:
    settings.set_environment(str(environment_in(tmp_path / "mine", "rasterio")))
    settings.set_engine_place("process")
    home = engine_home()
    assert (home.place, home.python) == ("nowhere", None)
    assert "torch" in home.report.missing and "rasterio" not in home.report.missing


def test_a_chosen_program_is_used(tmp_path: Path) -> None:
    program = environment_in(tmp_path / "mine", *PACKAGES) / "bin/python"
    settings.set_environment(str(program))
    settings.set_engine_place("process")
    assert engine_home().python == program


def test_an_environment_that_sees_the_packages_of_its_python_has_them(tmp_path: Path) -> None:
    home = environment_in(tmp_path / "home", "rasterio")
    mine = environment_in(tmp_path / "mine", "torch")
    (mine / "pyvenv.cfg").write_text(f"home = {home}/bin\ninclude-system-site-packages = true\n")
    assert packages_of(mine) == [f / "lib/python3.12/site-packages" for f in (mine, home)]
    (mine / "pyvenv.cfg").write_text(f"home = {home}/bin\ninclude-system-site-packages = false\n")
    assert packages_of(mine) == [mine / "lib/python3.12/site-packages"]


@pytest.mark.parametrize("program", ["bin/python", "bin/python3", "Scripts/python.exe", "python.exe"])
def test_the_program_of_an_environment_is_found(program: str, tmp_path: Path) -> None:
    (tmp_path / program).parent.mkdir(exist_ok=True)
    (tmp_path / program).touch()
    assert python_of(tmp_path) == python_of(tmp_path / program) == tmp_path / program


def test_another_python_hears_nothing_of_qgis_own_folders() -> None:
    environ = {
        "PATH": os.pathsep.join(["/opt/qgis/bin", "/usr/bin"]),
        "PYTHONHOME": "/opt/qgis/python",
        "PYTHONPATH": "/opt/qgis/python/plugins",
        "GDAL_DATA": "/opt/qgis/gdal",
        "PROJ_LIB": "/opt/qgis/proj",
        "HTTPS_PROXY": "http://proxy:8080",
    }
    given = dict(environ)
    assert apart_environ(environ, [Path("/opt/qgis")]) == {
        "PATH": "/usr/bin",
        "HTTPS_PROXY": "http://proxy:8080",
    }
    assert environ == given


def test_qgis_own_variables_stay_as_they_are(repository: Path) -> None:
    program = (
        "import os\n"
        "from qgis.core import QgsApplication\n"
        "from rs_segmenter import enginehome\n"
        "before = dict(os.environ)\n"
        "enginehome.engine_home()\n"
        "assert dict(os.environ) == before\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, cwd=repository
    )
    assert done.returncode == 0, done.stderr
