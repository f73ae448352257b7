"""What options of a case mean in money: the vocabulary of deals, and one deal's terms."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Count, Part, Return, Share, Weight
from counterdraft.case.places import Where, fault, nowhere
from counterdraft.case.validation import read_model
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.runtime.arrays import Floats

__all__ = ["ROLES", "DealMapping", "DealTerms"]

SEE = "docs/reference/estate-files"
ROLES = ("state", "partner", "owners")
"""Who in the estate is paid: parties of a case are one of them, or a mix."""
BASES = ("gross_revenue", "state_revenue", "profit", "rights")
SCOPES = ("new_projects", "existing_too", "with_infrastructure")
MODES = ("ceiling", "preferred_return", "lien")


class DealTerms(Part):
    """
    One deal, in numbers.

    `share` of the base goes into the fund, grossed up by `fund_scale` (what the state adds for itself);
    `partner_part` is the partner's part of what the fund distributes.  `claim` is a ceiling on what goes
    into the fund, or the principal of a preferred return or lien, by `priority`.  `aid` is a yearly sum of
    which `aid_credited` raises the claim and `aid_counted` is counted as money here (the rest of its
    worth stands elsewhere, so that nothing is counted twice).

    Extraction outside the estate is known in sum only: a year it earns `other_gross`, of which
    `other_revenue` is the state's and `other_profit` the owners', for `other_years`, less
    `other_decline` every year; `infrastructure` and its like are what a wide scope reaches besides.  The
    share falls on them where the scope does.  They answer to the terms: where margins are spread evenly
    up to `closes_at_gross` of revenue, a share s of gross revenue closes s / closes_at_gross of
    them; a share of profit, or of the rights, closes s / closes_at_profit, s / closes_at_rights.  Nought
    means that nothing closes.  What is closed is lost to state and owners alike.
    """

    share: Share = 0.0
    base: Literal["gross_revenue", "state_revenue", "profit", "rights"] = "state_revenue"
    scope: Literal["new_projects", "existing_too", "with_infrastructure"] = "new_projects"
    priority: Literal["ceiling", "preferred_return", "lien"] = "ceiling"
    claim: Count = 0.0
    interest: Return = 0.0
    fund_scale: Count = 1.0
    partner_part: Share = 1.0
    lock_share: Share = 0.0
    lock_years: Count = 0.0
    release_years: Count = 1.0
    earns: Return = 0.0
    suspended_by_attack: Share = 0.0
    offtake_discount: Share = 0.0
    other_gross: Count = 0.0
    other_revenue: Count = 0.0
    other_profit: Count = 0.0
    infrastructure_gross: Count = 0.0
    infrastructure: Count = 0.0
    infrastructure_profit: Count = 0.0
    other_years: Count = 1000.0
    other_decline: Share = 0.0
    closes_at_gross: Count = 0.0
    closes_at_profit: Count = 0.0
    closes_at_rights: Count = 0.0
    aid: Count = 0.0
    aid_years: Count = 0.0
    aid_credited: Share = 0.0
    aid_counted: Share = 1.0
    past_aid_credited: Count = 0.0
    guarantee: str = "none"

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> DealTerms:
        """
        Return the deal of *fields* that were read before, each by itself.

        Raises:
            ValueError: Together they make no deal.
        """
        found: DealTerms = cls.model_construct(**fields)._secured()  # type: ignore[operator]  # noqa: SLF001
        return found

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
                self.aid * self.aid_counted,
                self.aid_years,
                self.aid * self.aid_credited,
                self.past_aid_credited,
                *self.outside,
                self.other_years,
                self.other_decline,
                self.goes_on,
            ],
            float,
        )

    @property
    def outside(self) -> tuple[float, float, float]:
        """What the scope reaches outside the estate in the first year: gross, the state's, profit."""
        if self.scope == "new_projects":
            return 0.0, 0.0, 0.0
        wide = float(self.scope == "with_infrastructure")
        return (
            self.other_gross + wide * self.infrastructure_gross,
            self.other_revenue + wide * self.infrastructure,
            self.other_profit + wide * self.infrastructure_profit,
        )

    @property
    def goes_on(self) -> float:
        """The part of what the scope reaches outside the estate that the deal does not close."""
        margins = {
            "gross_revenue": self.closes_at_gross,
            "profit": self.closes_at_profit,
            "rights": self.closes_at_rights,
        }
        margin = margins.get(self.base, 0.0)
        inflow = np.minimum(self.share * self.fund_scale, 1.0)
        goes_on: float = np.maximum(1.0 - inflow / margin, 0.0) if margin > 0 else 1.0
        return goes_on

    def unclaimed(self) -> DealTerms:
        """Return the deal as it is where its claim does not come into play: no ceiling, or no end."""
        claim = 0.0 if self.priority == "ceiling" else 1e30
        return self.model_copy(update={"claim": claim})

    def outside_in_all(self, years: int) -> float:
        """Return what the base reaches outside the estate over all *years*."""
        gross, revenue, profit = self.outside
        a_year = {
            "gross_revenue": gross,
            "state_revenue": revenue,
            "profit": profit,
            "rights": revenue + profit,
        }[self.base]
        if not a_year:
            return 0.0
        lasting = float(min(years, math.ceil(self.other_years)))
        stays = 1.0 - self.other_decline
        if self.other_decline > 0:
            lasting = (1.0 - stays**lasting) / self.other_decline
        return a_year * self.goes_on * lasting

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


