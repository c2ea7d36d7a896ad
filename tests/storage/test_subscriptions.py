"""Subscriptions: each once in a channel, listed in their order, muted and removed for their workspace alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from storage.database import Database
from storage.models import SubscriptionRow

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def subscription(id: str = "s1", **fields: Any) -> SubscriptionRow:
    given: dict[str, Any] = {
        "team_id": "T1",
        "channel_id": "C1",
        "topic": "jobs",
        "filters": {"kind": "flows", "least": 1},
        "fingerprint": f"f-{id}",
        "created_by": "U1",
        "created_by_name": "Maya\0",
        "created_at": NOW,
    }
    return SubscriptionRow(id=id, **(given | fields))


async def keep(database: Database, *rows: SubscriptionRow) -> list[bool]:
    return await database.transact(lambda work: [work.subscriptions.add(row) for row in rows])


async def listed(database: Database, **filters: Any) -> list[str]:
    return await database.read(lambda work: [row.id for row in work.subscriptions.list("T1", **filters)])


async def test_what_was_kept_is_found_as_it_was(database: Database) -> None:
    await keep(database, subscription(even_if_empty=True, zone="Europe/Paris", schedule_id="p1"))
    row = await database.read(lambda work: work.subscriptions.get("T1", "s1"))
    assert row is not None
    assert (row.filters, row.even_if_empty, row.zone) == ({"kind": "flows", "least": 1}, True, "Europe/Paris")
    assert (row.created_by_name, row.created_at) == ("Maya\N{REPLACEMENT CHARACTER}", NOW)
    assert (row.muted_until, row.muted_at) == (None, None)
    assert await database.read(lambda work: work.subscriptions.get("T2", "s1")) is None


async def test_of_many_that_say_the_same_one_is_kept(database: Database) -> None:
    rows = [subscription(f"s{number}", fingerprint="same") for number in range(6)]
    kept = await asyncio.gather(*(keep(database, row) for row in rows))
    assert sorted(kept) == [[False]] * 5 + [[True]]
    others = [
        subscription("c", fingerprint="same", channel_id="C2"),
        subscription("t", fingerprint="same", topic="keys"),
        subscription("w", fingerprint="same", team_id="T2"),
    ]
    assert await keep(database, *others) == [True] * 3


async def test_they_are_listed_in_the_order_in_which_they_were_made(database: Database) -> None:
    await keep(
        database,
        subscription("later", created_at=NOW + HOUR),
        subscription("first"),
        subscription("elsewhere", channel_id="C2", topic="keys", created_at=NOW + 2 * HOUR),
        subscription("other team", team_id="T2"),
    )
    assert await listed(database) == ["first", "later", "elsewhere"]
    assert await listed(database, channel_id="C1") == ["first", "later"]
    assert await listed(database, topic="keys") == ["elsewhere"]


async def test_some_are_muted_since_a_moment_until_another_and_let_go_again(database: Database) -> None:
    await keep(database, subscription("a"), subscription("b"), subscription("c", team_id="T2"))
    until = NOW + HOUR
    muted = await database.transact(lambda work: work.subscriptions.mute("T1", ["a", "c"], until, NOW))
    assert muted == 1
    rows = await database.read(lambda work: work.subscriptions.list("T1"))
    assert [(row.id, row.muted_until, row.muted_at) for row in rows] == [("a", until, NOW), ("b", None, None)]
    assert await database.transact(lambda work: work.subscriptions.mute("T1", ["a"], None)) == 1
    row = await database.read(lambda work: work.subscriptions.get("T1", "a"))
    assert row is not None
    assert (row.muted_until, row.muted_at) == (None, None)


async def test_one_that_is_removed_is_gone_for_its_workspace_alone(database: Database) -> None:
    await keep(database, subscription())
    removed = [
        await database.transact(partial(lambda work, team: work.subscriptions.remove(team, "s1"), team=team))
        for team in ("T2", "T1", "T1")
    ]
    assert removed == [False, True, False]
