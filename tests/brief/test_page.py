"""The page: well-formed, offline, escaped, readable, small."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest
from lxml import etree

from counterdraft.brief import html

KINDS = ["answer", "never", "hostile", "from_the_table", "minerals"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pages(answer, never, hostile, from_the_table, minerals):
    """The five pages, each made once."""
    kinds = zip(KINDS, (answer, never, hostile, from_the_table, minerals), strict=True)
    return {name: html(found) for name, found in kinds}


def tree(page: str) -> etree._Element:
    """The page read as XML."""
    return etree.fromstring(page.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def elements(page: str) -> list[etree._Element]:
    return [e for e in tree(page).iter() if isinstance(e.tag, str)]


@pytest.mark.parametrize("kind", KINDS)
class TestEveryPage:
    def test_is_well_formed(self, pages, kind):
        """
        Every element that is opened is closed.
        """
        assert tree(pages[kind]).tag == "html"

    def test_ids_are_unique_and_links_lead_somewhere(self, pages, kind):
        """
        No identifier stands twice, and every mark and reference leads to a place on the page.
        """
        found = elements(pages[kind])
        ids = [e.get("id") for e in found if e.get("id")]
        links = [e.get("href")[1:] for e in found if (e.get("href") or "").startswith("#")]

        assert len(ids) == len(set(ids))
        assert set(links) <= set(ids)

    def test_makes_no_request(self, pages, kind):
        """
        Nothing is loaded: addresses stand only in links of the sources, and the policy forbids all.
        """
        for element in elements(pages[kind]):
            for name, value in element.attrib.items():
                if name == "href":
                    assert element.tag == "a"
                    assert value.startswith(("#", "https://gazette.example/"))
                else:
                    assert name not in ("src", "srcset", "action", "data", "poster", "background")
                    assert "url(" not in value
                    assert "://" not in value
        assert "@import" not in pages[kind]
        assert "url(" not in pages[kind]
        assert "default-src 'none'" in pages[kind]

    def test_runs_only_its_own_script(self, pages, kind):
        """
        One script, and the policy names its hash; no handler stands in an attribute.
        """
        [script] = [e for e in elements(pages[kind]) if e.tag == "script"]
        digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()

        assert f"script-src 'sha256-{digest}'" in pages[kind]
        assert not any(n.startswith("on") for e in elements(pages[kind]) for n in e.attrib)

    def test_is_small(self, pages, kind):
        """
        A page of five issues is far below the 1.5 MB that a page may have.
        """
        assert len(pages[kind].encode()) < 400_000

    def test_headings_do_not_skip_a_level(self, pages, kind):
        """
        One h1, and each heading is at most one level below the one before.
        """
        levels = [int(e.tag[1]) for e in elements(pages[kind]) if re.fullmatch("h[1-6]", e.tag)]

        assert levels.count(1) == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))

    def test_tables_have_heads(self, pages, kind):
        """
        Every column and row head says what it is the head of.
        """
        heads = [e for e in elements(pages[kind]) if e.tag == "th"]

        assert heads
        assert all(e.get("scope") in ("col", "row") for e in heads)

    def test_every_number_in_a_table_has_its_mark(self, pages, kind):
        """
        A cell with a number holds a figure with the mark of its provenance, which is a link.
        """
        cells = [
            e
            for e in elements(pages[kind])
            if e.tag == "td" and "num" in (e.get("class") or "").split()
        ]

        for cell in cells:
            text = "".join(cell.itertext()).strip()
            marks = [a for a in cell.iter("a") if "mark" in (a.get("class") or "")]
            assert marks or text in ("–", "never")
            assert all(m.text in "FEAC" and m.get("href", "").startswith("#") for m in marks)

    def test_same_answer_same_bytes(self, pages, kind, request):
        """
        Twice the same answer, twice the same page.
        """
        assert html(request.getfixturevalue(kind)) == pages[kind]


class TestCharts:
    def test_each_mark_can_be_reached_and_read(self, pages):
        """
        Drafts, counter-offers, solutions and efficient offers can be focused and say the offer.
        """
        tips = [e for e in elements(pages["answer"]) if e.get("class") == "tip"]
        draft = next(e for e in tips if e.get("id") == "dance-0-draft-0")

        stops = [e for e in tips if e.get("tabindex") == "0"]

        assert all(e.get("tabindex") in ("0", "-1") and e.find(f"{SVG}title").text for e in tips)
        assert not any("point-" in e.get("id") for e in stops)
        assert len(stops) >= 7
        assert {e.get("id").split("-")[2] for e in tips if e.get("id").startswith("dance-0")} == {
            "draft",
            "counter",
            "solution",
            "point",
        }
        assert "Guarantee of investment: silent → No guarantee" in draft.find(f"{SVG}title").text
        assert "The Island: −44.0 USD m (−49.5 to −38.5)" in draft.find(f"{SVG}title").text

    def test_have_a_table_with_the_same(self, pages):
        """
        Under each chart stands a table with its figures.
        """
        for figure in tree(pages["answer"]).iter("figure"):
            assert figure.find(f".//{SVG}svg") is not None
            assert figure.find(".//details//table") is not None

    def test_name_only_colours_of_the_page(self, pages):
        """
        Charts follow light and dark: every colour is one of the page's.
        """
        for element in tree(pages["answer"]).iter(f"{SVG}path", f"{SVG}text", f"{SVG}line"):
            for name in ("fill", "stroke"):
                value = element.get(name, "none")
                assert value.startswith("var(--") or value in ("none", "transparent")


class TestWords:
    def test_hostile_words_stay_words(self, pages):
        """
        What a case calls things cannot become markup, a handler or a link.
        """
        page = pages["hostile"]

        assert "<script>alert" not in page
        assert "javascript:" not in page
        assert "&lt;script&gt;alert" in page
        assert "\x1b" not in page

    def test_table_says_so_on_screen_and_on_every_printed_page(self, pages):
        """
        The banner stands in the running head, which the print repeats; a party's page has none.
        """
        head = next(
            e for e in tree(pages["from_the_table"]).iter("div") if e.get("class") == "running warn"
        )

        assert "everybody's mandate is shown" in "".join(head.itertext())
        assert "everybody's mandate" not in pages["answer"]
        assert ".running,.running.warn{display:table-header-group" in pages["answer"]

    def test_never_is_an_answer(self, pages):
        """
        Without a counter-offer the page says so and names what would open the space.
        """
        text = "".join(tree(pages["never"]).itertext())

        assert "No offer meets our mandate and is acceptable to the Company." in text
        assert "It opens if our red line on the share rises to 50 %." in text

    def test_hand_overs_and_documents(self, pages):
        """
        Both hand-overs stand with giver, receiver and date, and that the copies are the same.
        """
        text = "".join(tree(pages["answer"]).itertext())

        assert "5 March 2025: The Company to The Island, by The minister, Harbour" in text
        assert "The copies are the same document." in text

    def test_reproduces(self, pages):
        """
        The foot names case, fingerprint, seed, draws and version.
        """
        foot = "".join(next(tree(pages["answer"]).iter("footer")).itertext())

        assert "lagoon · sha256:5b1f0c3a7d · seed 1 · 1,000 draws · counterdraft 0.1.0" in foot
