"""What every instrument of a term sheet has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from counterdraft.case.fields import Part
from counterdraft.case.places import Path, Where, fault
from counterdraft.case.series import never_begins
from counterdraft.errors import Fault
from counterdraft.fiscal.book import Book
from counterdraft.runtime.arrays import Floats

__all__ = ["Instrument", "Step"]

CALENDAR = ("first", "last", "until")
"""Fields that name a year of the project's calendar."""
ONE_FOR_EACH = ("schedule",)
"""Lists that hold something else than a value a year."""
Step = Callable[[int], None]
"""Does one year of an instrument, on every path at once."""


class Instrument(Part):
    """
    One way in which money is moved.

    A subclass gives its fields, and ``start``: a function of the year that reads the book and pays.  It is
    written with numpy's functions and without branches on amounts, so that it is run on all paths at once
    and, on cells, writes the formulas of a workbook; what it shows gets a line there.
    `fiscal` instruments count as revenue of the state where it is the payee; what is `off_top` is taken
    from production before it is shared.
    """

    fiscal: ClassVar[bool] = True
    off_top: ClassVar[bool] = False

    kind: str
    name: str = ""
    after: tuple[str, ...] = ()
    payer: str = "owner"
    payee: str = "state"
    deductible: bool = False

    def needs(self) -> tuple[str, ...]:
        """Return the names of the instruments that must be settled before this one."""
        return self.after

    def roles(self) -> tuple[str, ...]:
        """Return the parties that the instrument names."""
        return self.payer, self.payee

    def faults(self, years: Sequence[int], where: Where, at: Path) -> list[Fault]:
        """Return what is wrong with the instrument once its years are known."""
        found = []
        for place, value in _values(self):
            if message := never_begins(value, years):
                found.append(fault(where, (*at, *place), message, "name years of the project"))
            other = place[-1] in CALENDAR and value is not None and years
            if other and abs(int(value) - years[0]) > 300:
                message = f"{value} is none of the years {years[0]} to {years[-1]}"
                found.append(fault(where, (*at, *place), message))
            is_list = isinstance(value, tuple) and value and isinstance(value[0], float)
            if is_list and place[-1] not in ONE_FOR_EACH and len(value) != len(years):
                message = f"has {len(value)} values for {len(years)} years"
                found.append(fault(where, (*at, *place), message, "give one value for every year"))
        return found

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds of capital that the instrument names, each with its place in it."""
        return []

    def start(self, book: Book) -> Step:
        """Return the function that does one year."""
        raise NotImplementedError

    def pay(self, book: Book, t: int, amount: Floats | float) -> None:
        """Move *amount* from the payer to the payee."""
        book.pay(
            self.name,
            t,
            self.payer,
            self.payee,
            amount,
            fiscal=self.fiscal,
            deductible=self.deductible,
            off_top=self.off_top,
        )


def _values(part: Part) -> Iterator[tuple[Path, Any]]:
    """Give every field of a part and of the parts in it, each with its place."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        yield (name,), value
        inner: Iterable[tuple[Path, object]] = [((name,), value)]
        if isinstance(value, tuple):
            inner = (((name, at), one) for at, one in enumerate(value))
        elif isinstance(value, Mapping):
            inner = (((name, str(key)), one) for key, one in value.items())
        for place, one in inner:
            if isinstance(one, Part):
                for deeper, found in _values(one):
                    yield (*place, *deeper), found
            elif len(place) == 2 and isinstance(value, Mapping) and not isinstance(one, float):
                yield place, one
