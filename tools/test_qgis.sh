#!/usr/bin/env bash
# The plugin's tests on another QGIS, in a Debian of its own that is made once (4 GB, as root) and kept in a cache.
# Usage: tools/test_qgis.sh VERSION [PYTEST ARGUMENT...]; without arguments: all of the plugin, a part of the engine.
# Each step is done whole or done again, so it can be stopped. Its mounts are private: removing its folder is safe.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1:-}
case $version in
    3.40) suite=trixie script=trixie ;; # Debian 13: Python 3.13, numpy 2.2, GDAL 3.10
    3.44) suite=forky script=sid ;;     # Debian testing: Python 3.14, numpy 2.4, GDAL 3.13
    *) echo "make test-qgis VERSION=3.40 or VERSION=3.44; 3.22 is what make test runs" >&2 && exit 2 ;;
esac
shift
root=${XDG_CACHE_HOME:-$HOME/.cache}/rs-segmenter-test-qgis/$version
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
cuda=$(echo "$PWD"/.venv/lib/python3*/site-packages/nvidia)

if ((EUID)); then
    echo "A Debian in a folder takes root: sudo make test-qgis VERSION=$version" >&2
    exit 1
elif [[ ! -d $cuda ]]; then
    echo "PyTorch's CUDA libraries are taken from .venv: make setup" >&2
    exit 1
fi

packages=(qgis python3-qgis python3-rasterio python3-fiona python3-pyproj python3-scipy python3-matplotlib
    python3-skimage python3-pil python3-yaml python3-jinja2 python3-venv python3-pyqt6 pyqt6-dev-tools proj-bin ca-certificates
    xvfb xauth libgl1-mesa-dri fonts-dejavu-core)
# Debian's scikit-image fits its numpy, pydensecrf2 needs a compiler, CUDA is .venv's, the rest checks the source.
elsewhere='^(nvidia|cuda|scikit-image|pydensecrf2|mypy|ast_serialize|librt|ruff|bandit|detect-secrets|flake8)'

inside() { # run a command in the other Debian
    local -a kept=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
        DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1)
    local name
    for name in http_proxy https_proxy no_proxy; do [[ -z ${!name:-} ]] || kept+=("$name=${!name}"); done
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child bash -ec '
        root=$1 cuda=$2 data=$3; shift 3
        mount -t proc proc "$root/proc"
        mount --rbind /sys "$root/sys"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs tmpfs "$root/dev/shm"
        for target in "$root"/venv/lib/python3*/site-packages; do
            [[ -d $target ]] || continue
            mkdir -p "$target/nvidia"
            mount --bind -o ro "$cuda" "$target/nvidia"
        done
        [[ ! -d $data ]] || { mkdir -p "$root/src/shared/data" && mount --bind -o ro "$data" "$root/src/shared/data"; }
        # No exec: bash stays the first process in there, and reaps those that a test leaves without a parent.
        chroot "$root" env -i "$@"
        exit' - "$root" "$cuda" "$PWD/../shared/data" "${kept[@]}" "$@"
}

mkdir -p "$(dirname "$root")"
exec 9>"$root.lock"
flock 9 # one run at a time: each lays out the working tree anew

if [[ ! -d $root ]]; then
    echo "QGIS $version 1/4: Debian $suite into $root"
    command -v debootstrap >/dev/null || apt-get install -y -q debootstrap
    rm -rf "$root.part" && mkdir -p "$root.part"
    debootstrap --variant=minbase "$suite" "$root.part" "$mirror" "/usr/share/debootstrap/scripts/$script" >"$root.log" ||
        { tail -5 "$root.log" >&2 && exit 1; }
    printf '#!/bin/sh\nexit 101\n' >"$root.part/usr/sbin/policy-rc.d" # no service is ever started
    chmod +x "$root.part/usr/sbin/policy-rc.d"
    mv "$root.part" "$root"
fi
cp --remove-destination -L /etc/resolv.conf "$root/etc/resolv.conf"

stamp=$root/.packages-$(echo "${packages[@]}" | sha256sum | cut -c1-12)
if [[ ! -e $stamp ]]; then
    echo "QGIS $version 2/4: Debian's QGIS and raster packages (0.7 GB to download)"
    inside dpkg --configure -a
    # A mirror may be a snapshot, whose date has passed; its signature is checked all the same.
    inside apt-get -o Acquire::Check-Valid-Until=false update -q
    inside apt-get install -y -q --no-install-recommends "${packages[@]}" </dev/null >"$root.log" ||
        { tail -5 "$root.log" >&2 && exit 1; }
    inside apt-get clean
    touch "$stamp"
fi
there=$(inside dpkg-query -W -f='${Version}' qgis)
if [[ $there != "$version".* ]]; then
    echo "Debian $suite has QGIS $there by now, not $version: correct the table in $0" >&2
    exit 1
fi

cat requirements/*.txt | grep -Ev "$elsewhere" >"$root/requirements.txt"
stamp=$root/.python-$(sha256sum "$root/requirements.txt" | cut -c1-12)
if [[ ! -e $stamp ]]; then
    echo "QGIS $version 3/4: Python packages (0.8 GB to download)"
    # What this machine trusts, a company's proxy for example, holds there too.
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    inside python3 -m venv --system-site-packages /venv
    inside /venv/bin/python -m pip install -q --no-deps --no-cache-dir --progress-bar off -r /requirements.txt
    touch "$stamp"
fi

echo "QGIS $version 4/4: tests on QGIS $there"
rm -rf "$root/src/main" && mkdir -p "$root/src/main"
git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - | tar -x -C "$root/src/main"
/usr/bin/python3 tools/i18n.py release && cp resources/i18n/*.qm "$root/src/main/resources/i18n/" # that Debian has no lrelease
inside /venv/bin/python -m pip install -q --no-deps --no-build-isolation --no-index -e /src/main

tests() { # run pytest in the copy of the working tree
    inside QT_QPA_PLATFORM=offscreen PATH=/venv/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        sh -c 'cd /src/main && exec python -m pytest "$@"' - "$@"
}
if (($#)); then
    tests "$@"
else
    failed=0
    tests -p no:pytest_qgis tests/test_rules.py tests/test_qt6.py tests/engine/raster tests/engine/crf \
        tests/engine/test_{ground,polygons,runtime,segment,segment_faults,vector}.py || failed=1
    tests tests/plugin || failed=1 # with sessions of the desktop program under Xvfb
    exit "$failed"
fi
