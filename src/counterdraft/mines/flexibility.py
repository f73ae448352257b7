"""What it is worth to wait, to stand still, and to give up: a mine under terms as a set of options."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from counterdraft.mines.exact import exact
from counterdraft.mines.on_paths import Dates, Followed, OnPaths, Rights
from counterdraft.mines.project import Project
from counterdraft.mines.running_mine import has_two_states
from counterdraft.runtime.arrays import Floats

__all__ = ["flexibility"]

NOT_ON_PATHS = (
    "what it costs to close and to open again, ore that is kept, and a mine that is closed today are not "
    "decided on paths: see exact"
)
MEASURES = {
    "pricing": "prices move under the pricing measure: a mine is worth what can be had for it on a market",
    "real_world": "prices move as they are expected to, and the owner's rate bears the risk",
    "mixed": "some prices move under the pricing measure and some as they are expected to",
}

DEFINITIONS = {
    "fixed": "the plan as the file gives it, opened at once; to the owner, after terms, at its own rate",
    "suspended": "with the right to stand still alone",
    "abandoned": "with the right to give up alone",
    "delayed": "with the right to wait alone, and never to open",
    "all": "with every right of the file; a mine that is not built yet need never be",
    "npv": "on paths: the mean where the rule was not learnt, no more than the best rule is worth but for "
    "its standard error se; exact: by the price of the day, error what a less fine solution would change",
    "in_sample": "what the rule seemed worth on the paths on which it was learnt, which flatters it",
    "zero_npv": "the least price today at which the fixed plan is worth nothing",
    "open": "the price today from which the mine is opened at once; below, its owner waits",
    "cut_off": "the price below which a year that sells stands still, where that costs nothing but care",
    "close": "the price below which an open mine is closed, at the start of the plan's first year of sales",
    "reopen": "the price from which a closed mine is opened again, at the same time",
    "abandon": "the price below which the mine is given up for good, at the same time: a closed mine where "
    "it may be closed",
    "triggers_by_year": "the same prices at the start of each year of the plan; null where there is none",
    "lost": "what the flow before anybody shares it is worth less, at the owner's rate, since its owner "
    "decides under these terms and not as it would without any",
}


def flexibility(project: Project) -> dict[str, Any]:
    """
    Return the owner's worth of the fixed plan and of the same mine with options, and what terms drive away.

    `suspended`: no year in which the owner, after terms, keeps more by paying for care.  `abandoned`: given
    up for good once going on is worth less than closing.  `delayed`: opened on the best of the dates allowed,
    or never.  `all`: what it may do together.  On paths they are decided by least squares (Longstaff and
    Schwartz 2001), on other paths than they are valued on; `exact` solves the same by the price of the day
    where it can.
    """
    options = project.options
    assert options is not None
    solved = exact(project)
    found: dict[str, Any] = _measure(project)
    responsive = None
    if has_two_states(options):
        found["paths_note"] = NOT_ON_PATHS
    else:
        rows, responsive = _on_paths(project)
        found |= rows
    if isinstance(solved, str):
        found |= {"exact": None, "exact_note": solved}
    else:
        found["exact"] = solved
    return {"options": {**found, "definitions": DEFINITIONS}, "responsive": responsive}


def _measure(project: Project) -> dict[str, Any]:
    """Say under which measure prices are drawn, and at what rate their worth is discounted."""
    told = {model.measure for model in project.models.values()}
    measure = "mixed" if len(told) > 1 else next(iter(told), "pricing")
    return {
        "measure": measure,
        "measure_note": MEASURES[measure] if project.models else "no price is drawn",
        "owner_rate_continuous": project.continuous_rate,
    }


def _rows(project: Project) -> dict[str, Rights]:
    """Return the rights that are valued apart, and all of them."""
    options = project.options
    assert options is not None
    opens = options.now == "undeveloped"
    rows = {}
    if options.suspend:
        rows["suspended"] = Rights(opens=False, suspend=True, abandon=False)
    if options.abandon:
        rows["abandoned"] = Rights(opens=False, suspend=False, abandon=True)
    if options.delay:
        rows["delayed"] = Rights(opens=True, suspend=False, abandon=False)
    rows["all"] = Rights(opens=opens, suspend=options.suspend, abandon=options.abandon)
    return rows


def _on_paths(project: Project) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the rows as least squares decide them, and what the owner's answer to the terms loses."""
    dates = Dates.of(project)
    learning = OnPaths(project, project.terms, dates, "learning")
    valuing = OnPaths(project, project.terms, dates, "")
    fixed = valuing.follow(valuing.plain())
    found: dict[str, Any] = {"fixed": _figure(fixed.worth)}
    followed = fixed
    for name, rights in _rows(project).items():
        rules, learnt = learning.learnt(rights)
        followed = valuing.follow(rules)
        found[name] = {**_figure(followed.worth), "in_sample": float(learnt.worth.mean())}
    gain = _figure(followed.worth - fixed.worth)
    rows = {
        **found,
        "built": float((followed.opened >= 0).mean()),
        "worth_of_options": gain["npv"],
        "worth_of_options_se": gain["se"],
        "paths": {
            "learnt_on": learning.paths,
            "valued_on": valuing.paths,
            "dates_of_opening": dates.later + 1,
            "dates_a_year": dates.per_year,
        },
    }
    return rows, _responsive(project, dates, fixed, followed)


def _responsive(
    project: Project, dates: Dates, fixed: Followed, followed: Followed
) -> dict[str, Any]:
    """
    Return what each party has where the owner answers to the terms, and what is lost by that to everybody.

    The same owner without terms decides as is best for the whole flow before anybody shares it.
    """
    without = followed
    if project.terms.instruments:
        free = dataclasses.replace(project.terms, instruments=())
        rights = _rows(project)["all"]
        rules, _ = OnPaths(project, free, dates, "learning").learnt(rights)
        without = OnPaths(project, free, dates, "").follow(rules)
    return {
        "parties": {
            name: {**_figure(worth), "fixed": float(fixed.parties[name].mean())}
            for name, worth in followed.parties.items()
        },
        "before_terms": _figure(followed.before_terms),
        "without_terms": _figure(without.before_terms),
        "lost": _figure(without.before_terms - followed.before_terms),
        "plan": _plan(project, dates, followed),
        "plan_without_terms": _plan(project, dates, without),
    }


def _plan(project: Project, dates: Dates, followed: Followed) -> dict[str, Any]:
    """Return how often the mine is opened, how late, how much of it stands still, how often it ends early."""
    opened = followed.opened >= 0
    sells = int(project.plan.sells.sum())
    late = followed.opened[opened] / dates.per_year
    still = followed.stands.sum(axis=0)[opened] / max(sells, 1)
    ends = followed.ends[opened]
    return {
        "opened": float(opened.mean()),
        "years_waited": float(late.mean()) if opened.any() else None,
        "stands_still": float(still.mean()) if opened.any() else None,
        "given_up": float((ends < len(project.plan.years)).mean()) if opened.any() else None,
        "years_worked": float(ends.mean()) if opened.any() else None,
    }


def _figure(worth: Floats) -> dict[str, float]:
    """Return the mean over the paths and its standard error."""
    error = float(worth.std(ddof=1) / np.sqrt(worth.size)) if worth.size > 1 else 0.0
    return {"npv": float(worth.mean()), "se": error}
