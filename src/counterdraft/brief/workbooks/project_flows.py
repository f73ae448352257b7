"""What a mine earns and costs before anybody shares it, as cells that follow price, volume and cost."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterdraft.brief.workbooks.cells import Cell, YearRow
from counterdraft.brief.workbooks.lines import Line
from counterdraft.brief.workbooks.worksheet import Section, Worksheet
from counterdraft.fiscal.book import WORKING_CAPITAL, Flows
from counterdraft.mines.project import Project

__all__ = ["project_flows"]


def project_flows(sheet: Worksheet, project: Project, path: int) -> tuple[Flows, YearRow]:
    """
    Return the flows of one path in rows of cells, and the pre-party flow.

    Args:
        sheet: The inputs and lines are added to it.
        project: The mine.
        path: Which of its paths.
    """
    flows, plan = project.flows.at_path(path), project.plan
    section = sheet.section("The project before anybody shares it")

    def money(label: str, amounts: Any) -> YearRow:  # noqa: ANN401
        return sheet.series(section, label, amounts, sheet.unit, kind="money")

    def total(label: str, row: Any, remark: str = "") -> YearRow:  # noqa: ANN401
        line = sheet.line(section, label, remark=remark, is_total=True)
        return YearRow(sheet.put_own(line, t, cell) for t, cell in enumerate(row))

    scales: dict[str, Any] = {
        name: sheet.number(
            section, f"{sheet.unit} in one price times one volume of {name}", scale, "factor"
        )
        if (scale := flows.scale.get(name, 1.0)) != 1
        else 1.0
        for name in flows.volumes
    }
    volumes = {
        name: sheet.series(section, f"volume of {name}", amounts[:, 0], "units")
        for name, amounts in flows.volumes.items()
    }
    if project.revenue_given or not volumes:
        revenue = total("revenue", money("revenue", flows.revenue[:, 0]))
        prices = {name: _average(sheet, section, revenue, volumes) for name in volumes}
    else:
        quoted = {
            name: sheet.series(
                section,
                f"price of {name}",
                amounts[:, 0] / flows.scale.get(name, 1.0),
                "as quoted",
                "of this path",
            )
            for name, amounts in flows.prices.items()
        }
        prices = {name: row * scales[name] for name, row in quoted.items()}
        sold: Any = sum((volumes[name] * prices[name] for name in volumes), _blank(sheet))
        revenue = total("revenue", sold)
    opex = money("operating cost", plan.opex - plan.opex_by_volume)
    if plan.opex_per_unit.any():
        made: Any = sum(volumes.values(), _blank(sheet))
        each = sheet.series(section, "operating cost per unit", plan.opex_per_unit)
        opex = sheet.show_years(
            section, "operating cost with that of each unit", opex + each * made
        )
    capex = {
        kind: money(f"capital: {kind}", spent[:, 0])
        for kind, spent in flows.capex.items()
        if kind != WORKING_CAPITAL or not plan.working_capital.any()
    }
    if plan.working_capital.any():
        capex[WORKING_CAPITAL] = _working_capital(sheet, section, revenue, plan.working_capital)
    closure = money("closing cost", flows.closure[:, 0])
    net: Any = revenue - opex - closure
    for row in capex.values():
        net = net - row
    cells: Any = (sheet.year_cells, volumes, prices, revenue, opex, capex, closure, scales)
    return Flows(*cells), total("pre-party flow", net, "revenue less every cost")


def _blank(sheet: Worksheet) -> YearRow:
    return YearRow(Cell(0.0) for _ in sheet.years)


def _average(
    sheet: Worksheet, section: Section, revenue: YearRow, volumes: dict[str, YearRow]
) -> YearRow:
    """Return the price that a given revenue makes of the volume."""
    made: Any = sum(volumes.values(), _blank(sheet))
    sold = made > 0
    price: Any = np.where(sold, revenue / np.where(sold, made, 1.0), 0.0)
    return sheet.show_years(section, "revenue per unit", price, "number")


def _working_capital(sheet: Worksheet, section: Section, revenue: YearRow, parts: Any) -> YearRow:  # noqa: ANN401
    """Return what the part of revenue that is tied up grows by; in the last year it comes back."""
    tied: Any = sheet.series(section, "working capital: part of revenue", parts, kind="rate")
    level = tied * revenue
    level[-1] = 0.0
    level = sheet.show_years(section, "working capital at the end of the year", level)
    line: Line = sheet.line(section, "capital: working capital", is_total=True)
    return YearRow(
        sheet.put_own(line, t, level[t] - (level[t - 1] if t else 0.0))
        for t in range(len(sheet.years))
    )
