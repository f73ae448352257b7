"""A room lists what it offers, and loads a file when something in it is first asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

__all__ = ["attach_lazily"]


class _Room(ModuleType):
    """A package whose names are found in its files when they are asked for (as in PEP 562)."""

    def __getattr__(self, name: str) -> object:
        home: Mapping[str, str] = self.__dict__.get("_home", {})
        if name not in home:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{self.__name__}.{home[name]}"), name)

    def __setattr__(self, name: str, value: object) -> None:
        # A file that bears the name of its function must not take the function's place.
        if not (isinstance(value, ModuleType) and name in self.__dict__.get("_home", {})):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *self.__dict__.get("__all__", ())})


def attach_lazily(name: str, files: Mapping[str, tuple[str, ...]]) -> None:
    """
    Make the package *name* find each name in the file that defines it, when it is first asked for.

    Start-up pays only for what is used: solvers, compiled kernels and drawing libraries wait.

    Args:
        name: The package's ``__name__``.
        files: By file (module) of the package, the names it defines.
    """
    module = sys.modules[name]
    home = {each: file for file, names in files.items() for each in names}
    module.__dict__["_home"] = home
    module.__class__ = _Room
