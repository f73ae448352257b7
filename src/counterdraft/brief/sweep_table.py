"""A sweep of term sheets: the best on the screen, all of them as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from counterdraft.brief import words
from counterdraft.brief.csv_table import csv_bytes
from counterdraft.brief.money_words import money_unit, whole
from counterdraft.case import Case

__all__ = ["sweep_csv", "sweep_json", "sweep_text"]

SHOWN = 5


def sweep_json(report: Mapping[str, Any]) -> bytes:
    """Return the report as JSON, one term sheet a line."""
    head = {name: value for name, value in report.items() if name != "rows"}
    rows = ",".join(f"\n  {_line(row)}" for row in report["rows"])
    return f'{_line(head)[:-1]},\n "rows": [{rows}\n ]}}\n'.encode()


def _line(value: Any) -> str:  # noqa: ANN401 - JSON-ready data
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def sweep_csv(report: Mapping[str, Any]) -> bytes:
    """
    Return the term sheets as CSV (RFC 4180): the swept issues, then each role and party with its error.
    """
    issues = report["issues"]
    first = report["rows"][0] if report["rows"] else {"roles": {}, "parties": {}}
    heads = [f"issue/{name}" for name in issues]
    for kind, error in (("role", "se"), ("party", "se_at_most")):
        for name in first["roles" if kind == "role" else "parties"]:
            heads += [f"{kind}/{name}", f"{kind}/{name}/{error}"]
    rows = []
    for row in report["rows"]:
        figures = [*row["roles"].values(), *row["parties"].values()]
        cells = [value for figure in figures for value in figure.values()]
        rows.append([*(row["options"][name] for name in issues), *cells])
    return csv_bytes(heads, rows)


def sweep_text(case: Case, report: Mapping[str, Any]) -> str:
    """Return the best term sheets for each side, and what they bring to the others."""
    rows = report["rows"]
    lines = [
        (
            f"{words.clean(case.title)} · {len(rows):,} term sheets around {report['draft']}, "
            f"{money_unit(report)}, change against no deal"
        ),
    ]
    lines += _wrapped(_how(report))
    for name, one in report["sides"].items():
        lines += ["", f"BEST FOR {words.clean(one['label']).upper()}"]
        lines += _best(report, name)
    return "\n".join(
        [
            *lines,
            "",
            "± is a standard error, for several roles together at most that. --json, -o TABLE.csv: all.",
            (
                f"{case.name} · {report['paths']:,} paths · seed {report['seed']} "
                f"· estate {report['estate'][:16]}"
            ),
        ]
    )


def _how(report: Mapping[str, Any]) -> str:
    rows, combinations = len(report["rows"]), report["combinations"]
    swept = ", ".join(report["issues"])
    if rows + report["left_out"] == combinations:
        said = f"Every combination of {swept}; all else as drafted"
    else:
        said = f"Drawn from {combinations:,} combinations of {swept}; all else as drafted"
    if report["likeliest"]:
        open_ = ", ".join(f"{name} {option}" for name, option in report["likeliest"].items())
        said += f", what the draft leaves open at its likeliest: {open_}"
    if report["left_out"]:
        said += f". {report['left_out']:,} more are no deal that anybody could have"
    return said + "."


def _best(report: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield the best rows of a side; rows that bring everybody the same stand as one."""
    sides = report["sides"]

    def figure(row: Mapping[str, Any], who: str) -> Mapping[str, float]:
        found: Mapping[str, float] = row["parties"].get(who) or row["roles"][who]
        return found

    groups: dict[tuple[float, ...], list[Mapping[str, Any]]] = {}
    for row in report["rows"]:
        key = tuple(figure(row, who)["mean"] for who in sides)
        groups.setdefault(key, []).append(row)
    place = list(sides).index(name)
    for key in sorted(groups, key=lambda means: -means[place])[:SHOWN]:
        row, *alike = groups[key]
        figures = "; ".join(
            f"{words.clean(one['label'])} {_figure(figure(row, who))}" for who, one in sides.items()
        )
        also = f", and {len(alike):,} more that pay the same" if alike else ""
        settled = ", ".join(f"{issue} {option}" for issue, option in row["options"].items())
        yield from _wrapped(f"{figures}", 2)
        yield from _wrapped(f"{settled}{also}", 6)


def _figure(figure: Mapping[str, float]) -> str:
    mean, error = figure.values()
    return f"{whole(mean)} ± {error:,.1f}"


def _wrapped(text: str, indent: int = 0) -> list[str]:
    return wrap(text, 100, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))
