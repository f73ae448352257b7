"""What an offer is worth to a party: distributions, the joint sample, worth by draw, the integer game."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.preferences.asking import Question, consistent, questions
    from counterdraft.preferences.certainty import certainty_equivalent
    from counterdraft.preferences.distributions import mean, percentiles, quantile, variance
    from counterdraft.preferences.elicit import narrowed, stated
    from counterdraft.preferences.error_of_tables import TableError, table_error
    from counterdraft.preferences.expected import expected_game, offer_worth
    from counterdraft.preferences.game import (
        Clause,
        Game,
        UtilityFunction,
        UtilityTable,
        WeightedBox,
    )
    from counterdraft.preferences.normal_form import clauses, mask
    from counterdraft.preferences.sampling import Sample, draft_offers, values
    from counterdraft.preferences.worths import Worth, tabulate

__all__ = [
    "Clause",
    "Game",
    "Question",
    "Sample",
    "TableError",
    "UtilityFunction",
    "UtilityTable",
    "WeightedBox",
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
]

attach_lazily(
    __name__,
    {
        "certainty": ("certainty_equivalent",),
        "normal_form": ("clauses", "mask"),
        "distributions": ("mean", "percentiles", "quantile", "variance"),
        "elicit": ("narrowed", "stated"),
        "expected": ("expected_game", "offer_worth"),
        "game": ("WeightedBox", "Clause", "Game", "UtilityFunction", "UtilityTable"),
        "asking": ("Question", "consistent", "questions"),
        "sampling": ("Sample", "draft_offers", "values"),
        "error_of_tables": ("TableError", "table_error"),
        "worths": ("Worth", "tabulate"),
    },
)
