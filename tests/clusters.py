"""Real clusters of worker processes on this machine."""

from __future__ import annotations

import distributed

__all__ = ["local"]


def local(workers):
    """
    Return a cluster of worker processes; its pages take any free port, so that several may run at once.
    """
    return distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0"
    )