class _Money(Part):
    note: str = ""
    over: tuple[tuple[str, ...], ...] = ()
    around: dict[str, str | float] = Field(default_factory=dict)


class _File(Part):
    note: str = ""
    defaults: dict[str, Any] = Field(default_factory=dict)
    issues: dict[str, dict[str, Any]] = Field(default_factory=dict)
    parties: dict[str, dict[str, Weight]] = Field(default_factory=dict)
    money: _Money = _Money()


@dataclass(frozen=True, eq=False)
class DealMapping:
    """
    For each issue of a case, the fields of `DealTerms` that its options set.

    A numeric issue sets one field to its value `times` a factor; the options of a list set fields by
    name.  Issues are applied in the order of the file, so that a later one may overrule.

    Attributes:
        parties: For each party of the case, how much of the worth of each role (`ROLES`) is its own.
        over: Sets of issues whose effects on each other count in the money of an offer.
        around: The offer at which effects across those sets are taken: a name or number for each issue.
        known: Numbers of the case whose meaning was found to be one.
    """

    defaults: Mapping[str, Any]
    numeric: Mapping[str, tuple[str, float]]
    listed: Mapping[str, Mapping[str, Mapping[str, Any]]]
    order: tuple[str, ...]
    parties: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    over: tuple[tuple[str, ...], ...] = ()
    around: Mapping[str, str | float] = field(default_factory=dict)
    where: Where = nowhere
    known: set[tuple[str, str | float]] = field(default_factory=set)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the places behind when a worker process gets the vocabulary: the files are here."""
        return {**self.__dict__, "where": nowhere}

    @classmethod
    def from_data(
        cls, data: object, where: Where = nowhere, *, guarantees: Sequence[str] = ("none",)
    ) -> DealMapping:
        """
        Return the vocabulary that *data* describes.

        Raises:
            CaseError: A field that deals do not have, a value that it cannot take, a guarantee that the
                control of the estate does not know.
        """
        file = read_model(_File, data, where, (), SEE)
        faults: list[Fault] = []
        numeric: dict[str, tuple[str, float]] = {}
        listed: dict[str, dict[str, dict[str, Any]]] = {}
        defaults = _check(file.defaults, where, ("defaults",), guarantees, faults)
        for name, options in file.issues.items():
            place = ("issues", name)
            if "field" in options:
                one = read_model(_Numeric, options, where, place, SEE)
                numeric[name] = (one.field, one.times)
                if one.field not in DealTerms.model_fields:
                    mend = nearest(one.field, list(DealTerms.model_fields))
                    faults.append(fault(where, (*place, "field"), "deals have no such field", mend))
                elif DealTerms.model_fields[one.field].annotation is not float:
                    message = f"{one.field!r} is no number: name it option by option"
                    faults.append(fault(where, (*place, "field"), message))
                continue
            listed[name] = {}
            for option, fields in options.items():
                given = _check(fields or {}, where, (*place, option), guarantees, faults)
                listed[name][option] = given
        for party, weights in file.parties.items():
            faults += [
                fault(where, ("parties", party, role), "is no role", nearest(role, ROLES))
                for role in weights
                if role not in ROLES
            ]
        faults += _strangers(file, where)
        if faults:
            raise CaseError(faults, SEE)
        found = cls(
            defaults,
            numeric,
            listed,
            tuple(file.issues),
            file.parties,
            file.money.over or ((tuple(file.issues),) if file.issues else ()),
            file.money.around,
            where,
        )
        if file.money.around:
            found.terms(file.money.around)
        return found

    def terms(self, offer: Mapping[str, str | float]) -> DealTerms:
        """
        Return the deal that *offer* makes: for each issue the name of its option, or its number.

        Issues that the vocabulary does not know move no money here and are left aside.

        Raises:
            CaseError: An option without a meaning, or a combination that no deal can have.
        """
        fields = dict(self.defaults)
        for name in self.order:
            if name in offer:
                fields |= self.meaning(name, offer[name])
        return read_model(DealTerms, fields, see=SEE)

    def meaning(self, issue: str, chosen: str | float) -> Mapping[str, Any]:
        """
        Return the fields that an option of an *issue* sets: its name, or its number.

        Raises:
            CaseError: The option has no meaning in money.
        """
        if issue in self.numeric:
            name, times = self.numeric[issue]
            fields = {name: float(chosen) * times}
            if (issue, chosen) not in self.known:
                self._check_number(issue, chosen, fields)
                self.known.add((issue, chosen))
            return fields
        if str(chosen) not in self.listed[issue]:
            message = f"the option {chosen!r} of {issue!r} has no meaning in money"
            mend = nearest(str(chosen), list(self.listed[issue]))
            raise CaseError(fault(self.where, ("issues", issue), message, mend), SEE)
        return self.listed[issue][str(chosen)]

    def _check_number(self, issue: str, chosen: str | float, fields: Mapping[str, Any]) -> None:
        """Refuse a number of the case that the field of a deal cannot take, where its meaning stands."""
        try:
            read_model(DealTerms, {"claim": 1.0, **fields}, see=SEE)
        except CaseError as error:
            (name,) = fields
            faults = [
                fault(
                    self.where,
                    ("issues", issue),
                    f"where the case has {float(chosen):g}, {name}: {one.message}",
                    one.help,
                )
                for one in error.faults
            ]
            raise CaseError(faults, SEE) from None

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that move money."""
        return self.order


