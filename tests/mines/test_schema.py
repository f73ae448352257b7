"""The schema of a mine's file accepts what is sound and marks what is misspelt."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from counterdraft.fiscal.instruments import KINDS
from counterdraft.mines.file import ProjectFile
from counterdraft.mines.schema import project_schema

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted((ROOT / "cases" / "mines").glob("*.yaml")),
    *sorted((ROOT / "tests/estate/data/projects").glob("*.yaml")),
]


def plain(file):
    """A file as an editor sees it."""
    data = json.loads(json.dumps(YAML(typ="safe").load(file), default=str))
    return data.get("project", data)


@pytest.fixture(scope="module")
def checker():
    """A validator of the schema."""
    schema = project_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


class TestSchema:
    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_accepts_what_is_valued(self, checker, file):
        """
        No file that is valued is marked in an editor.
        """
        checker.validate(plain(file))

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda d: d.update(opx=1),
            lambda d: d.update(timing="late"),
            lambda d: d.update(rate="ten"),
            lambda d: d["production"]["copper"].update(unt="kt"),
            lambda d: d["terms"].update(royalty={"rate": 0.1}),
            lambda d: d["terms"]["instruments"]["income_tax"].update(rat=0.1),
            lambda d: d["terms"]["instruments"].update(x={"kind": "roalty", "rate": 0.1}),
            lambda d: d["terms"]["instruments"].update(x={"rate": 0.1}),
            lambda d: d["parties"]["state"].update(goverment=True),
        ],
    )
    def test_marks_what_is_wrong(self, checker, spoil):
        """
        A field that does not exist, or a value of the wrong kind, is marked.
        """
        data = plain(ROOT / "cases/mines/copper.yaml")
        spoil(data)
        assert list(checker.iter_errors(data))

    def test_has_every_field_and_kind(self):
        """
        Every field of the file and every kind of instrument is in the schema.
        """
        schema = project_schema()
        assert set(schema["properties"]) == set(ProjectFile.model_fields)
        assert {f"instrument_{kind}" for kind in KINDS} <= set(schema["$defs"])
