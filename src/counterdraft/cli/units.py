"""`counterdraft units`: the units that files may name, and the words that are refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

__all__ = ["units"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
def units(as_json: bool) -> None:  # noqa: FBT001
    """
    List the units of money, quantities, grades and prices that files may name.

    A unit that is not in the list is refused, and so is a word that has two readings.
    """
    from counterdraft.case.unit_table import AMBIGUOUS, HUNDREDTHS, KINDS, PREFIXES, SHARES, Unit

    kinds = {"money, after the code of its currency": PREFIXES, "parts and grades": SHARES, **KINDS}
    if as_json:
        from counterdraft.cli.options import show_json

        def row(unit: Unit) -> dict[str, Any]:
            return {
                "unit": unit.symbol,
                "size": float(unit.size),
                "meaning": unit.meaning,
                "spellings": [*filter(None, unit.spellings)],
            }

        refused = {
            word: [{"write": a, "for": b}, {"write": c, "for": d}]
            for word, (a, b, c, d) in AMBIGUOUS.items()
        }
        show_json({"units": {k: [*map(row, v)] for k, v in kinds.items()}, "refused": refused})
        return
    blocks = [
        _block(kind, [(u.symbol, u.meaning, ", ".join(filter(None, u.spellings))) for u in table])
        for kind, table in kinds.items()
    ]
    cents = [
        (w, f"hundredth of {c or 'the currency of the file'}", "") for w, c in HUNDREDTHS.items()
    ]
    readings = [(w, f"write {a} for {b}, {c} for {d}", "") for w, (a, b, c, d) in AMBIGUOUS.items()]
    blocks.append(_block("hundredths of a currency, in prices", cents))
    blocks.append(_block("refused, for they have two readings", readings))
    click.echo("\n\n".join(blocks))


def _block(title: str, rows: Sequence[tuple[str, str, str]]) -> str:
    """Return lines of a unit, its meaning and its other spellings under a title."""
    lines = [title]
    for symbol, meaning, spellings in rows:
        also = f" (also {spellings})" if spellings else ""
        lines.append(f"  {symbol:<9} {meaning}{also}")
    return "\n".join(lines)
