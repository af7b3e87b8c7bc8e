#!/usr/bin/env bash
# Set-up for Debian 12: Debian's QGIS and raster packages, then a virtual environment on top of the same Python.
# Usage: tools/setup.sh STAMP; writes the file STAMP last, so that an interrupted set-up starts again.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=$1

packages=(qgis python3-qgis python3-rasterio python3-fiona python3-pyproj python3-scipy python3-matplotlib python3-venv
    xvfb xauth libgl1-mesa-dri build-essential python3-dev qttools5-dev-tools fonts-wqy-zenhei)
missing=()
for package in "${packages[@]}"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
done

if ((${#missing[@]})); then
    echo "Set-up 1/3: installing Debian packages: ${missing[*]}"
    echo "            (about 0.5 GB to download and 2 GB on disk where QGIS is not there yet)"
    command -v apt-get >/dev/null || { echo "This set-up is for Debian 12. Install these yourself: ${missing[*]}" >&2; exit 1; }
    sudo=(env DEBIAN_FRONTEND=noninteractive)
    ((EUID == 0)) || sudo=(sudo "${sudo[@]}")
    install=("${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}")
    "${install[@]}" </dev/null || { "${sudo[@]}" apt-get update -q && "${install[@]}" </dev/null; }
else
    echo "Set-up 1/3: Debian packages are there"
fi

echo "Set-up 2/3: Python packages into .venv (PyTorch with CUDA, OpenVINO, test tools:"
echo "            about 2.5 GB to download and 4.9 GB on disk; machines without a GPU need the same build)"
# --system-site-packages: numpy, GDAL, rasterio and PyQt must be the ones QGIS itself has.
/usr/bin/python3 -m venv --system-site-packages .venv
rm -f .venv/.stamp-*
pip=(.venv/bin/python -m pip --disable-pip-version-check)
"${pip[@]}" install --no-deps --progress-bar off -r requirements/engine.txt -r requirements/train.txt -r requirements/dev.txt
"${pip[@]}" uninstall -y -q triton 2>/dev/null # where a plain pip brought it along
"${pip[@]}" install --no-deps --no-build-isolation -q -e .

echo "Set-up 3/3: trying the environment"
.venv/bin/python tools/check_environment.py
touch "$stamp"
du -sh .venv | sed 's/\(.*\)\t.*/Set-up done; .venv takes \1/'
