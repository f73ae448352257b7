"""The deposits of an estate, and what stands in for fields that nobody has published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.estate.reading import Where, fault, nowhere
from counterdraft.estate.triangles import Ends, parse_triangle

__all__ = ["CONTROL", "FIELDS", "Assumption", "Deposit", "read_deposits"]

SEE = "docs/reference/estate-files"
CONTROL = ("held", "returned", "exposed", "occupied")
FIELDS = ("start", "build", "capacity", "capex", "opex", "life", "ramp", "sustain", "closure")
"""Fields that an analogue may fill: years, years, units a year, money, money per unit, years, years,
and parts of capital cost."""
COLUMNS = (
    *("id", "name", "commodity", "products", "region", "lat", "lon", "zone", "control", "class"),
    *("existing", "ore_mt", "grade", "recovery", "holder", *FIELDS),
    *("analogue", "source", "confidence", "note"),
)


@dataclass(frozen=True)
class Assumption:
    """A field that nobody has published, and what it was filled with."""

    deposit: str
    field: str
    low: float
    mode: float
    high: float
    because: str


@dataclass(frozen=True)
class Deposit:
    """
    One deposit, every field known or assumed.

    `figures` holds (low, mode, high) of each of `FIELDS`; `products` the quantity of each product that
    one unit of capacity yields; `contained` what the ground holds, in units of the main product.
    """

    name: str
    title: str
    commodity: str
    products: Mapping[str, float]
    zone: str
    control: str
    resource_class: str
    existing: bool
    figures: Mapping[str, Ends]
    contained: float | None = None
    lat: float | None = None
    lon: float | None = None
    region: str = ""
    holder: str = ""
    source: str = ""
    confidence: str = ""
    note: str = ""


class _Row:
    """One line of a table, read cell by cell; faults are gathered."""

    def __init__(
        self, cells: Mapping[str, str], number: int, where: Where, faults: list[Fault]
    ) -> None:
        self.cells, self.number, self.where, self.faults = cells, number, where, faults

    def text(self, column: str) -> str:
        """Return the cell, stripped."""
        return (self.cells.get(column) or "").strip()

    def say(self, column: str, message: str, mend: str = "") -> None:
        """Note a fault of a cell."""
        self.faults.append(fault(self.where, (self.number, column), message, mend))

    def one_of(self, column: str, valid: Sequence[str]) -> str:
        """Return the cell where it is one of *valid*."""
        found = self.text(column)
        if found not in valid:
            self.say(column, f"{found!r:.40} is not known", nearest(found, list(valid)))
        return found

    def ends(self, column: str, highest: float | None = None) -> Ends | None:
        """Return the range in a cell, None where it is blank."""
        if not (text := self.text(column)):
            return None
        try:
            ends = parse_triangle(text)
        except ValueError as error:
            self.say(column, f"{error} (found {text!r:.40})")
            return None
        if ends[0] < 0:
            self.say(column, f"{ends[0]:g} is less than 0")
        if highest is not None and ends[2] > highest:
            self.say(column, f"{ends[2]:g} is more than {highest:g}", "1.7 % is written 0.017")
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
    analogues: Mapping[str, Mapping[str, Ends]],
    *,
    products: Mapping[str, float],
    zones: Sequence[str],
    classes: Sequence[str],
    where: Where = nowhere,
) -> tuple[tuple[Deposit, ...], tuple[Assumption, ...]]:
    """
    Return the deposits, and the list of what was filled from analogues.

    Args:
        rows: The lines of deposits.csv.
        analogues: For each analogue the ranges of the fields it gives.
        products: The products that have a price, and the tonnes in one unit of each.
        zones: The zones of the front.
        classes: The classes of resource.
        where: Gives the place of (line, column).

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
    for number, cells in enumerate(rows):
        row = _Row(cells, number, where, faults)
        found = _deposit(row, analogues, products, zones, classes, assumed)
        if any(found.name == other.name for other in deposits):
            row.say("id", f"{found.name!r} stands here twice")
        deposits.append(found)
    if faults:
        raise CaseError(faults, SEE)
    return tuple(deposits), tuple(assumed)


def _deposit(
    row: _Row,
    analogues: Mapping[str, Mapping[str, Ends]],
    products: Mapping[str, float],
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
    figures = _figures(row, name, kind, analogues.get(kind, {}), assumed)
    ore, grade = row.ends("ore_mt"), row.ends("grade", highest=1.0)
    recovery = row.ends("recovery", highest=1.0) or (1.0, 1.0, 1.0)
    yields = _products(row, list(products))
    tonnes = products[next(iter(yields))] if yields else 1.0
    contained = ore[1] * 1e6 * grade[1] / tonnes if ore and grade else None
    if contained is not None and not row.text("life") and figures["capacity"][1] > 0:
        # What is in the ground bounds how long it can be mined.
        years = contained * recovery[1] / figures["capacity"][1]
        low, mode, high = figures["life"]
        figures["life"] = (min(low, years), min(mode, years), min(high, years))
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
        contained,
        row.number_in("lat", -90, 90),
        row.number_in("lon", -180, 180),
        *(row.text(c) for c in ("region", "holder", "source", "confidence", "note")),
    )


def _figures(
    row: _Row,
    name: str,
    kind: str,
    analogue: Mapping[str, Ends],
    assumed: list[Assumption],
) -> dict[str, Ends]:
    figures: dict[str, Ends] = {}
    for field in FIELDS:
        found = row.ends(field)
        if found is None and field in analogue:
            found = analogue[field]
            why = f"not published; the range of the analogue {kind!r}"
            assumed.append(Assumption(name, field, *found, why))
        elif found is None and kind:
            row.say(field, f"is blank, and the analogue {kind!r} has none")
        figures[field] = found or (0.0, 0.0, 0.0)
    return figures


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
            found[product.strip()] = float(quantity or 1)
        except ValueError:
            row.say("products", f"a quantity is expected after the colon (found {quantity!r:.20})")
    if not found:
        row.say("products", "no product is named")
    elif len(found) > 3:
        row.say("products", "more than three products", "join the smaller ones")
    return found