def _strangers(file: _File, where: Where) -> list[Fault]:
    """Return what is wrong with the issues that the money names."""
    known, faults = list(file.issues), list[Fault]()
    for k, names in enumerate(file.money.over):
        for j, name in enumerate(names):
            if name not in known:
                place = ("money", "over", k, j)
                faults.append(fault(where, place, "moves no money", nearest(name, known)))
            elif name in names[:j]:
                faults.append(fault(where, ("money", "over", k, j), f"{name!r} stands here twice"))
    faults += [
        fault(where, ("money", "around", name), "moves no money", nearest(name, known))
        for name in file.money.around
        if name not in known
    ]
    left_out = set(known) - {name for names in file.money.over for name in names}
    if file.money.over and left_out:
        message = f"no set has {', '.join(sorted(left_out))}"
        faults.append(
            fault(where, ("money", "over"), message, "every issue belongs to one or more")
        )
    missing = [name for name in known if name not in file.money.around]
    if len(file.money.over) > 1 and missing:
        message = f"no option is named for {', '.join(missing)}"
        faults.append(fault(where, ("money", "around"), message))
    return faults


def _check(
    fields: object,
    where: Where,
    at: tuple[str | int, ...],
    guarantees: Sequence[str],
    faults: list[Fault],
) -> dict[str, Any]:
    """Return *fields* of a deal with every number read."""
    if not isinstance(fields, Mapping):
        faults.append(fault(where, at, f"fields of a deal are expected here, not {fields!r:.40}"))
        return {}
    try:
        terms = read_model(DealTerms, {"claim": 1.0, **fields}, where, at, SEE)
    except CaseError as error:
        faults += error.faults
        return {}
    if terms.guarantee not in guarantees:
        mend = nearest(terms.guarantee, guarantees)
        message = f"{terms.guarantee!r} is no guarantee of control.yaml"
        faults.append(fault(where, (*at, "guarantee"), message, mend))
    return {name: getattr(terms, name) for name in fields}
