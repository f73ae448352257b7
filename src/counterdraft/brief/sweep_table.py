"""A sweep of term sheets: the best on the screen, all of them as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from counterdraft.brief import words
from counterdraft.brief.data.csv_table import csv_bytes
from counterdraft.brief.estate_sentences import WholeAmounts, money_unit
from counterdraft.case import Case
from counterdraft.estate.reports.sweep_report import SweepReport, SweepRow
from counterdraft.runtime.plain_data import plain

__all__ = ["sweep_csv", "sweep_json", "sweep_text"]

SHOWN = 5
AMOUNTS = WholeAmounts()


def sweep_json(report: SweepReport) -> bytes:
    """Return the report as JSON, one term sheet a line."""
    data = plain(report)
    rows = ",".join(f"\n  {_line(row)}" for row in data.pop("rows"))
    return f'{_line(data)[:-1]},\n "rows": [{rows}\n ]}}\n'.encode()


def _line(value: Any) -> str:  # noqa: ANN401 - JSON-ready data
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def sweep_csv(report: SweepReport) -> bytes:
    """
    Return the term sheets as CSV (RFC 4180): the swept issues, then each role and party with its error.
    """
    heads = [f"issue/{name}" for name in report.issues]
    if report.rows:
        for name in report.rows[0].roles:
            heads += [f"role/{name}", f"role/{name}/error"]
        for name in report.rows[0].parties:
            heads += [f"party/{name}", f"party/{name}/error_at_most"]
    rows = list[list[str | float]]()
    for row in report.rows:
        figures = [f for gain in row.roles.values() for f in (gain.mean, gain.error)]
        figures += [f for gain in row.parties.values() for f in (gain.mean, gain.error_at_most)]
        rows.append([*(row.options[name] for name in report.issues), *figures])
    return csv_bytes(heads, rows)


def sweep_text(case: Case, report: SweepReport) -> str:
    """Return the best term sheets for each side, and what they bring to the others."""
    lines = [
        (
            f"{words.clean(case.title)} · {len(report.rows):,} term sheets around {report.draft}, "
            f"{money_unit(report.money)}, change against no deal"
        ),
    ]
    lines += _wrapped(_selection(report))
    for name, side in report.sides.items():
        lines += ["", f"BEST FOR {words.clean(side.label).upper()}", *_best(report, name)]
    return "\n".join(
        [
            *lines,
            "",
            "± is a standard error, for several roles together at most that. --json, -o TABLE.csv: all.",
            (
                f"{case.name} · {report.paths:,} paths · seed {report.seed} "
                f"· estate {report.estate[:16]}"
            ),
        ]
    )


def _selection(report: SweepReport) -> str:
    """Say which term sheets these are, and how many others were left out."""
    rows, combinations = len(report.rows), report.combinations
    swept = ", ".join(report.issues)
    if rows + report.left_out == combinations:
        text = f"Every combination of {swept}; all else as drafted"
    else:
        text = f"Drawn from {combinations:,} combinations of {swept}; all else as drafted"
    if report.likeliest:
        open_ = ", ".join(f"{name} {option}" for name, option in report.likeliest.items())
        text += f", what the draft leaves open at its likeliest: {open_}"
    if report.left_out:
        text += f". {report.left_out:,} more are no deal that anybody could have"
    return text + "."


def _best(report: SweepReport, name: str) -> Iterator[str]:
    """Yield the best rows of a side; rows that bring everybody the same stand as one."""
    groups: dict[tuple[float, ...], list[SweepRow]] = {}
    for row in report.rows:
        key = tuple(row.of(side)[0] for side in report.sides)
        groups.setdefault(key, []).append(row)
    place = list(report.sides).index(name)
    for key in sorted(groups, key=lambda means: -means[place])[:SHOWN]:
        row, *alike = groups[key]
        figures = []
        for side, known in report.sides.items():
            mean, error = row.of(side)
            figures.append(
                f"{words.clean(known.label)} {AMOUNTS.of(mean)} ± {AMOUNTS.error(error)}"
            )
        also = f", and {len(alike):,} more that pay the same" if alike else ""
        agreed = ", ".join(f"{issue} {option}" for issue, option in row.options.items())
        yield from _wrapped("; ".join(figures), 2)
        yield from _wrapped(f"{agreed}{also}", 6)


def _wrapped(text: str, indent: int = 0) -> list[str]:
    return wrap(text, 100, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))
