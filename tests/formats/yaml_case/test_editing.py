"""A file is changed in one place, every other byte stays, and what would not be read is not written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import textwrap
import threading
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from counterdraft.case import Point, Triangular
from counterdraft.errors import CaseError
from counterdraft.formats import add_draft, load, set_figure, set_figures
from counterdraft.formats.yaml_case import case_folder, editing
from counterdraft.formats.yaml_case.flow import flow
from counterdraft.runtime import locks

TONIGHT = {
    "title": "Tonight's: the second draft",
    "proposed_by": "island",
    "date": date(2025, 4, 1),
    "hand_overs": [{"from": "island", "to": "company", "date": date(2025, 4, 2)}],
    "terms": {
        "share": Fraction(3, 10),
        "guarantee": {"says": "binding", "article": "4", "note": "yes, at last"},
        "law": {"unknown": {"home": Fraction(3, 4), "abroad": Fraction(1, 4)}, "source": "S1"},
        "timing": "open",
    },
}


def contents(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


class TestAddDraft:
    def test_appends_it(self, folder):
        """
        The draft stands behind the others, and every other byte is as it was.
        """
        before = contents(folder)
        assert add_draft(folder, "second", TONIGHT) == folder / "case.yaml"
        after = contents(folder)

        assert after["case.yaml"].startswith(before.pop("case.yaml"))
        assert {name: after[name] for name in before} == before
        draft = load(folder).draft("second")
        assert [(t.status, t.option) for t in draft.terms] == [
            ("says", 3),
            ("says", 2),
            ("unknown", None),
            ("open", None),
        ]
        assert draft.title == "Tonight's: the second draft"

    @pytest.mark.parametrize("rest", ["", "\ndrafts: {}\n", "\ndrafts: {  } # none yet\n"])
    def test_the_first_draft(self, folder, rest):
        """
        It does not matter whether there were drafts before, or how they were written.
        """
        file = folder / "case.yaml"
        head, _, _ = file.read_text(encoding="utf-8").partition("\ndrafts:\n")
        file.write_text(head + rest, encoding="utf-8")
        add_draft(folder, "second", TONIGHT)
        assert [d.name for d in load(folder).drafts] == ["second"]

    def test_between_others_and_what_follows(self, folder, change):
        """
        What stands below the drafts, comments too, stays below them.
        """
        text = (folder / "case.yaml").read_text(encoding="utf-8")
        head, _, drafts = text.partition("drafts:\n")
        tail = "# the last word\nnote: below\n"
        head = head.replace(head[head.index("note: >-") : head.index("parties:")], "")
        (folder / "case.yaml").write_text(
            head + "drafts:\n" + drafts + "\n" + tail, encoding="utf-8"
        )
        add_draft(folder, "second", TONIGHT)
        assert (folder / "case.yaml").read_text(encoding="utf-8").endswith("\n" + tail)
        assert [d.name for d in load(folder).drafts] == ["first", "second"]

    def test_drafts_in_braces(self, folder, change):
        """
        A block in braces gets one entry more inside its braces.
        """
        file = folder / "case.yaml"
        head, _, _ = file.read_text(encoding="utf-8").partition("\ndrafts:\n")
        one = "{proposed_by: island, date: 2025-03-03}"
        file.write_text(
            f"{head}\ndrafts: {{one: {one}, # kept\n  two: {one}}} # last\n", encoding="utf-8"
        )
        add_draft(folder, "second", TONIGHT)
        assert [d.name for d in load(folder).drafts] == ["one", "two", "second"]
        assert file.read_text(encoding="utf-8").endswith("}} # last\n")

    def test_line_endings_and_byte_order_mark(self, folder):
        """
        The file keeps its way of ending lines, and its mark.
        """
        file = folder / "case.yaml"
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
        add_draft(folder, "second", TONIGHT)
        data = file.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf#")
        assert data.count(b"\r\n") == data.count(b"\n")
        assert len(load(folder).drafts) == 2

    @pytest.mark.parametrize(
        ("name", "draft", "words"),
        [
            ("first", TONIGHT, "a draft is called 'first' already"),
            ("second", {**TONIGHT, "proposed_by": "isle"}, "no party is called 'isle'"),
            ("second", {**TONIGHT, "terms": {"share": 2}}, "2 is more than the whole"),
            ("second", {**TONIGHT, "colour": "red"}, "unknown field"),
            ("second", {"title": "x"}, "the field is missing"),
            ("the second", TONIGHT, "is no name"),
            ("second: {}\n  third", TONIGHT, "is no name"),
        ],
    )
    def test_refuses_what_could_not_be_read(self, folder, name, draft, words):
        """
        The case with the draft is read before it is written; its faults leave the file as it was.
        """
        before = contents(folder)
        with pytest.raises(CaseError) as refused:
            add_draft(folder, name, draft)
        assert words in str(refused.value)
        assert contents(folder) == before

    def test_opens_no_mandate(self, folder):
        """
        A draft is shared: nobody's mandate is opened to enter it, and none has to be sound.
        """
        (folder / "mandates/island.yaml").write_text("nonsense")
        add_draft(folder, "second", TONIGHT)
        with pytest.raises(CaseError):
            load(folder)


class TestSetFigure:
    @pytest.mark.parametrize(
        "name",
        [
            "mandates/island/reservation",
            "mandates/island/worth/guarantee/consultation",
            "mandates/island/worth/share/1",
            "mandates/island/worth/law/abroad",
            "mandates/island/factors/home courts make consultation count",
            "beliefs/island/company/worth/timing/after_study",
            "beliefs/island/company/red_lines/share >= 0.2/probability",
        ],
    )
    def test_writes_the_answer_where_the_figure_stood(self, folder, name):
        """
        A figure is found by its name; the rest of the file stays byte for byte.
        """
        before = contents(folder)
        answer = {"low": Fraction(1, 10), "mode": Fraction(2, 10), "high": 1}
        answer |= {"kind": "assumption", "because": "elicited: 3 answers"}
        file = set_figure(folder, name, answer)
        after = contents(folder)
        changed = file.relative_to(folder).as_posix()

        assert {n for n in before if before[n] != after[n]} == {changed}
        old, new = before[changed].decode().splitlines(), after[changed].decode().splitlines()
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
        assert flow(answer) in after[changed].decode()

    def test_a_bare_number(self, folder):
        """
        A number alone is enough.
        """
        set_figure(folder, "mandates/island/worth/share/0", 77)
        case = load(folder)
        assert case.mandates["island"].factors[0].cells[0].distribution == Point(Fraction(77))

    def test_a_figure_in_lines(self, folder, change):
        """
        A figure that stands in lines of its own becomes one line in their place.
        """
        change(
            "mandates/island.yaml",
            "    binding: {low: 6, mode: 10, high: 16, kind: assumption, "
            "because: what cleaning up cost the neighbours}\n",
            "    binding: # the large one\n      low: 6\n      mode: 10\n      high: 16\n      # a note\n",
        )
        set_figure(
            folder, "mandates/island/worth/guarantee/binding", {"low": 1, "mode": 2, "high": 3}
        )
        text = (folder / "mandates/island.yaml").read_text(encoding="utf-8")
        assert (
            "    binding: # the large one\n      {low: 1, mode: 2, high: 3}\n      # a note\n"
            in text
        )

    def test_comments_inside_a_figure_are_not_lost(self, folder, change):
        """
        Where a comment stands inside the figure itself, the reader is asked to move it.
        """
        change(
            "mandates/island.yaml",
            "{low: 20, mode: 24,",
            "{low: 20, # from the letter\n  mode: 24,",
        )
        before = contents(folder)
        with pytest.raises(CaseError, match="the figure holds comments, which would be lost"):
            set_figure(folder, "mandates/island/reservation", 3)
        assert contents(folder) == before

    @pytest.mark.parametrize(
        "form",
        [
            "[{value: 1, kind: assumption, because: a}]",
            "\n  - {value: 1, kind: assumption, because: a}  # once\n  # later",
        ],
    )
    def test_dated_versions_get_one_more(self, folder, change, form):
        """
        What was known earlier stays known for earlier days.
        """
        old = (
            "{low: 20, mode: 24, high: 30, kind: assumption, "
            "because: another firm has asked about a smaller licence}"
        )
        change("mandates/island.yaml", old, form)
        with pytest.raises(CaseError, match="add known: to the new one"):
            set_figure(folder, "mandates/island/reservation", 3)
        answer = {"value": 9, "kind": "assumption", "because": "b", "known": date(2025, 5, 1)}
        set_figure(folder, "mandates/island/reservation", answer)

        late, early = load(folder), load(folder, as_of=date(2025, 4, 30))
        assert late.mandates["island"].reservation.distribution == Point(Fraction(9))
        assert early.mandates["island"].reservation.distribution == Point(Fraction(1))

    def test_several_at_once(self, folder):
        """
        Several answers are written together, in one file or in several.
        """
        names = ["mandates/island/reservation", "mandates/island/worth/share/1"]
        names += ["beliefs/island/company/reservation", "mandates/company/worth/share/1"]
        written = set_figures(folder, {name: 5 + i for i, name in enumerate(names)})
        case = load(folder)
        assert len(written) == 3
        assert case.mandates["island"].reservation.distribution == Point(Fraction(5))
        assert case.mandates["island"].factors[0].cells[1].distribution == Point(Fraction(6))
        assert case.beliefs["island", "company"].reservation.distribution == Point(Fraction(7))
        assert case.mandates["company"].factors[0].cells[1].distribution == Point(Fraction(8))

    def test_all_or_none(self, folder):
        """
        When one of several answers makes no figure, none is written.
        """
        before = contents(folder)
        with pytest.raises(CaseError, match="upside down"):
            set_figures(
                folder,
                {
                    "mandates/island/reservation": 3,
                    "mandates/company/reservation": {"low": 2, "mode": 1, "high": 3},
                },
            )
        assert contents(folder) == before

    def test_opens_the_owners_files_alone(self, folder):
        """
        The other's mandate is not opened to write one's own.
        """
        (folder / "mandates/company.yaml").write_text("nonsense")
        set_figure(folder, "mandates/island/reservation", 3)

    @pytest.mark.parametrize(
        ("name", "figure", "words"),
        [
            ("mandates/island/reservatoin", 3, "did you mean 'mandates/island/reservation'?"),
            ("mandates/isle/reservation", 3, "no party is called 'isle'"),
            ("reservation", 3, "no party is called ''"),
            ("mandates/island/reservation", {"low": 3, "mode": 2, "high": 1}, "upside down"),
            ("mandates/island/reservation", "lots", "is no number"),
        ],
    )
    def test_refuses_what_could_not_be_read(self, folder, name, figure, words):
        """
        An answer that makes no figure leaves the file as it was.
        """
        before = contents(folder)
        with pytest.raises(CaseError) as refused:
            set_figure(folder, name, figure)
        assert words in str(refused.value)
        assert contents(folder) == before


class TestWholeOrNotAtAll:
    @pytest.mark.parametrize("call", ["make", "fsync", "replace"])
    def test_a_full_disk_changes_nothing(self, folder, monkeypatch, call):
        """
        When the disk refuses in whatever step, the old file stays and no debris is left.
        """
        before = contents(folder)

        def full(*_args, **_options):
            raise OSError(errno.ENOSPC, "No space left on device")

        if call == "make":
            monkeypatch.setattr(tempfile, "mkdtemp", full)
        elif call == "fsync":
            monkeypatch.setattr(os, "fsync", full)
        else:
            monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(CaseError, match="cannot be written: no space left on device"):
            add_draft(folder, "second", TONIGHT)
        monkeypatch.undo()
        assert contents(folder) == before

    def test_a_file_that_somebody_else_saved_meanwhile(self, folder, monkeypatch):
        """
        A change that was made while the answer was being written is not overwritten.
        """
        unchanged = case_folder.Folder.check_unchanged
        calls = []

        def meanwhile(self):
            calls.append(self)
            if len(calls) == 3:
                with (folder / "case.yaml").open("ab") as file:
                    file.write(b"# saved by a colleague\n")
            unchanged(self)

        monkeypatch.setattr(case_folder.Folder, "check_unchanged", meanwhile)
        with pytest.raises(CaseError, match="the file changed while the case was read"):
            add_draft(folder, "second", TONIGHT)
        assert (folder / "case.yaml").read_bytes().endswith(b"# saved by a colleague\n")
        assert [d.name for d in load(folder).drafts] == ["first"]

    @pytest.mark.parametrize(
        "write",
        [
            lambda folder: add_draft(folder, "second", TONIGHT),
            lambda folder: set_figure(folder, "mandates/island/reservation", 7),
        ],
        ids=["draft", "figure"],
    )
    def test_a_file_that_is_saved_at_the_last_moment(self, folder, monkeypatch, write):
        """
        What a colleague's editor saved between the last look at the file and its rename is not lost.
        """
        known = {p: p.read_bytes() for p in folder.rglob("*.yaml")}

        def save(_):
            for path, data in known.items():
                path.write_bytes(data + b"# saved by a colleague\n")

        monkeypatch.setattr(editing, "_unchanged", save)
        with pytest.raises(CaseError, match="the file changed while the case was read"):
            write(folder)

        assert all(p.read_bytes().endswith(b"by a colleague\n") for p in known)

    def test_keeps_the_permissions(self, folder):
        """
        A file that only its owner may read stays so.
        """
        (folder / "mandates/island.yaml").chmod(0o600)
        set_figure(folder, "mandates/island/reservation", 3)
        assert (folder / "mandates/island.yaml").stat().st_mode & 0o777 == 0o600


MANY_WRITERS = """
    import os, sys
    from datetime import date
    from counterdraft.errors import CaseError
    from counterdraft.formats import add_draft, set_figure

    folder, writers, children = sys.argv[1], int(sys.argv[2]), []
    start, go = os.pipe()
    for k in range(writers):
        child = os.fork()
        if child:
            children.append(child)
            continue
        os.close(go)
        os.read(start, 1)  # all begin when the other end is closed
        if k % 3 == 2:
            set_figure(folder, f"mandates/island/worth/share/{'0' if k % 2 else '1'}", 1000 + k)
        else:
            add_draft(folder, f"w{k}", {"proposed_by": "company", "date": date(2030, 1, 1)})
        os._exit(0)
    os.close(go)
    print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""


