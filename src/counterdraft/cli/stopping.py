"""Ctrl-C ends a search with what it found; a second one ends the program."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from counterdraft.runtime.deadline import Deadline

__all__ = ["stopping"]


@contextmanager
def stopping(deadline: Deadline) -> Iterator[None]:
    """Have the first interrupt stop the *deadline*, and the next one interrupt as ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal's form
        deadline.stop()
        signal.signal(signal.SIGINT, before)
        click.echo("ending with what is found; again to leave at once", err=True)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
