"""What it is worth to wait, to stand still, and to give up: a mine under terms as a set of options."""

from __future__ import annotations

import dataclasses

import numpy as np

from counterdraft.case.validation import SEE
from counterdraft.errors import CaseError
from counterdraft.mines.exact import solve_by_price
from counterdraft.mines.on_paths import Dates, Followed, OnPaths, Rights
from counterdraft.mines.project import Project
from counterdraft.mines.report import (
    MineOptions,
    PathsUsed,
    PlanFollowed,
    ResponsiveOwner,
    ResponsiveParty,
    ValueOnPaths,
)
from counterdraft.mines.rights import faults_without_exact_worth
from counterdraft.mines.running_mine import has_two_states
from counterdraft.runtime.arrays import Floats

__all__ = ["report_options"]

NOT_ON_PATHS = (
    "what it costs to close and to open again, ore that is kept, and a mine that is closed today are not "
    "decided on paths: see exact"
)
MEASURES = {
    "pricing": "prices move under the pricing measure: a mine is worth what can be had for it on a market",
    "real_world": "prices move as they are expected to, and the owner's rate bears the risk",
    "mixed": "some prices move under the pricing measure and some as they are expected to",
}


def report_options(project: Project) -> tuple[MineOptions, ResponsiveOwner | None]:
    """
    The owner's worth of the fixed plan and of the same mine with options, and what terms drive away.

    `suspended`: no year in which the owner, after terms, keeps more by paying for care.  `abandoned`: given
    up for good once going on is worth less than closing.  `delayed`: opened on the best of the dates allowed,
    or never.  `all`: what it may do together.  On paths they are decided by least squares (Longstaff and
    Schwartz 2001), on other paths than they are valued on; `exact` solves the same by the price of the day
    where it can.

    Raises:
        CaseError: The file asks for what only an exact worth can answer, and there is none.
    """
    rights = project.owner_options
    measures = {model.measure for model in project.models.values()}
    measure = "mixed" if len(measures) > 1 else next(iter(measures), "pricing")
    exact = solve_by_price(project)
    if isinstance(exact, str) and (
        faults := faults_without_exact_worth(rights, exact, project.places)
    ):
        raise CaseError(faults, SEE)
    options = MineOptions(
        measure=measure,
        measure_note=MEASURES[measure] if project.models else "no price is drawn",
        owner_rate_continuous=project.continuous_rate,
        on_paths={},
        built=None,
        worth_of_options=None,
        paths=None,
        paths_note=NOT_ON_PATHS,
        exact=None if isinstance(exact, str) else exact,
        exact_note=exact if isinstance(exact, str) else "",
    )
    return (options, None) if has_two_states(rights) else _on_paths(project, options)


def _rights_by_row(project: Project) -> dict[str, Rights]:
    """The rights that are valued apart, and all of them."""
    options = project.owner_options
    rows = {}
    if options.suspend:
        rows["suspended"] = Rights(opens=False, suspend=True, abandon=False)
    if options.abandon:
        rows["abandoned"] = Rights(opens=False, suspend=False, abandon=True)
    if options.delay:
        rows["delayed"] = Rights(opens=True, suspend=False, abandon=False)
    opens = options.now == "undeveloped"
    rows["all"] = Rights(opens=opens, suspend=options.suspend, abandon=options.abandon)
    return rows


def _on_paths(project: Project, options: MineOptions) -> tuple[MineOptions, ResponsiveOwner]:
    """The rows as least squares decide them, and what the owner's answer to the terms loses."""
    dates = Dates.of(project)
    learning = OnPaths(project, project.terms, dates, "learning")
    valuing = OnPaths(project, project.terms, dates, "")
    fixed = followed = valuing.follow(valuing.fixed_plan())
    rows = {"fixed": _mean_and_error(fixed.worth)}
    for name, rights in _rights_by_row(project).items():
        rules, in_sample = learning.learn_rules(rights)
        followed = valuing.follow(rules)
        worth = _mean_and_error(followed.worth)
        rows[name] = dataclasses.replace(worth, in_sample=float(in_sample.worth.mean()))
    valued = dataclasses.replace(
        options,
        on_paths=rows,
        built=float((followed.opened >= 0).mean()),
        worth_of_options=_mean_and_error(followed.worth - fixed.worth),
        paths=PathsUsed(learning.paths, valuing.paths, dates.later + 1, dates.per_year),
        paths_note="",
    )
    return valued, _responsive_owner(project, dates, fixed, followed)


def _responsive_owner(
    project: Project, dates: Dates, fixed: Followed, followed: Followed
) -> ResponsiveOwner:
    """
    What each party has where the owner answers to the terms, and what is lost by that to everybody.

    The same owner without terms decides as is best for the whole flow before anybody shares it.
    """
    without = followed
    if project.terms.instruments:
        free = dataclasses.replace(project.terms, instruments=())
        rules, _ = OnPaths(project, free, dates, "learning").learn_rules(
            _rights_by_row(project)["all"]
        )
        without = OnPaths(project, free, dates, "").follow(rules)
    means = {name: _mean_and_error(worth) for name, worth in followed.parties.items()}
    return ResponsiveOwner(
        {
            name: ResponsiveParty(mean.npv, mean.se, float(fixed.parties[name].mean()))
            for name, mean in means.items()
        },
        _mean_and_error(followed.before_terms),
        _mean_and_error(without.before_terms),
        _mean_and_error(without.before_terms - followed.before_terms),
        _plan_followed(project, dates, followed),
        _plan_followed(project, dates, without),
    )


def _plan_followed(project: Project, dates: Dates, followed: Followed) -> PlanFollowed:
    opened = followed.opened >= 0
    if not opened.any():
        return PlanFollowed(0.0, None, None, None, None)
    ends = followed.ends[opened]
    still = followed.stands.sum(axis=0)[opened] / max(int(project.plan.sells.sum()), 1)
    return PlanFollowed(
        opened=float(opened.mean()),
        years_waited=float((followed.opened[opened] / dates.per_year).mean()),
        stands_still=float(still.mean()),
        given_up=float((ends < len(project.plan.years)).mean()),
        years_worked=float(ends.mean()),
    )


def _mean_and_error(worth: Floats) -> ValueOnPaths:
    """The mean over the paths and its standard error."""
    error = float(worth.std(ddof=1) / np.sqrt(worth.size)) if worth.size > 1 else 0.0
    return ValueOnPaths(float(worth.mean()), error)
