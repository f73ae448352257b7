"""What is on the table: parties, issues, drafts, conditions, mandates, beliefs, provenance."""

from counterdraft.case.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    Expression,
    Negation,
)
from counterdraft.case.drafts import Draft, HandOver, Term
from counterdraft.case.figures import (
    Distribution,
    Figure,
    Kind,
    Lognormal,
    Normal,
    Pert,
    Point,
    Provenance,
    Triangular,
    Uniform,
    Weighted,
)
from counterdraft.case.issues import Issue, Option, Party
from counterdraft.case.model import TABLE, Case
from counterdraft.case.sources import Source, Statement
from counterdraft.case.worth import (
    Attitude,
    Axis,
    Combined,
    Factor,
    Preference,
    RedLine,
    Table,
    Transform,
    When,
)

__all__ = [
    "TABLE",
    "AllOf",
    "Among",
    "AnyOf",
    "Attitude",
    "Axis",
    "Case",
    "Combined",
    "Compared",
    "Condition",
    "Distribution",
    "Draft",
    "Expression",
    "Factor",
    "Figure",
    "HandOver",
    "Issue",
    "Kind",
    "Lognormal",
    "Negation",
    "Normal",
    "Option",
    "Party",
    "Pert",
    "Point",
    "Preference",
    "Provenance",
    "RedLine",
    "Source",
    "Statement",
    "Table",
    "Term",
    "Transform",
    "Triangular",
    "Uniform",
    "Weighted",
    "When",
]
