"""JSON Schema at the command line."""

from __future__ import annotations

import json


class TestSchema:
    def test_of_one_kind_of_file(self, call):
        """
        `schema project` prints the schema of one mine alone.
        """
        done = call("schema", "project")
        assert done.returncode == 0, done.stderr
        assert (
            "income_tax"
            in json.loads(done.stdout)["properties"]["terms"]["properties"]["instruments"]["anyOf"][
                0
            ]["properties"]
        )

    def test_of_all(self, call, tmp_path):
        """
        With -o each kind of file has its own.
        """
        done = call("schema", "-o", tmp_path)
        assert done.returncode == 0, done.stderr
        names = sorted(path.name for path in tmp_path.iterdir())
        kinds = ("case", "preference", "project", "sources")
        assert names == [f"{kind}.schema.json" for kind in kinds]

    def test_of_no_file(self, call):
        """
        A kind that does not exist is told with the nearest one.
        """
        done = call("schema", "projct")
        assert done.returncode == 2
        assert "did you mean 'project'?" in done.stderr
