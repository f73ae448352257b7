"""Mandates and beliefs: what a party wants, or is believed to want."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from counterdraft.case import (
    Attitude,
    Combined,
    Factor,
    Figure,
    Modelled,
    Point,
    Preference,
    Provenance,
    RedLine,
    Transform,
    When,
)
from counterdraft.case.figures import lowest
from counterdraft.case.numbers import decimal
from counterdraft.errors import CaseError
from counterdraft.formats.tree import Document, Map, Node
from counterdraft.formats.yaml_case.context import Context, Path, words
from counterdraft.formats.yaml_case.figures import FigureReader
from counterdraft.formats.yaml_case.scalars import Quantity
from counterdraft.formats.yaml_case.shapes import (
    FactorShape,
    PreferenceFile,
    RedLineShape,
    ToleranceShape,
)
from counterdraft.formats.yaml_case.shaping import figure_shape
from counterdraft.formats.yaml_case.tables import TableReader

if TYPE_CHECKING:
    from counterdraft.estate.tables.money import MoneyTables

__all__ = ["read_preference"]

_ONE = Fraction(1)


def read_preference(
    shape: PreferenceFile, document: Document, context: Context, party: str, holder: str = ""
) -> Preference | None:
    """
    Return the mandate of *party*, or what *holder* believes of it; None with its faults noted.

    Names of figures are the path of the file without its ending, and the path inside it.
    """
    return _PreferenceReader(shape, document, context, party, holder).preference()


class _PreferenceReader:
    def __init__(
        self, shape: PreferenceFile, document: Document, context: Context, party: str, holder: str
    ) -> None:
        self.shape, self.document, self.context = shape, document, context
        self.party, self.holder = party, holder
        self.stem = document.name.removesuffix(".yaml")
        self.unit = context.money if shape.unit == "money" else "points"
        self.figures = FigureReader(context, document, shape.provenance)
        self.names: set[str] = set()
        self.sound = True

    def preference(self) -> Preference | None:
        """Return the whole, or None when some part could not be read."""
        shape = self.shape
        factors = [
            *self.worth(),
            *(self.factor(f, ("factors", i)) for i, f in enumerate(shape.factors)),
        ]
        lines = [
            self.red_line(line, (block, i))
            for block in ("red_lines", "linkages")
            for i, line in enumerate(getattr(shape, block))
        ]
        reservation = self.figures.figure(
            shape.reservation, ("reservation",), f"{self.stem}/reservation", self.unit
        )
        transform = self.transform()
        attitude = self.attitude()
        if (
            not self.sound
            or reservation is None
            or None in factors
            or None in lines
            or transform is None
        ):
            return None
        return Preference(
            self.party,
            self.holder,
            self.unit,
            tuple(factor for factor in factors if factor is not None),
            tuple(line for line in lines if line is not None),
            reservation,
            transform,
            attitude,
            str(shape.note or ""),
        )

    def worth(self) -> list[Factor | None]:
        """Return the tables of single issues, weighted where the file has weights."""
        weights = self.weights()
        found: list[Factor | None] = []
        for key, forms in self.shape.worth.items():
            path: Path = ("worth", str(key))
            position = self.context.issue(self.document, key, path)
            if position is None:
                found.append(None)
                continue
            issue = self.context.issues[position]
            name = f"{self.stem}/worth/{key}"
            otherwise = None
            sound = True
            for entry, form in forms.items():
                if entry == "else":
                    if issue.kind == "numeric":
                        self.fail(
                            entry,
                            (*path, "else"),
                            "a range has no else",
                            "it is linear between its breakpoints",
                        )
                    otherwise = self.figures.figure(
                        form, (*path, "else"), f"{name}/else", self.unit
                    )
                    sound = otherwise is not None

            def cell(form: Any, path: Path, name: str) -> Figure | None:  # noqa: ANN401 - a union of shapes
                figure = self.figures.figure(form, path, name, self.unit)
                if figure is not None and weights:
                    self.score(figure, form, path)
                return figure

            table = TableReader(
                self.document, name, {position: issue}, cell, otherwise, path
            ).table(forms)
            if table is None or not sound:
                found.append(None)
            elif str(key) in weights:
                found.append(Combined(f"{name}/weighted", "sum", (table,), weights[str(key)]))
            else:
                found.append(table)
        return found

    def weights(self) -> dict[str, Fraction]:
        """
        Return the weight of each issue as a part of the whole, empty where the file has none.

        Weights may be written in percent, as parts of 1 or in any other proportion.
        """
        block = self.shape.weights
        if block is None:
            return {}
        node, key = self.document.find(("weights",))
        if self.unit != "points":
            self.fail(
                key or node, ("weights",), "weights belong to unit: points", "money counts as it is"
            )
            return {}
        found = {}
        for name, quantity in block.items():
            path = ("weights", str(name))
            if self.context.issue(self.document, name, path) is None:
                self.sound = False
            elif str(name) not in self.shape.worth:
                self.fail(
                    name, path, f"'{name}' has a weight and no worth", "add its table to worth:"
                )
            if quantity.number.value < 0:
                self.fail(quantity.at, path, f"the weight {quantity.at} is below 0")
            found[str(name)] = quantity.number.value
        missing = [str(name) for name in self.shape.worth if str(name) not in found]
        if missing:
            self.fail(
                node,
                ("weights",),
                f"no weight for {words(missing)}",
                "every issue of worth: needs one",
            )
        return self.shares(found, node)

    def shares(self, weights: dict[str, Fraction], node: Node) -> dict[str, Fraction]:
        """Return *weights* as parts of their sum, with a warning where that is neither 1 nor 100."""
        total = sum(weights.values(), Fraction())
        if not total:
            self.fail(node, ("weights",), "no weight is above 0", "give one issue some weight")
            return weights
        if total not in {1, 100}:
            note = "the weights do not sum to 100; they are taken in proportion"
            if any(0 < weight < 1 for weight in weights.values()) and max(weights.values()) > 1:
                note += (
                    ", though some are below 1 and some above: are fractions and percentages mixed?"
                )
            self.context.warnings.append(f"{self.document.shown}:{node.line}:{node.column}: {note}")
        return {name: weight / total for name, weight in weights.items()}

    def score(self, figure: Figure, form: Any, path: Path) -> None:  # noqa: ANN401 - a union of shapes
        """Note a fault where a score that is weighted lies outside 0 to 100."""
        distribution = figure.distribution
        numbers = [
            getattr(distribution, part)
            for part in ("value", "low", "high")
            if hasattr(distribution, part)
        ]
        for number in numbers:
            if not 0 <= number <= 100:
                at: Node = form[0].at if isinstance(form, list) else form.at
                self.fail(
                    at,
                    path,
                    f"{decimal(number)} is no score (0 to 100)",
                    "with weights, scores go from 0 to 100",
                )
                return

    def factor(self, form: FactorShape, path: Path) -> Factor | None:
        """Return one factor; exactly one of its forms may be there."""
        name = self.name(
            str(form.name or path[-1]) if len(path) == 2 else _inner(form, path), form, path
        )
        forms = {
            "when": form.when,
            "over": form.over,
            "model": form.model,
            "sum": form.sum,
            "min": form.min,
            "max": form.max,
        }
        given = [key for key, value in forms.items() if value is not None]
        if len(given) != 1:
            got = " and ".join(given) or "none of them"
            self.fail(
                form.at,
                path,
                f"a factor has one of when, over, model, sum, min and max, found {got}",
            )
            return None
        how = given[0]
        if not self.fitting(form, how, path):
            return None
        factor: Factor | None
        if how == "when":
            factor = self.when(form, path, name)
        elif how == "over":
            factor = self.over(form, path, name)
        elif how == "model":
            factor = self.modelled(form, path, name)
        else:
            return self.combined(how, getattr(form, how), form, path, name)
        if factor is None or form.weight is None:
            return factor
        return Combined(f"{name}/weighted", "sum", (factor,), form.weight.value)

    def fitting(self, form: FactorShape, how: str, path: Path) -> bool:
        """Return whether the fields beside the form belong to it; each that does not is a fault."""
        belongs = {
            "when": {"worth"},
            "over": {"table", "otherwise"},
            "model": {"scale"},
        }.get(how, set())
        fits = True
        for field in ("worth", "table", "otherwise", "scale"):
            given = getattr(form, field) is not None
            written = "else" if field == "otherwise" else field
            if given and field not in belongs:
                self.fail(form.at, (*path, written), f"{written} does not belong to {how}")
                fits = False
            if not given and field in belongs - {"otherwise", "scale"}:
                self.fail(
                    form.at, (*path, written), "the field is missing", f"{how} needs {written}"
                )
                fits = False
        return fits

    def when(self, form: FactorShape, path: Path, name: str) -> When | None:
        assert form.when is not None
        assert form.worth is not None
        condition = self.context.condition(self.document, form.when, (*path, "when"))
        worth = self.figures.figure(form.worth, (*path, "worth"), name, self.unit)
        return None if condition is None or worth is None else When(name, condition, worth)

    def over(self, form: FactorShape, path: Path, name: str) -> Factor | None:
        assert form.over is not None
        issues = {}
        for i, text in enumerate(form.over):
            position = self.context.issue(self.document, text, (*path, "over", i))
            if position is None:
                return None
            if position in issues:
                self.fail(text, (*path, "over", i), f"'{text}' stands here twice")
                return None
            issues[position] = self.context.issues[position]
        if not issues:
            self.fail(
                form.at,
                (*path, "over"),
                "the list is empty",
                "name the issues that the table is over",
            )
            return None
        if not isinstance(form.table, Map):
            self.fail(
                form.at,
                (*path, "table"),
                "expected a table",
                f"over {words([str(t) for t in form.over])}",
            )
            return None
        otherwise = None
        if form.otherwise is not None:
            otherwise = self.figures.figure(
                form.otherwise, (*path, "else"), f"{name}/else", self.unit
            )
            if otherwise is None:
                return None

        def cell(node: Any, path: Path, name: str) -> Figure | None:  # noqa: ANN401 - any node
            shaped = figure_shape(self.document, node, path)
            return None if shaped is None else self.figures.figure(shaped, path, name, self.unit)

        return TableReader(self.document, name, issues, cell, otherwise, (*path, "table")).table(
            form.table
        )

    def modelled(self, form: FactorShape, path: Path, name: str) -> Modelled | None:
        """Return what the case's model says, times the scale that the party puts on it."""
        assert form.model is not None
        model = self.context.estate() if form.model == "estate" else None
        if self.context.broken_estate:
            # Its own faults are told, and are enough.
            self.sound = False
            return None
        trouble = self.unfit(str(form.model), model)
        if trouble is not None or model is None:
            self.fail(form.model, (*path, "model"), *(trouble or ("", "")))
            return None
        if form.scale is None:
            head = self.figures.head
            reason = "the model's worth is taken as it is where no scale is given"
            place = self.document.where(form.at)
            source = Provenance("assumption", "", reason, head.known, place)
            return Modelled(name, model, self.party, Figure(f"{name}/scale", Point(_ONE), source))
        scale = self.figures.figure(form.scale, (*path, "scale"), f"{name}/scale", "")
        if scale is None or lowest(scale.distribution) >= 0:
            return None if scale is None else Modelled(name, model, self.party, scale)
        self.fail(
            form.at, (*path, "scale"), "a scale may not be negative", "give it a low end of 0"
        )
        return None

    def unfit(self, name: str, model: MoneyTables | None) -> tuple[str, str] | None:
        """Return what stands against a model's worth in this file, and how to mend it."""
        if name != "estate":
            return f"no model is called '{name[:60]}'", "write estate"
        if self.unit == "points":
            return "the estate is worth money", "write unit: money"
        if model is None:
            mend = "write the folder estate, or a table instead of the model"
            return "the case has no estate", mend
        try:
            model.weights(self.party)
        except CaseError as error:
            return error.faults[0].message, error.faults[0].help
        return None

    def combined(
        self, how: str, inner: Sequence[FactorShape], form: FactorShape, path: Path, name: str
    ) -> Combined | None:
        parts = [self.factor(part, (*path, how, i)) for i, part in enumerate(inner)]
        if not parts:
            self.fail(form.at, (*path, how), "the list is empty", "list the factors it combines")
        if not parts or None in parts:
            return None
        kind: Literal["sum", "min", "max"] = (
            "min" if how == "min" else "max" if how == "max" else "sum"
        )
        weight = form.weight.value if form.weight is not None else Fraction(1)
        return Combined(name, kind, tuple(part for part in parts if part is not None), weight)

    def name(self, given: str, form: FactorShape, path: Path) -> str:
        """Return the name of a factor in the case; a second one of the same name is a fault."""
        clean = " ".join(given.replace("/", " ").split())
        name = f"{self.stem}/factors/{clean}" if len(path) == 2 else f"{self.stem}/{given}"
        if name in self.names:
            self.fail(
                form.name or form.at,
                (*path, "name"),
                f"two factors are called '{clean[:60]}'",
                "rename one of them",
            )
        self.names.add(name)
        return name

    def red_line(self, form: RedLineShape, path: Path) -> RedLine | None:
        """Return a red line or linkage; certain in a mandate, and perhaps unsure in a belief."""
        condition = self.context.condition(self.document, form.need, (*path, "need"))
        label = " ".join(str(form.name or form.need).replace("/", " ").split())
        name = f"{self.stem}/red_lines/{label}"
        if name in self.names:
            self.fail(
                form.need, (*path, "need"), "the same red line stands here twice", "take one away"
            )
        self.names.add(name)
        because = str(form.because or "")
        probability: Figure | None
        if form.probability is not None:
            if not self.holder:
                node: Any = (
                    form.probability[0] if isinstance(form.probability, list) else form.probability
                )
                self.fail(
                    node.at,
                    (*path, "probability"),
                    "a party's own red line is certain",
                    "take probability: away, or write the cost of crossing it as a factor",
                )
                return None
            probability = self.figures.figure(
                form.probability,
                (*path, "probability"),
                f"{name}/probability",
                "",
                probability=True,
            )
        else:
            head = self.figures.head
            reason = (
                because or head.because or "a red line is certain where no probability is given"
            )
            source = Provenance(
                head.kind, head.source, reason, head.known, self.document.where(form.at)
            )
            probability = Figure(f"{name}/probability", Point(Fraction(1)), source)
        if condition is None or probability is None:
            return None
        return RedLine(name, condition, probability, because)

    def transform(self) -> Transform | None:
        form = self.shape.transform
        if form is None:
            return Transform()
        parts: dict[str, Fraction | None] = {}
        defaults = {
            "scale": Fraction(1),
            "offset": Fraction(0),
            "cap": None,
            "discount": Fraction(1),
        }
        for field, default in defaults.items():
            quantity: Quantity | None = getattr(form, field)
            parts[field] = default if quantity is None else quantity.value
        scale, offset, discount = parts["scale"], parts["offset"], parts["discount"]
        assert scale is not None
        assert offset is not None
        assert discount is not None
        if scale <= 0:
            self.fail(
                form.at, ("transform", "scale"), f"the scale {decimal(scale)} must be above 0"
            )
            return None
        if not 0 < discount <= 1:
            self.fail(
                form.at,
                ("transform", "discount"),
                f"the discount {decimal(discount)} must be above 0 and at most 1",
            )
            return None
        return Transform(scale, offset, parts["cap"], discount)

    def attitude(self) -> Attitude:
        form = self.shape.attitude
        if not isinstance(form, ToleranceShape):
            return Attitude()
        tolerance = form.tolerance
        if tolerance.value <= 0:
            self.fail(
                tolerance.at,
                ("attitude", "tolerance"),
                f"the tolerance {tolerance.at} must be above 0",
                "for no aversion to chance write attitude: neutral",
            )
        return Attitude(tolerance.value)

    def fail(self, node: Any, path: Path, message: str, help: str = "") -> None:  # noqa: A002, ANN401
        self.sound = False
        self.document.fault(node, path, message, help)


def _inner(form: FactorShape, path: Path) -> str:
    """Return the name of a factor inside another: its own, or its place."""
    steps = [str(step) for step in path[:-1]]
    return "/".join([*steps, " ".join(str(form.name or path[-1]).replace("/", " ").split())])
