"""Random streams keyed by name, so that one more of them changes none of the others."""

from __future__ import annotations

import hashlib

import numpy as np

__all__ = ["named_child", "stream", "stream_key"]


def stream_key(seed: int, name: str) -> int:
    """Return 64 bits that stand for the stream *name* of *seed* (the head of a SHA-256)."""
    digest = hashlib.sha256(f"{seed}\x00{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def stream(seed: int, name: str) -> np.random.Generator:
    """
    Return the generator of the stream *name*.

    >>> bool(stream(1, "price").random() == stream(1, "price").random())
    True
    """
    digest = hashlib.sha256(f"{seed}\x00{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(int.from_bytes(digest))))


def named_child(parent: np.random.Generator, name: str) -> np.random.Generator:
    """
    Return the generator *name* below another one, which draws nothing from it.

    >>> parent = stream(1, "price")
    >>> bool(named_child(parent, "drift").random() == named_child(parent, "drift").random())
    True
    """
    seeds = parent.bit_generator.seed_seq
    assert isinstance(seeds, np.random.SeedSequence)
    keys = (*seeds.spawn_key, stream_key(0, name))
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence(seeds.entropy, spawn_key=keys))
    )
