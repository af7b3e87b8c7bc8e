#!/usr/bin/env bash
# The scans of plugins.qgis.org on the plugin's folder: any finding of the first two blocks an upload there.
# Usage: tools/scan.sh FOLDER
set -euo pipefail
bin=$(cd "$(dirname "$0")/.." && pwd)/.venv/bin
cd "$1"

# The rules the site enables; B404 (import subprocess) is off there.
rules=B101,B102,B103,B105,B106,B107,B108,B110,B112,B113,B202,B301,B306,B307,B310,B311,B314,B323,B324,B403,B405
rules+=,B501,B502,B503,B506,B602,B603,B604,B605,B607,B608,B614,B615,B701
"$bin/bandit" --quiet --recursive --tests "$rules" .

mapfile -t files < <(find . -type f -not -name metadata.txt -not -name .secrets.baseline -printf '%P\n')
# 3: what the baseline names has moved to another line
"$bin/detect-secrets-hook" --baseline .secrets.baseline "${files[@]}" || (($? == 3))

"$bin/flake8" --max-line-length=120 --extend-ignore=E203 . # E203 and ruff format disagree
