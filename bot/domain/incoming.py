"""Bytes that somebody hands over: a file in Slack, or text that was pasted."""

import hashlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Incoming:
    """What it is called and how large it is; `chunks` reads it from the beginning, each time anew."""

    id: str
    """Different for different content, as far as can be known."""
    name: str
    size: int
    chunks: Callable[[], AsyncGenerator[bytes, None]] = field(repr=False, compare=False)


def pasted(text: str) -> Incoming:
    """Text that was typed or pasted, to the letter."""
    content = text.encode()

    async def chunks() -> AsyncGenerator[bytes, None]:
        yield content

    return Incoming(f"pasted {hashlib.sha256(content).hexdigest()[:16]}", "pasted rows", len(content), chunks)


async def head_of(chunks: AsyncGenerator[bytes, None], most: int) -> bytes:
    """The first bytes, at least `most` of them unless there are fewer; the rest can be read on."""
    pieces: list[bytes] = []
    length = 0
    while length < most:
        try:
            piece = await anext(chunks)
        except StopAsyncIteration:
            break
        pieces.append(piece)
        length += len(piece)
    return b"".join(pieces)
