"""Numbers with their ranges, provenance and dated versions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from counterdraft.case import (
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
from counterdraft.case.numbers import decimal, read_number
from counterdraft.case.units import UnitError, convert
from counterdraft.formats.dated_versions import newest_version
from counterdraft.formats.tree import Document, Node
from counterdraft.formats.yaml_case.context import Context, Path
from counterdraft.formats.yaml_case.scalars import Quantity
from counterdraft.formats.yaml_case.shapes import AnnotatedFigure, ProvenanceShape

__all__ = ["FigureReader"]

_NEEDS = {
    "point": ("value",),
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"),
    "uniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sd_log"),
    "weighted": ("values",),
}
_PARTS = ("value", "low", "mode", "high", "mean", "sd", "median", "sd_log", "values")

_Version = TypeVar("_Version")
FigureForm = Quantity | AnnotatedFigure | list[AnnotatedFigure]


class FigureReader:
    """Reads the figures of one file, whose bare numbers share the *provenance* at its head."""

    def __init__(
        self, context: Context, document: Document, provenance: ProvenanceShape | None = None
    ) -> None:
        """Read the provenance at the head first: everything else may lean on it."""
        self.context, self.document = context, document
        self.head = Provenance()
        if provenance is not None:
            self.head = self.provenance(provenance, ("provenance",), provenance.at)

    def figure(
        self,
        form: FigureForm,
        path: Path,
        name: str,
        unit: str,
        *,
        probability: bool = False,
    ) -> Figure | None:
        """
        Return the figure that *form* writes, in *unit*, or None with its faults noted.

        Args:
            form: A bare number, a annotated one, or dated versions of one.
            path: Where it stands in the file.
            name: Its name in the case.
            unit: The unit expected here.
            probability: Whether it must lie between 0 and 1.
        """
        self.context.figures[name] = self.document, path
        if isinstance(form, Quantity):
            value = self.amount(form, path, unit)
            self.dated([(self.head.known, form)], path, name, form.at)
            figure = (
                None
                if value is None
                else Figure(name, Point(value), self.placed(self.head, form.at), unit)
            )
        elif isinstance(form, AnnotatedFigure):
            figure = self.annotated(form, path, name, unit)
            if figure is not None:
                self.dated([(figure.provenance.known, form)], path, name, form.at)
        else:
            versions = [
                (self.annotated(one, (*path, i), name, unit), one) for i, one in enumerate(form)
            ]
            read = [
                (figure.provenance.known, figure) for figure, _ in versions if figure is not None
            ]
            if len(read) < len(versions):
                return None
            figure = self.dated(read, path, name, form[-1].at)
        if figure is None or (probability and not self.possible(figure, path, form)):
            return None
        self.context.distributions[name] = figure.distribution
        return figure

    def dated(
        self, versions: list[tuple[date | None, _Version]], path: Path, name: str, at: Node
    ) -> _Version | None:
        """Return the version to use on the day; a figure that nobody knew then is a fault."""
        chosen, later, tied = newest_version(versions, self.context.as_of)
        if tied:
            self.document.fault(
                at, path, "two versions were known from the same day", "give each its own known:"
            )
        if chosen is None:
            day = self.context.as_of
            self.document.fault(
                at,
                path,
                f"nothing was known of it on {day}, only from {min(later)}",
                f"add a version that was known on {day}, wide and as an assumption if need be",
            )
        elif later:
            self.context.withheld_by_date.append(
                f"{name}: the version known from {max(later)} is not used"
            )
        return chosen

    def amount(self, quantity: Quantity, path: Path, unit: str) -> Fraction | None:
        """Return a bare number in *unit*; None with a fault where it is a percentage of money."""
        value = quantity.number.of(unit)
        if value is None:
            self.document.fault(
                quantity.at, path, f"a percentage is no amount in {unit}", "write the amount itself"
            )
        return value

    def annotated(self, form: AnnotatedFigure, path: Path, name: str, unit: str) -> Figure | None:
        """Return one annotated figure, or None with its faults noted."""
        scale: Fraction | None = Fraction(1)
        if form.unit is not None:
            try:
                scale = convert(form.unit, unit)
            except UnitError as error:
                scale = None
                help_ = error.help or "leave unit: out, or write the unit expected"
                self.document.fault(form.unit, (*path, "unit"), str(error), help_)
        distribution = self.distribution(form, path, unit, scale or Fraction(1))
        provenance = self.provenance(form, path, form.at)
        if form.opposed and form.driver is None:
            self.document.fault(
                form.at,
                path,
                "opposed says nothing without a driver",
                "name the driver, or take it away",
            )
        if distribution is None or scale is None:
            return None
        return Figure(
            name,
            distribution,
            provenance,
            unit,
            str(form.driver or ""),
            form.opposed,
            form.chance,
        )

    def provenance(
        self, form: AnnotatedFigure | ProvenanceShape, path: Path, at: Node
    ) -> Provenance:
        """Return where a figure comes from; what is not said is taken from the head of the file."""
        context, document = self.context, self.document
        source = context.source(document, form.source, (*path, "source"))
        because = str(form.because or "")
        kind: str | None = form.kind
        if kind is None and source:
            document.fault(
                form.source,
                (*path, "source"),
                "a source without a kind",
                "add kind: fact or kind: estimate",
            )
        if kind in {"fact", "estimate"} and not source:
            if kind == self.head.kind:
                source = self.head.source
            else:
                article = "an" if kind == "estimate" else "a"
                document.fault(
                    at,
                    path,
                    f"{article} {kind} without a source",
                    "add source: and the name of an entry of sources.yaml",
                )
        if kind == "assumption" and not because:
            if self.head.kind == kind and self.head.because:
                because = self.head.because
            else:
                document.fault(
                    at, path, "an assumption without a reason", "add because: and the reason"
                )
        if kind is None and not because:
            known = form.known.value if form.known is not None else self.head.known
            return Provenance(
                self.head.kind, self.head.source, self.head.because, known, document.where(at)
            )
        settled: Kind = (
            "fact" if kind == "fact" else "estimate" if kind == "estimate" else "assumption"
        )
        known = context.known(form.known, source)
        return Provenance(settled, source, because, known, document.where(at))

    def placed(self, provenance: Provenance, at: Node) -> Provenance:
        """Return the head's provenance at the place of a bare figure."""
        return Provenance(
            provenance.kind,
            provenance.source,
            provenance.because,
            provenance.known,
            self.document.where(at),
        )

    def distribution(
        self, form: AnnotatedFigure, path: Path, unit: str, scale: Fraction
    ) -> Distribution | None:
        """Return the range of a annotated figure, or None with its faults noted."""
        given = tuple(part for part in _PARTS if getattr(form, part) is not None)
        kind = form.distribution or {
            ("value",): "point",
            ("low", "mode", "high"): "triangular",
        }.get(given)
        if kind is None:
            self.document.fault(form.at, path, *_unsaid(given))
            return None
        if given != _NEEDS[kind]:
            wanted, got = " and ".join(_NEEDS[kind]), ", ".join(given) or "none of them"
            self.document.fault(form.at, path, f"distribution {kind} takes {wanted}, found {got}")
            return None
        if kind == "weighted":
            return self.weighted(form, path, unit, scale)
        numbers: dict[str, Fraction] = {}
        for part in given:
            value = self.amount(
                getattr(form, part), (*path, part), "" if part == "sd_log" else unit
            )
            if value is None:
                return None
            numbers[part] = value if part == "sd_log" else value * scale
        return self.ordered(form, path, kind, numbers)

    def ordered(
        self, form: AnnotatedFigure, path: Path, kind: str, numbers: dict[str, Fraction]
    ) -> Distribution | None:
        """Return the distribution of these *numbers*, refusing one that is upside down."""
        names = [part for part in ("low", "mode", "high") if part in numbers]
        for lower, upper in pairwise(names):
            if numbers[lower] > numbers[upper]:
                low, high = getattr(form, lower), getattr(form, upper)
                self.document.fault(
                    low.at,
                    (*path, lower),
                    f"the range is upside down: {lower} {low.at} is above {upper} {high.at}",
                    "write low, mode and high in ascending order",
                )
                return None
        for part, least in (("sd", -1), ("sd_log", -1), ("median", 0)):
            if part in numbers and not (
                numbers[part] > least if part == "median" else numbers[part] >= 0
            ):
                at = getattr(form, part).at
                bound = "above 0" if part == "median" else "0 or more"
                self.document.fault(at, (*path, part), f"{part} is {at}, expected {bound}")
                return None
        makers: dict[str, Callable[..., Distribution]] = {
            "point": Point,
            "triangular": Triangular,
            "pert": Pert,
            "uniform": Uniform,
            "normal": Normal,
            "lognormal": Lognormal,
        }
        values = tuple(numbers[part] for part in _NEEDS[kind])
        flat = len(set(values)) == 1 if names else not any(values[1:])
        return Point(values[0]) if flat else makers[kind](*values)

    def weighted(
        self, form: AnnotatedFigure, path: Path, unit: str, scale: Fraction
    ) -> Distribution | None:
        """Return a distribution over a few values."""
        pairs: dict[Fraction, Fraction] = {}
        assert form.values is not None
        for key, weight in form.values.items():
            here = (*path, "values", str(key))
            number = read_number(key)
            value = number.of(unit) if number is not None else None
            if value is None:
                self.document.fault(key, here, f"'{key[:40]}' is no number")
                return None
            if value * scale in pairs:
                self.document.fault(key, here, f"the value {decimal(value)} stands here twice")
                return None
            pairs[value * scale] = weight.value
            if not 0 <= weight.value <= 1:
                self.document.fault(weight.at, here, *_no_probability(weight))
                return None
        if sum(pairs.values()) != 1:
            total = decimal(sum(pairs.values(), Fraction()))
            self.document.fault(
                form.at, (*path, "values"), f"the probabilities sum to {total}, not to 1"
            )
            return None
        kept = sorted((value, weight) for value, weight in pairs.items() if weight)
        if len(kept) == 1:
            return Point(kept[0][0])
        return Weighted(tuple(v for v, _ in kept), tuple(w for _, w in kept))

    def possible(self, figure: Figure, path: Path, form: FigureForm) -> bool:
        """Return whether a probability stays between 0 and 1, noting a fault where it does not."""
        at: Node = form.at if not isinstance(form, list) else form[0].at
        match figure.distribution:
            case Point(value):
                ends = [value]
            case Triangular(low, _, high) | Pert(low, _, high) | Uniform(low, high):
                ends = [low, high]
            case Weighted(values, _):
                ends = list(values)
            case _:
                self.document.fault(
                    at, path, "a probability needs ends", "write low, mode and high"
                )
                return False
        for end in ends:
            if not 0 <= end <= 1:
                self.document.fault(at, path, *_improbable(end))
                return False
        return True


def _no_probability(quantity: Quantity) -> tuple[str, str]:
    return _improbable(quantity.value)


def _improbable(value: Fraction) -> tuple[str, str]:
    written = decimal(value)
    advice = f"for {written} % write {written} percent" if value > 1 else ""
    return f"{written} is no probability (0 to 1)", advice


def _unsaid(given: tuple[str, ...]) -> tuple[str, str]:
    if not given:
        return "the figure has no number", "add value:, or low:, mode: and high:"
    if given == ("low", "high"):
        return "low and high without a distribution", "add mode:, or distribution: uniform"
    for kind, parts in _NEEDS.items():
        if given == parts:
            return f"{' and '.join(given)} without a distribution", f"add distribution: {kind}"
    listed = ", ".join(given)
    return (
        f"{listed} make no range",
        "write value:, or low:, mode: and high:, or name a distribution",
    )
