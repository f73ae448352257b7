"""JSON Schema for editors: it accepts what is sound and marks what is misspelt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from counterdraft.formats import schema
from counterdraft.formats.yaml_case.shapes import KINDS

CASES = Path(__file__).parents[3] / "cases"
FILES = [
    file
    for pattern in ("case.yaml", "sources.yaml", "mandates/*.yaml", "beliefs/*/*.yaml")
    for file in sorted(CASES.glob(f"*/{pattern}"))
]


def kind(file: Path) -> str:
    return file.stem if file.stem in {"case", "sources"} else "preference"


def plain(file: Path) -> Any:
    """Return a file as an editor sees it: dates are texts, keys are texts."""
    return json.loads(json.dumps(YAML(typ="safe").load(file), default=str))


class TestSchema:
    def test_one_per_kind_of_file(self):
        """
        Each kind of file has its schema, and it is a valid one.
        """
        found = schema()
        assert set(found) == {*KINDS, "project"}
        for one in found.values():
            jsonschema.Draft202012Validator.check_schema(one)
            json.dumps(one)

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(CASES).as_posix())
    def test_accepts_the_bundled_cases(self, file):
        """
        No file that the loader reads is marked in an editor.
        """
        jsonschema.Draft202012Validator(schema()[kind(file)]).validate(plain(file))

    @pytest.mark.parametrize(
        ("name", "spoil"),
        [
            ("case", lambda d: d.update(titel="x")),
            ("case", lambda d: d.pop("currency")),
            ("case", lambda d: d["parties"]["town"].update(role="payer")),
            ("case", lambda d: d["issues"]["royalty"]["range"].update(step="lots")),
            ("case", lambda d: d["drafts"]["first"]["terms"].update(water={"sayz": "none"})),
            ("case", lambda d: d["drafts"]["first"].update(date="3 March")),
            ("sources", lambda d: d["sources"]["S1"].update(reliability="perhaps")),
        ],
    )
    def test_marks_what_is_wrong(self, name, spoil):
        """
        Misspelt fields, missing ones and values of another kind are marked while they are typed.
        """
        data = plain(CASES / "classroom" / f"{name}.yaml")
        spoil(data)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema()[name]).validate(data)

    def test_every_field_is_in_the_reference(self):
        """
        The page of the file format names every field that a file may have.
        """
        page = (CASES.parent / "docs/reference/case-file.md").read_text(encoding="utf-8")
        fields = set()
        for name in KINDS:
            one = schema()[name]
            for part in [one, *one["$defs"].values()]:
                fields |= set(part.get("properties", {}))
        assert sorted(field for field in fields if field not in page) == []
