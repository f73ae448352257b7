"""What drafts are worth in money, from the estate, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from counterdraft.brief import words
from counterdraft.brief.money_words import (
    ROLES,
    deterrence_sentence,
    guarantees_sentence,
    hardness_sentence,
    money_unit,
    new_projects_sentence,
    percent,
    prices_sentence,
    repaid_sentence,
    whole,
)
from counterdraft.case import Case

__all__ = ["drafts_text"]

WIDTH = 100
"""No line is longer."""


def drafts_text(case: Case, found: Mapping[str, Any], paths: int, seed: int) -> str:
    """
    Return what drafts are worth to each party, and how a claim of riches becomes a worth.

    Args:
        case: For its title and name.
        found: As `counterdraft.estate.case_report` gives it.
        paths: How many there were.
        seed: Of the paths.
    """
    seen = f", seen from {words.clean(found['party']['label'])}" if "party" in found else ""
    title = f"{words.clean(case.title)} · what the drafts are worth{seen}, {money_unit(found)}"
    lines = [title, "", "FROM THE CLAIM TO THE MONEY"]
    for step in found["ground"]:
        label, *more = wrap(str(step["step"]), 70)
        error = f"± {whole(step['se'])}" if step["se"] else ""
        lines.append(f"{whole(step['money']):>16} {error:>8}   {label}")
        lines += [" " * 28 + line for line in more]
    lines += ["", "CHANGE AGAINST NO DEAL             mean, and the paths' P10 … P50 … P90"]
    for row in found["drafts"]:
        lines += _draft(case, row)
    assumed = len(found["assumptions"])
    lines += [
        "",
        f"{assumed} fields of the deposits were never published and stand on analogues (--json lists them).",
        *_widened(found["withheld_by_date"]),
        f"{case.name} · {paths:,} paths · seed {seed} · estate {found['estate'][:16]}",
    ]
    return "\n".join(lines)


def _draft(case: Case, row: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {row['draft']}  {words.clean(row['title'])}"
    yield from _sides(row)
    yield from _sentence(repaid_sentence(row["claim"]))
    if "responsive" in row:
        yield "    where owners answer to the terms (build less, stand still, give up):"
        yield from ("  " + line for line in _sides(row["responsive"]))
        yield "  " + _line(4, "lost to everybody", _gain(row["responsive"]["lost"]))
    if "deterrence" in row:
        yield from _sentence(hardness_sentence(row))
        yield from _sentence(new_projects_sentence(row))
        yield from _sentence(prices_sentence(case, row))
        yield from _sentence(deterrence_sentence(row["deterrence"]))
        yield from _sentence(guarantees_sentence(row["deterrence"]))
    if row.get("clause_steps"):
        yield "    from no deal to the draft, one clause after another, in the order of fiscal.yaml"
        yield from _table(row, row["clause_steps"], _agreed)
    if row.get("gradient"):
        yield "    one point more: a hundredth; of a claim a hundredth of itself"
        yield from _table(row, row["gradient"], _point)
    if row.get("clauses"):
        yield "    one clause changed, all else as drafted"
        yield from _table(row, row["clauses"], _changed)


def _sides(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line per party with its roles below it, and the roles that no party of the case holds."""
    held = set[str]()
    for party in row["by_party"].values():
        roles = party["roles"]
        held |= roles.keys()
        alone = len(roles) == 1 and set(roles.values()) == {1.0}
        label = words.clean(party["label"]) + (f" ({ROLES[next(iter(roles))]})" if alone else "")
        yield _line(4, label, _gain(party["gain"]))
        if not alone:
            for name, weight in roles.items():
                if name in row["parties"]:
                    part = "" if weight == 1 else f"{percent(weight)} of "
                    yield _line(6, part + ROLES[name], _gain(row["parties"][name]["gain"]))
    for name, role in row["parties"].items():
        if name not in held:
            yield _line(4, ROLES[name], _gain(role["gain"]))


def _line(indent: int, label: str, figures: str) -> str:
    """Return a label with its figures; a label that is too long stands on a line of its own."""
    room = 36 - indent
    if len(label) <= room:
        return f"{'':{indent}}{label:<{room}}{figures}"
    return f"{'':{indent}}{label[: WIDTH - indent]}\n{'':36}{figures}"


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
    span = " … ".join(whole(gain[p]) for p in ("p10", "p50", "p90"))
    mean = f"{whole(gain['mean']):>10} ± {gain['se']:<9,.1f}"
    if len(mean) + len(span) > WIDTH - 36:
        return f"{mean}\n{span:>{WIDTH}}"
    return f"{mean}{span:>32}"


def _sentence(text: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent="    ", subsequent_indent="      ")


def _table(
    row: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    name: Callable[[Mapping[str, Any]], tuple[str, str]],
) -> Iterator[str]:
    """Yield what each row brings to each party, with its error; rows that bring nothing are gathered."""
    parties = row["by_party"] or row["parties"]
    labels = [words.clean(one.get("label", ROLES.get(key, key))) for key, one in parties.items()]
    yield f"      {'':<34}" + "".join(f"{label[:22]:>24}" for label in labels)
    idle: dict[str, list[str]] = {}
    for one in rows:
        gains = [one["by_party"].get(key) or one[key] for key in parties]
        group, text = name(one)
        if not any(gain["p10"] or gain["p90"] or gain["mean"] for gain in gains):
            idle.setdefault(group, []).append(text)
            continue
        label = f"{group} → {text}" if text else group
        figures = (f"{whole(gain['mean']):>14} ± {gain['se']:<7,.1f}" for gain in gains)
        yield f"      {label:<34}{''.join(figures)}".rstrip()
    if idle:
        said = [
            f"{group} → {', '.join(texts)}" if any(texts) else group
            for group, texts in idle.items()
        ]
        yield from wrap(
            "nothing on any path: " + "; ".join(said),
            WIDTH,
            initial_indent="      ",
            subsequent_indent="        ",
        )


def _changed(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["issue"], row["option"]


def _point(row: Mapping[str, Any]) -> tuple[str, str]:
    return words.clean(row["clause"]).replace("_", " "), ""


def _agreed(row: Mapping[str, Any]) -> tuple[str, str]:
    return " and ".join(row["issues"]), ""
