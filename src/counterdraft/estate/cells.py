"""The money of offers, cell by cell: computed on demand, kept under their fingerprint, with an error."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.estate.deal_terms import DealTerms
from counterdraft.estate.model import Estate
from counterdraft.estate.settlement import PARTIES, settle
from counterdraft.estate.simulation import Paths

__all__ = ["Cell", "Cells", "sweep"]


@dataclass(frozen=True)
class Cell:
    """What a deal changes for each party against no deal: the mean over paths, and its error."""

    mean: Mapping[str, float]
    error: Mapping[str, float]


@dataclass(eq=False)
class Cells:
    """
    A store of cells over one set of paths.

    The key is the fingerprint of the deal's terms; estate, paths and seed are the store's own.
    """

    paths: Paths
    known: dict[str, Cell] = field(default_factory=dict)

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
            self.known[key] = _cell(self.paths, terms)
        return self.known[key]

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
            found = sweep(self.paths.estate, self.paths.count, self.paths.seed, todo, self.paths)
        else:
            size = max(1, -(-len(todo) // parts))
            pieces = [todo[i : i + size] for i in range(0, len(todo), size)]
            estate, count, seed = self.paths.estate, self.paths.count, self.paths.seed
            jobs = [executor.submit(sweep, estate, count, seed, piece) for piece in pieces]
            found = [cell for job in jobs for cell in job.result()]
        self.known |= {d.fingerprint(): c for d, c in zip(todo, found, strict=True)}
        return [self.known[d.fingerprint()] for d in wanted]


_here = threading.local()


def sweep(
    estate: Estate, count: int, seed: int, deals: Sequence[DealTerms], paths: Paths | None = None
) -> list[Cell]:
    """
    Return the cells of *deals*, the paths drawn here unless they are given.

    A worker keeps the paths it drew, so that further pieces of the same sweep find them.
    """
    if paths is None:
        key = (estate.fingerprint, count, seed)
        if getattr(_here, "key", None) != key:
            _here.key, _here.paths = key, Paths(estate, count, seed)
        paths = _here.paths
    return [_cell(paths, deal) for deal in deals]


def _cell(paths: Paths, terms: DealTerms) -> Cell:
    if paths.no_deal is None:
        paths.no_deal = settle(paths, DealTerms())
    change = settle(paths, terms).worth - paths.no_deal.worth
    mean = change.mean(axis=0)
    error = change.std(axis=0, ddof=1) / np.sqrt(len(change))
    names = PARTIES[:3]
    return Cell(
        {n: float(m) for n, m in zip(names, mean[:3], strict=True)},
        {n: float(e) for n, e in zip(names, error[:3], strict=True)},
    )
