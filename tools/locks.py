"""Makes resources/locks/: every package of the engine's environment, exact, with hashes, per platform and build.

Usage: locks.py [UV]

PyPI has PyTorch for CUDA on Linux, for the CPU on Windows and for MPS on macOS. The other builds lie on PyTorch's own
index: they are named in a file of their own, without hashes, beside the lock of all other packages.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import tomllib

ROOT = Path(__file__).resolve().parent.parent
WANTED = ROOT / "requirements/environment.in"
LOCKS = ROOT / "resources/locks"
# The first decides the versions; each of the others must have wheels of them.
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "linux-x86_64": "x86_64-manylinux_2_28",
    "windows-x86_64": "x86_64-pc-windows-msvc",
    "macos-arm64": "aarch64-apple-darwin",
}
OLDEST_MACOS = "14.0"
ON_PYPI = {"linux-x86_64": "cuda", "windows-x86_64": "cpu", "macos-arm64": "mps"}
# Build -> PyTorch's index.
ELSEWHERE = {
    "linux-x86_64": {"cpu": "cpu", "cuda126": "cu126"},
    "windows-x86_64": {"cuda": "cu132", "cuda126": "cu126"},
    "macos-arm64": {},
}
# For `torch.compile` only, which nothing here calls; and the largest package but torch.
NOT_NEEDED = ("triton",)
OF_TORCH = re.compile(r"(torch|torchvision|nvidia-.*|cuda-.*)")
# Bytes on disk for each that is downloaded, as measured on Linux: 5.4 GB of 3.0 GB.
UNPACKED = 1.8
# Downloads of PyTorch's index, which is not asked.
INDEX_MB = {"cpu": 200, "cu126": 2600, "cu132": 1900}


def compiled(uv: str, platform: str, python: str, source: Path, *more: str) -> str:
    """What `uv pip compile` writes for a platform and a Python."""
    target = Path(tempfile.mkdtemp()) / "pylock.toml" if "pylock.toml" in more else None
    command = [
        uv,
        "pip",
        "compile",
        str(source),
        "--quiet",
        "--no-config",
        "--only-binary",
        ":all:",
        "--no-header",
    ]
    command += ["--no-annotate", "--python-version", python, "--python-platform", PLATFORMS[platform], *more]
    command += [f"--no-emit-package={name}" for name in NOT_NEEDED]
    command += ["--output-file", str(target)] if target else []
    environ = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": OLDEST_MACOS}
    done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return target.read_text(encoding="utf-8") if target else done.stdout


def download_bytes(pylock: str) -> dict[str, int]:
    """What each package's wheel weighs."""
    found = {}
    for package in tomllib.loads(pylock)["packages"]:
        (url, *_) = (wheel["url"] for wheel in package["wheels"])
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=60) as answer:
            found[package["name"]] = int(answer.headers["Content-Length"])
    return found


def requirements(text: str) -> dict[str, str]:
    """Every requirement with its hashes, by name."""
    parts = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)
    return {part.partition("==")[0]: part for part in parts if "==" in part}


def write_locks(uv: str, platform: str) -> None:
    """Write the locks of a platform."""
    text = compiled(uv, platform, PYTHONS[0], WANTED, "--generate-hashes")
    wanted = requirements(text)
    with tempfile.TemporaryDirectory() as room:
        pinned = Path(room, "pinned.in")
        pinned.write_text(re.sub(r"[ \\\n]+--hash=\S+", "", text), encoding="utf-8")
        for python in PYTHONS[1:]:
            compiled(uv, platform, python, pinned, "--no-deps")
        sizes = download_bytes(
            compiled(uv, platform, PYTHONS[1], pinned, "--no-deps", "--format", "pylock.toml")
        )
    write(platform, ON_PYPI[platform], wanted, sum(sizes.values()) / 1e6)
    others = {name: text for name, text in wanted.items() if not OF_TORCH.fullmatch(name)}
    others_mb = sum(sizes[name] for name in others) / 1e6
    for build, index in ELSEWHERE[platform].items():
        write(platform, build, others, others_mb + INDEX_MB[index])
        versions = [re.match(rf"{name}==[^ ]+", wanted[name])[0] for name in ("torch", "torchvision")]
        lines = [
            "# Not on PyPI, and without hashes: to be installed after the lock of the same name.",
            f"--index-url https://download.pytorch.org/whl/{index}",
            *(f"{version}+{index}" for version in versions),
        ]
        (LOCKS / f"{platform}-{build}.index.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write(platform: str, build: str, wanted: dict[str, str], download_mb: float) -> None:
    """Write one lock."""
    head = (
        f"# Made by tools/locks.py of requirements/environment.in; install with --no-deps.\n"
        f"# python: {' '.join(PYTHONS)}\n# download_mb: {download_mb:.0f}\n# disk_mb: {download_mb * UNPACKED:.0f}\n"
    )
    (LOCKS / f"{platform}-{build}.txt").write_text(head + "".join(wanted.values()), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Write all locks anew."""
    uv = arguments[0] if arguments else "uv"
    LOCKS.mkdir(exist_ok=True)
    for old in LOCKS.glob("*.txt"):
        old.unlink()
    for platform in PLATFORMS:
        write_locks(uv, platform)
    with tempfile.TemporaryDirectory() as room:
        source = Path(room, "uv.in")
        version = subprocess.run(
            [uv, "--version"], capture_output=True, text=True, check=True
        ).stdout.split()[1]
        source.write_text(f"uv=={version}\n", encoding="utf-8")
        text = compiled(uv, "linux-x86_64", PYTHONS[0], source, "--generate-hashes")
        (LOCKS / "uv.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
