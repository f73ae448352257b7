"""What drafts are worth in money, from the estate, on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from counterdraft.case import Case

__all__ = ["drafts_text", "mine_text"]

_ROLES = {"state": "the state", "partner": "the partner", "owners": "owners of mines"}


def drafts_text(case: Case, found: Mapping[str, Any], paths: int, seed: int) -> str:
    """
    Return what drafts are worth to each party, and how a claim of riches becomes a worth.

    Args:
        case: For its title and name.
        found: As `counterdraft.estate.case_report` gives it.
        paths: How many there were.
        seed: Of the paths.
    """
    money = found["money"]
    unit = f"{money['code']} {money['unit']} of {money['base_year']}, {money['prices']}"
    lines = [f"{case.title} · what the drafts are worth, {unit}", "", "FROM THE CLAIM TO THE MONEY"]
    for step in found["ground"]:
        label, *more = wrap(str(step["step"]), 78)
        lines.append(f"{step['money']:>16,.0f}   {label}")
        lines += [" " * 19 + line for line in more]
    lines += ["", "CHANGE AGAINST NO DEAL         mean, and eight paths of ten between"]
    for row in found["drafts"]:
        lines.append(f"  {row['draft']}  {row['title']}")
        for role, label in _ROLES.items():
            lines.append(f"    {label:<18}{_gain(row['parties'][role]['gain'])}")
        lines.append(f"    {_repaid(row['claim'])}")
        if row.get("clauses"):
            lines.append("    one clause changed, all else as drafted: what the state gains")
        for clause in row.get("clauses", ()):
            lines.append(
                f"      {clause['issue'] + ' → ' + clause['option']:<32}{_gain(clause['state'])}"
            )
    assumed = len(found["assumptions"])
    lines += [
        "",
        f"{assumed} fields of the deposits were never published and stand on analogues (--json lists them).",
        *_widened(found["widened"]),
    ]
    return "\n".join(
        [*lines, f"{case.name} · {paths:,} paths · seed {seed} · estate {found['estate'][:16]}"]
    )


def _widened(said: Sequence[str]) -> list[str]:
    """Return what was not known on the day that is looked from, and what stands in for it."""
    if not said:
        return []
    lines = [f"NOT KNOWN YET ON THE DAY: {len(said)} figures, and what stands in for each"]
    for sentence in said:
        first, *more = wrap(sentence, 94)
        lines += [f"  {first}", *(f"    {line}" for line in more)]
    return lines


def _gain(gain: Mapping[str, float]) -> str:
    span = f"{gain['p10']:,.0f} … {gain['p90']:,.0f}" if "p10" in gain else ""
    return f"{gain['mean']:>14,.0f} ± {gain['se']:<9,.1f}{span:>26}"


def _repaid(claim: Mapping[str, Any] | None) -> str:
    if claim is None or not claim["claimed_in"]:
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
