"""One path of a deal as a workbook: the flows before it as inputs, the deal as formulas."""

from __future__ import annotations

from counterdraft.brief.workbooks.book import Answer, written
from counterdraft.brief.workbooks.ledger import Fixed, Ledger, Row
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms

__all__ = ["deal_workbook"]

ROLES = ("state", "partner", "owners")
KINDS = {
    layout.GROSS: "gross revenue",
    layout.STATE: "state revenue",
    layout.OWNER: "owners' cash",
    layout.PROFIT: "owners' profit",
}


def deal_workbook(paths: Paths, terms: DealTerms, path: int = 0, title: str = "Deal") -> bytes:
    """
    Return one path of a deal as a workbook.

    Args:
        paths: The estate's paths.
        terms: The deal.
        path: Which path.
        title: Head of the sheets.
    """
    file = paths.estate.file
    flows = paths.flows(terms.guarantee)
    unit = f"{file.currency.code} {file.currency.unit}".strip()
    ledger = Ledger(title, paths.estate.calendar, unit)
    ledger.heading("Rates")
    rates = {
        role: ledger.number(f"rate of {role}", rate, "a year", kind="rate")
        for role, rate in zip(
            ROLES, (file.rates.state, file.rates.partner, file.rates.owner), strict=True
        )
    }
    moment = {"start": 0.0, "mid": 0.5, "end": 1.0}[file.timing]
    offset = ledger.number("paid at this part of the year", moment, "years", file.timing)
    ledger.heading("Who gets what")
    cash = {role: ledger.reserve(role, total=True) for role in ROLES}
    held = ledger.reserve("kept in the fund", total=True)
    world = ledger.reserve("the world outside", remark="pays what the lock earns", total=True)
    check = ledger.reserve("check: parties less the project", remark="must be nought")
    factors = {
        role: ledger.formulas(
            f"discount factor of {role}",
            lambda t, r=rate: f"(1+{r.name})^-({ledger.position(t)}+{offset.name})",  # type: ignore[misc]
            "factor",
            kind="number",
        )
        for role, rate in rates.items()
    }
    ledger.heading("Before the deal, on this path")
    kept = flows.kept[path].astype(float)
    rows = {
        (scope, kind): ledger.series(
            f"{text}, {('new', 'existing')[scope]} projects", kept[scope, kind], unit, kind="money"
        )
        for kind, text in KINDS.items()
        for scope in (layout.NEW, layout.OLD)
    }
    attacks = [float((int(flows.attacked[path]) >> t) & 1) for t in range(file.years)]
    attack = ledger.series("attack in the year (1: yes)", attacks)
    deal = _Deal(ledger, terms, rows, attack, file.years)
    deal.write(cash, held, world, check)
    worth = settle_terms(paths, terms).worth[path]
    answers = [
        Answer(role, rates[role], cash[role], factors[role], float(worth[k]))
        for k, role in enumerate(ROLES)
    ]
    notes = {
        "What this is": f"path {path} of {paths.count}, seed {paths.seed}, guarantee: {terms.guarantee}",
        "Money": f"{file.currency.prices}"
        + (f", of {file.currency.base_year}" if file.currency.base_year else ""),
        "Colours": "blue is given and may be changed; black is a formula",
        "Given": "flows before the deal are drawn; what a guarantee does to them is no formula",
    }
    return written(ledger, answers, check, notes)


