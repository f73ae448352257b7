"""What the page of money says, in words, figures and pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup

from counterdraft.brief import words
from counterdraft.brief.charts.charts import (
    fan_of,
    gains_chart,
    map_of_deposits,
    steps_chart,
    waterfall_chart,
)
from counterdraft.brief.money_words import (
    ROLES,
    claimed_step,
    deterrence_sentence,
    ground_sentence,
    guarantees_sentence,
    hardness_sentence,
    money_unit,
    new_projects_sentence,
    percent,
    prices_sentence,
    repaid_sentence,
    whole,
)
from counterdraft.case import Case
from counterdraft.estate.ground.deposits import Deposit

__all__ = ["ValueView"]

MINUS = re.compile(r"(?<!\w)-(?=\d)")
HALF = 500
"""Width of a picture of which two stand side by side."""


class ValueView:
    """
    The report, formatted.

    The template only lays out what stands here; here nothing is computed that is not a place on the page.
    """

    def __init__(
        self,
        case: Case,
        found: Mapping[str, Any],
        shown: str,
        deposits: Sequence[tuple[Deposit, float]],
    ) -> None:
        """Take the report; everything else is made when the template asks for it."""
        self.case, self.found, self.deposits = case, found, deposits
        self.one: Mapping[str, Any] = next(r for r in found["drafts"] if r["draft"] == shown)
        self.unit = money_unit(found)
        self.short = f"{found['money']['code']} {found['money']['unit']}".strip()

    # -- head -------------------------------------------------------------------------------------

    @cached_property
    def title(self) -> str:
        """The title of the case."""
        return words.clean(self.case.title)

    @cached_property
    def draft(self) -> str:
        """The title of the draft that is shown in full."""
        return words.clean(self.one["title"] or self.one["draft"])

    @cached_property
    def seen(self) -> str:
        """The side that alone is shown, or nothing."""
        return words.clean(self.found["party"]["label"]) if "party" in self.found else ""

    @cached_property
    def as_of(self) -> str:
        """The day whose knowledge is used, or nothing."""
        return words.day(self.case.as_of) if self.case.as_of else ""

    @cached_property
    def lead(self) -> list[str]:
        """The answer in a few sentences: what there is, what the draft moves, whether the claim is repaid."""
        said = [
            ground_sentence(self.found["ground"], self.short, self.money),
            self._moved(),
        ]
        claim = repaid_sentence(self.one["claim"])
        if self.one["claim"] is not None and self.one["claim"]["claimed_in"]:
            said.append(_sentence(claim))
        return said

    def _moved(self) -> str:
        parts = []
        for label, gain in self._gains(self.one):
            verb = "gains" if gain["mean"] >= 0 else "loses"
            low, high = sorted((abs(gain["p10"]), abs(gain["p90"])))
            parts.append(
                f"{label} {verb} {self.money(abs(gain['mean']))} ({self.money(low)} to {self.money(high)} "
                f"in eight cases of ten)"
            )
        return f"Against no deal, with “{self.draft}” {words.joined(parts)}."

    @cached_property
    def strip(self) -> list[tuple[str, str, str]]:
        """The few figures that a reader takes along: name, figure, what it means."""
        lost = [row for row in self.found["control"] if row["control"] != "held"]
        part = sum(row["in_the_ground"] for row in lost)
        found = [
            (f"{label}, by this draft", self.signed(gain["mean"]), f"{self.short}, against no deal")
            for label, gain in self._gains(self.one)
        ]
        found.append(
            ("occupied or exposed today", percent(part), "of what lies in the ground, by price")
        )
        take = self.one["terms"]["government_take_discounted"]
        if take is not None:
            found.append(
                (
                    "taken from the deposits",
                    percent(take),
                    "by governments and fund, before owners, in today's money",
                )
            )
        return found

    # -- sections ---------------------------------------------------------------------------------

    @cached_property
    def ground(self) -> list[tuple[str, str]]:
        """The steps from the claim to the money."""
        return [
            (_sentence(str(s["step"]), ""), self.money(s["money"]) + self.error(s))
            for s in self.found["ground"]
        ]

    def error(self, step: Mapping[str, Any]) -> str:
        """The standard error of a step, where paths were drawn for it."""
        return f" ± {self.money(step['se'])}" if step["se"] else ""

    @cached_property
    def reckoning(self) -> Markup:
        """The waterfall of what is left, without the claim, which would dwarf it."""
        steps = [
            (str(s["step"]), float(s["money"]))
            for s in self.found["ground"]
            if s is not claimed_step(self.found["ground"])
        ]
        return _drawn(waterfall_chart(steps, "From the ground to the state", self.short))

    @cached_property
    def drafts(self) -> list[dict[str, Any]]:
        """Every draft: title, sides, claim, and what owners' answers change."""
        return [self._draft(row) for row in self.found["drafts"]]

    def _draft(self, row: Mapping[str, Any]) -> dict[str, Any]:
        answers = row.get("responsive")
        return {
            "title": words.clean(row["title"] or row["draft"]),
            "shown": row["draft"] == self.one["draft"],
            "gains": [self._figure(gain) for _, gain in self._gains(row)],
            "claim": _sentence(repaid_sentence(row["claim"])),
            "answers": None
            if answers is None
            else {
                "gains": [self._figure(gain) for _, gain in self._gains(answers)],
                "lost": self._figure(answers["lost"]),
            },
        }

    @cached_property
    def comparisons(self) -> list[Markup]:
        """For each side its gain by every draft."""
        return [
            _drawn(
                gains_chart(
                    [
                        (words.clean(row["title"] or row["draft"]), self._gains(row)[k][1])
                        for row in self.found["drafts"]
                    ],
                    f"{label}: change against no deal",
                    self.short,
                    width=HALF,
                )
            )
            for k, label in enumerate(self.sides)
        ]

    @cached_property
    def sides(self) -> list[str]:
        """The labels of the sides that are shown."""
        return [label for label, _ in self._gains(self.one)]

    @cached_property
    def roles(self) -> list[tuple[str, str, str, str]]:
        """The roles below the sides, of the draft in full: label, whose, gain, spread."""
        whose: dict[str, list[str]] = {}
        for party in self.one["by_party"].values():
            for name, weight in party["roles"].items():
                part = "" if weight == 1 else f"{percent(weight)} of it "
                whose.setdefault(name, []).append(part + words.clean(party["label"]))
        return [
            (
                ROLES[name],
                words.joined(whose.get(name, ["nobody in the case"])),
                *self._figure(r["gain"]),
            )
            for name, r in self.one["parties"].items()
        ]

    @cached_property
    def sentences(self) -> list[str]:
        """What the indicators of the draft say."""
        said = (
            deterrence_sentence(self.one["deterrence"]),
            guarantees_sentence(self.one["deterrence"]),
            hardness_sentence(self.one),
            new_projects_sentence(self.one),
            prices_sentence(self.case, self.one),
        )
        return [MINUS.sub("−", one).replace(" %", "\u00a0%") for one in said]

    @cached_property
    def fans(self) -> list[Markup]:
        """For each side the fan of what the draft changes by year, and of what has gathered."""
        drawn = []
        bands = self.one["by_year"]["change"]
        for name, label in self.named:
            year, total = bands[name], bands[name]["cumulative"]
            drawn += [
                _drawn(
                    fan_of(
                        self.one["years"], year, f"{label}: change a year", self.short, width=HALF
                    )
                ),
                _drawn(
                    fan_of(
                        self.one["years"],
                        total,
                        f"{label}: gathered so far",
                        self.short,
                        width=HALF,
                    )
                ),
            ]
        return drawn

    @cached_property
    def ways(self) -> list[Markup]:
        """For each side the way from no deal to the draft, clause by clause."""
        drawn = []
        for name, label in self.named:
            steps = [
                (words.joined(self._issue(i) for i in row["issues"]), _of(row, name)["mean"])
                for row in self.one["clause_steps"]
            ]
            moved = [(text, change) for text, change in steps if abs(change) >= 0.5]
            title = f"{label}: from no deal to the draft"
            drawn.append(
                _drawn(steps_chart(moved, "no deal", "the draft", title, self.short, width=HALF))
            )
        return drawn

    @cached_property
    def points(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What one point more of each numeric clause brings."""
        return [
            (
                _sentence(str(row["clause"]).replace("_", " "), ""),
                [self._figure(_of(row, name)) for name, _ in self.named],
            )
            for row in self.one["gradient"]
        ]

    @cached_property
    def clauses(self) -> list[dict[str, Any]]:
        """Each issue with the options that would change anything, and those that would not."""
        found: dict[str, dict[str, Any]] = {}
        for row in self.one["clauses"]:
            issue = found.setdefault(
                row["issue"], {"issue": self._issue(row["issue"]), "rows": [], "idle": []}
            )
            gains = [_of(row, name) for name, _ in self.named]
            option = self._option(row["issue"], row["option"])
            if any(g["mean"] or g["p10"] or g["p90"] for g in gains):
                issue["rows"].append((option, [self._figure(g) for g in gains]))
            else:
                issue["idle"].append(option)
        return list(found.values())

    @cached_property
    def map(self) -> Markup:
        """The deposits by who controls them."""
        return _drawn(
            map_of_deposits(
                [one for one, _ in self.deposits],
                [size for _, size in self.deposits],
                "Deposits by who controls the ground",
                unit=self.short,
            )
        )

    @cached_property
    def control(self) -> list[dict[str, Any]]:
        """What is held, exposed and occupied, in parts of the whole."""
        return [
            {
                "control": row["control"],
                "deposits": row["deposits"],
                "parts": [percent(row[name]) for name in ("in_the_ground", "sold", "state")],
                "bar": f"{100 * row['in_the_ground']:.1f}%",
            }
            for row in self.found["control"]
        ]

    @cached_property
    def table(self) -> list[tuple[str, str, str, str, str, str]]:
        """Every deposit: name, title, commodity, class, control, what lies in the ground."""
        return [
            (
                one.name,
                words.clean(one.title),
                words.clean(one.commodity.replace("_", " ")),
                words.clean(one.resource_class.replace("_", " ")),
                one.control,
                self.money(size),
            )
            for one, size in sorted(self.deposits, key=lambda pair: -pair[1])
        ]

    @cached_property
    def assumptions(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """By deposit, each field that nobody published: name, range, reason."""
        titles = {one.name: words.clean(one.title) for one, _ in self.deposits}
        found: dict[str, list[tuple[str, str, str]]] = {}
        for one in self.found["assumptions"]:
            label = f"{one['deposit']} {titles.get(one['deposit'], '')}".strip()
            span = " / ".join(f"{one[end]:,.4g}" for end in ("low", "mode", "high"))
            found.setdefault(label, []).append(
                (words.clean(one["field"]), span, words.clean(one["because"]))
            )
        return list(found.items())

    @cached_property
    def assumed(self) -> int:
        """How many fields stand on analogues."""
        return len(self.found["assumptions"])

    @cached_property
    def withheld_by_date(self) -> list[str]:
        """What was not known on the day, and what stands in for it."""
        return [words.clean(said) for said in self.found["withheld_by_date"]]

    @cached_property
    def rates(self) -> str:
        """The rates of discount, and when in the year money moves."""
        rates = self.found["money"]["rates"]
        said = words.joined(f"{ROLES[name]} {percent(rate, 1)}" for name, rate in rates.items())
        timing = {"start": "at the start", "mid": "in the middle", "end": "at the end"}
        return f"{said}, money moving {timing[self.found['money']['timing']]} of each year"

    # -- figures ----------------------------------------------------------------------------------

    def money(self, value: float) -> str:
        """Return an amount."""
        return whole(value).replace("-", "−")

    def signed(self, value: float) -> str:
        """Return a gain or a loss: the sign stands before it."""
        said = self.money(value)
        return said if said[0] == "−" or said == "0" else f"+{said}"

    def _figure(self, gain: Mapping[str, float]) -> tuple[str, str]:
        span = " … ".join(self.signed(gain[p]) for p in ("p10", "p50", "p90"))
        return f"{self.signed(gain['mean'])} ± {gain['se']:,.1f}", span

    def _gains(self, row: Mapping[str, Any]) -> list[tuple[str, Mapping[str, float]]]:
        money = row["by_party"] or row["parties"]
        return [(label, money[name]["gain"]) for name, label in self.named if name in money]

    @cached_property
    def named(self) -> list[tuple[str, str]]:
        """The sides that are shown: name and label."""
        parties = self.one["by_party"]
        if parties:
            return [(name, words.clean(one["label"])) for name, one in parties.items()]
        return [(name, _sentence(ROLES[name], "")) for name in self.one["parties"]]

    def _issue(self, name: str) -> str:
        return next((words.clean(i.label) for i in self.case.issues if i.name == name), name)

    def _option(self, issue: str, name: str) -> str:
        options = next((i.options for i in self.case.issues if i.name == issue), ())
        return next((words.clean(o.label) for o in options if o.name == name), name)


def _of(row: Mapping[str, Any], name: str) -> Mapping[str, float]:
    gain: Mapping[str, float] = row["by_party"].get(name) or row[name]
    return gain


def _sentence(said: str, end: str = ".") -> str:
    return said[:1].upper() + said[1:] + end


def _drawn(svg: str) -> Markup:
    """Return a picture for the page: its marks are escaped where they are drawn."""
    return Markup(svg)  # noqa: S704
