"""Bytes that were made lately, kept up to a size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Kept:
    """A cache bounded by the bytes it holds; what was longest unused goes first.

    `functools.lru_cache` bounds the number of answers, which says nothing about files: one
    may have a thousand times the size of another.

    Parameters
    ----------
    size : int
        Bytes that are kept at most. One piece may take a quarter of them.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.used = 0
        self._pieces: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        """What is kept under a key, if anything."""
        with self._lock:
            if key in self._pieces:
                self._pieces.move_to_end(key)
            return self._pieces.get(key)

    def put(self, key: Hashable, piece: bytes) -> None:
        """Keep a piece, and let go of others until there is room."""
        if len(piece) > self.size // 4:
            return
        with self._lock:
            self.used += len(piece) - len(self._pieces.pop(key, b""))
            self._pieces[key] = piece
            while self.used > self.size:
                self.used -= len(self._pieces.popitem(last=False)[1])
