"""The page of money: whole, offline, told in words, and safe from what a case says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from counterdraft.brief.value_page import value_files, value_html
from counterdraft.brief.value_view import ValueView
from counterdraft.estate.reports.report import case_report, part_of
from counterdraft.estate.simulation import Paths
from counterdraft.runtime.plain_data import plain

from ..estate.case_models import HARD, HELD, SOFT, VAGUE, case
from ..estate.estate_models import COMPILED, HEAD, estate, some

CLAIMED = {**HEAD, "claimed": {"label": "a report", "money": 1e6, "source": "S"}}
PATHS = Paths(estate(deal=HELD, head=CLAIMED), some(300), seed=6)
CASE = case(HARD, VAGUE, SOFT)


@pytest.fixture(scope="module")
def found():
    return case_report(PATHS, CASE, responsive=True, full="hard")


@pytest.fixture(scope="module")
def html(found):
    return value_html(ValueView(CASE, found, "hard"))


@pytest.fixture(scope="module")
def tree(html):
    return etree.fromstring(html.split("\n", 1)[1].encode())


class TestPage:
    def test_is_well_formed_and_asks_nobody(self, tree, html):
        """
        It reads as XML, has no script, and its policy forbids every request.
        """
        assert not list(tree.iter("script", "link", "img", "iframe"))
        policy = tree.find(".//meta[@http-equiv]").get("content")
        assert policy.startswith("default-src 'none'")
        assert "url(" not in html
        assert not [a.get("href") for a in tree.iter("a") if not a.get("href").startswith("#")]

    def test_every_link_leads_somewhere(self, tree):
        """
        Each entry of the contents is a section with a heading.
        """
        places = {e.get("id") for e in tree.iter() if e.get("id")}
        assert {a.get("href")[1:] for a in tree.iter("a")} <= places
        for section in tree.iter("section"):
            assert section.get("aria-labelledby") in places

    def test_every_picture_and_table_has_a_name(self, tree):
        """
        Those who cannot see a picture are told what it shows; each table has its caption.
        """
        pictures = list(tree.iter("{http://www.w3.org/2000/svg}svg"))
        assert len(pictures) == 2 + 2 * (1 + 2 + 1)
        assert all(p.get("role") == "img" and p.get("aria-label") for p in pictures)
        assert all(table.find("caption") is not None for table in tree.iter("table"))

    @pytest.mark.skipif(not COMPILED, reason="on few paths nothing may be built")
    def test_holds_the_whole_answer(self, tree):
        """
        Claim, drafts, what must deter, clauses, control, assumptions, seed and fingerprint stand there.
        """
        said = " ".join("".join(tree.itertext()).split())
        for words in (
            "Of 1,000,000 USD m that was claimed",
            "where owners answer",
            "lost to everybody",
            "without a deal",
            "New projects return",
            "One clause changed",
            "One point more",
            "Without coordinates: Three three",
            f"{len(PATHS.estate.assumptions)} fields of the deposits were never published",
            "seed 6",
        ):
            assert words in said, words

    def test_what_a_case_says_is_words(self, found):
        """
        Titles and labels with marks of a page in them are shown as they stand.
        """
        nasty = "<b onclick='x'>&amp;\x1b[31m"
        drafts = [
            replace(
                row,
                title=nasty,
                by_party={**row.by_party, "a": replace(row.by_party["a"], label=nasty)},
            )
            for row in found.drafts
        ]
        first, *others = found.assumptions
        assumptions = (replace(first, because=nasty), *others)
        bad = replace(found, drafts=tuple(drafts), assumptions=assumptions)
        page = value_html(ValueView(replace(CASE, title=nasty), bad, "hard"))
        tree = etree.fromstring(page.split("\n", 1)[1].encode())
        assert not list(tree.iter("b"))
        assert "\x1b" not in page
        assert "<b onclick='x'>&amp;" in "".join(tree.itertext())

    def test_same_report_same_bytes(self, found, html):
        """
        Nothing but the report is in it: no deadline, no path of a file.
        """
        assert value_html(ValueView(CASE, found, "hard")) == html

    def test_of_one_side(self):
        """
        Asked for a role alone, the page has no other side.
        """
        seen = case_report(PATHS, CASE, responsive=True, full="vague", party="partner")
        page = value_html(ValueView(CASE, seen, "vague"))
        tree = etree.fromstring(page.split("\n", 1)[1].encode())
        assert "seen from the partner" in "".join(tree.itertext())
        assert len(list(tree.iter("{http://www.w3.org/2000/svg}svg"))) == 2 + 4

    def test_without_parties(self):
        """
        A case whose estate names no parties is shown by role.
        """
        paths = Paths(estate(), some(100), seed=6)
        found = case_report(paths, CASE, responsive=True, full="soft")
        page = value_html(ValueView(CASE, found, "soft"))
        assert "The partner, by this draft" in page
        assert "nobody in the case" in page


class TestReference:
    def test_every_key_is_documented(self, found):
        """
        A key of the report that the reference does not name turns this red.
        """
        page = Path(__file__).parents[2] / "docs/reference/value-json.md"
        named = set(re.findall(r"`(\w+)`", page.read_text(encoding="utf-8")))
        found = plain(found)
        row = next(row for row in found["drafts"] if row["draft"] == "hard")
        side = row["by_party"]["a"]
        wide = (found, row, side, side["gain"], row["terms"], row["new_projects"], row["prices"])
        more = (
            row["by_year"],
            row["by_year"]["flow"]["a"],
            row["deterrence"],
            row["new_projects"]["by_deal"],
            row["clauses"][0],
            row["clause_steps"][0],
            row["gradient"][0],
            found["control"][0],
            found["assumptions"][0],
            found["ground"][0],
            found["deposits"][0],
            found["steps"][0],
            row["responsive"],
        )
        keys = {key for part in (*wide, *more) for key in part}
        assert keys - named == set()


class TestFiles:
    def test_pictures_stand_alone_too(self, found):
        """
        Page, JSON and every picture are files of their own; names of sides are fit for a folder.
        """
        files = value_files(CASE, found, "hard")
        assert set(files) == {
            "c-value.html",
            "c-value.json",
            "c-map.svg",
            "c-reckoning.svg",
            *(f"c-drafts-{side}.svg" for side in "ab"),
            *(
                f"c-hard-{kind}-{side}.svg"
                for kind in ("years", "gathered", "clauses")
                for side in "ab"
            ),
        }
        assert json.loads(files["c-value.json"]) == json.loads(json.dumps(plain(found)))
        for name, data in files.items():
            if name.endswith(".svg"):
                etree.fromstring(data)


class TestPartOf:
    def test_is_what_would_have_been_asked_for(self, found):
        """
        A part of the whole report is the report of that part.
        """
        one = case_report(PATHS, CASE, ["hard"], full="hard")
        assert part_of(found, ["hard"], responsive=False, full=True) == one
        everything = case_report(PATHS, CASE)
        assert part_of(found, responsive=False, full=False) == everything
