"""Where each number stands in the arrays that the kernels read and write."""

from __future__ import annotations

__all__: list[str] = []

# States of control, from best to worst, so that a larger hazard never means a better state.
HELD, RETURNED, EXPOSED, OCCUPIED = 0, 1, 2, 3

# Triangles of a deposit: position of (low, mode, high); each is drawn from the counter of its position.
DELAY, BUILD, CAPACITY, CAPEX, OPEX, LIFE, RAMP = 0, 1, 2, 3, 4, 5, 6
SUSTAIN, CLOSURE, ORE, GRADE, RECOVERY = 7, 8, 9, 10, 11
TRIANGLES = 12

# Single figures of a deposit.
EXISTS, ROYALTY, EXISTING, TONNES = 0, 1, 2, 3
SINGLES = 4

# The law and the war, for every deposit.
TAX, TAX_YEARS, LOSS_EXPOSED, SLOW_EXPOSED, INSURANCE, DAMAGE, REPAIR_YEARS = 0, 1, 2, 3, 4, 5, 6
RESPONSIVE, GROSS_NEW, GROSS_OLD, PROFIT_NEW, PROFIT_OLD, WINDOW, CARE, PATIENCE = (
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
)
LAW = 15

# What is kept of a path, by scope (0 new, 1 existing), for every year.
GROSS, STATE, OWNER, PROFIT = 0, 1, 2, 3
KEPT = 4
NEW, OLD = 0, 1

# What is gathered per deposit over a block of paths.
D_STATE, D_OWNER, D_GROSS, D_BUILT, D_LOST, D_EXISTS = 0, 1, 2, 3, 4, 5
GATHERED = 6

# The terms of a deal, one row of numbers.
SHARE, BASE, SCOPE, MODE, CLAIM, INTEREST, PART = 0, 1, 2, 3, 4, 5, 6
LOCK_SHARE, LOCK_UNTIL, RELEASE, EARNS, SUSPENDED, OFFTAKE = 7, 8, 9, 10, 11, 12
AID, AID_YEARS, CREDITED, PAST = 13, 14, 15, 16
X_GROSS, X_STATE, X_PROFIT, X_YEARS, X_DECLINE, GOES_ON = 17, 18, 19, 20, 21, 22
DEAL = 23

# The terms that change from year to year, in the order of `DealCalendar`.
CALENDAR = 5
ON_GROSS, ON_STATE, ON_PROFIT, ON_RIGHTS = 0, 1, 2, 3
CEILING, PREFERRED, LIEN = 0, 1, 2

# Who is paid.
P_STATE, P_PARTNER, P_OWNER, P_FUND, P_OUTSIDE = 0, 1, 2, 3, 4
PARTIES = 5
