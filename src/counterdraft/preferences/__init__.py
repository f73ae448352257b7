"""What an offer is worth to a party: distributions, the joint sample, worth by draw, the integer game."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterdraft.preferences.asking import Question, consistent, questions, wording
    from counterdraft.preferences.certainty import certainty_equivalent
    from counterdraft.preferences.distributions import mean, percentiles, quantile, variance
    from counterdraft.preferences.elicit import narrowed, stated
    from counterdraft.preferences.error_of_tables import TableError, table_error
    from counterdraft.preferences.expected import expected_game, offer_worth
    from counterdraft.preferences.game import Bonus, Clause, Game, Ledger, Summand
    from counterdraft.preferences.normal_form import clauses, mask
    from counterdraft.preferences.sampling import Sample, draft_offers, values
    from counterdraft.preferences.worths import Worth, tabulate

__all__ = [
    "Bonus",
    "Clause",
    "Game",
    "Ledger",
    "Question",
    "Sample",
    "Summand",
    "TableError",
    "Worth",
    "certainty_equivalent",
    "clauses",
    "consistent",
    "draft_offers",
    "expected_game",
    "mask",
    "mean",
    "narrowed",
    "offer_worth",
    "percentiles",
    "quantile",
    "questions",
    "stated",
    "table_error",
    "tabulate",
    "values",
    "variance",
    "wording",
]

_HOME = {
    "certainty": ("certainty_equivalent",),
    "normal_form": ("clauses", "mask"),
    "distributions": ("mean", "percentiles", "quantile", "variance"),
    "elicit": ("narrowed", "stated"),
    "expected": ("expected_game", "offer_worth"),
    "game": ("Bonus", "Clause", "Game", "Ledger", "Summand"),
    "asking": ("Question", "consistent", "questions", "wording"),
    "sampling": ("Sample", "draft_offers", "values"),
    "error_of_tables": ("TableError", "table_error"),
    "worths": ("Worth", "tabulate"),
}


def __getattr__(name: str) -> object:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
