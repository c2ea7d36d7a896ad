"""Tells facts of every kind, a few at a time, for as long as the storm lasts."""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.inbox.delivery import EVENT
from bot.inbox.recorder import to_bytes
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from storage.database import Database
from storage.inbox_appender import NewDelivery
from storage.unit_of_work import UnitOfWork

TEAM = "T0CALLBOARD"
CHANNELS = tuple(f"C0SOAK{number}" for number in range(6))
PEOPLE = ("U0MAYA", "U0TOMAS", "U0OLIVIA")
BURST = 15


class Facts:
    """What was told so far: the last form of each message, by its key."""

    def __init__(self, database: Database, clock: Clock, seed: int) -> None:
        self._database = database
        self._clock = clock
        self._luck = random.Random(seed)
        self._count = 0
        self.told: dict[str, Message] = {}
        self.delivered: list[str] = []
        """The keys of what came in through the inbox, and is answered by a direct message."""

    async def tell_some(self, *, plain: bool = False) -> None:
        """One more fact, or a handful; `plain` ones are posted once and never edited."""
        luck = self._luck.random()
        if plain or luck < 0.5:
            await self._write([self._fact(self._place())])
        elif luck < 0.65:
            await self._write(self._card_with_note())
        elif luck < 0.75:
            await self._revise()
        elif luck < 0.82:
            place = self._place()
            await self._write([self._fact(place, is_news=True) for _ in range(BURST)])
        elif luck < 0.87:
            await self._write([self._fact(self._place(), words=900)])
        else:
            await self._deliver()

    def __len__(self) -> int:
        return len(self.told) + len(self.delivered)

    def _place(self) -> str:
        return self._luck.choice((*CHANNELS, *PEOPLE))

    def _fact(self, channel: str, *, is_news: bool = False, words: int = 3) -> Message:
        self._count += 1
        key = f"fact-{self._count:05}"
        text = f"{key} " + "word " * words
        return Message(key, TEAM, channel, text.strip(), fold_line=f"{key} in short" if is_news else "")

    def _card_with_note(self) -> Iterator[Message]:
        card = self._fact(self._luck.choice(CHANNELS))
        yield card
        self._count += 1
        key = f"fact-{self._count:05}"
        yield Message(key, TEAM, card.channel, f"{key} about {card.key}", thread_key=card.key)

    async def _revise(self) -> None:
        if not self.told:
            return
        before = self.told[self._luck.choice(list(self.told))]
        line = f"{before.key} has news" if before.fold_line else ""
        news = f"{before.text} and news {self._luck.randrange(10**6)}"
        after = Message(before.key, TEAM, before.channel, news, thread_key=before.thread_key, fold_line=line)
        await self._write([after])

    async def _write(self, messages: Iterable[Message]) -> None:
        several, now = list(messages), self._clock.now()

        def work(unit: UnitOfWork) -> None:
            for message in several:
                enqueue(unit, message, now)

        await self._database.transact(work)
        self.told |= {message.key: message for message in several}

    async def _deliver(self) -> None:
        """An event as Slack delivers it, recorded by a process that died right after."""
        self._count += 1
        key, now = f"Ev{self._count:08}", self._clock.now()
        event = {"type": "app_mention", "user": self._luck.choice(PEOPLE), "channel": CHANNELS[0]}
        row = _recorded(key, {"team_id": TEAM, "event_id": key, "event": event}, now)
        await self._database.transact(lambda work: work.inbox.add([row]))
        self.delivered.append(key)


def _recorded(key: str, body: dict[str, Any], now: datetime) -> NewDelivery:
    return NewDelivery(key, EVENT, to_bytes(body), now, "who is gone", now - timedelta(seconds=1))
