"""Who controls the ground, year by year: a Markov process under scenarios of the war."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from counterdraft.case.fields import Count, Part, Share
from counterdraft.case.places import Path, Where, fault, nowhere
from counterdraft.case.validation import read_model
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.estate.ground.deposits import CONTROL
from counterdraft.runtime.arrays import Floats

__all__ = ["Control", "Guarantee", "Hazards"]

SEE = "docs/reference/estate-files"
WORSE = {"held": 0, "returned": 0, "exposed": 1, "occupied": 2}


class _Scenario(Part):
    label: str = ""
    first: Share


class _Zone(Part):
    label: str = ""
    hazard: Count = 1.0


class Guarantee(Part):
    """By how much a guarantee multiplies the chance of an attack, and of losing ground."""

    attack: Count = 1.0
    loss: Count = 1.0
    because: str = ""
    source: str = ""


class Costs(Part):
    """What the war costs a mine that is not lost."""

    exposed_loss: Share = 0.0
    exposed_slow: Share = 0.0
    insurance: Share = 0.0
    damage: Share = 0.0
    repair_years: Count = 0.0


class _File(Part):
    note: str = ""
    scenarios: dict[str, _Scenario]
    attack: str | None = None
    switch: dict[str, dict[str, Share]]
    change: dict[str, dict[str, dict[str, Share]]]
    zones: dict[str, _Zone]
    guarantees: dict[str, Guarantee] = Field(default_factory=lambda: {"none": Guarantee()})
    costs: Costs = Costs()


@dataclass(frozen=True, eq=False)
class Hazards:
    """The process under one guarantee, as cumulative rows that the kernels read."""

    first: Floats
    switch: Floats
    change: Floats
    attack: int


@dataclass(frozen=True, eq=False)
class Control:
    """
    Scenarios, changes of control, zones of the front, and what guarantees do to them.

    One of the scenarios may be an attack, by its position; -1 where none is, as where there is no war.

    The chain of scenarios is shared by all deposits; each deposit's control then changes by the row of
    its state, with moves to worse states multiplied by its zone's hazard and the guarantee's.
    """

    scenarios: tuple[str, ...]
    first: Floats
    switch: Floats
    change: Floats
    attack: int
    zones: Mapping[str, float]
    guarantees: Mapping[str, Guarantee]
    costs: Costs

    @classmethod
    def from_data(cls, data: object, where: Where = nowhere, at: Path = ()) -> Control:
        """
        Return the process that *data* describes.

        Raises:
            CaseError: Probabilities that do not add up, unknown scenarios or states.
        """
        file = read_model(_File, data, where, at, SEE)
        names = tuple(file.scenarios)
        faults: list[Fault] = []
        first = np.array([one.first for one in file.scenarios.values()])
        _whole(float(first.sum()), "the scenarios", where, (*at, "scenarios"), faults)
        if file.attack is not None and file.attack not in names:
            mend = nearest(file.attack, names)
            faults.append(fault(where, (*at, "attack"), "is not a scenario", mend))
        switch = _table(file.switch, names, names, where, (*at, "switch"), faults)
        change = np.zeros((len(names), 4, 4))
        for position, name in enumerate(names):
            place = (*at, "change", name)
            if name not in file.change:
                faults.append(fault(where, (*at, "change"), f"{name!r} is missing"))
                continue
            change[position] = _table(file.change[name], CONTROL, CONTROL, where, place, faults)
        faults += [
            fault(where, (*at, "change", name), "is not a scenario", nearest(name, names))
            for name in file.change
            if name not in names
        ]
        if faults:
            raise CaseError(faults, SEE)
        return cls(
            names,
            first,
            switch,
            change,
            -1 if file.attack is None else names.index(file.attack),
            {name: zone.hazard for name, zone in file.zones.items()},
            file.guarantees,
            file.costs,
        )

    def under(self, guarantee: Guarantee) -> Hazards:
        """
        Return the process under a guarantee.

        A chance that is multiplied is held at one at most; what is taken from it goes back to the
        others in proportion (scenarios), or to staying (control).
        """
        first = _scaled(self.first[None, :], self.attack, guarantee.attack)[0]
        switch = _scaled(self.switch, self.attack, guarantee.attack)
        zones = np.array(list(self.zones.values()))
        change = np.empty((len(zones), *self.change.shape))
        for z, hazard in enumerate(zones):
            for s in range(len(self.scenarios)):
                change[z, s] = _worsened(self.change[s], hazard * guarantee.loss)
        return Hazards(
            np.cumsum(first), np.cumsum(switch, axis=1), np.cumsum(change, axis=3), self.attack
        )


def _whole(total: float, what: str, where: Where, at: Path, faults: list[Fault]) -> None:
    if abs(total - 1) > 1e-6:
        message = f"the probabilities of {what} add up to {total:g}, not to 1"
        faults.append(fault(where, at, message))


def _table(
    given: Mapping[str, Mapping[str, float]],
    rows: Sequence[str],
    columns: Sequence[str],
    where: Where,
    at: Path,
    faults: list[Fault],
) -> Floats:
    table = np.zeros((len(rows), len(columns)))
    for name, row in given.items():
        if name not in rows:
            faults.append(fault(where, (*at, name), "is not known", nearest(name, rows)))
            continue
        for other, chance in row.items():
            if other not in columns:
                place = (*at, name, other)
                faults.append(fault(where, place, "is not known", nearest(other, columns)))
            else:
                table[rows.index(name), columns.index(other)] = chance
        _whole(float(sum(row.values())), f"{name!r}", where, (*at, name), faults)
    faults += [fault(where, at, f"{name!r} is missing") for name in rows if name not in given]
    return table


def _scaled(rows: Floats, column: int, factor: float) -> Floats:
    out = rows.copy()
    if column < 0:
        return out
    old = rows[:, column]
    new = np.minimum(old * factor, 1.0)
    rest = 1 - old
    share = np.where(rest > 0, (1 - new) / np.where(rest > 0, rest, 1.0), 0.0)
    out *= share[:, None]
    out[:, column] = np.where(rest > 0, new, old)
    return out


def _worsened(table: Floats, factor: float) -> Floats:
    """Multiply every move to a worse state; what it takes or leaves is staying."""
    out = table.copy()
    for i, state in enumerate(CONTROL):
        worse = [j for j, other in enumerate(CONTROL) if WORSE[other] > WORSE[state]]
        old = float(table[i, worse].sum())
        if not worse or old <= 0:
            continue
        better = float(table[i].sum() - old - table[i, i])
        new = min(old * factor, 1.0 - better)
        out[i, worse] *= new / old
        out[i, i] = 1.0 - better - new
    return out