class _Deal:
    """The terms of a deal as named inputs, and its years as formulas."""

    def __init__(
        self,
        ledger: Ledger,
        terms: DealTerms,
        rows: dict[tuple[int, int], Row],
        attack: Row,
        count: int,
    ) -> None:
        self.ledger, self.terms, self.rows = ledger, terms, rows
        self.attack, self.count = attack, count
        ledger.heading("The deal", f"base: {terms.base}, scope: {terms.scope}, {terms.priority}")
        unit = ledger.unit
        self.share = self._rate("share of the base", terms.share)
        self.scale = ledger.number("fund scale", terms.fund_scale, "times", "what the state adds")
        old = 0.0 if terms.scope == "new_projects" else 1.0
        self.old = ledger.number("existing projects too", old, "1: yes", terms.scope)
        self.suspended = self._rate("suspended in a year of attack", terms.suspended_by_attack)
        self.cut = self._rate("discount to the buyer", terms.offtake_discount)
        self.part = self._rate("the partner's part of what is distributed", terms.partner_part)
        self.claim = ledger.number("claim or ceiling", terms.claim, unit, terms.priority, "money")
        self.past = ledger.number("past aid credited", terms.past_aid_credited, unit, kind="money")
        self.interest = self._rate("interest on the claim", terms.interest)
        self.aid = ledger.number("aid a year", terms.aid, unit, kind="money")
        self.aid_years = ledger.number("aid for", terms.aid_years, "years")
        self.credited = self._rate("aid that raises the claim", terms.aid_credited)
        self.counted = self._rate("aid that is counted here", terms.aid_counted)
        self.locked = self._rate("locked share", terms.lock_share)
        self.lock = ledger.number("locked for", terms.lock_years, "years")
        self.release = ledger.number("released over", terms.release_years, "years")
        self.earns = self._rate("the lock earns", terms.earns)
        self.outside = {
            kind: ledger.number(f"outside the estate: {KINDS[kind]}", amount, unit, kind="money")
            for kind, amount in zip(
                (layout.GROSS, layout.STATE, layout.PROFIT), terms.outside, strict=True
            )
        }
        self.lasts = ledger.number("extraction outside lasts", terms.other_years, "years")
        self.decline = self._rate("it declines by", terms.other_decline)
        self.goes_on = self._rate("part that the deal does not close", terms.goes_on)

    def _rate(self, label: str, value: float) -> Fixed:
        return self.ledger.number(label, value, "", kind="rate")

    def whole(self, kind: int, t: int) -> str:
        """Return what there is of a kind, in new and existing projects."""
        return f"({self.rows[layout.NEW, kind].at(t)}+{self.rows[layout.OLD, kind].at(t)})"

    def reached(self, kind: int, t: int) -> str:
        """Return what the scope reaches of it in the estate."""
        new, old = self.rows[layout.NEW, kind].at(t), self.rows[layout.OLD, kind].at(t)
        return f"({new}+{self.old.name}*{old})"

    def write(self, cash: dict[str, Row], held: Row, world: Row, check: Row) -> None:
        """Add the lines of the deal, and fill those of the parties."""
        ledger, terms = self.ledger, self.terms
        now = ledger.position
        left = ledger.formulas(
            "extraction outside: part that is left",
            lambda t: f"IF({now(t)}<{self.lasts.name},(1-{self.decline.name})^{now(t)},0)",
            "",
            kind="rate",
        )
        on_owner = {"gross_revenue": layout.GROSS, "profit": layout.PROFIT, "rights": layout.PROFIT}
        due_owner = self._due("due from owners", on_owner.get(terms.base), left)
        on_state = layout.STATE if terms.base in {"state_revenue", "rights"} else None
        due_state = self._due("due from the state", on_state, left)
        inflow = self._inflow(due_owner, due_state)
        paid = self._claim(inflow)
        free, pool, gain = self._lock(inflow, paid)
        aid = ledger.formulas(
            "aid that is counted",
            lambda t: f"IF({now(t)}<{self.aid_years.name},{self.aid.name}*{self.counted.name},0)",
            total=True,
        )
        cut = ledger.formulas(
            "discount to the buyer",
            lambda t: f"{self.cut.name}*{self.reached(layout.GROSS, t)}",
            total=True,
        )

        def split(row: Row, t: int) -> str:
            both = f"({due_owner.at(t)}+{due_state.at(t)})"
            return f"IF({both}>0,{inflow.at(t)}*{row.at(t)}/{both},0)"

        def closed(kind: int, t: int) -> str:
            return f"(1-{self.goes_on.name})*{left.at(t)}*{self.outside[kind].name}"

        ledger.fill(
            cash["state"],
            lambda t: (
                f"{self.whole(layout.STATE, t)}+{aid.at(t)}-{closed(layout.STATE, t)}"
                f"-{split(due_state, t)}+(1-{self.part.name})*{free.at(t)}"
            ),
        )
        ledger.fill(
            cash["partner"],
            lambda t: f"{cut.at(t)}-{aid.at(t)}+{paid.at(t)}+{self.part.name}*{free.at(t)}",
        )
        ledger.fill(
            cash["owners"],
            lambda t: (
                f"{self.whole(layout.OWNER, t)}-{cut.at(t)}-{closed(layout.PROFIT, t)}"
                f"-{split(due_owner, t)}"
            ),
        )
        ledger.fill(held, lambda t: f"{pool.at(t)}-{pool.before(t)}")
        ledger.fill(world, lambda t: f"-{gain.at(t)}")
        everybody = [*cash.values(), held, world]
        ledger.fill(
            check,
            lambda t: (
                "+".join(row.at(t) for row in everybody)
                + f"-{self.whole(layout.STATE, t)}-{self.whole(layout.OWNER, t)}"
                + f"+{closed(layout.STATE, t)}+{closed(layout.PROFIT, t)}"
            ),
        )

    def _due(self, label: str, kind: int | None, left: Row) -> Row:
        def amount(t: int) -> str:
            if kind is None:
                return "0"
            outside = f"{self.goes_on.name}*{left.at(t)}*{self.outside[kind].name}"
            part = f"MIN({self.share.name}*{self.scale.name},1)"
            runs = f"(1-{self.suspended.name}*{self.attack.at(t)})"
            return f"{part}*{runs}*({self.reached(kind, t)}+{outside})"

        return self.ledger.formulas(label, amount, total=True)

    def _inflow(self, due_owner: Row, due_state: Row) -> Row:
        capped = self.terms.priority == "ceiling" and self.terms.claim > 0
        inflow = self.ledger.following
        room = Row(inflow.number + 1)

        def due(t: int) -> str:
            return f"{due_owner.at(t)}+{due_state.at(t)}"

        self.ledger.formulas(
            "into the fund",
            lambda t: f"MIN({due(t)},{room.before(t, self.claim.name)})" if capped else due(t),
            total=True,
        )
        if capped:
            self.ledger.formulas(
                "room below the ceiling",
                lambda t: f"{room.before(t, self.claim.name)}-{inflow.at(t)}",
            )
        return inflow

    def _claim(self, inflow: Row) -> Row:
        ledger = self.ledger
        if self.terms.priority == "ceiling":
            return ledger.formulas(
                "paid on the claim", lambda _: "0", remark="a ceiling is no claim"
            )
        owed, paid = ledger.following, Row(ledger.following.number + 1)
        balance = Row(paid.number + 1)
        ledger.formulas(
            "owed with interest and new credit",
            lambda t: (
                f"{balance.before(t, f'({self.claim.name}+{self.past.name})')}*(1+{self.interest.name})"
                f"+IF({ledger.position(t)}<{self.aid_years.name},{self.aid.name}*{self.credited.name},0)"
            ),
        )
        ledger.formulas(
            "paid on the claim", lambda t: f"MIN({inflow.at(t)},{owed.at(t)})", total=True
        )
        ledger.formulas("balance of the claim", lambda t: f"{owed.at(t)}-{paid.at(t)}")
        return paid

    def _lock(self, inflow: Row, paid: Row) -> tuple[Row, Row, Row]:
        ledger, now = self.ledger, self.ledger.position
        gain, pool = ledger.following, Row(ledger.following.number + 1)
        last = f"MAX(${now(0)}:${now(self.count - 1)})"
        ledger.formulas("earned by the lock", lambda t: f"{self.earns.name}*{pool.before(t)}")

        def locked(t: int) -> str:
            grown = f"({pool.before(t)}+{gain.at(t)})"
            slots = f"({self.release.name}-({now(t)}-({self.lock.name}-1))+1)"
            more = f"{grown}+{self.locked.name}*({inflow.at(t)}-{paid.at(t)})"
            less = f"IF({slots}>1,{grown}*(1-1/{slots}),0)"
            return f"IF({now(t)}={last},0,IF({now(t)}<={self.lock.name}-1,{more},{less}))"

        ledger.formulas("locked at the end of the year", locked)
        free = ledger.formulas(
            "free to distribute",
            lambda t: f"{inflow.at(t)}-{paid.at(t)}+{gain.at(t)}+{pool.before(t)}-{pool.at(t)}",
            total=True,
        )
        return free, pool, gain
