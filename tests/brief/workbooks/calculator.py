"""Workbooks calculated for the tests: by a small evaluator, and by an office program where there is one."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

FIRST = 5
"""Column of the first year, counted from 1."""
OFFICE = shutil.which("soffice")
TOKEN = re.compile(
    r"\"[^\"]*\"|\d+(?:\.\d+)?E[-+]?\d+|(?:\w+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(])|[A-Za-z_]\w*\(?|<>|<=|>=|="
)

DEEP = 100_000
"""Calls within calls: a cell asks for the cells before it, back to the first year."""


class Calculator:
    """Evaluates the formulas of a workbook cell by cell."""

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(io.BytesIO(data))
        self.names = {n: d.attr_text for n, d in self.book.defined_names.items()}
        self.known: dict[tuple[str, str], object] = {}

    def cell(self, sheet: str, name: str):
        """The value of a cell."""
        key = (sheet, name.replace("$", ""))
        if key not in self.known:
            value = self.book[sheet][key[1]].value
            is_formula = isinstance(value, str) and value.startswith("=")
            if is_formula:
                value = self.formula(sheet, value[1:])
                value = np.float64(value) if isinstance(value, int) else value
            elif not isinstance(value, str):
                value = np.float64(value or 0)
            self.known[key] = value
        return self.known[key]

    def span(self, sheet: str, text: str):
        """The values of a range, in a row."""
        left, top, right, bottom = range_boundaries(text.replace("$", ""))
        return np.array(
            [
                self.cell(sheet, f"{get_column_letter(c)}{r}")
                for r in range(top, bottom + 1)
                for c in range(left, right + 1)
            ]
        )

    def formula(self, sheet: str, text: str):
        """The value of a formula, translated to Python."""

        def word(match: re.Match[str]) -> str:
            found = match[0]
            if found.startswith('"'):
                return repr(found[1:-1])
            if found in {"=", "<>"}:
                return {"=": "==", "<>": "!="}[found]
            if found[0].isdigit() or found in {"<=", ">="}:
                return found
            if found.endswith("("):
                return f"F[{found[:-1]!r}]("
            if found in self.names:
                at, _, cell = self.names[found].partition("!")
                return f"C({at!r},{cell!r})"
            at, _, cell = found.rpartition("!")
            call = "S" if ":" in cell else "C"
            return f"{call}({at or sheet!r},{cell!r})".replace(f"({at},", f"({at!r},")

        code = TOKEN.sub(word, text).replace("^", "**")
        names = {"C": self.cell, "S": self.span, "F": FUNCTIONS}
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(DEEP)
        try:
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                return eval(code, names)
        finally:
            sys.setrecursionlimit(before)  # for others, depth must stay an error and not a crash

    def row(self, label: str, sheet: str = "Flows") -> list[float]:
        """The values of the line with that label."""
        page = self.book[sheet]
        years = sum(cell.value is not None for cell in page[2][FIRST - 1 :])
        number = self.number(label, sheet)
        return [
            float(self.cell(sheet, f"{get_column_letter(FIRST + t)}{number}")) for t in range(years)
        ]

    def number(self, label: str, sheet: str = "Flows") -> int:
        """The number of the line with that label."""
        page = self.book[sheet]
        for number in range(1, page.max_row + 1):
            if page.cell(number, 1).value == label:
                return number
        raise KeyError(label)

    def summary(self, party: str) -> dict[str, float]:
        """What the first sheet says of a party."""
        number = self.number(party, "Summary")
        heads = ("rate", "npv", "program", "away", "total")
        return {
            h: float(self.cell("Summary", f"{c}{number}"))
            for h, c in zip(heads, "BCDEF", strict=True)
        }


def _index(values, _, position):
    at = int(position) - 1
    return values[at] if 0 <= at < len(values) else np.nan


def _rate_of_return(flows):
    """The rate nearest 10 %, as an office program looks for it from there; none is an error."""
    roots = np.roots(np.trim_zeros(flows)[::-1]) if np.any(flows) else np.zeros(0)
    rates = [1 / r.real - 1 for r in roots if abs(r.imag) < 1e-9 and r.real > 1e-9]
    return min(rates, key=lambda rate: abs(rate - 0.1), default=np.nan)


FUNCTIONS = {
    "IRR": _rate_of_return,
    "IFERROR": lambda value, other: value if np.isfinite(value) else other,
    "IF": lambda test, yes, no: yes if test else no,
    "AND": lambda *tests: all(tests),
    "OR": lambda *tests: any(tests),
    "MIN": lambda *parts: min(np.min(p) for p in parts),
    "MAX": lambda *parts: max(np.max(p) for p in parts),
    "SUM": lambda *parts: sum(np.sum(p) for p in parts),
    "SUMPRODUCT": lambda *parts: np.sum(
        np.prod(np.stack([np.asarray(p, float) for p in parts]), axis=0)
    ),
    "COUNTIF": lambda values, test: np.float64(np.sum(values > float(test[1:]))),
    "INDEX": _index,
    "ROUND": lambda value, digits: np.round(value, int(digits)),
    "EXP": np.exp,
    "LN": np.log,
    "INT": np.floor,
    "NOT": lambda test: not test,
}


def recalculated(books: dict[str, bytes], folder: Path) -> dict[str, Calculator]:
    """Workbooks opened, calculated and saved by an office program; their cells are then numbers."""
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/profile"
    files = [str(folder / f"{name}.xlsx") for name in books]
    out = folder / "out"
    command = [OFFICE, home, "--headless", "--convert-to", "xlsx", "--outdir", str(out), *files]
    subprocess.run(command, check=False, capture_output=True, timeout=300)
    if not all((out / f"{name}.xlsx").exists() for name in books):
        return {}
    found = {}
    for name in books:
        one = Calculator((out / f"{name}.xlsx").read_bytes())
        one.book = load_workbook(out / f"{name}.xlsx", data_only=True)
        found[name] = one
    return found
