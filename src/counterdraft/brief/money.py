"""What drafts are worth in money, from the estate, on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

__all__ = ["drafts_text", "mine_text"]

_ROLES = {"state": "the state", "partner": "the partner", "owners": "owners of mines"}


def drafts_text(
    title: str, unit: str, found: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], run: str
) -> str:
    """
    Return what drafts are worth to each party, and how a claim of riches becomes a worth.

    Args:
        title: Of the case.
        unit: Of the estate's money.
        found: As `counterdraft.estate.compare` gives it.
        steps: As `counterdraft.estate.reckoning` gives them.
        run: Paths and seed, for the last line.
    """
    lines = [
        f"{title} · what the drafts are worth in money, {unit}",
        "",
        "FROM THE CLAIM TO THE MONEY",
    ]
    for step in steps:
        label, *more = wrap(str(step["step"]), 78)
        lines.append(f"{step['money']:>16,.0f}   {label}")
        lines += [" " * 19 + line for line in more]
    lines += ["", "CHANGE AGAINST NO DEAL         mean, and eight paths of ten between"]
    for row in found["drafts"]:
        lines.append(f"  {row['draft']}  {row['title']}")
        for role, label in _ROLES.items():
            gain = row["parties"][role]["gain"]
            span = f"{gain['p10']:,.0f} … {gain['p90']:,.0f}"
            lines.append(f"    {label:<18}{gain['mean']:>14,.0f} ± {gain['se']:<9,.1f}{span:>32}")
        lines.append(f"    {_repaid(row['claim'])}")
    return "\n".join([*lines, "", run])


def _repaid(claim: Mapping[str, Any]) -> str:
    if not claim.get("claimed_in"):
        return "no claim to repay"
    chance, year = claim["repaid_probability"], claim["repaid_year"]["p50"]
    if not chance:
        return f"the claim is never repaid, on no path until {claim['within']}"
    when = f"half of the paths by {year}" if year != "never" else "most paths never"
    return f"the claim is repaid by {claim['within']} on {chance:.0%} of the paths; {when}"


def mine_text(found: Mapping[str, Any]) -> str:
    """Return the indicators of one mine as a list, names on the left."""
    return "\n".join(_flat("", found))


def _flat(name: str, value: Any) -> list[str]:  # noqa: ANN401 - JSON-ready data
    if isinstance(value, Mapping):
        return [
            line
            for key, inner in value.items()
            for line in _flat(f"{name}.{key}".strip("."), inner)
        ]
    if isinstance(value, list | tuple) and value and not isinstance(value[0], Mapping):
        shown = " ".join(_number(v) for v in value[:12]) + (" …" if len(value) > 12 else "")
        return [f"{name:<44} {shown}"]
    if isinstance(value, list | tuple):
        return [line for k, inner in enumerate(value) for line in _flat(f"{name}.{k}", inner)]
    return [f"{name:<44} {_number(value)}"]


def _number(value: Any) -> str:  # noqa: ANN401 - JSON-ready data
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
