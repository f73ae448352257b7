"""A room lists what it offers, and loads a file when something in it is first asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

__all__ = ["attach_lazily"]


class _Room(ModuleType):
    """A package that imports a file of it when a name of that file is first asked for (as in PEP 562)."""

    _home: Mapping[str, str]
    _rooms: tuple[str, ...]
    _aliases: Mapping[str, str]

    def __getattr__(self, name: str) -> object:
        if name in self.__dict__.get("_home", {}):
            return getattr(import_module(f"{self.__name__}.{self._home[name]}"), name)
        if name in self.__dict__.get("_aliases", {}):
            file, _, attribute = self._aliases[name].rpartition(".")
            return getattr(import_module(f"{self.__name__}.{file}"), attribute)
        if name in self.__dict__.get("_rooms", ()):
            return import_module(f"{self.__name__}.{name}")
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __setattr__(self, name: str, value: object) -> None:
        # A file that bears the name of its function must not take the function's place.
        if not (isinstance(value, ModuleType) and name in self.__dict__.get("_home", {})):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        special = [name for name in self.__dict__ if name.startswith("__")]
        return sorted({*special, *self._rooms, *self.__dict__.get("__all__", self._home)})


def attach_lazily(
    name: str,
    files: Mapping[str, tuple[str, ...]],
    *,
    rooms: tuple[str, ...] = (),
    aliases: Mapping[str, str] | None = None,
) -> None:
    """
    Make the package *name* import a file when a name of it is first asked for, and list every name.

    Start-up pays only for what is used: solvers, compiled kernels and drawing libraries wait.  ``dir`` of
    the package, and so completion, lists its ``__all__`` and its rooms, and nothing that they import.

    Args:
        name: The package's ``__name__``.
        files: By file (module) of the package, the names it defines.
        rooms: Packages inside it that are reached as its attributes.
        aliases: By a shorter name, the dotted place of what it stands for inside the package.
    """
    module = sys.modules[name]
    home = {each: file for file, names in files.items() for each in names}
    module.__dict__.update(_home=home, _rooms=rooms, _aliases=aliases or {})
    module.__class__ = _Room
