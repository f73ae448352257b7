"""The shape of every file of a case: which fields there are, and what each holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PrivateAttr, Tag, model_validator
from pydantic.functional_validators import ModelWrapValidatorHandler

from counterdraft.formats.tree import Map, Seq, Text
from counterdraft.formats.yaml_case.scalars import (
    DayField,
    Flag,
    IssueName,
    Name,
    PrefixField,
    QuantityField,
    RatioField,
    TextField,
    Whole,
    choice,
    found,
    leaf,
    wrong,
)

__all__ = [
    "KINDS",
    "AnnotatedFigure",
    "CaseFile",
    "DraftShape",
    "FactorShape",
    "FigureShape",
    "IssueShape",
    "OptionShape",
    "PreferenceFile",
    "ProvenanceShape",
    "RangeShape",
    "RedLineShape",
    "Shape",
    "SourcesFile",
    "StatementShape",
    "TermFields",
    "TermShape",
]


class Shape(BaseModel):
    """A table with known fields; ``at`` is where it stands."""

    model_config = ConfigDict(
        extra="forbid", arbitrary_types_allowed=True, frozen=True, defer_build=True
    )

    _at: Any = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _placed(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:  # noqa: ANN401
        if not isinstance(data, Map):
            raise wrong(f"expected a table, found {found(data)}")
        shape = handler(data)
        shape._at = data  # noqa: SLF001
        return shape

    @property
    def at(self) -> Map:
        """The node that it was read from."""
        node: Map = self._at
        return node


def _by_form(value: object) -> str:
    """
    A union is told apart by its form alone, so that faults speak of the form that was meant.

    The names of the branches begin with a character that is never read, so that no name in a file
    is taken for one.
    """
    return (
        "\0table" if isinstance(value, Map) else "\0list" if isinstance(value, Seq) else "\0scalar"
    )


KindField = Annotated[str, *choice(("fact", "estimate", "assumption"))]
LevelField = Annotated[str, *choice(("high", "medium", "low"))]
Known = Annotated[
    DayField | None, Field(default=None, description="The day from which it was known.")
]


class ProvenanceShape(Shape):
    """Where all bare figures of a file come from."""

    kind: KindField
    source: Name | None = None
    because: TextField | None = None
    known: DayField | None = None


class AnnotatedFigure(Shape):
    """A figure with its range and provenance."""

    value: QuantityField | None = Field(None, description="A point.")
    low: QuantityField | None = None
    mode: QuantityField | None = None
    high: QuantityField | None = None
    mean: QuantityField | None = None
    sd: QuantityField | None = Field(None, description="Standard deviation.")
    median: QuantityField | None = None
    sd_log: QuantityField | None = Field(None, description="Standard deviation of the logarithm.")
    values: dict[TextField, QuantityField] | None = Field(
        None, description="A few values with probabilities that sum to 1."
    )
    distribution: (
        Annotated[
            str,
            *choice(("point", "triangular", "pert", "uniform", "normal", "lognormal", "weighted")),
        ]
        | None
    ) = None
    kind: KindField | None = None
    source: Name | None = Field(None, description="An entry of sources.yaml.")
    because: TextField | None = Field(None, description="The reason of an assumption.")
    known: DayField | None = Field(None, description="The day from which it was known.")
    unit: TextField | None = None
    driver: TextField | None = Field(
        None, description="Figures with the same driver move together."
    )
    opposed: Flag = Field(default=False, description="Moves against its driver.")
    chance: Flag = Field(default=False, description="Nobody knows it at signature.")


FigureShape = Annotated[
    Annotated[QuantityField, Tag("\0scalar")]
    | Annotated[AnnotatedFigure, Tag("\0table")]
    | Annotated[list[AnnotatedFigure], Field(min_length=1), Tag("\0list")],
    Discriminator(_by_form),
]


RatioFigureShape = Annotated[
    Annotated[RatioField, Tag("\0scalar")]
    | Annotated[AnnotatedFigure, Tag("\0table")]
    | Annotated[list[AnnotatedFigure], Field(min_length=1), Tag("\0list")],
    Discriminator(_by_form),
]


class CurrencyShape(Shape):
    """What money means in this case."""

    code: Name
    unit: PrefixField = ""
    prices: Annotated[str, *choice(("real", "nominal"))] = Field(
        description="Real, in the money of base_year, or nominal."
    )
    base_year: Whole | None = Field(
        None, description="The year of the prices; needed where they are real."
    )


class PartyShape(Shape):
    """Who negotiates."""

    label: TextField | None = None
    role: Annotated[str, *choice(("player", "signatory"))] = Field(
        "player", description="A signatory is needed only by options that list it."
    )
    note: TextField | None = None


class OptionFields(Shape):
    """One way to settle an issue."""

    label: TextField | None = None
    needs: list[Name] = Field(default=[], description="Signatories that this option needs.")
    note: TextField | None = None


OptionShape = Annotated[
    Annotated[TextField, Tag("\0scalar")]
    | Annotated[OptionFields, Tag("\0table")]
    | Annotated[OptionFields, Tag("\0list")],
    Discriminator(_by_form),
]
PartyEntry = Annotated[
    Annotated[TextField, Tag("\0scalar")]
    | Annotated[PartyShape, Tag("\0table")]
    | Annotated[PartyShape, Tag("\0list")],
    Discriminator(_by_form),
]


class RangeShape(Shape):
    """A numeric issue: a grid from low to high."""

    start: QuantityField = Field(alias="from")
    to: QuantityField
    step: QuantityField
    unit: TextField | None = None
    also: list[QuantityField] = Field(default=[], description="Further values between the ends.")
    continuous: (
        Annotated[
            Literal["piecewise_linear", "approximate"], *choice(("piecewise_linear", "approximate"))
        ]
        | None
    ) = Field(
        None,
        description="The numbers between the values are possible too; worths between two neighbours are"
        " lines, or only near to them.",
    )


class IssueShape(Shape):
    """One thing to be settled; exactly one of range, ordered and options."""

    label: TextField | None = None
    range: RangeShape | None = None
    ordered: dict[Name, OptionShape] | None = Field(None, description="Options from least to most.")
    options: dict[Name, OptionShape] | None = Field(None, description="Options without an order.")
    if_silent: TextField | None = Field(
        None, description="The option that applies when a draft says nothing."
    )
    note: TextField | None = None


class ImpossibleShape(Shape):
    """What nobody could agree."""

    when: TextField
    because: TextField | None = None


class HandOverShape(Shape):
    """The draft changes hands."""

    giver: Name = Field(alias="from")
    receiver: Name = Field(alias="to")
    date: DayField
    by: TextField | None = None
    place: TextField | None = None
    document: TextField | None = Field(None, description="Fingerprint of the document handed over.")
    source: Name | None = None
    note: TextField | None = None


def _only_true(value: object) -> bool:
    if isinstance(value, Text) and value.plain and value in {"true", "True", "TRUE"}:
        return True
    raise wrong(f"expected true, found {found(value)}")


_true = leaf(_only_true, {"const": True})


class TermFields(Shape):
    """What a draft does about one issue; exactly one of says, silent, unknown and open."""

    says: TextField | None = Field(None, description="It settles the issue so.")
    silent: Annotated[bool, *_true] | None = Field(
        None, description="It says nothing; if_silent applies."
    )
    unknown: (
        Annotated[
            Annotated[bool, *_true, Tag("\0scalar")]
            | Annotated[dict[TextField, QuantityField], Tag("\0table")]
            | Annotated[dict[TextField, QuantityField], Tag("\0list")],
            Discriminator(_by_form),
        ]
        | None
    ) = Field(None, description="We do not know: evenly, or with these probabilities.")
    open: (
        Annotated[
            Annotated[bool, *_true, Tag("\0scalar")]
            | Annotated[list[TextField], Field(min_length=1), Tag("\0list")]
            | Annotated[list[TextField], Tag("\0table")],
            Discriminator(_by_form),
        ]
        | None
    ) = Field(None, description="Left to be settled later, on any or on one of these.")
    article: TextField | None = None
    source: Name | None = None
    confidence: LevelField | None = None
    known: DayField | None = Field(None, description="The day from which it was known.")
    note: TextField | None = None


TermShape = Annotated[
    Annotated[TextField, Tag("\0scalar")]
    | Annotated[TermFields, Tag("\0table")]
    | Annotated[list[TermFields], Field(min_length=1), Tag("\0list")],
    Discriminator(_by_form),
]


class StatusFields(Shape):
    """One state of a draft and the day from which it was known."""

    says: TextField
    known: DayField | None = None


StatusShape = Annotated[
    Annotated[TextField, Tag("\0scalar")]
    | Annotated[StatusFields, Tag("\0table")]
    | Annotated[list[StatusFields], Field(min_length=1), Tag("\0list")],
    Discriminator(_by_form),
]


class DraftShape(Shape):
    """Somebody's draft with its history."""

    title: TextField | None = None
    proposed_by: Name
    date: DayField
    known: DayField | None = Field(
        None, description="The day from which it was known; the date by default."
    )
    status: StatusShape | None = None
    document: TextField | None = Field(None, description="Any text that identifies the document.")
    source: Name | None = None
    note: TextField | None = None
    hand_overs: list[HandOverShape] = []
    terms: dict[TextField, TermShape] = {}