class TestManyWriters:
    @pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")
    def test_nothing_that_was_added_is_lost(self, folder):
        """
        Twelve processes write at the same moment: all succeed, and all that they wrote is there.
        """
        script = textwrap.dedent(MANY_WRITERS)
        done = subprocess.run(
            [sys.executable, "-c", script, str(folder), "12"],
            capture_output=True,
            text=True,
            check=True,
        )
        case = load(folder)
        shares = case.mandates["island"].factors[0].cells

        assert done.stdout == f"{[0] * 12}\n"
        assert {d.name for d in case.drafts} == {
            "first",
            *(f"w{k}" for k in range(12) if k % 3 < 2),
        }
        assert shares[0].distribution in [Point(Fraction(1000 + k)) for k in (5, 11)]
        assert shares[1].distribution in [Point(Fraction(1000 + k)) for k in (2, 8)]
        assert not [p for p in folder.rglob("*") if p.name.startswith(".")]

    def test_threads_wait_for_each_other_too(self, folder):
        """
        A server that writes from several threads loses nothing either.
        """
        draft = {"proposed_by": "company", "date": date(2030, 1, 1)}
        threads = [
            threading.Thread(target=add_draft, args=(folder, f"t{k}", draft)) for k in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert {d.name for d in load(folder).drafts} == {"first", "t0", "t1", "t2", "t3"}

    def test_a_folder_that_is_held_is_a_fault_after_a_while(self, folder, monkeypatch):
        """
        Where another command never ends, the reader is told so, and nothing is written.
        """
        monkeypatch.setattr(locks, "LONGEST_WAIT", 0.1)
        before = contents(folder)
        handle = locks.try_lock(folder)
        try:
            with pytest.raises(CaseError, match="another command has been writing here"):
                add_draft(folder, "second", TONIGHT)
        finally:
            locks.unlock(handle)

        assert contents(folder) == before

    def test_an_answer_to_an_older_figure_is_not_written(self, folder):
        """
        Who narrows a range that a colleague has changed since is told, and the colleague's stays.
        """
        name = "mandates/island/reservation"
        set_figure(folder, name, 7)
        before = contents(folder)
        with pytest.raises(CaseError, match="changed by somebody else meanwhile"):
            set_figures(folder, {name: 3}, expected={name: Point(Fraction(1))})
        assert contents(folder) == before
        set_figures(folder, {name: 3}, expected={name: Point(Fraction(7))})

    def test_a_link_is_written_through(self, folder, tmp_path):
        """
        A case.yaml that lies elsewhere is changed there, and the link stays a link.
        """
        elsewhere = tmp_path / "elsewhere.yaml"
        (folder / "case.yaml").rename(elsewhere)
        (folder / "case.yaml").symlink_to(elsewhere)
        add_draft(folder, "second", TONIGHT)
        assert (folder / "case.yaml").is_symlink()
        assert [d.name for d in load(folder).drafts] == ["first", "second"]


VALUES = st.recursive(
    st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"\A[A-Za-z][A-Za-z0-9_-]{0,9}\Z"), inner, max_size=3)
    ),
    max_leaves=8,
)


