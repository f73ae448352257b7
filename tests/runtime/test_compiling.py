"""Kernels: compiled once, cached where that is possible, and working where it is not."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core import caching

from counterdraft.runtime.compiling import COMPILES, compiled

SOURCES = Path(__file__).parents[2] / "src" / "counterdraft"


def doubled(values):
    """Twice the values."""
    return values * 2.0


class TestCompiled:
    @pytest.mark.parametrize("signature", ["", "f8[::1](f8[::1])"])
    def test_works_where_no_cache_can_be_written(self, monkeypatch, signature):
        """
        Where numba has no place for its cache, the kernel is compiled without one.
        """
        monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
        kernel = compiled(signature)(doubled)
        assert kernel(np.array([1.5])).tolist() == [3.0]

    @pytest.mark.skipif(not COMPILES, reason="nothing is compiled in the interpreter")
    def test_caches_where_it_can(self):
        """
        A cached kernel is one that the next run reads.
        """
        assert "Null" not in type(compiled()(doubled)._cache).__name__

    def test_every_kernel_uses_it(self):
        """
        No file decorates a kernel by numba itself, whose cache may refuse.
        """
        files = [
            file.name
            for file in SOURCES.rglob("*.py")
            if re.search(r"\bnjit\b|\bnumba\.jit\b", file.read_text("utf-8"))
        ]
        assert files == ["compiling.py"]


BLOCKED = """
from numba.core import caching
caching.CacheImpl._locator_classes = []
caching.CodeLibraryCacheImpl._locator_classes = []
caching.CompileResultCacheImpl._locator_classes = []
from counterdraft.cli import main
main()
"""


@pytest.mark.slow
class TestReadOnlyInstall:
    @pytest.mark.parametrize(
        "command",
        [
            ["brief", "cases/classroom", "--as", "town", "--answer", "first", "--draws", "100"],
            ["frontier", "cases/classroom"],
        ],
        ids=lambda command: command[0],
    )
    def test_commands_work_without_a_cache(self, command):
        """
        A container whose file system is read-only gets its answer, and no traceback.
        """
        run = subprocess.run(
            [sys.executable, "-c", BLOCKED, *command],
            cwd=SOURCES.parents[1],
            env={**os.environ, "COUNTERDRAFT_CACHE": ""},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert (run.returncode, run.stderr) == (0, "")


class TestWithoutScipy:
    def test_no_compiled_function_multiplies_matrices(self):
        """
        The compiler asks for scipy where a compiled function uses `@` or `np.dot`; a plain install has none.
        """
        needing = [
            f"{path.name}:{node.lineno}"
            for path in SOURCES.rglob("*.py")
            for function in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(function, ast.FunctionDef)
            and any("compiled" in ast.unparse(mark) for mark in function.decorator_list)
            for node in ast.walk(function)
            if (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult))
            or (isinstance(node, ast.Attribute) and node.attr in {"dot", "vdot", "linalg"})
        ]

        assert needing == []
