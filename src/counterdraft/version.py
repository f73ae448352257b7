"""The version, in one place: the brief prints it, the package carries it."""

__all__ = ["__version__"]

__version__ = "0.1.0"
