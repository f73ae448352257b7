"""Public domains that may lie beside the project, against reference values under GENIUS's rules."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from counterdraft.agreements import frontier, solutions
from counterdraft.formats import load
from counterdraft.formats.registry import writer
from counterdraft.formats.yaml_case import case_files
from counterdraft.preferences import expected_game, mean
from counterdraft.preferences.expected.expected_game import worth_at_means
from counterdraft.verification import verify

FOLDER = Path(__file__).parents[2].parent / "shared" / "domains"
REFERENCE = {
    "EnglandZimbabwe": (
        576,
        25,
        (0.910916286432, 0.733218280068),
        (0.822286396516, 0.786569796290),
    ),
    "ItexvsCypress": (180, 18, (0.670478415139, 0.721477861402), (0.670478415139, 0.721477861402)),
    "Laptop": (27, 4, (1.0, 0.815105395170), (0.874024298478, 0.874024298478)),
    "10issues": (10**10, 10, (0.7583081571, 0.9163841808), None),
}
"""By domain: offers, efficient points, Nash and Kalai-Smorodinsky solutions (utilities of the parties)."""

REPLAYED = 10**6
"""Offers up to which the certificate is replayed here."""


@pytest.fixture(params=REFERENCE)
def domain(request):
    """Return a reference domain that lies beside the project; without it the test is skipped."""
    path = FOLDER / request.param
    if not path.is_dir():
        pytest.skip(f"{request.param} does not lie beside the project")
    return path


class TestReferenceDomains:
    def test_frontier_nash_and_kalai_smorodinsky(self, domain):
        """
        Sizes and solutions are those of the reference, and the certificates of small spaces hold.
        """
        offers, points, nash, fair = REFERENCE[domain.name]
        game = expected_game(load(domain))
        front = frontier(game)
        found = solutions(game, front, common_unit=True)

        def worths(solution):
            point = solution.points[0]
            return [float(p.figure(v)) for p, v in zip(game.players, point.worth, strict=True)]

        assert (game.size, len(front)) == (offers, points)
        assert np.allclose(worths(found.nash), nash, rtol=0, atol=1e-9)
        assert fair is None or np.allclose(worths(found.kalai_smorodinsky), fair, rtol=0, atol=1e-9)
        assert offers > REPLAYED or verify(front.certificate)

    def test_round_trips_of_real_files(self, domain, tmp_path):
        """
        Imported and exported again, a sample of offers is worth exactly the same.
        """
        case = load(domain)
        rows = np.random.default_rng(1).integers(
            0, [len(i.options) for i in case.issues], (100, len(case.issues))
        )
        for k, files in enumerate((case_files(case), writer("genius")(case, mean)[0])):
            for name, data in files.items():
                target = tmp_path / str(k) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            back = load(tmp_path / str(k))
            for party in case.parties:
                before = worth_at_means(case.preference(party.name), rows)
                assert worth_at_means(back.preference(party.name), rows) == before
                assert all(isinstance(w, Fraction) for w in before)
