"""Files that are missing, too large, not files at all, or written to while they are read."""

from __future__ import annotations

import os
import time

import pytest

from counterdraft.errors import CaseError
from counterdraft.formats import load
from counterdraft.formats.yaml_case import case_folder


def said(folder, seat="table"):
    with pytest.raises(CaseError) as refused:
        load(folder, seat=seat)
    return [
        str(fault).replace(f"{folder}/", "").replace(str(folder), "CASE", 1)
        for fault in refused.value.faults
    ]


class TestFolder:
    def test_missing(self, folder):
        """
        A folder that is not there is named, and the nearest case beside it.
        """
        assert said(folder.with_name("lagon")) == [
            "CASE: there is no such folder\n  help: did you mean 'lagoon'?"
        ]

    def test_file_instead_of_folder(self, folder):
        """
        Whoever gives case.yaml itself is told that the case is its folder.
        """
        assert said(folder / "case.yaml") == [
            f"CASE: is a file; a case is a folder\n  help: did you mean '{folder}'?"
        ]

    def test_empty_folder(self, tmp_path):
        """
        A folder without case.yaml is told how a case is begun.
        """
        assert said(tmp_path) == [
            (
                "case.yaml: the file is missing\n"
                "  help: counterdraft new FOLDER writes a skeleton of a case"
            )
        ]

    @pytest.mark.parametrize("path", ["\0", "x" * 5000, "a/" * 3000])
    def test_impossible_path(self, path):
        """
        A path that no disk can hold is a missing folder, not a traceback.
        """
        with pytest.raises(CaseError, match="there is no such folder"):
            load(path)


class TestFile:
    def test_folder_instead_of_file(self, folder):
        """
        A folder where a file is expected is said to be one.
        """
        (folder / "sources.yaml").unlink()
        (folder / "sources.yaml").mkdir()
        assert "sources.yaml: is a folder, expected a file" in said(folder)

    def test_hundred_megabytes(self, folder):
        """
        A file of 100 MB is refused by its size, without being read.
        """
        with (folder / "mandates/island.yaml").open("wb") as file:
            file.truncate(100 * 1024**2)
        began = time.perf_counter()
        assert said(folder) == [
            (
                "mandates/island.yaml: the file has 100 MB, the most is 4 MB\n"
                "  help: keep documents under texts/ and figures of deposits under estate/"
            )
        ]
        assert time.perf_counter() - began < 2

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_pipe(self, folder):
        """
        A pipe would wait for ever for its writer; it is refused unopened.
        """
        (folder / "sources.yaml").unlink()
        os.mkfifo(folder / "sources.yaml")
        assert "sources.yaml: is not a plain file" in said(folder)

    def test_circular_link(self, folder):
        """
        A link that leads to itself cannot be read, and the reason is the system's own.
        """
        (folder / "sources.yaml").unlink()
        (folder / "sources.yaml").symlink_to("sources.yaml")
        assert any("sources.yaml: cannot be read: " in text for text in said(folder))

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
    def test_unreadable(self, folder):
        """
        A file that the user may not read is named with the system's reason.
        """
        (folder / "sources.yaml").chmod(0)
        assert "sources.yaml: cannot be read: permission denied" in said(folder)

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"title: \xff\n", "1:8: byte 0xff is not UTF-8\n  help: save the file as UTF-8"),
            (
                b"a: 1\nb: \xc3\xa9\xe9\n",
                "2:5: byte 0xe9 is not UTF-8\n  help: save the file as UTF-8",
            ),
            (
                "a: 1".encode("utf-16"),
                "1:1: the file is UTF-16, not UTF-8\n  help: save it as UTF-8",
            ),
            (b"", "1:1: the file is empty"),
            (b"# nothing but this\n", "1:1: the file is empty"),
            (b"- 1\n", "1:1: expected 'name: value' lines, found a list"),
            (b"hello\n", "1:1: expected 'name: value' lines, found 'hello'"),
            (
                b"a: 1\nb: \x00\n",
                "2:4: cannot be read as YAML: a character that no text file holds",
            ),
            (b"a: " + b"[" * 60 + b"]" * 60, "1:43: the file is more than 40 levels deep"),
            (b"a: " + b"[" * 100_000, "1:43: the file is more than 40 levels deep"),
            (b"a: " + b"{a: " * 1000, "1:160: the file is more than 40 levels deep"),
            (
                b"a: [" + b"1," * 300_000 + b"]",
                "1:399999: the file holds more than 200,000 values",
            ),
            (
                b'a: "\\e[2J"',
                "1:4: the control character U+001B is not read\n  help: take it out",
            ),
            (b"? [a, b]\n: 1\n", "1:3: a name must be a word, not a list or a table"),
        ],
    )
    def test_not_what_is_read(self, folder, data, words):
        """
        Other encodings, other shapes and hostile depth end at once, with the place.
        """
        (folder / "sources.yaml").write_bytes(data)
        assert [f"sources.yaml:{words}"] == said(folder)

    def test_byte_order_mark(self, folder):
        """
        The mark that some editors put before UTF-8 changes nothing but the fingerprint.
        """
        before = load(folder)
        file = folder / "case.yaml"
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
        after = load(folder)
        assert after.issues == before.issues
        assert after.fingerprint != before.fingerprint

    def test_carriage_returns(self, folder):
        """
        Lines may end as on any system, and figures keep their places.
        """
        before = load(folder)
        for file in folder.rglob("*.yaml"):
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        assert load(folder).mandates == before.mandates

    def test_stray_files(self, folder):
        """
        A mandate named after nobody, or with another ending, is not passed over in silence.
        """
        (folder / "mandates/isle.yaml").write_text("unit: money\nreservation: 0\n")
        (folder / "mandates/island.yaml").rename(folder / "mandates/island.yml")
        (folder / "beliefs/island/island.yaml").write_text("unit: money\nreservation: 0\n")
        (folder / "beliefs/nobody").mkdir()
        (folder / "mandates/.island.yaml.swp").write_text("")
        assert said(folder) == [
            (
                "beliefs/island/island.yaml: a party holds no belief about itself\n"
                "  help: rename it to mandates/island.yaml"
            ),
            "beliefs/nobody: no party is called 'nobody'\n  help: expected one of: island, company",
            "mandates/island.yml: the ending is .yaml\n  help: rename it to island.yaml",
            "mandates/isle.yaml: no party is called 'isle'\n  help: did you mean 'island'?",
        ]


