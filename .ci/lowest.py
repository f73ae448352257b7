"""Print the oldest versions that `pyproject.toml` allows, as constraints for pip."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def oldest() -> list[str]:
    """Return ``name==version`` for what is needed to run and to test, extras among it."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = told["project"]
    wanted = project["dependencies"] + told["dependency-groups"]["test"]
    for extra in project["optional-dependencies"].values():
        wanted += extra
    return sorted({needed.replace(">=", "==") for needed in wanted})


if __name__ == "__main__":
    print("\n".join(oldest()))  # noqa: T201 - what it is for
