"""The kinds of factor that worth may be made of; a new kind is a file of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from counterdraft.case.figures import Figure
from counterdraft.case.worth import Combined, Factor, Modelled, Preference, Table, When
from counterdraft.errors import CaseError
from counterdraft.preferences.chance.certainty_equivalent import certainty_equivalent
from counterdraft.preferences.factors.combinations import combined_pieces
from counterdraft.preferences.factors.modelled import modelled_pieces
from counterdraft.preferences.factors.pieces import Piece, Read, every_figure
from counterdraft.preferences.factors.tables import table_pieces
from counterdraft.preferences.factors.weighted_conditions import when_pieces

__all__ = ["KINDS", "counted", "pieces"]

KINDS: dict[type, Callable[[Any, Fraction, Read], tuple[Piece, ...]]] = {
    Table: table_pieces,
    When: when_pieces,
    Combined: combined_pieces,
    Modelled: modelled_pieces,
}


def pieces(preference: Preference) -> tuple[Piece, ...]:
    """
    Return the worth of the *preference* before its offset and cap, as pieces that add up.

    The scale of its transform is multiplied in.

    Raises:
        CaseError: The party is averse to risk, and chances of different factors move together, or a model
            cannot be integrated as it stands.
    """
    scale = preference.transform.scale
    read = _Reader(preference.attitude.tolerance)
    if read.tolerance is not None:
        _refuse_shared_models(preference)
    by_factor = [read(factor, scale) for factor in preference.factors]
    if read.tolerance is not None:
        _refuse_shared_chance(preference, by_factor)
    return tuple(piece for found in by_factor for piece in found)


def counted(preference: Preference, figure: Figure, coefficient: Fraction) -> Fraction:
    """
    Return what the *figure* counts for on average where it is multiplied by *coefficient*.

    Chance counts by its certainty equivalent at the party's attitude, ignorance by its mean.

    Raises:
        CaseError: The chance has no certainty equivalent.
    """
    tolerance = preference.attitude.tolerance if figure.chance else None
    found = certainty_equivalent(figure.distribution, tolerance, coefficient)
    if found is None:
        raise CaseError.of(
            f"'{figure.name}' may cost without limit, which no party averse to risk can bear",
            file=figure.provenance.where,
            help="use a distribution with a high end (low / mode / high), or attitude: neutral",
        )
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    tolerance: Fraction | None

    def __call__(self, factor: Factor, coefficient: Fraction) -> tuple[Piece, ...]:
        return KINDS[type(factor)](factor, coefficient, self)


def _models(factors: Iterable[Factor]) -> Iterator[Modelled]:
    for factor in factors:
        if isinstance(factor, Modelled):
            yield factor
        elif isinstance(factor, Combined):
            yield from _models(factor.parts)


def _refuse_shared_models(preference: Preference) -> None:
    """Two factors of one model hang on the same chance."""
    for other in list(_models(preference.factors))[1:2]:
        raise CaseError.of(
            f"'{other.name}' moves with another factor of the same model, and '{preference.party}' is "
            "averse to risk: their certainty equivalents do not add up",
            file=other.scale.provenance.where,
            help="keep one factor of the model, or write attitude: neutral",
        )


def _refuse_shared_chance(preference: Preference, by_factor: list[tuple[Piece, ...]]) -> None:
    """Certainty equivalents add up only over independent chances."""
    seen: dict[str, Figure] = {
        driver: one.scale for one in _models(preference.factors) for driver in one.model.drivers
    }
    for piece in (piece for found in by_factor for piece in found):
        drivers: dict[str, Figure] = {}
        for figure in every_figure([piece]):
            if figure.chance and figure.driver and not figure.certain:
                drivers.setdefault(figure.driver, figure)
        for driver, figure in drivers.items():
            if driver in seen:
                raise CaseError.of(
                    f"'{figure.name}' and '{seen[driver].name}' are chances that move together "
                    f"(driver '{driver}'), and '{preference.party}' is averse to risk: "
                    "their certainty equivalents do not add up",
                    file=figure.provenance.where,
                    help="put both into one table, write attitude: neutral, or drop chance: true",
                )
            seen[driver] = figure
