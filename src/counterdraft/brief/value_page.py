"""What the drafts are worth, as one HTML file that opens offline and asks nothing of anybody."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from counterdraft.brief.value_view import ValueView
from counterdraft.case import Case
from counterdraft.estate.reports.results import EstateReport
from counterdraft.runtime.plain_data import plain
from counterdraft.version import __version__

__all__ = ["value_files", "value_html"]

STYLES = ("style.css", "pictures.css", "value.css")


def value_files(case: Case, report: EstateReport, shown: str) -> dict[str, bytes]:
    """
    Return the page, its pictures one by one, and everything as JSON, by the name of the file.

    Args:
        case: What everybody may read of it.
        report: All drafts, as `counterdraft.estate.case_report` gives them.
        shown: The draft that is shown in full: it has clauses and indicators.
    """
    view = ValueView(case, report, shown)
    draft = _plain(shown)
    drawn = {f"{case.name}-map": view.map, f"{case.name}-reckoning": view.reckoning}
    for (name, _), year, total, way, drafts in zip(
        view.named, view.fans[::2], view.fans[1::2], view.ways, view.comparisons, strict=True
    ):
        side = _plain(name)
        drawn[f"{case.name}-drafts-{side}"] = drafts
        drawn[f"{case.name}-{draft}-years-{side}"] = year
        drawn[f"{case.name}-{draft}-gathered-{side}"] = total
        drawn[f"{case.name}-{draft}-clauses-{side}"] = way
    data = json.dumps(plain(report), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return {
        f"{case.name}-value.html": value_html(view).encode("utf-8", "replace"),
        f"{case.name}-value.json": data.encode("utf-8", "replace"),
        **{f"{name}.svg": str(svg).encode("utf-8", "replace") for name, svg in drawn.items()},
    }


def _plain(name: str) -> str:
    """Return a name that a file may have."""
    return re.sub(r"[^\w.-]", "-", name)


def value_html(view: ValueView) -> str:
    """
    Return the page: style and pictures inside it, no script, and not one request.

    All text of the case is escaped.  The page is well-formed as XML too.
    """
    import jinja2  # noqa: PLC0415 - start-up time
    from markupsafe import Markup  # noqa: PLC0415

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_part),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("value.html.j2").render(
        view=view,
        version=__version__,
        style=Markup("\n".join(map(_part, STYLES))),  # noqa: S704 - our own files
    )


@cache
def _part(name: str) -> str:
    return (files("counterdraft.brief") / "templates" / name).read_text("utf-8").strip()