class CaseFile(Shape):
    """case.yaml: what everybody may read."""

    title: TextField
    currency: CurrencyShape
    note: TextField | None = None
    parties: dict[Name, PartyEntry]
    issues: dict[IssueName, IssueShape]
    impossible: list[ImpossibleShape] = []
    drafts: dict[Name, DraftShape] = {}


class RedLineShape(Shape):
    """A condition without which the party does not sign."""

    need: TextField
    because: TextField | None = None
    name: TextField | None = None
    probability: FigureShape | None = Field(
        None, description="Of a believed red line; 1 by default."
    )


class FactorShape(Shape):
    """A factor of worth; exactly one of when (with worth), over (with table), model, sum, min and max."""

    name: TextField | None = None
    when: TextField | None = None
    worth: FigureShape | None = None
    over: list[TextField] | None = None
    table: Any = Field(None, json_schema_extra={"type": "object"})
    otherwise: FigureShape | None = Field(
        None, alias="else", description="Fills what the table does not list."
    )
    model: TextField | None = Field(
        None, description="The model that works it out: estate (the folder of that name)."
    )
    scale: FigureShape | None = Field(
        None, description="What the model's worth is multiplied by; 1 by default."
    )
    sum: list[FactorShape] | None = None
    min: list[FactorShape] | None = None
    max: list[FactorShape] | None = None
    weight: RatioField | None = None
    note: TextField | None = None


