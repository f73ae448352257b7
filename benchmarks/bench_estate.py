"""The estate: six drafts on 100,000 joint paths, one changed clause, a sweep; and what others take."""

from __future__ import annotations

import itertools
import os
import resource
import time
from pathlib import Path

import numpy as np

from counterdraft.estate.deals.drafts import draft_terms, settle_draft
from counterdraft.estate.deals.settlement import PARTIES, settle_terms
from counterdraft.estate.kernels import layout
from counterdraft.estate.kernels.deal import settle_deal
from counterdraft.estate.simulation import Paths
from counterdraft.estate.tables.deal_gains import DealGains
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.fiscal.indicators import discount_factors
from counterdraft.formats import load
from counterdraft.formats.estate import load_estate

ROOT = Path(__file__).parent.parent
CASE = ROOT / "cases" / "ukraine-2025"
COUNT = 100_000


def clocked(job, repeat=1):
    """The best of a few runs, and what the last one gave."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        found = job()
        times.append(time.perf_counter() - start)
    return min(times), found


def with_numpy(kept, attacked, terms, factors):  # noqa: C901, PLR0915
    """The same deal in plain numpy: all paths at once, year by year."""
    paths, _, _, years = kept.shape
    share = min(terms.share * terms.fund_scale, 1.0)
    old = 0.0 if terms.scope == "new_projects" else 1.0
    elsewhere = terms.outside[1]
    worth = np.zeros((paths, len(PARTIES)))
    owed, pool = np.full(paths, terms.claim + terms.past_aid_credited), np.zeros(paths)
    room = np.full(paths, terms.claim if terms.priority == "ceiling" and terms.claim else np.inf)
    for t in range(years):
        new, existing = (kept[:, s, :, t].astype(float) for s in (0, 1))
        reached = new + old * existing
        state = new[:, layout.STATE] + existing[:, layout.STATE]
        owner = new[:, layout.OWNER] + existing[:, layout.OWNER]
        partner = np.zeros(paths)
        cut = terms.offtake_discount * reached[:, layout.GROSS]
        owner, partner = owner - cut, partner + cut
        from_owner = np.zeros(paths)
        from_state = np.zeros(paths)
        if terms.base == "gross_revenue":
            from_owner = share * reached[:, layout.GROSS]
        if terms.base in {"profit", "rights"}:
            from_owner = share * reached[:, layout.PROFIT]
        if terms.base in {"state_revenue", "rights"}:
            from_state = share * (reached[:, layout.STATE] + elsewhere)
        if terms.suspended_by_attack:
            quiet = 1.0 - ((attacked >> np.uint64(t)) & np.uint64(1)).astype(float)
            from_owner, from_state = from_owner * quiet, from_state * quiet
        due = from_owner + from_state
        inflow = np.minimum(due, room)
        scale = np.where(due > 0, inflow / np.where(due > 0, due, 1.0), 0.0)
        state, owner = state - from_state * scale, owner - from_owner * scale
        rest = inflow
        if terms.priority == "ceiling":
            room = room - inflow
        else:
            owed = owed * (1 + terms.interest)
            if t < terms.aid_years:
                owed = owed + terms.aid * terms.aid_credited
            paid = np.minimum(inflow, owed)
            owed, rest, partner = owed - paid, rest - paid, partner + paid
        gain, before = terms.earns * pool, pool
        pool = pool + gain
        if t < terms.lock_years:
            pool = pool + terms.lock_share * rest
        else:
            slots = terms.release_years - (t - terms.lock_years + 1) + 1
            pool = pool * (1 - 1 / slots) if slots > 1 else np.zeros(paths)
        if t == years - 1:
            pool = np.zeros(paths)
        free = rest + gain + before - pool
        partner = partner + terms.partner_part * free
        state = state + (1 - terms.partner_part) * free
        for k, flow in enumerate((state, partner, owner)):
            worth[:, k] += flow * factors[k, t]
    return worth


def with_a_loop(kept, attacked, terms, factors, count):
    """The same deal by the interpreter, number by number: what the kernel is without its compiler."""
    worth, total = np.zeros((count, 5)), np.zeros((count, 5))
    repaid, by_year = np.zeros(count, np.int16), np.zeros((5, kept.shape[3]))
    which, mine = np.zeros(count, np.int32), np.ones(1, bool)
    table, taken = terms.row()[None, :], np.zeros(kept.shape[3])
    settle_deal.py_func(
        0, count, kept, attacked, table, which, mine, factors, worth, total, repaid, by_year, taken
    )
    return worth


def bandwidth():
    """Bytes a second that the machine reads and writes in a plain copy."""
    source = np.ones(32_000_000)
    target = np.empty_like(source)
    seconds, _ = clocked(lambda: np.copyto(target, source), 3)
    return 2 * source.nbytes / seconds


def run() -> None:
    estate, case = load_estate(CASE), load(str(CASE), seat="table")
    warm = Paths(estate, 4096)
    for draft in case.drafts:
        settle_draft(warm, case, draft)
    deposits, years = len(estate.deposits), estate.file.years
    print(f"   {deposits} deposits x {COUNT:,} paths x {years} years, {len(case.drafts)} drafts")

    paths, before = Paths(estate, COUNT), time.process_time()
    drawn, _ = clocked(lambda: paths.prices)
    hazards = {t.guarantee for d in case.drafts for t in draft_terms(paths, case, d).terms}
    flowed, _ = clocked(lambda: [paths.flows(h) for h in sorted(hazards)])
    settled, _ = clocked(lambda: [settle_draft(paths, case, d) for d in case.drafts])
    spent = time.process_time() - before
    sets = f"{len(hazards)} sets of hazards: {', '.join(sorted(hazards))}"
    print(f"   prices drawn, once                   {drawn:7.3f} s")
    print(f"   flows before a deal, once            {flowed:7.3f} s   {sets}")
    print(f"   six drafts on them                   {settled:7.3f} s   aim 2 s for the whole")
    whole, cores = drawn + flowed + settled, len(os.sched_getaffinity(0))
    print(f"   the whole                            {whole:7.3f} s   {spent:.2f} s of processor")
    print(f"   load of the machine while measured   {os.getloadavg()[0]:7.1f}     on {cores} cores")

    terms = DealTerms(
        share=0.5, base="rights", scope="existing_too", priority="preferred_return", claim=100_000,
        interest=0.04, partner_part=0.5, lock_share=0.5, lock_years=10, release_years=5, earns=0.02,
        other_revenue=900,
    )  # fmt: skip
    clause, ours = clocked(lambda: settle_terms(paths, terms), 3)
    print(f"   one changed clause                   {clause:7.3f} s   aim 0.2 s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"   peak memory                          {peak:7.2f} GB  aim 2 GB")

    flows = paths.flows("none")
    rates = estate.file.rates
    factors = np.array(
        [discount_factors(years, r, "mid") for r in (rates.state, rates.partner, rates.owner, 0, 0)]
    )
    plain, theirs = clocked(lambda: with_numpy(flows.kept, flows.attacked, terms, factors))
    np.testing.assert_allclose(ours.worth[:, :3], theirs[:, :3], rtol=1e-9, atol=1e-6)
    few = 200
    loop, same = clocked(lambda: with_a_loop(flows.kept, flows.attacked, terms, factors, few))
    np.testing.assert_allclose(ours.worth[:few], same, rtol=1e-9, atol=1e-6)
    loop *= COUNT / few
    floor = flows.kept.nbytes / bandwidth()
    print(f"   the same deal in plain numpy         {plain:7.3f} s   {plain / clause:6.1f} x ours")
    print(f"   the same deal in a scalar loop       {loop:7.1f} s   {loop / clause:6.0f} x ours")
    print(f"   floor: reading the flows once        {floor:7.3f} s   {floor / clause:6.2f} x ours")

    model = next(f.model for f in case.mandates["ukraine"].factors if hasattr(f, "model"))
    model.keep = lambda _, make: make()
    made, tables = clocked(lambda: model.tables)
    whole = sum(t.worth[..., 0].size for t in tables)
    error = max(float(t.error.max()) for t in tables)
    print(
        f"   money of the case, {whole:,} cells        {made:7.1f} s   "
        f"{model.gains.paths.count:,} paths, error up to {error:.2f} {case.currency}; kept afterwards"
    )

    deals = [
        DealTerms(share=float(s), base=b, scope=c, claim=float(k), lock_share=l, lock_years=10,
                  release_years=5, earns=0.02, partner_part=p)
        for s, b, c, k, l, p in itertools.product(
            np.linspace(0.05, 1, 25), ("gross_revenue", "state_revenue", "profit", "rights"),
            ("new_projects", "existing_too"), (0, 1e3, 1e4, 1e5, 5e5), (0, 0.5, 1.0, 0.25, 0.75),
            (0.5, 1.0),
        )
    ]  # fmt: skip
    cells = DealGains(Paths(estate, 10_000))
    cells.of_terms(DealTerms())
    swept, found = clocked(lambda: cells.fill(deals))
    error = np.mean([c.error["state"] / max(abs(c.mean["state"]), 1.0) for c in found])
    print(
        f"   {len(deals):,} term sheets, 10,000 paths     {swept:7.1f} s   mean error {error:.1%}"
    )
