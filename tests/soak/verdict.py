"""What must be true when the storm is over: each fact once, in its last form, in its place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from sqlmodel import col, select

from bot.outbox.slack_shapes import EVENT_TYPE
from sandbox.slack.messages import Message
from storage.database import Database
from storage.models import InboxRow, OutboxRow, OutboxState
from storage.unit_of_work import UnitOfWork
from tests.soak.facts import Facts


@dataclass(frozen=True)
class Verdict:
    """What was found. Nothing of it is right but zeros and empty lists, except where it says how much there was."""

    facts: int
    messages: int
    folded: int
    lost: list[str]
    doubled: list[str]
    wrong: list[str]
    out_of_order: list[str]
    unfinished: list[str]
    given_up: int
    """Deliveries during which three processes ended, one after the other; an event has nobody to tell."""
    story: dict[str, Any] = field(default_factory=dict)

    def with_story(self, **story: Any) -> "Verdict":
        """The same, with what had happened."""
        return replace(self, story=story)

    @property
    def trouble(self) -> dict[str, list[str]]:
        """All that is not as it must be."""
        names = ("lost", "doubled", "wrong", "out_of_order", "unfinished")
        return {name: found for name in names if (found := getattr(self, name))}

    def __str__(self) -> str:
        story = ", ".join(f"{name} {value}" for name, value in self.story.items())
        found = f"{len(self.lost)} lost, {len(self.doubled)} doubled ({self.doubled_share:.1%})"
        told = f"{self.facts} facts in {self.messages} messages, {self.folded} folded: {found}; "
        told += f"{self.given_up} deliveries given up; {story}"
        return f"{told}; {self.trouble}" if self.trouble else told

    @property
    def doubled_share(self) -> float:
        """How many of the messages stand more than once."""
        return len(self.doubled) / max(self.messages, 1)


async def judge(database: Database, facts: Facts, messages: Sequence[Message]) -> Verdict:
    """Compare what was told with what stands in Slack."""
    rows, deliveries = await database.read(_everything)
    standing = {id: [each for each in messages if _outbox_id(each) == id] for id in map(_outbox_id, messages)}
    by_key = {row.dedupe_key: row for row in rows}
    counts = {row.dedupe_key: len(standing.get(row.id, ())) for row in rows}
    own = [row for row in rows if row.folded_into is None and (row.text or row.blocks)]
    missing = [key for key in facts.told if key not in by_key]
    answered = [f"answer:{key}" for key in facts.delivered if deliveries[key] == "done"]
    missing += [key for key in answered if key not in by_key]
    extra = [row.dedupe_key for row in rows if row not in own and counts[row.dedupe_key]]
    return Verdict(
        facts=len(facts),
        messages=len(own),
        folded=sum(row.folded_into is not None for row in rows),
        lost=[*missing, *(row.dedupe_key for row in own if not counts[row.dedupe_key])],
        doubled=[*extra, *(row.dedupe_key for row in own if counts[row.dedupe_key] > 1)],
        wrong=[*_wrong(own, rows, standing)],
        out_of_order=[*_out_of_order(own, standing)],
        unfinished=[
            *(f"{row.dedupe_key} {row.state}" for row in rows if row.state != OutboxState.SENT),
            *(f"{key} {state}" for key, state in deliveries.items() if state not in {"done", "given_up"}),
        ],
        given_up=Counter(deliveries.values())["given_up"],
    )


def _everything(work: UnitOfWork) -> tuple[list[OutboxRow], dict[str, str]]:
    rows = list(work._session.scalars(select(OutboxRow).order_by(col(OutboxRow.seq))))
    deliveries = work._session.scalars(select(InboxRow))
    return rows, {row.dedupe_key: row.state for row in deliveries}


def _outbox_id(message: Message) -> str:
    metadata = message.metadata or {}
    payload = metadata.get("event_payload", {})
    return str(payload.get("outbox_id", "")) if metadata.get("event_type") == EVENT_TYPE else ""


def _wrong(own: list[OutboxRow], rows: list[OutboxRow], standing: dict[str, list[Message]]) -> list[str]:
    """Messages that do not look as they should, or not in their thread."""
    folded = Counter(row.folded_into for row in rows)
    place = {(row.channel, row.dedupe_key): row.ts for row in rows}
    found = []
    for row in own:
        for message in standing.get(row.id, ()):
            count = folded[row.id]
            looks_right = (
                message.text.startswith(f"*{1 + count} messages in one*")
                if count
                else (message.text == row.text)
            )
            thread = place.get((row.channel, row.thread_key or ""), "")
            its_thread = "" if message.thread_ts in {None, message.ts} else message.thread_ts
            if not looks_right or its_thread != thread:
                found.append(f"{row.dedupe_key} shows {message.text[:80]!r} in thread {message.thread_ts}")
    return found


def _out_of_order(own: list[OutboxRow], standing: dict[str, list[Message]]) -> list[str]:
    """Messages that stand before one of their channel and rank that was written before them."""
    found = []
    lanes: dict[tuple[str, int], list[OutboxRow]] = {}
    for row in own:
        if row.thread_key is None and standing.get(row.id):
            lanes.setdefault((row.channel, row.rank), []).append(row)
    for lane in lanes.values():
        lane.sort(key=lambda row: float(row.ts or 0))
        for before, after in pairwise(lane):
            if (before.seq or 0) > (after.seq or 0):
                found.append(f"{before.dedupe_key} before {after.dedupe_key}")
    return found
