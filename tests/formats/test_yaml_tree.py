"""Trees know their places, and the two parsers read the same."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.formats.tree import Document, Faults, Map, Seq, Text, spell
from counterdraft.formats.yaml_tree import read_tree

FAST = importlib.import_module("_ruamel_yaml")
CASES = Path(__file__).parents[2] / "cases"
FILES = sorted(CASES.glob("*/case.yaml")) + sorted(CASES.glob("*/mandates/*.yaml"))


def tree(text):
    faults = Faults()
    document = read_tree(text.encode(), "page.yaml", "page.yaml", faults)
    return document, [str(fault) for fault in faults.all()]


def described(node):
    place = (node.line, node.column)
    if isinstance(node, Map):
        return place, {(k, k.line, k.column): described(v) for k, v in node.items()}
    if isinstance(node, Seq):
        return place, [described(v) for v in node]
    return place, str(node), node.plain


class TestPlaces:
    def test_every_node(self):
        """
        Lines and columns count from 1, in characters and not in bytes.
        """
        document, faults = tree("a: 1\né: {b: [x, ö, 'y']}\n")
        assert faults == []
        node = document.root
        assert (node.line, node.column) == (1, 1)
        inner = node[Text("é")]
        assert (inner.line, inner.column) == (2, 4)
        last = inner[Text("b")][2]
        assert (last, last.line, last.column, last.plain) == ("y", 2, 15, False)

    @pytest.mark.parametrize(
        ("text", "value", "offset", "place"),
        [
            ("a: share > 0\n", "share > 0", 8, (1, 12)),
            ("a: 'share > 0'\n", "share > 0", 8, (1, 13)),
            ('a: "share > 0"\n', "share > 0", 0, (1, 5)),
            ("a:\n  share\n  > 0\n", "share > 0", 6, (3, 3)),
            ("a: >-\n  share\n  > 0\n", "share > 0", 8, (3, 5)),
            ("a: |\n  share\n  > 0\n", "share\n> 0\n", 6, (3, 3)),
            ('a: "sh\\x61re > 0"\n', "share > 0", 6, (1, 4)),
            ("a: share > 0\n", "share > 0", 9, (1, 13)),
            ("a: all agree > 0\n", "all agree > 0", 12, (1, 16)),
            ("a: look > 0\n", "look > 0", 2, (1, 6)),
        ],
    )
    def test_of_a_character_inside_a_text(self, text, value, offset, place):
        """
        A fault of a condition points at its own character, through quotes and folded lines.
        """
        document, _ = tree(text)
        scalar = document.root[Text("a")]
        assert scalar == value
        assert document.place(scalar, offset) == place

    def test_paths(self):
        """
        A path is written as people write it, and what is strange in it is clipped.
        """
        assert spell(("parties", 0, "share")) == "parties[0].share"
        assert spell(("a" * 100,)) == "a" * 59 + "…"


class TestParsers:
    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(CASES).as_posix())
    def test_the_fast_and_the_pure_one_agree(self, file, monkeypatch):
        """
        Without the C parser a case is read slower, and not otherwise.
        """
        text = file.read_text(encoding="utf-8")
        fast, _ = tree(text)
        monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
        pure, _ = tree(text)
        assert described(pure.root) == described(fast.root)

    @given(st.text(alphabet="ab:-{}[],#'\" \n&*!|>%@\t?", max_size=30))
    def test_neither_fails(self, text):
        """
        Whatever the text, each parser reads a tree or says what is wrong.
        """
        for module in (FAST, None):
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(sys.modules, "_ruamel_yaml", module)
                document, faults = tree(text)
            assert faults or isinstance(document, Document)
