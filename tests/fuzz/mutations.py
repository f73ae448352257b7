"""Sound files changed by bytes, by words, by lines and by nodes of their tree."""

from __future__ import annotations

import copy
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from counterdraft.formats.yaml_case.flow import flow

__all__ = ["NASTY", "mutant", "seeds"]

NASTY = (
    *("1" * 4301, "-" + "9" * 400, "e0", "e", "²", "٣", "½", "1_000", "1__0", "1.2.3", "5 %%"),
    *(
        "[",
        "]",
        "a[b",
        "a]b[0]",
        "{",
        "}",
        ":",
        "''",
        '"',
        "\\",
        "\\ud800",
        "#",
        "&",
        "<",
        "|",
        "- -",
    ),
    *("1e999999999", "1e308", "-1e308", "1e-400", "0", "-0", "-1", "1e15", "3000000000"),
    *(
        "0x10",
        "1/0",
        "1/3",
        "0/0",
        "nan",
        "NaN",
        ".inf",
        "-Infinity",
        "inf",
        "true",
        "null",
        "~",
        "",
    ),
    *("2025-02-30", "0000-01-01", "9999-12-31", "10000-01-01", "1e3-01-01"),
    *(
        "../x",
        "/",
        "\x00",
        "\x1b[2J",
        "\x85",
        "\ufeff",
        "\u202e",
        "😀",
        "\ud800",
        "table",
        "x" * 5000,
    ),
    *(
        "50 %",
        "1.7",
        "and",
        "not not not",
        "(" * 100,
        "a = b",
        "in []",
        "{low: 1, mode: 2, high: 3}",
    ),
)
"""What has broken some reader somewhere, or might."""

_WORD = re.compile(r"[\w.+%-]+|\S", re.ASCII)


def seeds(gate: int) -> Iterator[random.Random]:
    """Yield random sources: the same *gate* ones at the gate, many new ones when exploring."""
    many = int(os.environ.get("COUNTERDRAFT_EXAMPLES", "0"))
    if not many:
        yield from (random.Random(number) for number in range(gate))
        return
    for _ in range(many):
        yield random.Random(random.SystemRandom().getrandbits(64))


def mutant(data: bytes, source: random.Random) -> bytes:
    """Return *data* with one change to five, each of a kind drawn at random."""
    for _ in range(source.choice((1, 1, 1, 2, 5))):
        data = source.choice(_KINDS)(data, source)
    return data


def _bytes_changed(data: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(data) + 1)
    lost = source.choice((0, 0, 1, 1, 2, 40))
    gained = source.choice((b"", bytes([source.randrange(256)]), source.randbytes(3), b"\xff\xfe"))
    return data[:at] + gained + data[at + lost :]


def _word_changed(data: bytes, source: random.Random) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    words = list(_WORD.finditer(text))
    if not words:
        return data
    word = source.choice(words)
    other = source.choice((source.choice(NASTY), source.choice(words)[0]))
    return (text[: word.start()] + other + text[word.end() :]).encode("utf-8", "surrogatepass")


def _line_changed(data: bytes, source: random.Random) -> bytes:
    lines = data.split(b"\n")
    i, j = source.randrange(len(lines)), source.randrange(len(lines))
    match source.randrange(5):
        case 0:
            del lines[i]
        case 1:
            lines.insert(i, lines[j])
        case 2:
            lines[i], lines[j] = lines[j], lines[i]
        case 3:
            lines[i] = b"  " + lines[i]
        case _:
            lines[i] = lines[i].lstrip()
    return b"\n".join(lines)


def _node_changed(data: bytes, source: random.Random) -> bytes:
    """Change a node of a JSON or YAML tree: its value, what stands around it, or whether it is there."""
    text = data.decode("utf-8", "replace")
    write: Callable[[Any], str] = flow
    try:
        tree = json.loads(text)
        write = json.dumps
    except (ValueError, RecursionError):
        try:
            tree = YAML(typ="safe", pure=True).load(text)
        except (YAMLError, ValueError, AttributeError, TypeError):
            return data
    places = list(_places(tree))
    if not places:
        return data
    holder, key = source.choice(places)
    other, _ = source.choice(places)
    value = holder[key]
    match source.randrange(7):
        case 0 | 1:
            holder[key] = source.choice(NASTY)
        case 2:
            holder[key] = source.choice(([], {}, [value], {"value": value}, [value, value]))
        case 3:
            holder[key] = copy.deepcopy(other)
        case 4:
            del holder[key]
        case 5 if isinstance(holder, dict):
            holder[source.choice(NASTY)] = value
        case _:
            holder[key] = source.choice((10**400, -1, 0, 1.5, True, None, 1e300))
    try:
        return write(tree).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError, RecursionError):
        return data


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    for key in (
        list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    ):
        yield node, key
        yield from _places(node[key])


_KINDS = (_bytes_changed, _word_changed, _word_changed, _line_changed, _node_changed)
