"""An environment is made whole or not at all, by uv or by pip, however often it is interrupted."""

from __future__ import annotations

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from rs_segmenter.engine.errors import Cancelled
from rs_segmenter.environment.building import Watch, build, try_modules
from rs_segmenter.environment.claim import claim
from rs_segmenter.environment.faults import SetUpError
from rs_segmenter.environment.places import (
    MARK,
    environments_folder,
    managed_environment,
    packages_of,
    python_of,
)
from rs_segmenter.environment.sweeping import remove_all

from .conftest import MakeSetup, write_wheel

pytestmark = pytest.mark.usefixtures("tools_without_network")


def answer(environment: Path) -> str:
    """What the wheel in an environment says."""
    command = [str(python_of(environment)), "-I", "-c", "import tinywheel; print(tinywheel.ANSWER)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def leftovers(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir() if place.name.endswith((".part", ".old")))


@pytest.mark.parametrize("by", ["uv", "pip"])
def test_an_environment_is_made_from_a_folder_of_wheels(by: str, make_setup: MakeSetup) -> None:
    shown: list[tuple[str, float]] = []
    lines: list[str] = []
    setup = make_setup(by)
    if by == "pip":
        # It asks for uv first, and goes on without.
        assert setup.uv is None
    environment = build(setup, Watch(lines.append, lambda text, done: shown.append((text, done))))
    assert environment == managed_environment() == environments_folder() / setup.name
    assert answer(environment) == "42"
    facts = json.loads((environment / MARK).read_text())
    assert (facts["installer"], facts["build"], facts["lock"]) == (by, "cpu", setup.lock.digest)
    assert packages_of(environment)[0].is_relative_to(environment)
    assert [done for _, done in shown] == sorted(done for _, done in shown) and shown[-1] == ("Done", 1.0)
    assert any(line.startswith("> ") and "tiny-cpu.txt" in line for line in lines)


def test_what_qgis_has_on_its_path_is_installed_all_the_same(
    make_setup: MakeSetup, wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By pip, which asks the path of modules for what is installed already."""
    with zipfile.ZipFile(next(wheels.glob("tinywheel*"))) as wheel:
        wheel.extractall(tmp_path / "qgis")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "qgis"))
    assert answer(build(make_setup("pip"), Watch())) == "42"


def test_what_a_module_says_in_the_end_does_not_hide_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "talkative.py").write_text("import atexit\natexit.register(print, 'good bye')\n")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    found = try_modules(Path(sys.executable), environ, ["talkative"], Watch())
    assert found["python"] == platform.python_version()
    assert leftovers(environments_folder()) == []
    assert not (environments_folder() / "cache").exists()


def test_interrupted_at_every_line_and_repeated_it_comes_to_its_end(make_setup: MakeSetup) -> None:
    setup = make_setup()
    lines: list[str] = []
    build(setup, Watch(lines.append))
    remove_all(setup.folder)
    for stop_after in range(1, len(lines)):
        seen: list[str] = []
        watch = Watch(seen.append, cancelled=lambda stop=stop_after, seen=seen: len(seen) >= stop)
        with pytest.raises(Cancelled):
            build(setup, watch)
        assert managed_environment() is None
        assert leftovers(setup.folder) == []
    assert answer(build(setup, Watch())) == "42"


def test_a_killed_qgis_leaves_nothing_that_matters(
    make_setup: MakeSetup, wheels: Path, repository: Path
) -> None:
    setup = make_setup()
    write_wheel(wheels, "sleepy", "import time; time.sleep(60)")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from rs_segmenter.environment.building import Watch, build\n"
        "from rs_segmenter.environment.locks import read_lock\n"
        "from rs_segmenter.environment.steps import Setup\n"
        "name, *paths = sys.argv[1:]\n"
        "folder, lock, base, uv, wheels = map(Path, paths)\n"
        "setup = Setup(folder, name, read_lock(lock), ('tinywheel', 'sleepy'), base, uv=uv, wheels=wheels)\n"
        "build(setup, Watch(lambda line: print(line, flush=True)))\n"
    )
    paths = (setup.folder, setup.lock.file, setup.base, setup.uv, setup.wheels)
    command = [sys.executable, "-c", program, setup.name, *map(str, paths)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=repository)
    next(line for line in process.stdout if b"venv" in line)
    end = time.monotonic() + 60
    while not leftovers(setup.folder) and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    (left,) = leftovers(setup.folder)
    assert managed_environment() is None
    lines: list[str] = []
    assert answer(build(setup, Watch(lines.append))) == "42"
    assert not any(left in line for line in lines), "what was started by the other may still be at work there"
    assert leftovers(setup.folder) == []


def test_a_program_that_is_killed_is_told(tmp_path: Path) -> None:
    (tmp_path / "fragile.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    with pytest.raises(SetUpError) as caught:
        try_modules(Path(sys.executable), {"PYTHONPATH": str(tmp_path)}, ["fragile"], Watch())
    assert caught.value.fault.name == "ended"


def test_a_failure_leaves_the_environment_that_is_there(make_setup: MakeSetup) -> None:
    setup = make_setup()
    build(setup, Watch())
    with pytest.raises(SetUpError) as caught:
        build(replace(setup, modules=("tinywheel", "torch")), Watch())
    assert "No module named 'torch'" in caught.value.said
    assert answer(managed_environment()) == "42"
    assert leftovers(setup.folder) == []


def test_a_damaged_environment_is_repaired_by_making_it_again(make_setup: MakeSetup) -> None:
    setup = make_setup()
    environment = build(setup, Watch())
    (packages_of(environment)[0] / "tinywheel.py").unlink()
    assert answer(build(setup, Watch())) == "42"


def test_an_environment_that_lost_its_python_counts_as_none(make_setup: MakeSetup) -> None:
    environment = build(make_setup(), Watch())
    for program in (environment / "bin").glob("python*"):
        program.unlink()
    assert managed_environment() is None


def test_old_environments_and_leftovers_are_swept(make_setup: MakeSetup) -> None:
    setup = make_setup()
    build(replace(setup, name="py310-x86_64-cpu-old"), Watch())
    for name in ("gone.part", "gone.old", "mine"):
        (setup.folder / name).mkdir()
    environment = build(setup, Watch())
    assert {p.name for p in setup.folder.iterdir() if p.is_dir()} == {environment.name, "mine"}


def test_two_at_once_do_not_meet(make_setup: MakeSetup, repository: Path) -> None:
    setup = make_setup()
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from rs_segmenter.environment.claim import claim\n"
        "with claim(Path(sys.argv[1])):\n"
        "    print('mine', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(setup.folder)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=repository)
    assert other.stdout.readline() == b"mine\n"
    with pytest.raises(SetUpError) as caught:
        build(setup, Watch())
    assert caught.value.fault.name == "busy"
    other.kill()  # the claim ends with it
    other.communicate()
    assert answer(build(setup, Watch())) == "42"


def test_a_claim_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="oops"), claim(tmp_path):
        raise ValueError("oops")
    with claim(tmp_path):
        pass


def test_a_full_disk_is_told_before_anything_is_downloaded(make_setup: MakeSetup) -> None:
    setup = make_setup()
    setup = replace(setup, lock=replace(setup.lock, disk_mb=10**9))
    with pytest.raises(SetUpError) as caught:
        build(setup, Watch())
    assert caught.value.fault.name == "disk full"
    assert str(setup.folder) in caught.value.fault.cause


@pytest.mark.parametrize("by", ["uv", "pip"])
def test_a_folder_without_the_wheels_is_told(by: str, make_setup: MakeSetup, tmp_path: Path) -> None:
    setup = make_setup(by)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SetUpError) as caught:
        build(replace(setup, wheels=tmp_path / "empty"), Watch())
    assert caught.value.fault.name in ("wheel missing", "no wheel")


@pytest.mark.parametrize("by", ["uv", "pip"])
def test_without_a_network_that_is_told_and_what_is_there_stays(by: str, make_setup: MakeSetup) -> None:
    build(make_setup(by), Watch())
    with socket.create_server(("127.0.0.1", 0)) as closing:
        nobody = f"http://127.0.0.1:{closing.getsockname()[1]}/simple"
    environ = {**os.environ, "PIP_INDEX_URL": nobody, "UV_DEFAULT_INDEX": nobody, "UV_HTTP_RETRIES": "0"}
    with pytest.raises(SetUpError) as caught:
        build(make_setup(by, wheels=None), Watch(), environ)
    assert caught.value.fault.name == "network", caught.value.said
    assert answer(managed_environment()) == "42"
    assert leftovers(environments_folder()) == []


@pytest.mark.parametrize("by", ["uv", "pip"])
def test_a_wheel_that_is_not_the_published_one_is_refused(
    by: str, make_setup: MakeSetup, wheels: Path
) -> None:
    setup = make_setup(by)
    write_wheel(wheels, "tinywheel", "ANSWER = 'evil'\n")
    with pytest.raises(SetUpError) as caught:
        build(setup, Watch())
    assert caught.value.fault.name == "hash"
    assert managed_environment() is None


def test_without_any_python_it_is_told_plainly(make_setup: MakeSetup) -> None:
    with pytest.raises(SetUpError) as caught:
        build(make_setup("pip", base=None), Watch())
    assert caught.value.fault.name == "no python"
    assert "3.11, 3.12, 3.13" in caught.value.fault.cause


def test_where_uv_may_not_run_pip_serves(make_setup: MakeSetup, tmp_path: Path) -> None:
    forbidden = tmp_path / "uv"
    forbidden.write_text("not allowed")
    environment = build(make_setup(uv=forbidden), Watch())
    assert json.loads((environment / MARK).read_text())["installer"] == "pip"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_protected_folder_is_told(make_setup: MakeSetup) -> None:
    setup = make_setup()
    setup.folder.mkdir()
    setup.folder.chmod(0o500)
    with pytest.raises(SetUpError) as caught:
        build(setup, Watch())
    assert caught.value.fault.name == "permission"


def test_a_place_that_is_a_file_is_told(make_setup: MakeSetup) -> None:
    setup = make_setup()
    setup.folder.write_text("a file")
    with pytest.raises(SetUpError):
        build(setup, Watch())


def test_nothing_of_this_process_is_changed(make_setup: MakeSetup) -> None:
    before = dict(os.environ), list(sys.path), set(sys.modules)
    build(make_setup(), Watch())
    assert dict(os.environ) == before[0]
    assert sys.path == before[1]
    assert before[2] <= set(sys.modules)


def test_all_is_removed_when_that_is_wished(make_setup: MakeSetup) -> None:
    setup = make_setup()
    build(setup, Watch())
    remove_all(setup.folder)
    assert managed_environment() is None
    assert [p for p in setup.folder.iterdir() if p.is_dir()] == []
    remove_all(setup.folder / "never was")