class ToleranceShape(Shape):
    """Constant absolute risk aversion towards chance."""

    tolerance: QuantityField = Field(description="In money: the larger, the bolder.")


AttitudeShape = Annotated[
    Annotated[Annotated[str, *choice(("neutral",), "or write {tolerance: 20}")], Tag("\0scalar")]
    | Annotated[ToleranceShape, Tag("\0table")]
    | Annotated[ToleranceShape, Tag("\0list")],
    Discriminator(_by_form),
]


class TransformShape(Shape):
    """worth = min(cap, scale x sum + offset)."""

    scale: RatioField | None = None
    offset: RatioField | None = None
    cap: RatioField | None = None
    discount: QuantityField | None = Field(
        None, description="What a worth is multiplied by at the end of the talks; 1 by default."
    )


class PreferenceFile(Shape):
    """mandates/PARTY.yaml and beliefs/HOLDER/ABOUT.yaml."""

    unit: Annotated[Literal["money", "points"], *choice(("money", "points"))]
    provenance: ProvenanceShape | None = None
    attitude: AttitudeShape | None = None
    reservation: RatioFigureShape = Field(description="What no deal is worth.")
    worth: dict[TextField, dict[TextField, FigureShape]] = Field(
        default={}, description="A table per issue."
    )
    weights: dict[TextField, RatioField] | None = Field(
        None, description="In percent or any proportion, as 40 or 1/3, with unit: points."
    )
    factors: list[FactorShape] = []
    red_lines: list[RedLineShape] = []
    linkages: list[RedLineShape] = Field(
        default=[], description="Red lines over two issues or more."
    )
    transform: TransformShape | None = None
    note: TextField | None = None


class SourceShape(Shape):
    """A report, register, law or interview."""

    title: TextField
    outlet: TextField | None = None
    date: DayField | None = None
    reliability: LevelField | None = None
    url: TextField | None = None
    note: TextField | None = None


class StatementShape(Shape):
    """One thing somebody said."""

    who: TextField
    said: TextField
    party: Name | None = None
    date: DayField | None = None
    place: TextField | None = None
    issues: list[TextField] = []
    on_record: Flag = True
    source: Name | None = None
    passage: TextField | None = None


class SourcesFile(Shape):
    """sources.yaml: reports and statements."""

    sources: dict[Name, SourceShape] = {}
    statements: dict[Name, StatementShape] = {}


KINDS: dict[str, type[Shape]] = {
    "case": CaseFile,
    "preference": PreferenceFile,
    "sources": SourcesFile,
}
"""The kinds of file."""
