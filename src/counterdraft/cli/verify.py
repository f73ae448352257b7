"""`counterdraft verify`: an independent check of a certificate."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["verify"]


@click.command()
@click.argument("certificate", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.pass_context
def verify(context: click.Context, certificate: Path, as_json: bool) -> None:  # noqa: FBT001
    """Replay the proofs in CERTIFICATE (written by frontier --certificate); exit 1 if one fails."""
    from counterdraft.agreements.certificates.bundle import unbundle
    from counterdraft.cli.options import show_json
    from counterdraft.errors import CaseError, Fault
    from counterdraft.verification import verify as check

    def refused(message: str) -> CaseError:
        return CaseError(Fault(str(certificate), 0, 0, "", message), "docs/how-to/check-a-proof")

    try:
        proofs = json.loads(certificate.read_text(encoding="utf-8"))
    except OSError as error:
        raise refused((error.strerror or str(error)).lower()) from error
    except (ValueError, RecursionError) as error:
        raise refused("is no certificate: not JSON") from error
    if not isinstance(proofs, dict) or not all(isinstance(p, dict) for p in proofs.values()):
        raise refused("is no certificate: expected an object of proofs")
    verdicts = {name: check(proof) for name, proof in unbundle(proofs).items() if proof}
    if as_json:
        show_json({name: {"ok": v.ok, "why": v.why} for name, v in verdicts.items()})
    else:
        for name, verdict in verdicts.items():
            click.echo(f"{'holds' if verdict.ok else 'FAILS'}  {name}: {verdict.why}")
        if not verdicts:
            click.echo("nothing to check: the file holds no proof")
    if not verdicts or not all(v.ok for v in verdicts.values()):
        context.exit(1)
