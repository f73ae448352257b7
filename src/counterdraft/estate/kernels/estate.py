"""One pass over deposits, paths and years: control, building, producing, and the law in force."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.kernels.layout import (
    BUILD,
    CAPACITY,
    CAPEX,
    CARE,
    CLOSURE,
    D_BUILT,
    D_EXISTS,
    D_GROSS,
    D_LOST,
    D_OWNER,
    D_STATE,
    DAMAGE,
    DELAY,
    EXISTING,
    EXISTS,
    EXPOSED,
    GRADE,
    GROSS,
    GROSS_NEW,
    GROSS_OLD,
    INSURANCE,
    KEPT,
    LIFE,
    LOSS_EXPOSED,
    NEW,
    OCCUPIED,
    OLD,
    OPEX,
    ORE,
    OWNER,
    PATIENCE,
    PROFIT,
    PROFIT_NEW,
    PROFIT_OLD,
    RAMP,
    RECOVERY,
    REPAIR_YEARS,
    RESPONSIVE,
    ROYALTY,
    SLOW_EXPOSED,
    STATE,
    SUSTAIN,
    TAX,
    TAX_YEARS,
    TONNES,
    TRIANGLES,
    WINDOW,
)
from counterdraft.estate.kernels.random import triangle, uniform
from counterdraft.runtime.compiling import compiled

__all__ = ["scenario_path", "simulate"]

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]


@compiled()
def scenario_path(
    key: np.uint64, path: int, years: int, first: F64, switch: F64, out: NDArray[np.int8]
) -> None:
    """
    Write the scenario of every year of one path: a Markov chain that all deposits share.

    Args:
        key: The stream of scenarios.
        path: Number of the path.
        years: How many.
        first: Cumulative probabilities of the first year.
        switch: (scenarios, scenarios) cumulative rows of the yearly change.
        out: (years,) is written.
    """
    last = first.shape[0] - 1
    here = 0
    for t in range(years):
        u = uniform(key, np.uint64(path * 64 + t))
        following = 0
        while following < last and u >= (first[following] if t == 0 else switch[here, following]):
            following += 1
        here = following
        out[t] = here


@compiled()
def simulate(  # noqa: C901, PLR0912, PLR0915
    begin: int,
    end: int,
    prices: F32,
    keys: NDArray[np.uint64],
    scenario_key: np.uint64,
    triangles: F64,
    singles: F64,
    products: NDArray[np.int64],
    weights: F64,
    zone: NDArray[np.int64],
    state_now: NDArray[np.int64],
    first: F64,
    switch: F64,
    change: F64,
    law: F64,
    rule: F64,
    discount_state: F64,
    discount_owner: F64,
    kept: F32,
    attacked: NDArray[np.uint64],
    attack: int,
    gathered: F64,
    pilot: F64,
) -> None:
    """
    Simulate paths *begin* to *end* and write what they leave.

    Args:
        begin: First path.
        end: One past the last path.
        prices: (paths, years, products) in money of the estate per unit of product.
        keys: (deposits,) streams of the deposits.
        scenario_key: The stream of scenarios.
        triangles: (deposits, TRIANGLES, 3).
        singles: (deposits, SINGLES).
        products: (deposits, 3) positions of products, -1 for none.
        weights: (deposits, 3) quantities per unit of capacity.
        zone: (deposits,) zone of the front.
        state_now: (deposits,) control at the start.
        first: Cumulative probabilities of the first scenario.
        switch: Cumulative rows of the change of scenario.
        change: (zones, scenarios, 4, 4) cumulative rows of the change of control.
        law: (LAW,) tax, depreciation, war cost, plan.
        rule: (deposits, 4) a + b x + c x^2 > 0 builds, x the log of the main price; the fourth says
            whether the rule is asked at all.
        discount_state: (years,) factors.
        discount_owner: (years,) factors.
        kept: (paths, 2, KEPT, years) is written: flows by scope.
        attacked: (paths,) is written: bit t is set where year t is a year of attack.
        attack: Position of the scenario of attack.
        gathered: (deposits, GATHERED) is added to.
        pilot: (deposits, paths, 2) is written where it has room: worth to the owner at the decision, and
            the log price then.
    """
    years = prices.shape[1]
    deposits = keys.shape[0]
    scenario = np.zeros(years, np.int8)
    flow = np.zeros((2, KEPT, years))
    drawn = np.zeros(TRIANGLES)
    responsive = law[RESPONSIVE] > 0
    piloting = pilot.shape[1] > 0
    window = int(law[WINDOW])
    for p in range(begin, end):
        scenario_path(scenario_key, p, years, first, switch, scenario)
        bits = np.uint64(0)
        for t in range(years):
            if scenario[t] == attack:
                bits |= np.uint64(1) << np.uint64(t)
        attacked[p] = bits
        flow[:] = 0.0
        for d in range(deposits):
            base = np.uint64(p) * np.uint64(128)
            key = keys[d]
            if uniform(key, base + np.uint64(64)) >= singles[d, EXISTS]:
                if piloting:
                    pilot[d, p, 1] = np.nan
                continue
            gathered[d, D_EXISTS] += 1.0
            old = singles[d, EXISTING] > 0
            scope = OLD if old else NEW
            for k in range(TRIANGLES):
                u = uniform(key, base + np.uint64(65 + k))
                drawn[k] = triangle(u, triangles[d, k, 0], triangles[d, k, 1], triangles[d, k, 2])
            start = int(drawn[DELAY] + 0.5)
            build = max(drawn[BUILD], 1.0)
            capacity, capex, unit_opex = drawn[CAPACITY], drawn[CAPEX], drawn[OPEX]
            left, ramp = drawn[LIFE], drawn[RAMP]
            if capacity > 0.0:
                # Years at capacity end where what can be recovered from the ground does.
                held = drawn[ORE] * drawn[GRADE] / singles[d, TONNES]
                left = min(left, held * drawn[RECOVERY] / capacity)
            sustain, closure = drawn[SUSTAIN] * capex, drawn[CLOSURE] * capex
            royalty_rate = singles[d, ROYALTY]
            gross_share = law[GROSS_OLD] if old else law[GROSS_NEW]
            profit_share = law[PROFIT_OLD] if old else law[PROFIT_NEW]
            main = products[d, 0]
            state, place = state_now[d], zone[d]
            progress = 1.0 if old else 0.0
            age = ramp if old else 0.0
            damaged = False
            repair = 0.0
            pool = 0.0
            charge = 0.0
            losses = 0.0
            worth = 0.0
            decided = old
            decision = -1
            lost = False
            idle = 0
            for t in range(years):
                if left <= 0.0:
                    break
                u = uniform(key, base + np.uint64(t))
                before, state = state, 0
                while state < OCCUPIED and u >= change[place, scenario[t], before, state]:
                    state += 1
                if state == OCCUPIED:
                    if progress > 0.0:
                        damaged = True
                        if not lost:
                            lost = True
                    continue
                if t < start:
                    continue
                speed = 1.0 - law[SLOW_EXPOSED] if state == EXPOSED else 1.0
                spent = 0.0
                revenue = 0.0
                cost = 0.0
                if not decided:
                    if t > start + window:
                        break
                    x = np.log(prices[p, t, main])
                    if rule[d, 3] > 0 and rule[d, 0] + x * (rule[d, 1] + x * rule[d, 2]) <= 0.0:
                        continue
                    decided = True
                    decision = t
                    gathered[d, D_BUILT] += 1.0
                    if piloting:
                        pilot[d, p, 1] = x
                if progress < 1.0:
                    step = min(speed / build, 1.0 - progress)
                    progress += step
                    if progress > 0.999999:
                        progress = 1.0
                    spent = step * capex
                    pool += spent
                    charge = pool / law[TAX_YEARS]
                elif repair > 0.0:
                    repair -= speed
                elif damaged:
                    spent = law[DAMAGE] * capex
                    pool += spent
                    charge = max(charge, pool / law[TAX_YEARS])
                    damaged = False
                    repair = law[REPAIR_YEARS] - 1.0
                else:
                    age += 1.0
                    part = 1.0 if ramp <= 0.0 or age > ramp else age / (ramp + 1.0)
                    if state == EXPOSED:
                        part *= 1.0 - law[LOSS_EXPOSED]
                    part = min(part, left)
                    unit = 0.0
                    for j in range(3):
                        if products[d, j] >= 0:
                            unit += weights[d, j] * prices[p, t, products[d, j]]
                    kept_part = 1.0 - royalty_rate - gross_share
                    if responsive and unit * kept_part < unit_opex:
                        # Below the cut-off the mine stands still, at the cost of care.
                        cost = law[CARE] * capex
                        age = max(age - 1.0, 0.0)
                        idle += 1
                        if idle >= law[PATIENCE]:
                            left = 0.0
                            cost += closure
                    else:
                        idle = 0
                        output = part * capacity
                        revenue = output * unit
                        cost = output * unit_opex + sustain
                        left -= part
                        if left <= 1e-9:
                            left = 0.0
                            cost += closure
                    if state == EXPOSED:
                        cost += law[INSURANCE] * capex
                royalty = royalty_rate * revenue
                income = revenue - cost - royalty
                if progress >= 1.0 and pool > 0.0:
                    written = min(charge, pool)
                    pool -= written
                    income -= written
                tax = 0.0
                profit = 0.0
                if income < 0.0:
                    losses -= income
                else:
                    used = min(losses, income)
                    losses -= used
                    taxable = income - used
                    tax = law[TAX] * taxable
                    profit = taxable - tax
                cash = revenue - cost - spent - royalty - tax
                flow[scope, GROSS, t] += revenue
                flow[scope, STATE, t] += royalty + tax
                flow[scope, OWNER, t] += cash
                flow[scope, PROFIT, t] += profit
                gathered[d, D_STATE] += (royalty + tax) * discount_state[t]
                gathered[d, D_OWNER] += cash * discount_owner[t]
                gathered[d, D_GROSS] += revenue
                if piloting and decision >= 0:
                    own = cash - gross_share * revenue - profit_share * profit
                    worth += own * discount_owner[t] / discount_owner[decision]
            if lost:
                gathered[d, D_LOST] += 1.0
            if piloting:
                pilot[d, p, 0] = worth
                if decision < 0:
                    pilot[d, p, 1] = np.nan
        for s in range(2):
            for k in range(KEPT):
                for t in range(years):
                    kept[p, s, k, t] = flow[s, k, t]
