"""Small domains of our own in the formats of the field, each with one trap."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from counterdraft.case import Case
from counterdraft.errors import CaseError
from counterdraft.formats import load
from counterdraft.preferences.expected.expected_game import worth_at_means

DOMAIN = """<negotiation_template>
<utility_space number_of_issues="2">
<objective index="0" name="Picnic" type="objective" etype="objective">
<issue index="1" name="Food" type="discrete" etype="discrete" vtype="discrete">
<item index="1" value="Bread &amp; cheese"/><item index="2" value="$5 soup"/><item index="3" value="Nothing"/>
</issue>
<issue index="2" name="Place" type="discrete" etype="discrete" vtype="discrete">
<item index="1" value="Lake"/><item index="2" value="Hill"/>
</issue>
</objective></utility_space></negotiation_template>
"""
PROFILE = """<utility_space>
<objective index="0" name="Picnic" type="objective" etype="objective">
<issue index="1" name="Food" type="discrete" etype="discrete" vtype="discrete">
<item index="1" value="Bread &amp; cheese" evaluation="2"/>
<item index="2" value="$5 soup" evaluation="8"/>
<item index="3" value="Nothing" evaluation="0"/>
</issue>
<issue index="2" name="Place" type="discrete" etype="discrete" vtype="discrete">
<item index="1" value="Lake" evaluation="1"/><item index="2" value="Hill" evaluation="3"/>
</issue>
<weight index="1" value="0.6"/><weight index="2" value="0.4"/>
</objective></utility_space>
"""
GRID = """<negotiation_template><utility_space number_of_issues="2">
<objective index="0" name="root" type="objective" etype="objective">
<issue index="1" name="a" type="integer" etype="integer" vtype="integer" lowerbound="0" upperbound="9"/>
<issue index="2" name="b" type="integer" etype="integer" vtype="integer" lowerbound="0" upperbound="9"/>
</objective></utility_space></negotiation_template>
"""


def rectangles(body: str, most: str = "10", how: str = "sum", root: str = "") -> str:
    """Return a non-linear profile over the grid with these rectangles."""
    return (
        f'<utility_space type="nonlinear">{root}<objective index="0" name="root" type="objective" '
        'etype="objective">'
        '<issue index="1" name="a" type="integer" etype="integer" lowerbound="0" upperbound="9"/>'
        '<issue index="2" name="b" type="integer" etype="integer" lowerbound="0" upperbound="9"/>'
        f'<utility maxutility="{most}"><ufun type="PlainUfun" weight="7" aggregation="{how}">'
        f"{body}</ufun></utility></objective></utility_space>"
    )


class Bench:
    """A folder that files are put into, and what is read from it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, **files: str | bytes) -> Bench:
        """Write files; a name ends in ``_xml``, ``_json`` or ``_yml``."""
        for name, text in files.items():
            stem, _, ending = name.rpartition("_")
            data = text if isinstance(text, bytes) else text.encode()
            (self.path / f"{stem}.{ending}").write_bytes(data)
        return self

    def genius(self, domain: str = DOMAIN, **profiles: str) -> Bench:
        """Write a GENIUS domain and its profiles."""
        return self.put(
            domain_xml=domain, **{f"{name}_xml": text for name, text in profiles.items()}
        )

    def picnic(self, *changes: tuple[str, str]) -> Bench:
        """Write the picnic with one profile, changed."""
        profile = PROFILE
        for old, now in changes:
            assert old in profile
            profile = profile.replace(old, now)
        return self.genius(ann=profile)

    def json(self, **files: object) -> Bench:
        """Write JSON files."""
        return self.put(**{f"{name}_json": json.dumps(data) for name, data in files.items()})

    def case(self) -> Case:
        """Return the case that is read."""
        return load(self.path)

    def worths(self, *offers: dict[str, str], party: str | None = None) -> list[Fraction]:
        """Return what offers are worth, exactly."""
        case = self.case()
        name = party or case.parties[0].name
        rows = [[i.position(offer[i.name]) for i in case.issues] for offer in offers]
        return worth_at_means(case.preference(name), np.array(rows, dtype=np.int64))

    def at(self, **numbers: str) -> Fraction:
        """Return what the offer with these options is worth to the first party."""
        return self.worths(numbers)[0]

    def faults(self) -> str:
        """Return what the reader is told."""
        with pytest.raises(CaseError) as error:
            self.case()
        return str(error.value)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Return an empty folder."""
    target = tmp_path / "domain"
    target.mkdir()
    return Bench(target)


@pytest.fixture
def everything() -> Callable[[Case], list[list[Fraction]]]:
    """Return a function that gives by party the worth of every offer."""

    def worths(case: Case) -> list[list[Fraction]]:
        sizes = [len(issue.options) for issue in case.issues]
        rows = np.indices(sizes).reshape(len(sizes), -1).T.astype(np.int64)
        return [worth_at_means(case.preference(p.name), rows) for p in case.parties]

    return worths


@pytest.fixture
def texts() -> dict[str, str]:
    """Return the pieces of a GENIUS folder."""
    return {"domain": DOMAIN, "profile": PROFILE, "grid": GRID}


@pytest.fixture
def nonlinear() -> Callable[..., str]:
    """Return a function that writes a profile of hyper-rectangles."""
    return rectangles
