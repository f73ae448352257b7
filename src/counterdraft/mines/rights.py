"""What is wrong with the options of a mine: rights that nothing in its file gives a meaning."""

from __future__ import annotations

from counterdraft.case.places import Where, fault
from counterdraft.errors import Fault
from counterdraft.mines.file import Options, ProjectFile

__all__ = ["FEWEST_PATHS", "faults_of_options", "faults_without_exact_worth"]

FEWEST_PATHS = 50
"""Options are decided by least squares on the paths; fewer say nothing."""
HERE = ("options",)


def faults_of_options(file: ProjectFile, where: Where) -> list[Fault]:
    """Return options that the rest of the file, or the other rights, leave without a meaning."""
    if file.options is None:
        return []
    return _faults_beside_file(file, where) + _faults_of_rights(file.options, where)


def _faults_beside_file(file: ProjectFile, where: Where) -> list[Fault]:
    drawn = any(price.model is not None for price in file.price.values())
    few = drawn and file.paths is not None and file.paths < FEWEST_PATHS
    reasons = {
        ("cannot be valued with inflation", "write the file in real money"): file.inflation,
        (
            "cannot be valued with an escalation of the price",
            "give the price a model that grows, or a list",
        ): file.escalation.price,
        (
            "need a price, and only a revenue is given",
            "give production: […] and price: …",
        ): file.revenue is not None,
        (
            "cannot be valued with money that is spread over the year",
            "the owner decides at one moment: write timing: mid",
        ): file.timing == "spread",
        (f"need at least {FEWEST_PATHS} paths where a price is drawn", "give paths: 2000"): few,
    }
    faults = [
        fault(where, HERE, message, mend) for (message, mend), holds in reasons.items() if holds
    ]
    assert file.options is not None
    if file.options.at and (len(file.price) != 1 or not drawn):
        message = "prices of today need one product, and a model of its price"
        faults.append(fault(where, (*HERE, "at"), message))
    return faults


def _faults_of_rights(options: Options, where: Where) -> list[Fault]:
    faults: list[Fault] = []
    if options.now != "undeveloped" and options.delay:
        message = f"nothing is left to delay where the mine is {options.now}"
        faults.append(fault(where, (*HERE, "delay"), message))
    if not options.suspend:
        mend = "give suspend: true beside it"
        if options.now == "closed":
            message = "a closed mine needs the right to open it again"
            faults.append(fault(where, (*HERE, "now"), message, mend))
        idle = {"care", "care_cost", "close", "reopen", "keeps"} & options.model_fields_set
        message = "says how the mine stands still, and it may not"
        faults += [fault(where, (*HERE, name), message, mend) for name in sorted(idle)]
    decides = options.delay or options.suspend or options.abandon
    if not decides and "decisions" in options.model_fields_set:
        message = "says how often the owner decides, and there is nothing that it may decide"
        mend = "give delay, suspend or abandon beside it"
        faults.append(fault(where, (*HERE, "decisions"), message, mend))
    if not options.abandon and "closing" in options.model_fields_set:
        message = "is what giving up costs, and nobody may"
        faults.append(fault(where, (*HERE, "closing"), message, "give abandon: true beside it"))
    return faults


def faults_without_exact_worth(options: Options, reason: str, where: Where) -> list[Fault]:
    """
    What a file asks of the exact solution alone, where there is none.

    Args:
        options: The owner's rights.
        reason: Why there is none.
        where: Gives the place of each value.
    """
    faults = []
    if options.at:
        message = f"asks for worths at other prices of today, and there is no exact worth: {reason}"
        faults.append(fault(where, (*HERE, "at"), message, "leave it out"))
    if options.decisions != 1 and not options.delay:
        message = (
            "on drawn paths the owner decides once a year whether to stand still or give up, and"
        )
        mend = "leave it out, or give delay"
        faults.append(
            fault(where, (*HERE, "decisions"), f"{message} there is no exact worth: {reason}", mend)
        )
    return faults