class TestChange:
    @pytest.mark.parametrize("name", ["case.yaml", "mandates/island.yaml", "sources.yaml"])
    def test_a_file_that_changes_while_it_is_read(self, folder, name, monkeypatch):
        """
        A case of which half is old and half is new is not read.
        """
        read = case_folder.Folder.read

        def reads_slowly(self, asked, **options):
            data = read(self, asked, **options)
            if asked == "beliefs/island/company.yaml":
                with (folder / name).open("ab") as file:
                    file.write(b"# a colleague saves\n")
            return data

        monkeypatch.setattr(case_folder.Folder, "read", reads_slowly)
        assert said(folder) == [
            (
                f"{name}: the file changed while the case was read\n"
                "  help: something else is writing it; try again when it is done"
            )
        ]

    def test_a_file_that_appears_while_the_case_is_read(self, folder, monkeypatch):
        """
        A file that was not there at first belongs to another state of the case.
        """
        (folder / "sources.yaml").rename(folder / "aside")
        names = case_folder.Folder.names

        def lists_slowly(self, asked):
            (folder / "aside").exists() and (folder / "aside").rename(folder / "sources.yaml")
            return names(self, asked)

        monkeypatch.setattr(case_folder.Folder, "names", lists_slowly)
        assert any("sources.yaml: the file changed while" in text for text in said(folder))


class TestFingerprint:
    def test_is_that_of_the_content(self, folder, tmp_path):
        """
        The same files have the same fingerprint wherever they lie and whenever they were saved.
        """
        before = load(folder).fingerprint
        moved = folder.rename(tmp_path / "elsewhere")
        os.utime(moved / "case.yaml", (0, 0))
        assert load(moved).fingerprint == before

    def test_changes_with_every_byte(self, folder, change):
        """
        Even a comment changes it: the fingerprint names what was read, not what was understood.
        """
        before = load(folder).fingerprint
        change("case.yaml", "# What everybody", "# What  everybody")
        assert load(folder).fingerprint != before
