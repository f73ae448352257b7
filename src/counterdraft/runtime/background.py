"""Work that is done beside other work, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

__all__ = ["run_in_background"]

Given = ParamSpec("Given")
Found = TypeVar("Found")


def run_in_background(
    work: Callable[Given, Found], *given: Given.args, **named: Given.kwargs
) -> Future[Found]:
    """
    Begin *work* and return what it will have found.

    It must be pure: nothing that runs meanwhile may hang on when it is done.

    >>> run_in_background(sum, [1, 2]).result()
    3
    """
    pool = ThreadPoolExecutor(1)
    found = pool.submit(work, *given, **named)
    pool.shutdown(wait=False)
    return found
