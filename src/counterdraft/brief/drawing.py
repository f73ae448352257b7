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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO, Any, Protocol

__all__ = ["ahead", "draw"]

FIRST = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"a": 1, "b": "b"}]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b"}},
}
"""A small chart that makes the engine load what every chart needs."""


class _Helper(Protocol):
    """A process that reads a specification a line and answers with a picture a line."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None


_HELPER: ContextVar[_Helper | None] = ContextVar("helper", default=None)


def draw(spec: Mapping[str, Any]) -> str:
    """
    Return the chart as SVG text.

    Raises:
        ValueError: The specification is none.
    """
    helper = _HELPER.get()
    if helper is not None and (found := _drawn_by(helper, spec)):
        return found
    import vl_convert  # noqa: PLC0415 - start-up time

    return vl_convert.vegalite_to_svg(dict(spec))


@contextmanager
def ahead(wanted: bool = True) -> Iterator[None]:  # noqa: FBT001, FBT002 - whether, not how
    """Keep a helper ready inside the block, where charts are *wanted*."""
    import subprocess  # noqa: PLC0415 - start-up time

    helper = None
    if wanted and sys.executable:
        try:
            helper = subprocess.Popen(  # noqa: S603 - this very file, by this very Python
                [sys.executable, "-P", __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            helper = None
    token = _HELPER.set(helper)
    try:
        yield
    finally:
        _HELPER.reset(token)
        if helper is not None:
            helper.kill()
            helper.communicate()


def _drawn_by(helper: _Helper, spec: Mapping[str, Any]) -> str:
    """Return the picture, or nothing where the helper cannot draw it."""
    if helper.stdin is None or helper.stdout is None:
        return ""
    try:
        helper.stdin.write(json.dumps(spec).encode() + b"\n")
        helper.stdin.flush()
        return str(json.loads(helper.stdout.readline()))
    except (OSError, ValueError):
        return ""


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
