"""`counterdraft verify`: an independent check of a certificate."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["verify"]


@click.command()
@click.argument("certificate", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.pass_context
def verify(context: click.Context, certificate: Path, as_json: bool) -> None:  # noqa: FBT001
    """Replay the proofs in CERTIFICATE (written by frontier --certificate); exit 1 if one fails."""
    from counterdraft.cli.options import show_json
    from counterdraft.errors import CaseError, Fault
    from counterdraft.verification import Refused, read_certificates

    def refused(message: str) -> CaseError:
        return CaseError(Fault(str(certificate), 0, 0, "", message), "docs/how-to/check-a-proof")

    try:
        file = read_certificates(certificate.read_text(encoding="utf-8"))
    except OSError as error:
        raise refused((error.strerror or str(error)).lower()) from error
    except UnicodeDecodeError as error:
        raise refused("not a certificate: not UTF-8") from error
    except Refused as error:
        raise refused(str(error)) from error
    verdicts = file.verdicts()
    if as_json:
        proofs = {name: {"ok": v.ok, "kind": v.kind, "why": v.why} for name, v in verdicts.items()}
        case = {"name": file.case, "fingerprint": file.fingerprint, "seat": file.seat}
        show_json({"case": case, "game": f"sha256:{file.game}", "proofs": proofs})
    else:
        click.echo(f"{file.case} · {file.fingerprint} · seen from {file.seat}")
        for name, verdict in verdicts.items():
            kind = f" ({verdict.kind})" if verdict.kind else ""
            click.echo(f"{'holds' if verdict.ok else 'FAILS'}  {name}{kind}: {verdict.why}")
    if not all(v.ok for v in verdicts.values()):
        context.exit(1)
