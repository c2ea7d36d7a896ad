"""What a command answers with: words that stand alone, and blocks that show them better."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

Blocks = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class OutgoingFile:
    """A file for one person; it is put into their direct messages."""

    name: str
    content: bytes | IO[bytes] = field(repr=False)
    """The bytes, or the open file that holds them where they are many."""


@dataclass(frozen=True)
class Reply:
    """An answer to one person. `text` carries all that matters, since screen readers read it alone."""

    text: str
    blocks: Blocks = ()
    replace: bool = False
    """Whether it takes the place of the private message whose button was pressed (paging)."""
    file: OutgoingFile | None = None
    seen: Callable[[], Awaitable[None]] | None = None
    """Called once the answer stands in the person's modal."""
    is_problem: bool = False
    """Whether it tells that what was asked for did not happen."""
