"""Folders of the field as they come: links, directories and more files than anybody has."""

from __future__ import annotations

import os

import pytest

from counterdraft.formats import field_files


class TestFolder:
    @pytest.mark.parametrize("target", ["ann2.xml", "nowhere.xml"])
    def test_a_link_that_leads_nowhere(self, bench, target):
        """
        A profile that cannot be opened refuses the folder, in a loop or without an end.
        """
        bench.picnic()
        (bench.path / "ann2.xml").symlink_to(target)

        assert "ann2.xml: cannot be read: " in bench.faults()

    def test_what_is_no_file_is_not_read(self, bench):
        """
        Folders, pipes and devices may be called like a profile.
        """
        bench.picnic()
        (bench.path / "bob.xml").mkdir()
        os.mkfifo(bench.path / "cem.xml")
        (bench.path / "dan.xml").symlink_to("/dev/zero")

        assert [p.name for p in bench.case().parties] == ["ann"]

    def test_a_link_to_a_file_is_a_file(self, bench):
        """
        Profiles may be shared between folders.
        """
        bench.picnic()
        (bench.path / "bob.xml").symlink_to("ann.xml")

        assert [p.name for p in bench.case().parties] == ["ann", "bob"]

    def test_more_files_than_are_read(self, bench, monkeypatch):
        """
        None of them is left out in silence.
        """
        monkeypatch.setattr(field_files, "MOST_FILES", 3)
        bench.picnic().put(a_txt="", b_txt="")

        assert "the folder holds 4 files, the most is 3" in bench.faults()

    def test_tags_have_an_end(self, bench):
        """
        A file of nothing but tags would fill the memory.
        """
        bench.picnic().put(bob_xml="<utility_space>" + "<a/>" * 2_000_001 + "</utility_space>")

        assert "bob.xml:1:1: the file holds more than 2,000,000 tags" in bench.faults()
