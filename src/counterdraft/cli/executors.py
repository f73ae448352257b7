"""Where a sweep is computed: in this process, in others beside it, or on the workers of a cluster."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    InvalidStateError,
    ProcessPoolExecutor,
)
from contextlib import contextmanager, suppress
from multiprocessing import active_children, get_context
from typing import Any

from counterdraft.errors import CaseError
from counterdraft.version import __version__

__all__ = ["ProgressExecutor", "SupervisedExecutor", "cluster", "processes"]

SECONDS = 5
"""How long a scheduler, and then its first worker, may take to answer, and a process to end."""
ADDRESS = re.compile(r"(tcp://)?(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d{1,5}")


class ProgressExecutor(Executor):
    """
    An executor that tells how many of its pieces of work are done.

    Args:
        inner: What computes.
        done: Called after each piece, with how many are done and how many there are so far.
    """

    def __init__(self, inner: Executor, done: Callable[[int, int], None]) -> None:
        self._inner, self._done = inner, done
        self._given = self._finished = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Hand a piece of work on."""
        job = self._inner.submit(fn, *args, **kwargs)
        self._given += 1
        job.add_done_callback(self._count)
        return job

    def _count(self, _: Future[Any]) -> None:
        self._finished += 1
        self._done(self._finished, self._given)


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """
    Yield so many processes of this machine.

    Raises:
        CaseError: One of them ended before its time.
    """
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_undisturbed)
    others, finished = set(active_children()), False
    try:
        yield pool
        finished = True
    except BrokenExecutor as error:
        raise CaseError.of(
            "a worker process ended before its time",
            field="--workers",
            help="the machine may be out of memory: ask for fewer workers or fewer paths",
        ) from error
    finally:
        # After an interruption nobody waits for what is no longer wanted.
        pool.shutdown(wait=False, cancel_futures=True)
        if not finished:
            left = set(active_children()) - others
            for worker in left:
                worker.terminate()
            for worker in left:
                worker.join(SECONDS)


def _undisturbed() -> None:
    """Leave it to the process that asked to answer an interruption."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """
    Yield the workers of the dask.distributed scheduler at *address*.

    Raises:
        CaseError: distributed is not installed, nobody answers within a few seconds, there is no worker,
            the workers run another version, or they are lost on the way.
    """
    try:
        import distributed
    except ImportError as error:
        raise CaseError.of(
            "distributed is not installed",
            field="--cluster",
            help="pip install 'counterdraft[cluster]', or use --workers on this machine",
        ) from error
    if not ADDRESS.fullmatch(address):
        raise CaseError.of(
            f"{address!r} is no address of a scheduler",
            field="--cluster",
            help="write what `dask scheduler` prints, as tcp://192.0.2.1:8786",
        )
    # What the library logs of a connection that fails is said below, in one sentence.
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado"}:
            logging.getLogger(name).setLevel(logging.CRITICAL)
    client = _connected(distributed, address)
    executor = SupervisedExecutor(client)
    try:
        _check_workers(client, address)
        with executor:
            yield executor
    except (CancelledError, OSError, distributed.scheduler.KilledWorker) as error:
        raise CaseError.of(
            f"the cluster at {address} was lost on the way",
            field="--cluster",
            help="look at the logs of scheduler and workers: they may be out of memory",
        ) from error
    finally:
        client.close(timeout=SECONDS)


class SupervisedExecutor(Executor):
    """
    The executor of a client that gives up, instead of waiting for ever, when nobody is left to compute.

    Args:
        client: Of a dask.distributed scheduler.
    """

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - its library is not typed
        self._client, self._inner = client, client.get_executor()
        self._given: list[Future[Any]] = []
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._attend, daemon=True)
        self._watch.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Hand a piece of work on."""
        given: Future[Any] = Future()

        def pass_on(job: Future[Any]) -> None:
            # It may be given up already, and be told by the client all the same.
            with suppress(InvalidStateError):
                if job.cancelled():
                    given.set_exception(CancelledError())
                elif (error := job.exception()) is not None:
                    given.set_exception(error)
                else:
                    given.set_result(job.result())

        self._given.append(given)
        self._inner.submit(fn, *args, **kwargs).add_done_callback(pass_on)
        return given

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Stop to attend; the client is closed by whoever opened it."""
        self._over.set()

    def _attend(self) -> None:
        missed = 0
        while missed < SECONDS:
            if self._over.wait(1):
                return
            try:
                known = self._client.sync(self._client.scheduler.identity, callback_timeout=SECONDS)
                missed = 0 if known["workers"] else missed + 1
            except Exception:  # noqa: BLE001 - whatever it is, nobody answers
                missed += 1
        for given in self._given:
            with suppress(InvalidStateError):
                given.set_exception(CancelledError())


def _connected(distributed: Any, address: str) -> Any:  # noqa: ANN401 - its library is not typed
    """Return a client; whether a scheduler is there is asked first, since a client waits for long."""
    try:
        kind = asyncio.run(_kind(distributed, address))
        if kind == "Scheduler":
            return distributed.Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError):
        kind = None
    found = "no scheduler" if kind is None else f"a {kind.lower()} and no scheduler"
    raise CaseError.of(
        f"{found} answers at {address!r} within {SECONDS} seconds",
        field="--cluster",
        help="start one (dask scheduler), or look whether a firewall stands between",
    )


async def _kind(distributed: Any, address: str) -> str:  # noqa: ANN401
    async with (
        asyncio.timeout(SECONDS),
        distributed.core.rpc(address, timeout=SECONDS) as remote,
    ):
        return str((await remote.identity())["type"])


def _check_workers(client: Any, address: str) -> None:  # noqa: ANN401
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError as error:
        raise CaseError.of(
            f"the scheduler at {address} has no worker",
            field="--cluster",
            help=f"start some: dask worker {address}",
        ) from error
    try:
        found = set(client.run(_version).values())
    except (ImportError, AttributeError) as error:
        raise CaseError.of(
            "its workers do not have counterdraft",
            field="--cluster",
            help=f"install counterdraft {__version__} where they run",
        ) from error
    if found != {__version__}:
        raise CaseError.of(
            f"its workers run counterdraft {', '.join(sorted(found))}, here is {__version__}",
            field="--cluster",
            help="the same input gives the same output with the same version only",
        )


def _version() -> str:
    return __version__
