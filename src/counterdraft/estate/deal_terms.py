"""What options of a case mean in money: the vocabulary of deals, and one deal's terms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.estate.book import Floats
from counterdraft.estate.reading import Count, Part, Rate, Share, Where, fault, nowhere, read

__all__ = ["DealTerms", "Vocabulary"]

SEE = "docs/reference/estate-files"
BASES = ("gross_revenue", "state_revenue", "profit", "rights")
SCOPES = ("new_projects", "existing_too", "with_infrastructure")
MODES = ("ceiling", "preferred_return", "lien")


class DealTerms(Part):
    """
    One deal, in numbers.

    `share` of the base goes into the fund, grossed up by `fund_scale` (what the state adds for itself);
    `partner_part` is the partner's part of what the fund distributes.  `claim` is a ceiling on what goes
    into the fund, or the principal of a preferred return or lien, by `priority`.  `other_revenue` is what
    the state earns a year from extraction outside the estate, and `infrastructure` from what else a wide
    scope reaches: the share falls on them, the deposits know nothing of them.  `aid` is a yearly sum of
    which `aid_credited` raises the claim and `aid_counted` is counted as money here (the rest of its
    worth stands elsewhere, so that nothing is counted twice).
    """

    share: Share = 0.0
    base: Literal["gross_revenue", "state_revenue", "profit", "rights"] = "state_revenue"
    scope: Literal["new_projects", "existing_too", "with_infrastructure"] = "new_projects"
    priority: Literal["ceiling", "preferred_return", "lien"] = "ceiling"
    claim: Count = 0.0
    interest: Rate = 0.0
    fund_scale: Count = 1.0
    partner_part: Share = 1.0
    lock_share: Share = 0.0
    lock_years: Count = 0.0
    release_years: Count = 1.0
    earns: Rate = 0.0
    suspended_by_attack: Share = 0.0
    offtake_discount: Share = 0.0
    infrastructure: Count = 0.0
    other_revenue: Count = 0.0
    aid: Count = 0.0
    aid_years: Count = 0.0
    aid_credited: Share = 0.0
    aid_counted: Share = 1.0
    past_aid_credited: Count = 0.0
    guarantee: str = "none"

    @model_validator(mode="after")
    def _secured(self) -> DealTerms:
        credited = self.past_aid_credited + self.aid * self.aid_credited * self.aid_years
        if self.priority != "ceiling" and self.claim <= 0 and credited <= 0:
            what = "lien" if self.priority == "lien" else "preferred return"
            raise ValueError(f"a {what} without a principal: give a claim, or an aid credit")
        return self

    def row(self) -> Floats:
        """Return the numbers in the order that the kernel reads."""
        return np.array(
            [
                min(self.share * self.fund_scale, 1.0),
                BASES.index(self.base),
                SCOPES.index(self.scope),
                MODES.index(self.priority),
                self.claim,
                self.interest,
                self.partner_part,
                self.lock_share,
                self.lock_years - 1,
                self.release_years,
                self.earns,
                self.suspended_by_attack,
                self.offtake_discount,
                self.infrastructure,
                self.aid * self.aid_counted,
                self.aid_years,
                self.aid * self.aid_credited,
                self.past_aid_credited,
                self.other_revenue,
            ],
            float,
        )

    @property
    def touches_owners(self) -> tuple[float, float, float, float]:
        """The part of gross revenue and of profit that the deal takes from owners: new, then existing."""
        inflow = min(self.share * self.fund_scale, 1.0)
        gross = self.offtake_discount + (inflow if self.base == "gross_revenue" else 0.0)
        profit = inflow if self.base in {"profit", "rights"} else 0.0
        old = 0.0 if self.scope == "new_projects" else 1.0
        return gross, gross * old, profit, profit * old

    def fingerprint(self) -> str:
        """Return what stands for these terms in a store."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:24]


class _Numeric(Part):
    field: str
    times: float = 1.0


class _File(Part):
    note: str = ""
    defaults: dict[str, Any] = Field(default_factory=dict)
    issues: dict[str, dict[str, Any]] = Field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """
    For each issue of a case, the fields of `DealTerms` that its options set.

    A numeric issue sets one field to its value `times` a factor; the options of a list set fields by
    name.  Issues are applied in the order of the file, so that a later one may overrule.
    """

    defaults: Mapping[str, Any]
    numeric: Mapping[str, tuple[str, float]]
    listed: Mapping[str, Mapping[str, Mapping[str, Any]]]
    order: tuple[str, ...]

    @classmethod
    def from_data(
        cls, data: object, where: Where = nowhere, *, guarantees: Sequence[str] = ("none",)
    ) -> Vocabulary:
        """
        Return the vocabulary that *data* describes.

        Raises:
            CaseError: A field that deals do not have, a value that it cannot take, a guarantee that the
                control of the estate does not know.
        """
        file = read(_File, data, where, (), SEE)
        faults: list[Fault] = []
        numeric: dict[str, tuple[str, float]] = {}
        listed: dict[str, dict[str, dict[str, Any]]] = {}
        _check(file.defaults, where, ("defaults",), guarantees, faults)
        for name, options in file.issues.items():
            place = ("issues", name)
            if "field" in options:
                one = read(_Numeric, options, where, place, SEE)
                numeric[name] = (one.field, one.times)
                if one.field not in DealTerms.model_fields:
                    mend = nearest(one.field, list(DealTerms.model_fields))
                    faults.append(fault(where, (*place, "field"), "deals have no such field", mend))
                continue
            listed[name] = {}
            for option, fields in options.items():
                given = fields or {}
                listed[name][option] = given
                _check(given, where, (*place, option), guarantees, faults)
        if faults:
            raise CaseError(faults, SEE)
        return cls(file.defaults, numeric, listed, tuple(file.issues))

    def terms(self, offer: Mapping[str, str | float]) -> DealTerms:
        """
        Return the deal that *offer* makes: for each issue the name of its option, or its number.

        Issues that the vocabulary does not know move no money here and are left aside.

        Raises:
            CaseError: An option without a meaning, or a combination that no deal can have.
        """
        fields = dict(self.defaults)
        for name in self.order:
            if name not in offer:
                continue
            chosen = offer[name]
            if name in self.numeric:
                field, times = self.numeric[name]
                fields[field] = float(chosen) * times
            elif str(chosen) in self.listed[name]:
                fields |= self.listed[name][str(chosen)]
            else:
                raise CaseError.of(
                    f"the option {chosen!r} of {name!r} has no meaning in money",
                    field=f"issues.{name}",
                    help=nearest(str(chosen), list(self.listed[name])),
                )
        return read(DealTerms, fields, see=SEE)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that move money."""
        return self.order


def _check(
    fields: object,
    where: Where,
    at: tuple[str | int, ...],
    guarantees: Sequence[str],
    faults: list[Fault],
) -> None:
    if not isinstance(fields, Mapping):
        faults.append(fault(where, at, f"fields of a deal are expected here, not {fields!r:.40}"))
        return
    try:
        terms = read(DealTerms, {"claim": 1.0, **fields}, where, at, SEE)
    except CaseError as error:
        faults += error.faults
        return
    if terms.guarantee not in guarantees:
        mend = nearest(terms.guarantee, guarantees)
        message = f"{terms.guarantee!r} is no guarantee of control.yaml"
        faults.append(fault(where, (*at, "guarantee"), message, mend))
