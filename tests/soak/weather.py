"""A Slack that loses answers after it has stored, refuses, and asks to wait, by a seed."""

import asyncio
import random

from sandbox.slack.faults import Fault, Faults

LOST, BROKEN, REFUSED_FOR_NOW = 0.08, 0.06, 0.04
"""Of all posts and edits: the answer is lost after the effect, there is no effect, and 429."""
_STORMY = ("chat.postMessage", "chat.update", "chat.delete")
_READING = ("conversations.history", "conversations.replies")


class Weather(Faults):
    """Faults that nobody has to ask for; those that were asked for come first."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._luck = random.Random(seed)
        self.is_calm = False
        self.happened: dict[str, int] = {}
        self._calls = 0
        self._called = asyncio.Event()

    async def calls(self, count: int) -> None:
        """Wait for so many more calls."""
        until = self._calls + count
        while self._calls < until:
            self._called.clear()
            await self._called.wait()

    def take(self, *methods: str) -> Fault | None:
        """The fault for this call, if there is one."""
        self._calls += 1
        self._called.set()
        asked = super().take(*methods)
        if asked is not None or self.is_calm:
            return asked
        kind = self._kind(methods[0])
        if not kind:
            return None
        self.happened[kind] = self.happened.get(kind, 0) + 1
        return Fault(methods[0], kind, retry_after=2)

    def _kind(self, method: str) -> str:
        luck = self._luck.random()
        if method in _STORMY:
            if luck < LOST:
                return "lost_answer"
            if luck < LOST + BROKEN:
                return "error500"
            return "ratelimited" if luck < LOST + BROKEN + REFUSED_FOR_NOW else ""
        return "error500" if method in _READING and luck < BROKEN else ""
