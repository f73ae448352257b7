"""Where a command comes in and an error goes out: exit code 2, no traceback, nothing half done."""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

import click

from counterdraft.cli.encoding import prepare_streams
from counterdraft.errors import CaseError, nearest
from counterdraft.version import __version__

__all__ = ["COMMANDS", "cli", "main"]

COMMANDS = {
    "brief": "The whole answer to a draft: one screen, and the pages with -o.",
    "check": "Say whether a case can be read, with every fault and its place.",
    "new": "Write a commented skeleton of a case that checks and briefs as it is.",
    "draft": "Enter tonight's draft, term by term.",
    "review": "The draft against the mandate, issue by issue.",
    "counter": "The counter-offers worth making, with the odds that they are accepted.",
    "frontier": "Every efficient offer and the solutions, exactly.",
    "utility": "What each offer of a list, or every offer, is worth to each party.",
    "import": "Make a case of a GENIUS, GeniusWeb, NegMAS or NegoLog folder.",
    "export": "Write a case as a folder of one of these formats, and say what it cannot carry.",
    "value": "What drafts, clauses and mines are worth in money, under price, geology and war.",
    "compare": "Drafts side by side in money, on the same paths.",
    "verify": "Check the certificate of a frontier or solution independently.",
    "assumptions": "Every figure by how much the answer hangs on it.",
    "elicit": "Ask the questions that narrow a mandate's ranges most, and write the answers.",
    "units": "The units that files may name, and the words that are refused.",
    "schema": "JSON Schema of the files, for editors.",
}
"""
Each command is the function of that name in `counterdraft.cli.<name>`, imported when it is called; a word
of Python's own has an underscore behind it.
"""


class _Lazy(click.Group):
    """A group that imports a command only when it runs: `--help` stays under a quarter second."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"counterdraft.cli.{name}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no command is called '{args[0]}'; {nearest(args[0], list(COMMANDS))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="counterdraft")
def cli() -> None:
    """Counterdraft answers somebody else's draft of a resource agreement."""


def main() -> None:
    """Run the command line; every fault of the input, and of where it prints, ends here with exit code 2."""
    # A command builds much and drops little: looking for cycles every 700 objects finds next to none.
    gc.set_threshold(100_000, 20, 20)
    prepare_streams(as_json="--json" in sys.argv)
    try:
        status = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except CaseError as error:
        if "--json" in sys.argv:
            with suppress(OSError):
                click.echo(json.dumps({"faults": [_plain(f) for f in error.faults]}, indent=1))
        _complain(str(error), 2)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _complain("\ninterrupted; nothing was written", 130)
    except MemoryError as error:
        _complain(f"not enough memory: {str(error).lower() or 'the case is too large here'}", 2)
    except (BrokenPipeError, SystemExit):
        # Nothing but a reader that has gone makes click leave by itself.
        _let_go()
        sys.exit(0)
    except OSError as error:
        _let_go()
        _complain(f"{error.filename or 'the output'}: {(error.strerror or str(error)).lower()}", 2)
    sys.exit(status if isinstance(status, int) else 0)


def _complain(text: str, code: int) -> NoReturn:
    with suppress(OSError):
        click.echo(text, err=True)
    sys.exit(code)


def _let_go() -> None:
    """Send what is still to be printed nowhere: its reader has gone, or its disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plain(fault: object) -> dict[str, object]:
    return {
        name: getattr(fault, name)
        for name in ("file", "line", "column", "field", "message", "help")
    }
