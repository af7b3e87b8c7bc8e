"""`python -m rs_segmenter.engine`: the command line without its console script."""

from .cli import main

main(prog_name="rs-segmenter")
