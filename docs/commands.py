"""Write docs/reference/command-line.md from the help of the commands."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from counterdraft.cli.commands import COMMANDS, cli

PAGE = Path(__file__).parent / "reference" / "command-line.md"


def page() -> str:
    """Return the whole page."""
    parts = [
        "# The command line",
        "",
        "Generated from the commands' own help.  Every command exits with 0 when it answered, with 2",
        "when the input has a fault (each is listed with its place, nothing was calculated), and with 130",
        "when it was interrupted.  `verify` exits with 1 when a proof does not hold.",
    ]
    root = click.Context(cli, info_name="counterdraft")
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None
        parts += _section(command, click.Context(command, info_name=name, parent=root))
    return "\n".join(parts) + "\n"


def _section(command: click.Command, context: click.Context) -> list[str]:
    context.terminal_width = 90
    lines = ["", f"## {context.command_path}", "", "```text", command.get_help(context), "```"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                lines += _section(inner, click.Context(inner, info_name=name, parent=context))
    return lines


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(page())
    else:
        PAGE.write_text(page(), encoding="utf-8")
