"""What an offer is worth to a party: distributions, the joint sample, worth by draw, the integer game."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.preferences.by_draw.worths import Worth, tabulate
    from counterdraft.preferences.chance.certainty_equivalent import certainty_equivalent
    from counterdraft.preferences.chance.distributions import mean, percentiles, quantile, variance
    from counterdraft.preferences.chance.sampling import Sample, draft_offers, values
    from counterdraft.preferences.conditions.normal_form import clauses, mask
    from counterdraft.preferences.elicitation.narrowing import narrowed, stated
    from counterdraft.preferences.elicitation.questions import Question, consistent, questions
    from counterdraft.preferences.expected.expected_game import expected_game, offer_worth
    from counterdraft.preferences.expected.table_error import TableError, table_error
    from counterdraft.preferences.game import (
        Clause,
        Game,
        UtilityFunction,
        UtilityTable,
        WeightedBox,
    )

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
        "chance.certainty_equivalent": ("certainty_equivalent",),
        "conditions.normal_form": ("clauses", "mask"),
        "chance.distributions": ("mean", "percentiles", "quantile", "variance"),
        "elicitation.narrowing": ("narrowed", "stated"),
        "expected.expected_game": ("expected_game", "offer_worth"),
        "game": ("WeightedBox", "Clause", "Game", "UtilityFunction", "UtilityTable"),
        "elicitation.questions": ("Question", "consistent", "questions"),
        "chance.sampling": ("Sample", "draft_offers", "values"),
        "expected.table_error": ("TableError", "table_error"),
        "by_draw.worths": ("Worth", "tabulate"),
    },
)
