"""Signs that a stream cannot hold, spelled by signs that it can: a minus never becomes a question mark."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata

__all__ = ["prepare_streams"]

SPELLED = {
    "−": "-",
    "–": "-",
    "—": "-",
    "‑": "-",
    "→": "->",
    "←": "<-",
    "↔": "<->",
    "⇒": "=>",
    "✗": "x",
    "✓": "ok",
    "×": "x",
    "÷": "/",
    "·": "-",
    "•": "*",
    "…": "...",
    "±": "+/-",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "≈": "~",
    "∞": "infinity",
    "√": "sqrt",
    "²": "^2",
    "³": "^3",
    "°": " deg",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "¢": "c",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "─": "-",
    "│": "|",
    "┃": "|",
    "█": "#",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
}
"""What the program itself prints beyond ASCII, and what drafts and names often hold."""


def prepare_streams(*, as_json: bool) -> None:
    r"""
    Make the standard streams take every text.

    A stream that is closed gives nothing, or is printed to nowhere.  What the letters of a stream cannot
    hold is spelled by those that it has (`SPELLED`), letters with accents lose them, and all others, such as
    a name in Cyrillic on a western stream, are written as escapes like ``\u0423``; in JSON everything is
    escaped as JSON has it.

    Args:
        as_json: Whether what is printed is JSON.
    """
    codecs.register_error("counterdraft.spelled", _spell)
    codecs.register_error("counterdraft.json", _escape)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - until the end
    for stream, handler in (
        (sys.stdout, "json" if as_json else "spelled"),
        (sys.stderr, "spelled"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=f"counterdraft.{handler}")


def _spell(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for the signs that the codec refused, and where it goes on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spelled, error.object[error.start : error.end])), error.end


def _spelled(letter: str) -> str:
    if letter in SPELLED:
        return SPELLED[letter]
    parts = unicodedata.normalize("NFKD", letter)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare if bare.isascii() else letter.encode("ascii", "backslashreplace").decode("ascii")


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Return JSON's own escapes, two of them for what lies beyond the first 65,536 letters."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs), error.end
