"""The inbox: recorded once, taken over when its owner is gone."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.inbox_appender import NewDelivery
from storage.models.inbox import InboxState
from storage.repositories.inbox import TakenOver

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)


def delivery(key: str, owner: str = "first") -> NewDelivery:
    return NewDelivery(key, "command", b"{}", NOW, owner, NOW + LEASE)


async def test_a_delivery_is_new_once(database: Database) -> None:
    assert await database.transact(lambda w: w.inbox.add([delivery("a"), delivery("b"), delivery("a")])) == [
        True,
        True,
        False,
    ]
    assert await database.transact(lambda w: w.inbox.add([delivery("a")])) == [False]


async def test_what_somebody_works_on_is_not_taken_over(database: Database) -> None:
    await database.transact(lambda w: w.inbox.add([delivery("a")]))
    later = NOW + LEASE - timedelta(microseconds=1)
    assert await database.transact(lambda w: w.inbox.claim_abandoned(later, "second", LEASE)) == []


async def test_what_was_left_is_taken_over_by_one(database: Database) -> None:
    await database.transact(lambda w: w.inbox.add([delivery("a"), delivery("b")]))
    later = NOW + LEASE
    taken = await database.transact(lambda w: w.inbox.claim_abandoned(later, "second", LEASE))
    assert taken == [TakenOver("a", 2), TakenOver("b", 2)]
    assert await database.transact(lambda w: w.inbox.claim_abandoned(later, "third", LEASE)) == []


async def test_a_renewed_lease_keeps_others_away(database: Database) -> None:
    await database.transact(lambda w: w.inbox.add([delivery("a")]))
    assert await database.transact(lambda w: w.inbox.renew(["a"], "first", NOW + 2 * LEASE)) == 1
    assert await database.transact(lambda w: w.inbox.claim_abandoned(NOW + LEASE, "second", LEASE)) == []


async def test_a_former_owner_cannot_finish(database: Database) -> None:
    await database.transact(lambda w: w.inbox.add([delivery("a")]))
    await database.transact(lambda w: w.inbox.claim_abandoned(NOW + LEASE, "second", LEASE))
    assert not await database.transact(lambda w: w.inbox.finish("a", "first", NOW))
    assert await database.transact(lambda w: w.inbox.finish("a", "second", NOW))
    assert not await database.transact(lambda w: w.inbox.finish("a", "second", NOW)), "it is closed"


async def test_a_released_delivery_waits_until_its_time(database: Database) -> None:
    await database.transact(lambda w: w.inbox.add([delivery("a")]))
    again = NOW + timedelta(seconds=10)
    assert await database.transact(lambda w: w.inbox.release(["a"], "first", again, note="E1")) == 1
    early = again - timedelta(seconds=1)
    assert await database.transact(lambda w: w.inbox.claim_abandoned(early, "second", LEASE)) == []
    assert await database.transact(lambda w: w.inbox.claim_abandoned(again, "second", LEASE)) == [
        TakenOver("a", 2)
    ]


async def test_what_was_never_begun_does_not_count_as_an_attempt(database: Database) -> None:
    await database.transact(lambda w: w.inbox.add([delivery("a")]))
    await database.transact(lambda w: w.inbox.release(["a"], "first", NOW, counts=False))
    assert await database.transact(lambda w: w.inbox.claim_abandoned(NOW, "second", LEASE)) == [
        TakenOver("a", 1)
    ]


async def test_a_new_process_frees_what_the_dead_one_held(database: Database) -> None:
    await database.transact(lambda w: w.inbox.add([delivery("a"), delivery("mine", "second")]))
    assert await database.transact(lambda w: w.inbox.release_of_dead_processes("second")) == 1
    assert await database.transact(lambda w: w.inbox.claim_abandoned(NOW, "second", LEASE)) == [
        TakenOver("a", 2)
    ]


async def test_finished_deliveries_are_forgotten_after_a_while(database: Database) -> None:
    await database.transact(lambda w: w.inbox.add([delivery("a"), delivery("b")]))
    await database.transact(lambda w: w.inbox.finish("a", "first", NOW, state=InboxState.DONE))
    assert await database.read(lambda w: w.inbox.open_count()) == 1
    assert await database.transact(lambda w: w.inbox.forget_finished(NOW)) == 0
    assert await database.transact(lambda w: w.inbox.forget_finished(NOW + LEASE)) == 1
    assert await database.read(lambda w: w.inbox.get("b")) is not None
