"""The program knows no country and no person: cases are data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
ENDINGS = {".py", ".j2", ".html", ".css", ".js", ".json", ".yaml", ".yml", ".txt", ".md", ".lark"}

COUNTRIES = re.findall(
    r"\w+",
    """
    ukraine ukrainian ukrainians kyiv kiev crimea donbas
    russia russian russians moscow kremlin
    america american americans washington delaware
    britain british london france french paris germany german berlin poland
    brussels munich geneva
    china chinese australia australian australians canberra darwin
    timor timorese dili indonesia indonesian portugal portuguese
""",
)

PEOPLE = re.findall(
    r"\w+",
    """
    trump zelensky zelenskyy zelenskiy bessent vance hegseth rubio kellogg putin biden
    svyrydenko shmyhal yermak kachka rogin downer alkatiri gusmao horta voelte
""",
)

# Names that are also plain words (a bishop, the brink, to polish) are left out.
PATTERN = re.compile(
    r"(?<![a-z])("
    + "|".join((*COUNTRIES, *PEOPLE, r"united[ _-]states", "european[ _-]union"))
    + r")(?![a-z])",
    re.IGNORECASE,
)


def texts():
    return sorted(p for p in (HERE / "src").rglob("*") if p.is_file() and p.suffix in ENDINGS)


class TestSource:
    def test_there_is_something_to_search(self):
        """The search would be empty if the source moved."""
        assert len(texts()) > 10

    @pytest.mark.parametrize("path", texts(), ids=lambda p: str(p.relative_to(HERE)))
    def test_names_no_country_and_no_person(self, path):
        """No file of the program names a country, a capital or a person of the cases."""
        found = [
            f"{path.name}:{number}: {match[0]}"
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            for match in PATTERN.finditer(line)
        ]

        assert found == []

    def test_knows_no_party_of_the_cases(self):
        """The names of parties in the cases are words of the cases alone."""
        parties = {
            line.split(":")[0].strip()
            for case in ("ukraine-2025", "timor-sea")
            for line in (HERE / "cases" / case / "case.yaml").read_text("utf-8").splitlines()
            if re.match(r"  [a-z-]+: \{label: ", line)
        }

        assert {"ukraine", "united-states", "eu", "timor-leste", "australia", "venture"} <= parties
        for path in texts():
            for party in parties - {"eu", "venture"}:
                assert party not in path.read_text("utf-8").lower(), path


class TestThePattern:
    @pytest.mark.parametrize("line", ["made for Ukraine", "x = UNITED_STATES", "as Zelenskyy said"])
    def test_finds_names(self, line):
        """The pattern would see a name in any spelling of the source."""
        assert PATTERN.search(line)

    @pytest.mark.parametrize("line", ["polished", "Nash 1950", "brinkmanship", "germane"])
    def test_leaves_other_words_alone(self, line):
        """Words that merely contain a name are no names."""
        assert not PATTERN.search(line)
