"""Two things at once, with one of them stopped in the middle of its transaction while the other is done."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import pytest


async def done_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
    statement: tuple[type, str],
    first: Coroutine[Any, Any, object],
    second: Coroutine[Any, Any, object],
) -> None:
    """Lets the first begin, stops it where its transaction has read by a statement, and lets the second begin.

    The statement is a method of a repository, and one that finds nothing stops nobody. After a moment, in which the
    second is done unless it has to wait, the first goes on.
    """
    repository, name = statement
    method = getattr(repository, name)
    has_read, goes_on = threading.Event(), threading.Event()

    def stopped_after(self: Any, *args: Any) -> Any:
        found = method(self, *args)
        if found and not has_read.is_set():
            has_read.set()
            goes_on.wait(5)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(repository, name, stopped_after)
        one = asyncio.create_task(first)
        assert await asyncio.to_thread(has_read.wait, 5)
        other = asyncio.create_task(second)
        await asyncio.wait({other}, timeout=0.5)
        goes_on.set()
        await asyncio.gather(one, other)
