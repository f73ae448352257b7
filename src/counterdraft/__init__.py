"""
Counterdraft: the workbench of a team that must answer somebody else's draft of a resource agreement.

>>> import counterdraft as cd
>>> bench = cd.load("cases/classroom", seat="table")
>>> bench
<Workbench 'classroom' seen from 'table'>

``dir(counterdraft)`` lists what there is; nothing is imported before it is used.  Every answer that
`Workbench` gives shows itself as a table in a notebook and has ``to_records()`` for a data frame.
"""

from __future__ import annotations

from counterdraft.runtime.lazy import attach_lazily
from counterdraft.version import __version__

TYPE_CHECKING = False  # as typing has it, whose import would be most of the start-up
if TYPE_CHECKING:
    from counterdraft.case import Case
    from counterdraft.errors import CaseError, Fault
    from counterdraft.workbench import Workbench, load

__all__ = ["Case", "CaseError", "Fault", "Workbench", "__version__", "load"]

attach_lazily(
    __name__,
    {
        "case": ("Case",),
        "errors": ("CaseError", "Fault"),
        "workbench": ("Workbench", "load"),
    },
    rooms=("advice", "agreements", "brief", "case", "estate", "mines", "preferences"),
)
