"""A party's seat opens the shared files and the party's own, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterdraft.errors import CaseError
from counterdraft.formats import load

OTHERS = st.sampled_from(
    [
        "mandates/company.yaml",
        "mandates/nobody.yaml",
        "beliefs/company/island.yaml",
        "beliefs/company/nobody.yaml",
        "beliefs/nobody/island.yaml",
        "beliefs/stray.yaml",
        "mandates/island.yml",
    ]
)


SECRETS = ("zqx", "zqx'zqx", "987654321", "-987654.321", "9876 %", "zqx > 0.9876", "[zqx, zqx]")
PRIVATE = ("mandates/island.yaml", "mandates/company.yaml", "beliefs/island/company.yaml")


def faults_of(folder):
    """What everybody may see of the faults of a case, None where it has none."""
    try:
        load(folder)
    except CaseError as error:
        return str(error.withheld())
    return None


class TestFaultsForEverybody:
    def test_tell_nothing_of_what_a_mandate_holds(self, folder):
        """
        Each word of each mandate is replaced by a secret: no fault that everybody may see repeats it.
        """
        seen = 0
        for name in PRIVATE:
            file = folder / name
            sound = file.read_text(encoding="utf-8")
            for number, word in enumerate(re.finditer(r"[\w.-]+", sound)):
                secret = SECRETS[number % len(SECRETS)]
                file.write_text(
                    sound[: word.start()] + secret + sound[word.end() :], encoding="utf-8"
                )
                told = faults_of(folder)
                if told is not None:
                    seen += 1
                    assert f"{name}:" in told
                    assert not re.search("zqx|9876|4321", told), told
            file.write_text(sound, encoding="utf-8")
        assert seen > 100

    def test_faults_of_shared_files_are_told_whole(self, change, folder):
        """
        What stands in case.yaml everybody may read.
        """
        change("case.yaml", "proposed_by: company", "proposed_by: compny")
        with pytest.raises(CaseError) as refused:
            load(folder)

        assert str(refused.value.withheld()) == str(refused.value)


class TestSecrecy:
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(files=st.dictionaries(OTHERS, st.none() | st.binary(max_size=60), min_size=1))
    def test_files_of_others_change_nothing_at_all(self, folder, files):
        """
        Whatever stands in the other parties' files, or stands there at all, the case is the same.
        """
        before = load(folder, seat="island")
        copy = folder.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        for name, data in files.items():
            target = copy / name
            if data is None:
                target.unlink(missing_ok=True)
            else:
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(data)
        after = load(copy, seat="island")

        assert after.fingerprint == before.fingerprint
        assert vars(after) | {"folder": "", "name": ""} == vars(before) | {"folder": "", "name": ""}

    def test_opens_no_file_and_lists_no_folder_of_another(self, folder, monkeypatch):
        """
        Not what is in the files of others, nor that there are any, reaches the program.
        """
        touched: list[str] = []
        for module, name in [(os, "listdir"), (Path, "open"), (Path, "stat")]:
            original = getattr(module, name)

            def spy(path, *args, _original=original, **options):
                touched.append(Path(path).as_posix())
                return _original(path, *args, **options)

            monkeypatch.setattr(module, name, spy)
        load(folder, seat="island")

        inside = {
            Path(t).relative_to(folder).as_posix() for t in touched if t.startswith(str(folder))
        }
        assert inside == {
            ".",
            "case.yaml",
            "sources.yaml",
            "mandates/island.yaml",
            "beliefs/island",
            "beliefs/island/company.yaml",
        }

    def test_holds_its_own_alone(self, folder):
        """
        A seat's case holds its mandate and its beliefs; the table's holds everybody's.
        """
        own, all_ = load(folder, seat="island"), load(folder)
        assert (set(own.mandates), set(own.beliefs)) == ({"island"}, {("island", "company")})
        assert set(all_.mandates) == {"island", "company"}
        assert set(all_.beliefs) == {("island", "company"), ("company", "island")}

    def test_missing_and_forbidden_are_one_error(self, folder):
        """
        What the other wants is refused in the same words, whether it is there or not.
        """
        (folder / "beliefs/island/company.yaml").unlink()
        texts = []
        for _ in range(2):
            with pytest.raises(CaseError) as refused:
                load(folder, seat="island").preference("company")
            texts.append(str(refused.value))
            (folder / "mandates/company.yaml").unlink(missing_ok=True)
        assert texts[0] == texts[1]

    @pytest.mark.parametrize("seat", ["isle", "", "../island", "island/../company", "x" * 10_000])
    def test_unknown_seat(self, folder, seat):
        """
        A seat that nobody has is refused, and never becomes part of a path.
        """
        with pytest.raises(CaseError, match="no party is called") as refused:
            load(folder, seat=seat)
        assert len(refused.value.faults) == 1

    def test_no_mandate_is_needed_to_read_a_case(self, folder):
        """
        Only case.yaml is needed to check a case.
        """
        for name in ("mandates", "beliefs", "sources.yaml"):
            target = folder / name
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        text = (folder / "case.yaml").read_text(encoding="utf-8").replace(", source: S1", "")
        (folder / "case.yaml").write_text(text, encoding="utf-8")
        assert load(folder, seat="island").mandates == {}
