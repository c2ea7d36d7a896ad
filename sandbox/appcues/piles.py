"""Keeps the rows of an upload until its job ends: in memory while they are few, else in a temporary file."""

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any
from weakref import finalize

import orjson

_MOST_IN_MEMORY = 1024 * 1024


class Pile:
    """JSON values in their order; what is put in as a dataclass comes out as an object, a tuple as an array."""

    def __init__(self) -> None:
        # Closed with the pile itself: a job lets go of its rows when they have taken effect.
        self._lines = SpooledTemporaryFile(max_size=_MOST_IN_MEMORY)  # noqa: SIM115 - see above
        self._count = 0
        finalize(self, self._lines.close)

    def extend(self, values: Iterable[Any]) -> None:
        """Puts values on top."""
        lines = [orjson.dumps(value) for value in values]
        self._count += len(lines)
        self._lines.write(b"".join(line + b"\n" for line in lines))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        self._lines.seek(0)
        return map(orjson.loads, self._lines)
