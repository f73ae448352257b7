"""The brief as one HTML file that opens offline and asks nothing of anybody."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from counterdraft.advice.results import Answer
from counterdraft.brief import words
from counterdraft.brief.page.background_view import BackgroundView
from counterdraft.brief.page.draft_view import DraftView

__all__ = ["html"]


def html(answer: Answer) -> str:
    """
    Return the page: style, script and pictures inside it, and not one request.

    Its content security policy forbids every request and every script but its own.  All text of the
    case is escaped.  It is well-formed as XML too, so that any tool may read it.
    """
    import jinja2  # noqa: PLC0415 - start-up time
    from markupsafe import Markup  # noqa: PLC0415

    style, script = _part("style.css") + "\n" + _part("pictures.css"), _part("hover.js")
    loader = jinja2.FunctionLoader(_part)
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    view = DraftView(answer)
    # What stands between the tags of the script is what its hash in the policy is made of.
    digest = hashlib.sha256(f"\n{script}\n".encode()).digest()
    back = BackgroundView(view)
    mine = None
    if answer.money is not None:
        from counterdraft.brief.minerals import Minerals  # noqa: PLC0415 - only with an estate

        mine = Minerals(view, answer.money)
    return environment.get_template("page.html.j2").render(
        answer=answer,
        view=view,
        back=back,
        mine=mine,
        clean=words.clean,
        day=words.day,
        counted=words.figure_counts(answer),
        notices=words.remaining_notices(answer),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hash="sha256-" + base64.b64encode(digest).decode(),
    )


@cache
def _part(name: str) -> str:
    return (files("counterdraft.brief") / "templates" / name).read_text("utf-8").strip()
