"""A game as a mixed-integer program for HiGHS: a binary for every option, worths as linear rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np

from counterdraft.agreements.elimination.dominated_options import without_dominated
from counterdraft.preferences.game import Game, UtilityFunction, WeightedBox

__all__ = ["Outcome", "Program", "quiet"]

Terms = dict[int, float]
RANGE = (
    2.0**20
)  # worths are scaled below it, so that the solver's tolerance of 1e-6 is far below one
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solver says: an offer or none, and an upper bound on the objective."""

    offer: tuple[int, ...] | None
    bound: float
    finished: bool


@dataclass(slots=True)
class _Rows:
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(self, terms: Mapping[int, float], lower: float, upper: float) -> None:
        self.starts.append(len(self.index))
        self.index += terms.keys()
        self.value += terms.values()
        self.lower.append(lower)
        self.upper.append(upper)


class Program:
    """
    The offers of a *game* that meet its conditions and satisfy the signatories they need.

    Each player's scaled gain above its reservation value is a variable that lies at or below the linear
    expression of its worth, at or below its cap, and between bounds that the caller sets.

    - A table over several issues has a variable per cell; the cells with option o of issue i sum to
      that option's binary (the local polytope).
    - A bonus has a variable at most each of its literals (or, where negative, at least their sum less
      their number plus one); a literal is the sum of its options' binaries, one variable for all bonuses
      that share it.

    Options that another one dominates are left out.  Variables of cells, bonuses and literals are
    continuous: binaries of the options settle them.
    """

    def __init__(self, game: Game) -> None:
        self.reduced = without_dominated(game)
        game = self.reduced.game
        self.game = game
        self.cost: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.integer: list[int] = []
        self.rows = _Rows()
        self.literals: dict[tuple[int, tuple[bool, ...]], int] = {}
        self.option = [[self._column(0.0, 1.0, whole=True) for _ in range(s)] for s in game.sizes]
        for columns in self.option:
            self.rows.add(dict.fromkeys(columns, 1.0), 1.0, 1.0)
        for clause in game.conditions:
            terms: Terms = {}
            for i, mask in clause.literals:
                terms |= {self.option[i][o]: 1.0 for o, holds in enumerate(mask) if holds}
            self.rows.add(terms, 1.0, inf)
        self.scale = [self._scale(p) for p in game.players]
        self.gain = [self._player(p, s) for p, s in zip(game.players, self.scale, strict=True)]
        for signatory in game.signatories:
            self._signatory(signatory)
        self._solver: Any = None
        self._extra = 0

    def _column(self, lower: float, upper: float, *, whole: bool = False) -> int:
        self.cost.append(0.0)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(int(whole))
        return len(self.cost) - 1

    @staticmethod
    def _scale(ledger: UtilityFunction) -> float:
        """Return the power of two that brings the ledger's worths into range; one where they are."""
        size = sum(max(abs(int(s.table.min())), abs(int(s.table.max()))) for s in ledger.summands)
        size += sum(abs(int(b.amount)) for b in ledger.bonuses)
        scale = 1.0
        while size * scale > RANGE:
            scale /= 2
        return scale

    def _player(self, ledger: UtilityFunction, scale: float) -> int:
        terms, constant = self._worth(ledger, scale)
        top = (
            inf if ledger.cap is None else float(int(ledger.cap) - int(ledger.reservation)) * scale
        )
        gain = self._column(-inf, top)
        self.rows.add({**terms, gain: -1.0}, -constant, inf)
        return gain

    def _signatory(self, ledger: UtilityFunction) -> None:
        scale = self._scale(ledger)
        terms, constant = self._worth(ledger, scale)
        if ledger.cap is not None and ledger.cap < ledger.reservation:
            terms, constant = {}, -RANGE
        if ledger.needed is None:
            self.rows.add(terms, -constant, inf)
            return
        least = sum(min(v * self.lower[k], v * self.upper[k]) for k, v in terms.items()) + constant
        for i, mask in ledger.needed.literals:
            # worth - reservation >= least (1 - literal): nothing is asked where the literal fails.
            asked = {self.option[i][o]: least for o, holds in enumerate(mask) if holds}
            row = dict(terms)
            for k, v in asked.items():
                row[k] = row.get(k, 0.0) + v
            self.rows.add(row, least - constant, inf)

    def _worth(self, ledger: UtilityFunction, scale: float) -> tuple[Terms, float]:
        """Return worth less reservation value as linear terms and a constant, scaled."""
        terms: Terms = {}
        constant = float(int(ledger.constant) - int(ledger.reservation)) * scale

        def add(column: int, amount: float) -> None:
            terms[column] = terms.get(column, 0.0) + amount

        for summand in ledger.summands:
            if not summand.issues:
                constant += float(int(summand.table[()])) * scale
            elif len(summand.issues) == 1:
                for column, v in zip(self.option[summand.issues[0]], summand.table, strict=True):
                    add(column, float(int(v)) * scale)
            else:
                cells = self._cells(summand.issues)
                for position, column in np.ndenumerate(cells):
                    add(int(column), float(int(summand.table[position])) * scale)
        for bonus in ledger.bonuses:
            amount = float(int(bonus.amount)) * scale
            masks = _masks(bonus)
            if not masks:
                constant += amount
            for column in self._bonus(masks, amount):
                add(column, amount)
        return terms, constant

    def _cells(self, issues: tuple[int, ...]) -> Any:  # noqa: ANN401 - an array of columns
        shape = tuple(self.game.sizes[i] for i in issues)
        cells = np.array([self._column(0.0, 1.0) for _ in range(int(np.prod(shape)))]).reshape(
            shape
        )
        for axis, i in enumerate(issues):
            for o in range(self.game.sizes[i]):
                inside = np.take(cells, o, axis=axis).ravel().tolist()
                self.rows.add({**dict.fromkeys(inside, 1.0), self.option[i][o]: -1.0}, 0.0, 0.0)
        return cells

    def _bonus(self, masks: Mapping[int, tuple[bool, ...]], amount: float) -> list[int]:
        """Return the columns of which the bonus is the sum."""
        if not masks or not all(any(mask) for mask in masks.values()):
            return []
        if len(masks) == 1:
            ((i, mask),) = masks.items()
            return [self.option[i][o] for o, holds in enumerate(mask) if holds]
        column = self._column(0.0, 1.0)
        literals = [self._literal(i, mask) for i, mask in masks.items()]
        if amount > 0:
            for literal in literals:
                self.rows.add({column: 1.0, literal: -1.0}, -inf, 0.0)
        else:
            terms = {column: -1.0}
            for literal in literals:
                terms[literal] = terms.get(literal, 0.0) + 1.0
            self.rows.add(terms, -inf, float(len(literals) - 1))
        return [column]

    def _literal(self, issue: int, mask: tuple[bool, ...]) -> int:
        inside = [o for o, holds in enumerate(mask) if holds]
        if len(inside) == 1:
            return self.option[issue][inside[0]]
        key = (issue, mask)
        if key not in self.literals:
            self.literals[key] = self._column(0.0, 1.0)
            terms = {self.option[issue][o]: 1.0 for o in inside}
            self.rows.add({**terms, self.literals[key]: -1.0}, 0.0, 0.0)
        return self.literals[key]

    def solve(
        self,
        objective: Mapping[int, float],
        lower: Sequence[float],
        upper: Sequence[float] | None = None,
        *,
        seconds: float = inf,
    ) -> Outcome:
        """
        Return an offer of greatest objective with every player's scaled gain within bounds.

        Args:
            objective: Coefficient by column; `gain` names the players' columns.
            lower: By player the least scaled gain.
            upper: By player the greatest scaled gain.
            seconds: The solver's time limit.
        """
        solver = self._ready()
        n = len(self.cost)
        cost = np.zeros(n)
        for k, v in objective.items():
            cost[k] = v
        solver.changeColsCost(n, np.arange(n, dtype=np.int32), cost)
        for i, column in enumerate(self.gain):
            top = self.upper[column] if upper is None else min(self.upper[column], upper[i])
            if top < lower[i]:
                return Outcome(None, -inf, finished=True)
            solver.changeColBounds(column, lower[i], top)
        solver.setOptionValue("time_limit", solver.getRunTime() + seconds)
        solver.run()
        return self._outcome(solver)

    def _outcome(self, solver: Any) -> Outcome:  # noqa: ANN401 - the solver's class is not typed
        import highspy  # noqa: PLC0415 - loads the solver

        status = solver.getModelStatus()
        over = (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        )
        if status in over:
            return Outcome(None, -inf, finished=True)
        finished = status == highspy.HighsModelStatus.kOptimal
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Outcome(None, float(info.mip_dual_bound), finished=False)
        x = np.array(solver.getSolution().col_value)
        chosen = [int(np.argmax(x[columns])) for columns in self.option]
        return Outcome(self.reduced.original(chosen), float(info.mip_dual_bound), finished)

    def add_column(self, lower: float, upper: float) -> int:
        """Add a continuous variable, for objectives that need one."""
        self._solver = None
        return self._column(lower, upper)

    def add_row(self, terms: Mapping[int, float], lower: float, upper: float) -> None:
        """Add a linear condition."""
        self._solver = None
        self.rows.add(terms, lower, upper)

    def _ready(self) -> Any:  # noqa: ANN401 - the solver's class is not typed
        if self._solver is None:
            import highspy  # noqa: PLC0415 - loads the solver

            model = highspy.HighsLp()
            model.num_col_, model.num_row_ = len(self.cost), len(self.rows.lower)
            model.sense_ = highspy.ObjSense.kMaximize
            model.col_cost_ = np.array(self.cost)
            model.col_lower_ = np.array(self.lower)
            model.col_upper_ = np.array(self.upper)
            model.row_lower_ = np.array(self.rows.lower)
            model.row_upper_ = np.array(self.rows.upper)
            model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
            model.a_matrix_.start_ = np.array([*self.rows.starts, len(self.rows.index)])
            model.a_matrix_.index_ = np.array(self.rows.index)
            model.a_matrix_.value_ = np.array(self.rows.value)
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[w] for w in self.integer]
            solver = quiet()
            solver.setOptionValue("threads", 1)
            # HiGHS 1.16 presolves some of these models, bonuses declared whole, to a false "infeasible".
            solver.setOptionValue("presolve", "off")
            solver.setOptionValue("random_seed", 0)
            solver.setOptionValue("mip_rel_gap", 0.0)
            solver.setOptionValue("mip_abs_gap", TOLERANCE)
            solver.passModel(model)
            self._solver = solver
        return self._solver


def quiet() -> Any:  # noqa: ANN401 - the solver's class is not typed
    """Return a solver that prints nothing, not even when it starts."""
    import highspy  # noqa: PLC0415 - loads the solver

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - the solver's name
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    solver = Quiet()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    return solver


def _masks(bonus: WeightedBox) -> dict[int, tuple[bool, ...]]:
    """Return one mask per issue that the bonus really asks something of."""
    masks: dict[int, tuple[bool, ...]] = {}
    for i, mask in bonus.literals:
        before = masks.get(i, (True,) * len(mask))
        masks[i] = tuple(a and b for a, b in zip(before, mask, strict=True))
    return {i: mask for i, mask in masks.items() if not all(mask)}
