"""Compile a kernel once per machine where a cache can be written, else once per run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["compiled"]

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(signature: str) -> Callable[[Kernel], Kernel]:
    """
    Return a decorator that compiles for *signature*, without holding the interpreter's lock.

    Numba caches beside the package, or in the user's cache folder; where neither can be written it
    refuses, and the kernel is compiled again in every run.
    """

    def decorate(function: Kernel) -> Kernel:
        kernel: Any
        try:
            kernel = njit(signature, cache=True, nogil=True)(function)
        except (RuntimeError, OSError):
            kernel = njit(signature, nogil=True)(function)
        return cast("Kernel", kernel)

    return decorate