class TestFlow:
    @settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(VALUES)
    def test_reads_back(self, value):
        """
        What is written is read as the same value by a YAML 1.2 reader.
        """
        assert YAML(typ="safe", pure=True).load(f"x: {flow(value)}\n")["x"] == value

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (Fraction(1, 4), "0.25"),
            (0.1, "0.1"),
            (date(2025, 3, 1), "2025-03-01"),
            ("no", '"no"'),
            ("3", '"3"'),
            ("a: b", '"a: b"'),
            ("a, b", '"a, b"'),
            ("a #b", '"a #b"'),
            ("- a", '"- a"'),
            ("two words", "two words"),
            ({"0.5": "x"}, "{0.5: x}"),
        ],
    )
    def test_writes_as_people_do(self, value, text):
        """
        Words stay bare, and whatever could be read as something else is quoted.
        """
        assert flow(value) == text

    def test_refuses_what_no_file_holds(self):
        """
        A third has no decimal, and an object no text.
        """
        with pytest.raises(ValueError, match="1/3 has no decimal"):
            flow(Fraction(1, 3))
        with pytest.raises(TypeError, match="a case file holds no object"):
            flow(object())


class TestRange:
    def test_is_read_back(self, folder):
        """
        A range that was written is the range that is read.
        """
        answer = {"low": 1, "mode": 2, "high": 3, "kind": "fact", "source": "S1"}
        set_figure(folder, "mandates/island/reservation", answer)
        found = load(folder).mandates["island"].reservation
        assert found.distribution == Triangular(Fraction(1), Fraction(2), Fraction(3))
        assert (found.provenance.kind, found.provenance.source) == ("fact", "S1")
