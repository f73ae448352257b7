"""Whatever stands in the files, only a CaseError leaves the loader."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from counterdraft.case import Case
from counterdraft.errors import CaseError
from counterdraft.formats import load, new
from counterdraft.formats.yaml_case.flow import flow

FILES = ["case.yaml", "sources.yaml", "mandates/island.yaml", "beliefs/island/company.yaml"]
HARD = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory):
    folder = tmp_path_factory.mktemp("skeleton") / "case"
    new(folder)
    return folder


@pytest.fixture
def copy(skeleton, tmp_path):
    def make(name: str, data: bytes) -> Path:
        target = tmp_path / "case"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(skeleton, target)
        (target / name).write_bytes(data)
        return target

    return make


def reads_or_refuses(folder, as_of=None):
    try:
        found = load(folder, as_of=as_of)
    except CaseError as error:
        found = error
    if isinstance(found, CaseError):
        assert 0 < len(found.faults) <= 101
        assert all(fault.message and "\n" not in fault.message for fault in found.faults)
    else:
        assert isinstance(found, Case)


SCALARS = st.sampled_from(
    [
        "",
        "~",
        "0",
        "1",
        "-1",
        "0.5",
        "1e9",
        "1e-30",
        "50 %",
        "x",
        "island",
        "share",
        "none",
        "home",
        "2025-03-04",
        "0000-00-00",
        "true",
        "else",
        "S1",
        "share > 0",
        "law in [home",
        "é\N{ZERO WIDTH SPACE}",
        "'",
        ".inf",
        "x" * 300,
    ]
) | st.text(max_size=12)


FIELDS = [
    *("title", "parties", "issues", "drafts", "terms", "range", "from", "to", "step", "options"),
    *("ordered", "worth", "low", "mode", "high", "unit", "reservation", "when", "over", "table"),
    *("factors", "red_lines", "need", "sources"),
]


def trees(depth=3):
    names = SCALARS | st.sampled_from(FIELDS)
    return st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=10 * depth,
    )


class TestFuzzing:
    @HARD
    @given(name=st.sampled_from(FILES), data=st.binary(max_size=300))
    def test_random_bytes(self, copy, name, data):
        """
        Noise is refused.
        """
        reads_or_refuses(copy(name, data))

    @HARD
    @given(name=st.sampled_from(FILES), tree=trees())
    @example(name="case.yaml", tree={"=": "", "=table": {}, "[key]": "x"})
    @example(name="case.yaml", tree={"": [], "\x00": []})
    def test_random_trees(self, copy, name, tree):
        """
        Well-formed YAML of any shape is refused or read.
        """
        text = flow(tree if isinstance(tree, dict) else {"title": tree})
        reads_or_refuses(copy(name, text.encode("utf-8", "surrogatepass")))

    @HARD
    @given(
        name=st.sampled_from(FILES),
        cuts=st.lists(
            st.tuples(
                st.floats(0, 1), st.integers(0, 12), st.sampled_from("{}[],:#-'\"&*!|>%@ \n\tx0")
            ),
            min_size=1,
            max_size=4,
        ),
    )
    def test_typing_errors(self, copy, skeleton, name, cuts):
        """
        A sound file with characters lost and signs gained is refused or read.
        """
        text = (skeleton / name).read_text(encoding="utf-8")
        for where, lost, gained in cuts:
            at = int(where * len(text))
            text = text[:at] + gained + text[at + lost :]
        reads_or_refuses(copy(name, text.encode()))

    @HARD
    @given(name=st.sampled_from(FILES), where=st.integers(0, 400), tree=trees(1), day=st.dates())
    @example(name="sources.yaml", where=195, tree="\n", day=date(2000, 1, 1))
    @example(name="case.yaml", where=3, tree="\x1b[2J", day=date(2000, 1, 1))
    def test_one_value_replaced(self, copy, skeleton, name, where, tree, day):
        """
        A sound file with one value replaced by another tree is refused or read, on any day.
        """
        whole = YAML(typ="safe").load(skeleton / name)
        spots = list(places(whole))
        holder, key = spots[where % len(spots)]
        holder[key] = tree
        reads_or_refuses(copy(name, flow(whole).encode()), as_of=day)


def places(node):
    for key in range(len(node)) if isinstance(node, list) else list(node):
        yield node, key
        if isinstance(node[key], dict | list):
            yield from places(node[key])


class TestMany:
    def test_a_thousand_faults(self, copy):
        """
        Past a hundred faults the rest is counted, and it does not take long.
        """
        lines = "".join(f"  name {i}: {{lable: x, roll: y}}\n" for i in range(3000))
        folder = copy("case.yaml", f"title: x\nparties:\n{lines}".encode())
        with pytest.raises(CaseError) as refused:
            load(folder)
        assert refused.value.faults[-1].message.endswith("more faults that are not shown")

    def test_as_of_is_any_day(self, skeleton):
        """
        The first and the last day of the calendar are days like others.
        """
        reads_or_refuses(skeleton, date.min)
        assert load(skeleton, as_of=date.max).drafts
