"""Texts in the double quotes of YAML, which give back every character."""

from __future__ import annotations

import json
import re

__all__ = ["quoted"]

_FOLDED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""Characters that YAML takes for a line break or passes over, also inside quotes."""


def quoted(text: str) -> str:
    r"""
    Return *text* in double quotes, on one line.

    >>> quoted('5" nails\u2028or screws')
    '"5\\" nails\\u2028or screws"'
    """
    written = json.dumps(text, ensure_ascii=False)
    return _FOLDED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
