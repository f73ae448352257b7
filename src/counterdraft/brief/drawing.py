"""
Charts become SVG, here or in a helper process that is started before the first chart is known.

vl-convert needs half a second to start its engine and keeps the interpreter to itself meanwhile.  A command
that will need charts starts a helper first: the engine starts on another core while the answer is
computed.  The helper is told nothing but specifications, and whatever goes wrong with it, the chart is drawn
here; the picture is the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

__all__ = ["ahead", "begin"]

FIRST = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"a": 1, "b": "b"}]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b"}},
}
"""A small chart that makes the engine load what every chart needs."""


class _Helper:
    """A process that reads a specification a line and answers with a picture a line."""

    def __init__(self) -> None:
        import subprocess  # noqa: PLC0415 - start-up time
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

        self.process = subprocess.Popen(  # noqa: S603 - this very file, by this very Python
            [sys.executable, "-P", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.line = ThreadPoolExecutor(1)

    def begin(self, spec: Mapping[str, Any]) -> Callable[[], str]:
        """Return a function that waits for the picture; it is empty where the helper cannot draw it."""
        return self.line.submit(self._drawn, spec).result

    def _drawn(self, spec: Mapping[str, Any]) -> str:
        asked, told = self.process.stdin, self.process.stdout
        if asked is None or told is None:
            return ""
        try:
            asked.write(json.dumps(spec).encode() + b"\n")
            asked.flush()
            return str(json.loads(told.readline()))
        except (OSError, ValueError):
            return ""

    def end(self) -> None:
        """Stop, whatever is still asked."""
        self.process.kill()
        self.line.shutdown(cancel_futures=True)
        self.process.communicate()


_HELPER: ContextVar[_Helper | None] = ContextVar("helper", default=None)


def begin(spec: Mapping[str, Any]) -> Callable[[], str]:
    """
    Begin to draw a chart, where there is a helper, and return a function that gives the SVG text.

    That function raises ValueError where the specification is none.
    """
    helper = _HELPER.get()
    waited = None if helper is None else helper.begin(spec)

    def drawn() -> str:
        if waited is not None and (found := waited()):
            return found
        import vl_convert  # noqa: PLC0415 - start-up time

        return vl_convert.vegalite_to_svg(dict(spec))

    return drawn


@contextmanager
def ahead(wanted: bool = True) -> Iterator[None]:  # noqa: FBT001, FBT002 - whether, not how
    """Keep a helper ready inside the block, where charts are *wanted*."""
    helper = None
    if wanted and sys.executable:
        with suppress(OSError):
            helper = _Helper()
    token = _HELPER.set(helper)
    try:
        yield
    finally:
        _HELPER.reset(token)
        if helper is not None:
            helper.end()


def _serve() -> None:
    """Answer specifications with pictures until nobody asks any more."""
    import vl_convert  # noqa: PLC0415

    vl_convert.vegalite_to_svg(FIRST)
    for line in sys.stdin.buffer:
        try:
            text = vl_convert.vegalite_to_svg(json.loads(line))
        except ValueError:
            text = ""
        sys.stdout.buffer.write(json.dumps(text).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
