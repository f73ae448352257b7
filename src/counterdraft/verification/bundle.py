"""A file of certificates: which case and seat it is of, and every proof in it checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterdraft.verification.games import fingerprint_of
from counterdraft.verification.reading import Refused, entry, mapping, parsed
from counterdraft.verification.rules import NAMES
from counterdraft.verification.verify import Verdict, verify

__all__ = ["FORMAT", "CertificateFile", "read_certificates"]

FORMAT = 2
"""Files of another format are refused: format 1 (without a number) named no dominators of dropped options."""


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """
    The certificates of one case as one seat sees it.

    ``case`` and ``seat`` are as the writer states them, ``fingerprint`` is that of the case's files.
    ``game`` is the fingerprint of the game, worked out from the file; every proof must be about it.
    """

    case: str
    fingerprint: str
    seat: str
    game: str
    proofs: Mapping[str, Mapping[str, Any]]

    def verdicts(self) -> dict[str, Verdict]:
        """Return whether each proof holds for what its name says and for the game of the file."""
        return {name: self._verdict(name, proof) for name, proof in self.proofs.items()}

    def _verdict(self, name: str, proof: Mapping[str, Any]) -> Verdict:
        if name != "frontier" and name not in NAMES:
            return Verdict(False, "there is no such claim", name)
        verdict = verify(proof, name)
        if verdict and verdict.game != self.game:
            return Verdict(False, "the proof is about another game", name, verdict.kind)
        return verdict


def read_certificates(text: str) -> CertificateFile:
    """
    Return the certificates in a JSON text, which `counterdraft frontier --certificate` writes.

    Raises:
        Refused: The text is none, is of another format, or holds no proof.
    """
    data = parsed(text)
    if data.get("format") != FORMAT:
        known = "frontier" in data and "format" not in data
        raise Refused(
            "is of an earlier format; write it again with 'counterdraft frontier CASE --certificate FILE'"
            if known
            else f"not a certificate: expected 'format': {FORMAT}"
        )
    game = mapping(entry(data, "game"), "the game")
    proofs = {
        each: mapping(proof, f"the proof of {each[:40]}")
        for each, proof in mapping(entry(data, "proofs"), "the proofs").items()
    }
    if not proofs:
        raise Refused("holds no proof")
    case = mapping(entry(data, "case"), "the case")
    name, fingerprint, seat = (
        _line(value) for value in (case.get("name"), case.get("fingerprint"), data.get("seat"))
    )
    whole = {each: _whole(each, proof, proofs, game) for each, proof in proofs.items()}
    return CertificateFile(name, fingerprint, seat, fingerprint_of(game), whole)


def _line(value: object) -> str:
    """Return a text that may be printed."""
    if isinstance(value, str) and value.isprintable():
        return value
    raise Refused("not a certificate: it does not say of which case and seat it is")


def _whole(
    name: str,
    proof: Mapping[str, Any],
    proofs: Mapping[str, Mapping[str, Any]],
    game: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a proof with the game and the frontier that it refers to."""
    whole = dict(proof)
    if whole.get("frontier") == "frontier" and name != "frontier":
        whole["frontier"] = _whole("frontier", proofs.get("frontier", {}), {}, game)
    if whole.get("game") == "game":
        whole["game"] = game
    return whole
