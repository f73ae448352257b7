"""deposits.csv: one deposit a line, later lines with what became known of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from counterdraft.case.fields import LARGEST
from counterdraft.case.places import Where, fault, nowhere
from counterdraft.case.ranges import Ends, parse_triangle
from counterdraft.case.units import UnitError, substance_of, tonnes_in
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.estate.ground.deposits import CONTROL, FIELDS, Assumption, Deposit
from counterdraft.formats.estate.analogue_table import Analogue
from counterdraft.formats.estate.dated_rows import DatedRow, rows_known_on

__all__ = ["COLUMNS", "Survey", "read_deposits"]

SEE = "docs/reference/estate-files"
COLUMNS = (
    *("id", "name", "commodity", "products", "region", "lat", "lon", "zone", "control", "class"),
    *("existing", "ore_mt", "grade", "recovery", "holder", *FIELDS),
    *("analogue", "known", "source", "confidence", "note"),
)
UNBOUNDED = (math.inf, math.inf, math.inf)
WORDS = ("name", "region", "holder", "source", "confidence", "note")
"""Columns that say something and move nothing: a later word takes nothing from an answer."""


@dataclass(frozen=True, eq=False)
class Survey:
    """The deposits, what was filled from analogues, and what was not known yet on the day."""

    deposits: tuple[Deposit, ...]
    assumptions: tuple[Assumption, ...]
    withheld_by_date: tuple[str, ...]


class _Row:
    """What is known of one deposit, read cell by cell; faults are gathered."""

    def __init__(self, row: DatedRow, where: Where, faults: list[Fault], money: str) -> None:
        self.row, self.where, self.faults, self.money = row, where, faults, money

    def text(self, column: str) -> str:
        """Return the cell."""
        return self.row.cells.get(column, "")

    def say(self, column: str, message: str, mend: str = "") -> None:
        """Note a fault of a cell."""
        line = self.row.lines.get(column, self.row.first)
        self.faults.append(fault(self.where, (line, column), message, mend))

    def one_of(self, column: str, valid: Sequence[str]) -> str:
        """Return the cell where it is one of *valid*."""
        found = self.text(column)
        if found not in valid:
            self.say(column, f"{found!r:.40} is not known", nearest(found, list(valid)))
        return found

    def ends(self, column: str, unit: str, highest: float | None = None) -> Ends | None:
        """Return the range in a cell in *unit*, None where it is blank."""
        if not (text := self.text(column)):
            return None
        try:
            ends = parse_triangle(text, unit)
        except UnitError as error:
            self.say(column, str(error), error.help)
            return None
        except ValueError as error:
            self.say(column, f"{error} (found {text!r:.40})")
            return None
        if ends[0] < 0:
            self.say(column, f"{ends[0]:g} is less than 0")
        if highest is not None and ends[2] > highest:
            self.say(
                column,
                f"{ends[2]:g} is more than {highest:g}",
                "write it as 0.017, 1.7 % or 17 kg/t",
            )
        return ends

    def number_in(self, column: str, low: float, high: float) -> float | None:
        """Return a number between two limits, None where the cell is blank."""
        if not (text := self.text(column)):
            return None
        try:
            number = float(text)
        except ValueError:
            self.say(column, f"a number is expected (found {text!r:.40})")
            return None
        if not low <= number <= high:
            self.say(column, f"{number:g} does not lie between {low:g} and {high:g}")
        return number


def read_deposits(
    rows: Sequence[Mapping[str, str]],
    analogues: Mapping[str, Mapping[str, Analogue]],
    *,
    products: Mapping[str, str],
    zones: Sequence[str],
    classes: Sequence[str],
    money: str,
    where: Where = nowhere,
    as_of: date | None = None,
) -> Survey:
    """
    Return the deposits as they were known on the day, and the list of what was filled from analogues.

    A deposit may stand in several lines, each with the day from which it was `known`: a later line
    changes the cells it fills.  What was not known yet falls back on the line before, or the analogue.

    Args:
        rows: The lines of deposits.csv.
        analogues: For each analogue the ranges of the fields it gives.
        products: The products that have a price, and the unit of each one's quantities.
        zones: The zones of the front.
        classes: The classes of resource.
        money: The unit of money of the estate.
        where: Gives the place of (line, column).
        as_of: Later lines are not used; None is after everything.

    Raises:
        CaseError: All faults of the table, with their line and column.
    """
    faults: list[Fault] = []
    if rows:
        for column in rows[0]:
            if column not in COLUMNS:
                mend = nearest(str(column), list(COLUMNS))
                faults.append(fault(where, (-1, column), "unknown column", mend))
    deposits: list[Deposit] = []
    assumed: list[Assumption] = []
    known_rows, unknown = rows_known_on(rows, ("id",), as_of, where, faults)
    withheld_by_date = [f"{name}: known from {known}, is left out" for name, known in unknown]
    for known_row in known_rows:
        row = _Row(known_row, where, faults, money)
        deposits.append(_deposit(row, analogues, products, zones, classes, assumed))
        withheld_by_date += _withheld_figures(known_row, assumed)
    if not deposits and not faults:
        message = "no deposit was known on the day" if rows else "there is no deposit"
        faults.append(fault(where, (-1, "id"), message, "write a line for each deposit"))
    if faults:
        raise CaseError(faults, SEE)
    return Survey(tuple(deposits), tuple(assumed), tuple(withheld_by_date))


def _withheld_figures(row: DatedRow, assumed: Sequence[Assumption]) -> list[str]:
    """Return a sentence for each figure that came later, with what stands in for it."""
    filled = {a.field: a for a in assumed if a.deposit == row.key}
    sentences = []
    for column, (text, known) in row.later.items():
        if column in WORDS:
            continue
        if (range_ := filled.get(column)) is not None:
            stand_in = f"{range_.low:g}/{range_.mode:g}/{range_.high:g} of an analogue"
        else:
            stand_in = row.cells.get(column) or "nothing"
        sentences.append(f"{row.key}: {column} {text}, known from {known}, is not used: {stand_in}")
    return sentences


def _deposit(
    row: _Row,
    analogues: Mapping[str, Mapping[str, Analogue]],
    products: Mapping[str, str],
    zones: Sequence[str],
    classes: Sequence[str],
    assumed: list[Assumption],
) -> Deposit:
    name = row.text("id")
    if not name:
        row.say("id", "is missing")
    kind = row.text("analogue") or row.text("commodity")
    if kind not in analogues:
        row.say("analogue", f"no analogue is called {kind!r:.40}", nearest(kind, list(analogues)))
    yields = _products(row, list(products))
    quantity = products[next(iter(yields))] if yields else "t"
    figures = _figures(row, name, kind, analogues.get(kind), assumed, quantity)
    ore, grade = row.ends("ore_mt", "Mt"), row.ends("grade", _grade_of(quantity), highest=1.0)
    figures["ore"], figures["grade"] = UNBOUNDED, grade or (1.0, 1.0, 1.0)
    if ore is not None and grade is not None:
        figures["ore"] = (ore[0] * 1e6, ore[1] * 1e6, ore[2] * 1e6)
    figures["recovery"] = row.ends("recovery", "", highest=1.0) or (1.0, 1.0, 1.0)
    tonnes = _tonnes(row, quantity) if ore and grade else 1.0
    existing = row.text("existing")
    if existing not in {"yes", "no"}:
        row.say("existing", f"yes or no is expected (found {existing!r:.20})")
    return Deposit(
        name,
        row.text("name"),
        row.text("commodity"),
        yields,
        row.one_of("zone", zones),
        row.one_of("control", CONTROL),
        row.one_of("class", classes),
        existing == "yes",
        figures,
        tonnes,
        row.number_in("lat", -90, 90),
        row.number_in("lon", -180, 180),
        *(row.text(c) for c in ("region", "holder", "source", "confidence", "note")),
    )


def _tonnes(row: _Row, unit: str) -> float:
    """Return the tonnes in one unit of the main product; a product that is no mass has no grade of ore."""
    tonnes = tonnes_in(unit)
    if tonnes is None:
        mend = "leave ore_mt and grade blank, and give the life"
        row.say("grade", f"the main product is measured in {unit!r}, which is no mass", mend)
    return float(tonnes or 1)


def _figures(
    row: _Row,
    name: str,
    kind: str,
    analogue: Mapping[str, Analogue] | None,
    assumed: list[Assumption],
    quantity: str,
) -> dict[str, Ends]:
    """Return the range of each field, published or of the analogue, in the units of the estate."""
    units = dict.fromkeys(FIELDS, "years") | {
        "capacity": quantity,
        "capex": row.money,
        "opex": f"{row.money}/{quantity}",
        "sustain": "fraction",
        "closure": "fraction",
    }
    figures: dict[str, Ends] = {}
    for field in FIELDS:
        ends = row.ends(field, units[field])
        if ends is None and analogue is not None and field in analogue:
            try:
                ends = analogue[field].in_unit(units[field], quantity)
            except UnitError as error:
                row.say(field, f"the analogue {kind!r}: {error}", error.help)
                ends = analogue[field].ends
            why = f"not published; the range of the analogue {kind!r}"
            assumed.append(Assumption(name, field, *ends, why))
        elif ends is None and analogue is not None:
            row.say(field, f"is blank, and the analogue {kind!r} has none")
        figures[field] = ends or (0.0, 0.0, 0.0)
    return figures


def _grade_of(quantity: str) -> str:
    """Return the unit of a grade of what a quantity measures: ``kt Li2O`` takes grades of that compound."""
    return f"fraction {substance}" if (substance := substance_of(quantity)) else "fraction"


def _products(row: _Row, products: Sequence[str]) -> dict[str, float]:
    """Read ``ilmenite:1;rutile:0.17``: the quantity of each per unit of capacity."""
    found: dict[str, float] = {}
    for part in filter(None, row.text("products").split(";")):
        product, _, quantity = part.partition(":")
        if product.strip() not in products:
            mend = nearest(product.strip(), list(products))
            row.say("products", f"there is no price for {product.strip()!r:.40}", mend)
            continue
        try:
            amount = float(quantity or 1)
        except ValueError:
            row.say("products", f"a quantity is expected after the colon (found {quantity!r:.20})")
            continue
        if not 0 < amount <= LARGEST:
            said = f"{quantity.strip()} is not a quantity (above 0, at most {LARGEST:g})"
            row.say("products", said)
        if product.strip() in found:
            row.say("products", f"{product.strip()!r:.40} stands here twice")
        found[product.strip()] = amount
    if not found:
        row.say("products", "no product is named")
    elif len(found) > 3:
        row.say("products", "more than three products", "join the smaller ones")
    return found
