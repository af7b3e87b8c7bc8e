"""Writes docs/guide/commands.md, every command and option, from the command line's own help."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import click

from rs_segmenter.engine.cli import main

PAGE = Path(__file__).resolve().parent.parent / "docs/guide/commands.md"
INTRODUCTION = """# Commands and options

Every command of `rs-segmenter` with every option: the text of `--help`, from which this page is made.
[The command line](command-line.md) explains how they are used, file by file.
"""


def listed(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Every command below a group that does something, with its context."""
    for name, command in group.commands.items():
        inner = click.Context(command, info_name=name, parent=context, **command.context_settings)
        if isinstance(command, click.Group):
            yield from listed(command, inner)
        elif not command.hidden:
            yield command, inner


def paragraphs(text: str) -> str:
    """Help as Markdown: one line a paragraph; what click keeps as it is (`\\b`) stays as it is."""
    kept = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines()]
        if lines[0] == "\b":
            kept.append("\n".join(["```text", *lines[1:], "```"]))
        else:
            kept.append(escaped(" ".join(lines)))
    return "\n\n".join(kept)


def escaped(text: str) -> str:
    """Text in which Markdown sees no markup."""
    return re.sub(r"([*_<>|`\[\]])", r"\\\1", " ".join(text.split()))


def option_rows(command: click.Command, context: click.Context) -> Iterator[str]:
    """A table row for each option but `--help`; arguments stand in the usage line."""
    for option in command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if isinstance(option, click.Option) and record:
            extra = option.get_help_extra(context)
            default = extra.get("default", "").removeprefix("(").removesuffix(")")
            limits = [str(extra[key]) for key in ("range", "required") if key in extra]
            cells = (escaped(option.help or ""), escaped("; ".join([default, *limits]).removeprefix("; ")))
            names = html.escape(record[0]).replace("|", "&#124;")  # Markdown's own ways differ in tables
            yield f"| <code>{names}</code> | {' | '.join(cells)} |"


def section(command: click.Command, context: click.Context) -> str:
    """One command: what it does, how it is called, its options."""
    name = context.command_path.removeprefix("rs-segmenter ")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"## {name}", paragraphs(command.help or ""), f"    {usage}"]
    rows = list(option_rows(command, context))
    if rows:
        parts.append("\n".join(["| option | meaning | default |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def page() -> str:
    """The whole page."""
    context = click.Context(main, info_name="rs-segmenter", **main.context_settings)
    sections = [section(command, inner) for command, inner in listed(main, context)]
    return "\n\n".join([INTRODUCTION.strip(), *sections]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(PAGE.read_text('utf-8').splitlines())} lines")
