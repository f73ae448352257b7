"""The money of offers, cell by cell: computed on demand, kept under their fingerprint, with an error."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.estate.aggregates import Aggregate, linear
from counterdraft.estate.blocks import blockwise
from counterdraft.estate.book import Floats
from counterdraft.estate.deal_terms import DealTerms
from counterdraft.estate.indicators import discount_factors
from counterdraft.estate.kernels import layout
from counterdraft.estate.model import Estate
from counterdraft.estate.settlement import PARTIES, settle
from counterdraft.estate.simulation import Paths

__all__ = ["Cell", "Cells", "sweep"]

NAMES = PARTIES[:3]


@dataclass(frozen=True)
class Cell:
    """What a deal changes for each party against no deal: the mean over paths, and its error."""

    mean: Mapping[str, float]
    error: Mapping[str, float]


@dataclass(eq=False)
class Cells:
    """
    A store of cells over one set of paths.

    The key is the fingerprint of the deal's terms; estate, paths and seed are the store's own.  The
    guarantee of a deal chooses its set of flows.  Where no claim comes into play on any path, worth is
    linear in the flows, and is worked out on batches of them; otherwise path by path.
    """

    paths: Paths
    known: dict[str, Cell] = field(default_factory=dict)
    gathered: dict[str, Aggregate] = field(default_factory=dict)

    def factor(self, currency: str) -> float:
        """
        Return what turns the estate's money into that of a case, such as ``USD bn``.

        Raises:
            CaseError: The case counts in another currency.
        """
        file = self.paths.estate.file.currency
        unit = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}[file.unit]
        found = re.match(r"([A-Z]{3})(?: (k|m|bn)\b)?", currency)
        if found is None or found[1] != file.code:
            raise CaseError.of(
                f"the estate is in {file.code}, the case in {currency!r}",
                field="currency",
                help="currencies are not mixed: write the estate in that of the case",
            )
        return unit / {None: 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}[found[2]]

    def of(self, offer: Mapping[str, str | float]) -> Cell:
        """
        Return the cell of an offer: for each issue the name of its option, or its number.

        Raises:
            CaseError: An option has no meaning in money.
        """
        return self.of_terms(self.paths.estate.vocabulary.terms(offer))

    def of_terms(self, terms: DealTerms) -> Cell:
        """Return the cell of a deal."""
        key = terms.fingerprint()
        if key not in self.known:
            self.known[key] = self.worked_out([terms])[0]
        return self.known[key]

    def worked_out(self, deals: Sequence[DealTerms]) -> list[Cell]:
        """Return the cells of *deals* on these paths, whether or not they are known."""
        years = self.paths.estate.file.years
        found: dict[int, Cell] = {}
        straight: dict[str, list[int]] = {}
        for position, deal in enumerate(deals):
            if linear(self.aggregate(deal.guarantee), deal, years):
                straight.setdefault(deal.guarantee, []).append(position)
            else:
                found[position] = _by_path(self.paths, deal)
        if straight:
            wanted = [k for positions in straight.values() for k in positions]
            cells = self._by_batch([deals[k] for k in wanted], list(straight))
            found |= dict(zip(wanted, cells, strict=True))
        return [found[k] for k in range(len(deals))]

    def aggregate(self, guarantee: str) -> Aggregate:
        """Return the flows under a guarantee, gathered over batches of paths; kept."""
        if guarantee not in self.gathered:
            self.gathered[guarantee] = Aggregate.of(self.paths.flows(guarantee))
        return self.gathered[guarantee]

    def _by_batch(self, deals: Sequence[DealTerms], guarantees: Sequence[str]) -> list[Cell]:
        from counterdraft.estate.kernels.expected import expect_deals  # noqa: PLC0415 - compiled

        file = self.paths.estate.file
        rates = (file.rates.state, file.rates.partner, file.rates.owner)
        factors = np.array([discount_factors(file.years, rate, file.timing) for rate in rates])
        sets = [self.aggregate(name) for name in guarantees]
        law = self.aggregate("none").means.sum(axis=1)
        before = np.zeros((len(law), len(NAMES)))
        before[:, 0] = law[:, layout.STATE] @ factors[0]
        before[:, 2] = law[:, layout.OWNER] @ factors[2]
        table = np.array([deal.row() for deal in deals])
        hazards = np.array([guarantees.index(deal.guarantee) for deal in deals])
        mean, error = np.zeros((2, len(deals), len(NAMES)))
        means, quiet, calm = (
            np.stack([getattr(one, name) for one in sets]) for name in ("means", "quiet", "calm")
        )

        def job(begin: int, end: int) -> Floats:
            expect_deals(
                begin, end, table, hazards, means, quiet, calm,
                before, sets[0].weights, factors, mean, error,
            )  # fmt: skip
            return np.zeros(0)

        blockwise(len(deals), job)
        if not (np.isfinite(mean).all() and np.isfinite(error).all()):
            raise CaseError.of("a worth is not a finite number", field="deal")
        # What is nothing but rounding is nothing.
        error[error < 1e-12 * np.maximum(np.abs(before).max(), 1.0)] = 0.0
        mean[np.abs(mean) < 1e-12 * np.maximum(np.abs(before).max(), 1.0)] = 0.0
        return [_named(m, e) for m, e in zip(mean.tolist(), error.tolist(), strict=True)]

    def fill(
        self, deals: Iterable[DealTerms], executor: Executor | None = None, *, parts: int = 16
    ) -> list[Cell]:
        """
        Return the cells of many deals, computing those that are not known.

        Args:
            deals: Any number.
            executor: Where to compute: any of `concurrent.futures`, or what dask.distributed gives;
                here without one.
            parts: Into how many pieces of work the missing cells are cut.
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
            estate, count, seed = self.paths.estate, self.paths.count, self.paths.seed
            jobs = [executor.submit(sweep, estate, count, seed, piece) for piece in pieces]
            found = [cell for job in jobs for cell in job.result()]
        self.known |= {d.fingerprint(): c for d, c in zip(todo, found, strict=True)}
        return [self.known[d.fingerprint()] for d in wanted]


_here = threading.local()


def sweep(estate: Estate, count: int, seed: int, deals: Sequence[DealTerms]) -> list[Cell]:
    """
    Return the cells of *deals*, the paths drawn here.

    A worker keeps the paths it drew, so that further pieces of the same sweep find them.
    """
    key = (estate.fingerprint, count, seed)
    if getattr(_here, "key", None) != key:
        _here.key, _here.cells = key, Cells(Paths(estate, count, seed))
    cells: Cells = _here.cells
    return cells.worked_out(deals)


def _by_path(paths: Paths, terms: DealTerms) -> Cell:
    if paths.no_deal is None:
        paths.no_deal = settle(paths, DealTerms())
    change = settle(paths, terms).worth - paths.no_deal.worth
    mean = change.mean(axis=0)
    error = change.std(axis=0, ddof=1) / np.sqrt(len(change))
    return _named(mean[: len(NAMES)].tolist(), error[: len(NAMES)].tolist())


def _named(mean: Sequence[float], error: Sequence[float]) -> Cell:
    return Cell(dict(zip(NAMES, mean, strict=True)), dict(zip(NAMES, error, strict=True)))
