"""What offers are worth, as data."""

from __future__ import annotations

import json

import pytest

PROFILE = {
    "reservationValue": 0.3,
    "issueWeights": {"A": 0.4, "B": 0.6},
    "issues": {"A": {"x": 1.0, "y": 0.2}, "B": {"x": 0.5, "y": 1}},
}
OTHER = PROFILE | {"issueWeights": {"A": 1, "B": 0}}


@pytest.fixture
def folder(tmp_path):
    """Two profiles over two issues."""
    target = tmp_path / "domain"
    target.mkdir()
    (target / "ann.json").write_text(json.dumps(PROFILE))
    (target / "bob.json").write_text(json.dumps(OTHER))
    return target


class TestUtility:
    def test_of_a_list_of_offers(self, call, folder, tmp_path):
        """
        One list of worths per offer, in the order of the parties.
        """
        (tmp_path / "offers.json").write_text('[{"A": "y", "B": "x"}, {"B": "y", "A": "x"}]')
        done = call("utility", folder, "--offers", tmp_path / "offers.json")

        assert json.loads(done.stdout) == [[0.38, 0.2], [1.0, 1.0]]

    def test_of_every_offer(self, call, folder):
        """
        Each offer with its worths, the last issue changing fastest.
        """
        found = json.loads(call("utility", folder, "--all", "--parties", "bob").stdout)

        assert [f["offer"] for f in found] == [
            {"A": a, "B": b} for a in ("x", "y") for b in ("x", "y")
        ]
        assert [f["utility"] for f in found] == [[1.0], [1.0], [0.2], [0.2]]

    def test_of_a_case_in_money(self, call, tmp_path):
        """
        The same for a case file, with numbers written as numbers.
        """
        found = json.loads(call("utility", "cases/classroom", "--all").stdout)
        (tmp_path / "offers.json").write_text(json.dumps([f["offer"] for f in found[:3]]))
        asked = call("utility", "cases/classroom", "--offers", tmp_path / "offers.json")

        assert json.loads(asked.stdout) == [f["utility"] for f in found[:3]]

    def test_between_the_steps_of_a_continuous_issue(self, call, tmp_path):
        """
        A real issue takes any number between its ends, and its evaluator is asked, not a grid.
        """
        folder = tmp_path / "real"
        folder.mkdir()
        issue = '<issue index="1" name="x" type="real"><range lowerbound="0" upperbound="10"/>{}</issue>'
        tree = '<utility_space><objective index="0" name="r" type="objective">{}</objective></utility_space>'
        domain = tree.format(issue.format(""))
        (folder / "d.xml").write_text(f"<negotiation_template>{domain}</negotiation_template>")
        inner = issue.format(
            '<evaluator ftype="triangular" parameter0="0" parameter1="10" parameter2="4"/>'
        )
        (folder / "p.xml").write_text(tree.format(inner + '<weight index="1" value="1"/>'))
        (tmp_path / "offers.json").write_text('[{"x": 0.123}, {"x": "7.75"}]')
        done = call("utility", folder, "--offers", tmp_path / "offers.json")

        assert json.loads(done.stdout) == [[0.03075], [0.375]]
        assert "warning: " in done.stderr

    @pytest.mark.parametrize(
        ("offers", "told"),
        [
            ('[{"A": "x"}]', "[0]: the offer does not settle 'B'"),
            ('[{"A": "x", "B": "z"}]', "'z' is no option of 'B'"),
            ('[{"A": "x", "B": "x", "C": "x"}]', "no issue is called 'C'"),
            ('{"A": "x"}', "expected a list of offers"),
            ("[1]", "[0]: expected an offer"),
            ("[{]", "1:3: is no JSON"),
        ],
    )
    def test_faults(self, call, folder, tmp_path, offers, told):
        """
        Which offer, and what about it; nothing is printed but that.
        """
        (tmp_path / "offers.json").write_text(offers)
        done = call("utility", folder, "--offers", tmp_path / "offers.json")

        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr

    def test_one_of_the_two_is_asked(self, call, folder):
        """
        Neither a list nor --all is an error.
        """
        assert call("utility", folder).returncode == 2

    def test_frontier_for_parties_in_another_order(self, call, folder):
        """
        Columns follow --parties, names and all; an unknown one is answered with the nearest.
        """
        turned = json.loads(call("frontier", folder, "--parties", "bob,ann", "--json").stdout)
        wrong = call("frontier", folder, "--parties", "bop")

        assert turned["parties"] == ["bob", "ann"]
        assert turned["solutions"]["nash"]["utility"] == [1.0, 1.0]
        assert "did you mean 'bob'?" in wrong.stderr


class TestTable:
    def test_says_that_everybodys_mandate_is_shown(self, call, tmp_path):
        """
        Worths and files that hold everybody's mandate say so beside them; a party's own do not.
        """
        shown = "Seen from the table: everybody's mandate is shown."
        worths = call("utility", "cases/classroom", "--all")
        files = call("export", "cases/classroom", "--format", "negmas", "-o", str(tmp_path / "out"))
        assert shown in worths.stderr
        assert shown in files.stderr
        assert shown not in call("utility", "cases/classroom", "--all", "--as", "town").stderr
