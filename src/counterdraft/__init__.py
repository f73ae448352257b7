"""
Counterdraft: the workbench of a team that must answer somebody else's draft of a resource agreement.

>>> import counterdraft as cd
>>> bench = cd.load("cases/classroom", seat="table")
>>> len(bench.case.issues) > 1
True

Everything else is reached from the `Workbench` that `load` returns, or room by room:
`counterdraft.case`, `counterdraft.preferences`, `counterdraft.agreements`, `counterdraft.advice`,
`counterdraft.brief`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterdraft.version import __version__

if TYPE_CHECKING:
    from counterdraft.case import Case
    from counterdraft.errors import CaseError, Fault
    from counterdraft.workbench import Workbench, load

__all__ = ["Case", "CaseError", "Fault", "Workbench", "__version__", "load"]

_HOME = {
    "Case": "counterdraft.case",
    "CaseError": "counterdraft.errors",
    "Fault": "counterdraft.errors",
    "Workbench": "counterdraft.workbench",
    "load": "counterdraft.workbench",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - PEP 562: start-up pays only for what is used
    if name in _HOME:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'counterdraft' has no attribute '{name}'")
