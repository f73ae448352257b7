"""Compile a kernel once per machine where a cache can be written, else once per run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import config, njit

__all__ = ["COMPILES", "compiled"]

COMPILES = not config.DISABLE_JIT  # type: ignore[attr-defined]
"""Whether kernels are compiled at all, or run in the interpreter (``NUMBA_DISABLE_JIT=1``)."""

Kernel = Callable[..., Any]
"""Numba infers the types of arguments that bear none."""


def compiled(
    signature: str = "",
    **options: Any,  # noqa: ANN401 - as numba takes them
) -> Callable[[Kernel], Kernel]:
    """
    Return a decorator that compiles a kernel, without holding the interpreter's lock while it runs.

    Every kernel of the program is compiled by this decorator.  Numba caches beside the package, or in
    the user's cache folder; where neither can be written (a read-only container, a service without a
    home) it refuses, and the kernel is compiled anew in every run.

    Args:
        signature: Compiles at once for these types; without it, at the first call, for the types of its
            arguments.
        options: Further options of ``numba.njit``, such as ``inline="always"``.
    """
    compiler: Any = njit
    types = (signature,) if signature else ()

    def decorate(function: Kernel) -> Kernel:
        try:
            kernel: Kernel = compiler(*types, cache=True, nogil=True, **options)(function)
        except (RuntimeError, OSError):
            kernel = compiler(*types, nogil=True, **options)(function)
        return kernel

    return decorate
