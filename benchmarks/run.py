"""Runs the benchmarks and prints each number as a ratio: `run.py [NAME ...]`; `make bench` runs all but the studies."""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
import tempfile
import textwrap
import time
import warnings
from pathlib import Path

from measure import Ratio

BENCHMARKS = ("forward", "pipeline", "training", "peer", "memory", "seams", "crf", "startup")
STUDIES = ("tiles", "crf_gain", "memory_refined")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS + STUDIES)}")
    names = parser.parse_args().names or BENCHMARKS
    if unknown := set(names) - set(BENCHMARKS + STUDIES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    warnings.simplefilter("ignore")
    logging.getLogger("rasterio").setLevel(logging.CRITICAL)
    print(f"{'name':<44} | {'ratio':>9} | {'target':<8} | how")
    missed = []
    for name in names:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="rs-segmenter-bench-") as folder:
            for ratio in importlib.import_module(name).measure(Path(folder)):
                show(ratio)
                if ratio.met is False:
                    missed.append(ratio.name)
        print(f"{name} took {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    if missed:
        print(f"\ntargets missed: {', '.join(missed)}")


def show(ratio: Ratio) -> None:
    """Print one line of the table, and what is long about it below."""
    digits = ".2f" if ratio.unit in ("x", " %", " points") else ".0f"
    value = "-" if ratio.value is None else f"{ratio.value:{digits}}{ratio.unit}"
    mark = " MISSED" if ratio.met is False else ""
    first, *rest = textwrap.wrap(ratio.how + mark, 100)
    print(f"{ratio.name:<44} | {value:>9} | {ratio.target:<8} | {first}", flush=True)
    for line in rest:
        print(f"{'':<44} | {'':>9} | {'':<8} | {line}", flush=True)


if __name__ == "__main__":
    main()
