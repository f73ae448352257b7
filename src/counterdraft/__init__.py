"""
Counterdraft: the workbench of a team that must answer somebody else's draft of a resource agreement.

>>> import counterdraft as cd
>>> bench = cd.load("cases/classroom", seat="table")
>>> bench
<Workbench 'classroom' seen from 'table'>
>>> cd.frontier({"buyer": [[3, 0], [1, 2]], "seller": [[0, 2], [1, 3]]})
<Frontier: 2 efficient offers for buyer, seller, proved>

``dir(counterdraft)`` lists what there is; nothing is imported before it is used.  Every answer shows
itself as a table in a notebook and has ``to_records()`` for a data frame.  The reference is
docs/reference/python.
"""

from __future__ import annotations

from counterdraft.runtime.lazy import attach_lazily
from counterdraft.version import __version__

TYPE_CHECKING = False  # as typing has it, whose import would be most of the start-up
if TYPE_CHECKING:
    from counterdraft.agreements.from_tables import frontier_of_tables as frontier
    from counterdraft.agreements.from_tables import solutions_of_tables as solutions
    from counterdraft.case import Case
    from counterdraft.errors import CaseError, Fault
    from counterdraft.workbench import Workbench, load

__all__ = [
    "Case",
    "CaseError",
    "Fault",
    "Workbench",
    "__version__",
    "frontier",
    "load",
    "solutions",
]

attach_lazily(
    __name__,
    {
        "case": ("Case",),
        "errors": ("CaseError", "Fault"),
        "workbench": ("Workbench", "load"),
    },
    rooms=("advice", "agreements", "brief", "case", "estate", "mines", "preferences"),
    aliases={
        "frontier": "agreements.from_tables.frontier_of_tables",
        "solutions": "agreements.from_tables.solutions_of_tables",
    },
)
