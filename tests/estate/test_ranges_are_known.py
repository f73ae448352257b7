"""Ranges stand where they are drawn, and nowhere else: a field that takes one cannot be forgotten."""

from __future__ import annotations

from copy import deepcopy
from typing import get_args

import pytest
from pydantic import BaseModel, BeforeValidator

from counterdraft.case.ranges import parse_triangle
from counterdraft.errors import CaseError
from counterdraft.estate.ground.control import _File as ControlFile
from counterdraft.estate.ground.estate_file import EstateFile, GibsonSchwartz, TwoFactor
from counterdraft.fiscal.deal_terms import DealTerms

from .estate_models import CONTROL, DEAL, HEAD, estate

DRAWN = {TwoFactor, GibsonSchwartz}
"""Models whose ranges `test_uncertainty` widens field by field."""


def parts(annotation):
    """An annotation and all that it is made of."""
    yield annotation
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from parts(part)


def takes_range(part):
    return isinstance(part, BeforeValidator) and part.func is parse_triangle


def models(model):
    """A model and every model that its fields hold."""
    yield model
    for field in model.model_fields.values():
        for part in parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from models(part)


def range_fields(model):
    return [
        name
        for name, field in model.model_fields.items()
        if any(map(takes_range, (*parts(field.annotation), *field.metadata)))
    ]


class TestEveryRange:
    def test_stands_in_a_model_that_is_tested(self):
        """
        Of all models of an estate's files only the declared price processes take ranges.
        """
        found = {
            model
            for file in (EstateFile, ControlFile, DealTerms)
            for model in models(file)
            if range_fields(model)
        }
        assert found == DRAWN

    @pytest.mark.parametrize(
        ("part", "path"),
        [
            ("head", ("law", "income_tax")),
            ("head", ("law", "royalty", "default")),
            ("head", ("classes", "reserve", "conversion")),
            ("head", ("rates", "state")),
            ("control", ("guarantees", "words", "attack")),
            ("control", ("costs", "damage")),
            ("control", ("scenarios", "attack", "first")),
            ("deal", ("defaults", "claim")),
        ],
    )
    def test_is_refused_where_nothing_is_drawn(self, part, path):
        """
        A range in the law, the control, a guarantee or a claim is a fault, never its middle in silence.
        """
        data = deepcopy({"head": HEAD, "control": CONTROL, "deal": DEAL}[part])
        place = data
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = {"low": 0.1, "mode": 0.2, "high": 0.3}
        with pytest.raises(CaseError, match=path[-1]):
            estate(**{part: data})
