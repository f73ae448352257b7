"""The money of offers, cell by cell: computed on demand, kept under their fingerprint, with an error."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.estate.deals.settlement import DealResults, party_factors
from counterdraft.estate.kernels import layout
from counterdraft.estate.model import Estate
from counterdraft.estate.simulation import Paths
from counterdraft.estate.tables.flow_sums import BATCHES, FlowSums
from counterdraft.fiscal.deal_terms import ROLES, DealTerms
from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.blocks import blockwise

__all__ = ["DealGain", "DealGains", "sweep"]


@dataclass(frozen=True)
class DealGain:
    """What a deal changes for each party against no deal: the mean over paths, and its error."""

    mean: Mapping[str, float]
    error: Mapping[str, float]


@dataclass(eq=False)
class DealGains:
    """
    A store of cells over one set of paths.

    The key is the fingerprint of the deal's terms; estate, paths and seed are the store's own.  The
    guarantee of a deal chooses its set of flows.  Where no claim comes into play on any path, worth is
    linear in the flows, and is worked out on batches of them; otherwise path by path.  As many batches
    as paths keep every path apart.
    """

    paths: Paths
    batches: int = BATCHES
    known: dict[str, DealGain] = field(default_factory=dict)
    gathered: dict[str, FlowSums] = field(default_factory=dict)

    def of(self, offer: Mapping[str, str | float]) -> DealGain:
        """
        Return the cell of an offer: for each issue the name of its option, or its number.

        Raises:
            CaseError: An option has no meaning in money.
        """
        return self.of_terms(self.paths.estate.deal_mapping.terms(offer))

    def of_terms(self, terms: DealTerms) -> DealGain:
        """Return the cell of a deal."""
        key = terms.fingerprint()
        if key not in self.known:
            self.known[key] = self.worked_out([terms])[0]
        return self.known[key]

    def worked_out(self, deals: Sequence[DealTerms]) -> list[DealGain]:
        """Return the cells of *deals* on these paths, whether or not they are known."""
        mean, error = self.arrays(deals)
        return [
            DealGain(dict(zip(ROLES, m, strict=True)), dict(zip(ROLES, e, strict=True)))
            for m, e in zip(mean.tolist(), error.tolist(), strict=True)
        ]

    def arrays(self, deals: Sequence[DealTerms]) -> tuple[Floats, Floats]:
        """
        Return the mean change against no deal, and its standard error, each (deals, roles).

        Raises:
            CaseError: A worth is not a finite number.
        """
        if not deals:
            nothing = np.zeros((0, len(ROLES)))
            return nothing, nothing
        none = self.aggregate("none")
        worth = self.by_batch(deals) - self.before()
        weights, batches = none.weights, none.calm.shape[1]
        mean: Floats = np.einsum("b,dbk->dk", weights, worth)
        spread: Floats = np.einsum("b,dbk->dk", weights, (worth - mean[:, None]) ** 2)
        error = np.sqrt(spread / max(batches - 1, 1))
        # What is nothing but rounding is nothing.
        least = 1e-12 * max(float(np.abs(none.sums).max()), 1.0)
        mean[np.abs(mean) < least], error[error < least] = 0.0, 0.0
        return mean, error

    def by_batch(self, deals: Sequence[DealTerms]) -> Floats:
        """
        Return what the roles have under each deal, (deals, batches, roles).

        Raises:
            CaseError: A worth is not a finite number.
        """
        by_hazard: dict[str, list[int]] = {}
        for position, deal in enumerate(deals):
            by_hazard.setdefault(deal.guarantee, []).append(position)
        worth = np.zeros((len(deals), self.aggregate("none").calm.shape[1], len(ROLES)))
        for guarantee, positions in by_hazard.items():
            flows = self.aggregate(guarantee)
            mine = [deals[k] for k in positions]
            found = self._straight(mine, flows)
            self._add_claims(mine, flows, found)
            worth[positions] = found
        if not np.isfinite(worth).all():
            raise CaseError.of("a worth is not a finite number", field="deal")
        return worth

    def aggregate(self, guarantee: str) -> FlowSums:
        """Return the flows under a guarantee, gathered over batches of paths; kept."""
        if guarantee not in self.gathered:
            self.gathered[guarantee] = FlowSums.of(self.paths.flows(guarantee), self.batches)
        return self.gathered[guarantee]

    def before(self) -> Floats:
        """Return what the roles have without a deal, by batch: (batches, roles)."""
        law = self.aggregate("none").means.sum(axis=0)
        factors = party_factors(self.paths.estate.file)
        before = np.zeros((law.shape[2], len(ROLES)))
        before[:, 0] = factors[0] @ law[layout.STATE]
        before[:, 2] = factors[2] @ law[layout.OWNER]
        return before

    def _straight(self, deals: Sequence[DealTerms], flows: FlowSums) -> Floats:
        """Return worths by batch as if no claim came into play, (deals, batches, roles)."""
        from counterdraft.estate.kernels.expected import expect_deals  # noqa: PLC0415 - compiled

        factors = party_factors(self.paths.estate.file)
        table = np.array([deal.row() for deal in deals])
        found = np.zeros((len(deals), flows.calm.shape[1], len(ROLES)))

        def job(begin: int, end: int) -> Floats:
            expect_deals(begin, end, table, flows.means, flows.quiet, flows.calm, factors, found)
            return np.zeros(0)

        blockwise(len(deals), job, block=64)
        return found

    def _add_claims(self, deals: Sequence[DealTerms], flows: FlowSums, worth: Floats) -> None:
        """Add what claims change, worked out on the paths on which they come into play."""
        years = self.paths.estate.file.years
        touched = [flows.touched(deal, years) for deal in deals]
        todo = [(k, paths) for k, paths in enumerate(touched) if paths is not None and len(paths)]
        if not todo:
            return
        kept = self.paths.flows(deals[0].guarantee)
        count, factors = len(kept.kept), party_factors(self.paths.estate.file)
        sizes = np.diff(flows.ends)[:, None]

        def job(begin: int, end: int) -> Floats:
            results = DealResults.zeros(count)
            mine = np.array([True, False])
            for k, paths in todo[begin:end]:
                whole = len(paths) == count
                which = np.ones(count, np.int32)
                which[paths] = 0
                change = np.zeros((count, len(ROLES)))
                if whole:
                    worth[k] = 0.0
                for terms, sign in ((deals[k], 1.0), (deals[k].unclaimed(), -1.0))[: 2 - whole]:
                    row = terms.row()
                    results.settle(0, count, kept, np.array([row, row]), which, mine, factors)
                    change[paths] += sign * results.worth[paths, : len(ROLES)]
                worth[k] += np.add.reduceat(change, flows.ends[:-1]) / sizes
            return np.zeros(0)

        blockwise(len(todo), job, block=32)

    def fill(
        self, deals: Iterable[DealTerms], executor: Executor | None = None, *, parts: int = 16
    ) -> list[DealGain]:
        """
        Return the cells of many deals, computing those that are not known.

        Args:
            deals: Any number.
            executor: Where to compute: any of `concurrent.futures`, or what dask.distributed gives;
                here without one.
            parts: Into how many pieces of work the missing cells are cut.

        Raises:
            CaseError: The estate cannot be sent to other processes.
        """
        wanted = list(deals)
        missing = {d.fingerprint(): d for d in wanted}
        todo = [deal for key, deal in missing.items() if key not in self.known]
        # Deals under one guarantee share their flows: keep them together.
        todo.sort(key=lambda deal: deal.guarantee)
        if executor is None:
            found = self.worked_out(todo)
        else:
            size = max(1, -(-len(todo) // parts))
            pieces = [todo[i : i + size] for i in range(0, len(todo), size)]
            drawn = _packed(self.paths.estate), self.paths.count, self.paths.seed
            jobs = [executor.submit(sweep_packed, *drawn, piece) for piece in pieces]
            found = [cell for job in jobs for cell in job.result()]
        self.known |= {d.fingerprint(): c for d, c in zip(todo, found, strict=True)}
        return [self.known[d.fingerprint()] for d in wanted]


def _packed(estate: Estate) -> bytes:
    """
    Return the estate as it travels to other processes.

    Packed here and once: what an executor cannot pack it may only find out after it has begun, and then some
    wait for ever.
    """
    try:
        return pickle.dumps(estate)
    except Exception as error:
        raise CaseError.of(
            f"the estate cannot be sent to other processes: {error}",
            field="estate",
            help="compute in this process, without --workers or --cluster",
        ) from error


def sweep_packed(
    estate: bytes, count: int, seed: int, deals: Sequence[DealTerms]
) -> list[DealGain]:
    """Return the cells of *deals* where the estate arrives packed."""
    return sweep(pickle.loads(estate), count, seed, deals)  # noqa: S301 - packed by the process that asks


_here = threading.local()


def sweep(estate: Estate, count: int, seed: int, deals: Sequence[DealTerms]) -> list[DealGain]:
    """
    Return the cells of *deals*, the paths drawn here.

    A worker keeps the paths it drew, so that further pieces of the same sweep find them.
    """
    key = (estate.fingerprint, estate.as_of, count, seed)
    if not estate.fingerprint or getattr(_here, "key", None) != key:
        _here.key, _here.cells = key, DealGains(Paths(estate, count, seed))
    cells: DealGains = _here.cells
    return cells.worked_out(deals)
