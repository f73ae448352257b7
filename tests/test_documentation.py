"""The documentation is run: what it shows is what the program prints."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    p for p in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")] if "_build" not in p.parts
)
SESSION = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
DIALOGUE = re.compile(r"^```python\n(>>>.*?)^```", re.MULTILINE | re.DOTALL)


def commands(page: Path):
    """Yield each `$ command` of the page's console blocks with the output shown for it."""
    for block in SESSION.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a documented command in *folder* and return its exit code and everything it printed."""
    words = shlex.split(command)
    assert words[0] in {"counterdraft", "cp", "sed", "cat", "ls"}, (
        f"the pages may not run {words[0]}"
    )
    if words[0] == "counterdraft":
        words = [sys.executable, "-m", "counterdraft", *words[1:]]
    done = subprocess.run(
        words,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
        env=os.environ | {"COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, done.stdout


def agrees(shown: str, printed: str) -> bool:
    """Whether what the page shows is what was printed; a line `…` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?"
        if line.strip() == "…"
        else re.escape(line.rstrip()).replace("…", ".*") + r"[ ]*\n"
        for line in shown.rstrip("\n").split("\n")
    )
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
class TestPage:
    def test_commands_print_what_is_shown(self, page, tmp_path):
        """
        Every console block is run from the folder of the project, on a copy, in order.
        """
        todo = list(commands(page))
        if not todo:
            return
        shutil.copytree(ROOT / "cases", tmp_path / "cases")
        for command, shown in todo:
            code, printed = run(command, tmp_path)
            assert "Traceback" not in printed
            if shown.strip():
                assert agrees(shown, printed), (
                    f"$ {command}\n--- shown\n{shown}\n--- printed\n{printed}"
                )
            else:
                assert code == 0, printed

    def test_python_dialogues_hold(self, page, monkeypatch):
        """
        Every `>>>` block of a page is run as one doctest, in order.
        """
        blocks = DIALOGUE.findall(page.read_text(encoding="utf-8"))
        monkeypatch.chdir(ROOT)
        test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(test)

        assert runner.failures == 0

    def test_links_inside_the_project_lead_somewhere(self, page):
        """
        A relative link names a file that is there.
        """
        text = re.sub(
            r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]

        assert broken == []


def public_names():
    """Yield every public name of the library and of its answers, as the reference writes it."""
    import counterdraft as cd
    from counterdraft.agreements import Comparison, Count, Frontier, Solution, Solutions
    from counterdraft.agreements.basics.named import NamedOffer

    yield from (f"cd.{name}" for name in dir(cd) if not name.startswith("__"))
    bench = cd.load(ROOT / "cases/classroom", seat="town")
    yield from (f"bench.{name}" for name in dir(bench) if not name.startswith("_"))
    for answer in (Comparison, Count, Frontier, NamedOffer, Solution, Solutions, cd.Fault):
        own = {*dir(answer), *answer.__dataclass_fields__}
        yield from (name for name in own if not name.startswith("_"))


class TestPythonReference:
    def test_names_everything_public(self):
        """
        A public name of the library, of a workbench or of an exact answer that the page lacks turns this red.
        """
        text = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
        code = " ".join(re.findall(r"`([^`\n]+)`", text))
        missing = [
            name
            for name in public_names()
            if not re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", code)
        ]

        assert missing == []


class TestCommandReference:
    def test_is_what_help_prints(self):
        """
        An undocumented command or option turns this red; `python docs/commands.py` writes the page anew.
        """
        done = subprocess.run(
            [sys.executable, str(ROOT / "docs" / "commands.py"), "--print"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

        assert done.stdout == (ROOT / "docs/reference/command-line.md").read_text(encoding="utf-8")
