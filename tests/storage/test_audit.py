"""The audit log: a chain in which nothing can be changed, removed or moved without its showing."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from storage.audit_chain import START, chain_hash
from storage.database import Database
from storage.repositories.audit import AuditFilter
from storage.repositories.audit_pruning import Pruned
from storage.repositories.audit_verification import AuditCheck
from storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 2, 9, 0, 0, 123456, tzinfo=UTC)


async def write(database: Database, count: int, team_id: str = "T") -> None:
    def work(unit: UnitOfWork) -> None:
        for number in range(count):
            unit.audit.append(
                team_id=team_id,
                at=NOW + timedelta(seconds=number),
                actor_id=f"U{number % 2}",
                source="typed",
                action="appcues flows publish" if number % 2 else "callboard roles grant",
                verdict="done",
                effect="guarded",
                item_id=f"item-{number}",
                item_name=f"Item-{number}",
                arguments={"name": "Ünïcode “quotes”", "number": 1.5, "many": [1, None, True]},
            )

    await database.transact(work)


async def tamper(database: Database, statement: str) -> None:
    await database.transact(lambda unit: unit._session.execute(text(statement)))


async def test_records_are_numbered_without_gaps_and_chained(database: Database) -> None:
    await write(database, 3)
    await write(database, 2, "T2")
    rows = await database.read(lambda w: w.audit.latest("T", 10))
    assert [row.seq for row in rows] == [3, 2, 1]
    assert rows[2].prev_hash == START
    assert rows[1].prev_hash == rows[2].hash
    assert await database.read(lambda w: w.audit_verification.verify("T")) == AuditCheck(3)
    assert await database.read(lambda w: w.audit_verification.verify("T2")) == AuditCheck(2)
    assert await database.read(lambda w: w.audit_verification.verify("nobody")) == AuditCheck(0)


async def test_those_who_append_at_once_stand_in_line(database: Database) -> None:
    await asyncio.gather(*(write(database, 2) for _ in range(8)))
    assert await database.read(lambda w: w.audit_verification.verify("T")) == AuditCheck(16)


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE audit_record SET verdict = 'refused' WHERE seq = 3", 3),
        ("UPDATE audit_record SET arguments = '{}' WHERE seq = 1", 1),
        ("DELETE FROM audit_record WHERE seq = 2", 2),
        ("DELETE FROM audit_record WHERE seq = 1", 1),
        ("DELETE FROM audit_record WHERE seq = 5", 5),
        ("DELETE FROM audit_record", 1),
        ("DELETE FROM audit_head", 6),
        ("UPDATE audit_record SET seq = seq + 100 WHERE seq = 2", 2),
        ("UPDATE audit_record SET actor_id = 'U9', hash = 'x' WHERE seq = 4", 4),
    ],
)
async def test_tampering_shows_at_the_first_bad_record(
    database: Database, statement: str, first_bad: int
) -> None:
    await write(database, 5)
    await tamper(database, statement)
    check = await database.read(lambda w: w.audit_verification.verify("T"))
    assert check.first_bad_seq == first_bad
    assert check.trouble


async def test_two_records_that_changed_places_show(database: Database) -> None:
    await write(database, 3)
    await tamper(database, "UPDATE audit_record SET seq = 99 WHERE seq = 1")
    await tamper(database, "UPDATE audit_record SET seq = 1 WHERE seq = 2")
    await tamper(database, "UPDATE audit_record SET seq = 2 WHERE seq = 99")
    assert (await database.read(lambda w: w.audit_verification.verify("T"))).first_bad_seq == 1


@pytest.mark.parametrize("cut", range(1, 6))
async def test_what_is_pruned_leaves_a_chain_that_verifies_and_shows_tampering(
    database: Database, cut: int
) -> None:
    await write(database, 6)
    now, before = NOW + timedelta(days=1), NOW + timedelta(seconds=cut)
    pruned = await database.transact(lambda w: w.audit_pruning.prune("T", before, now, limit=100))
    assert pruned == Pruned(removed=cut, seq=cut)
    assert await database.transact(lambda w: w.audit_pruning.prune("T", before, now, limit=100)) is None
    check = await database.read(lambda w: w.audit_verification.verify("T"))
    assert check == AuditCheck(7 - cut, pruned=cut)
    assert check.since == NOW + timedelta(seconds=cut)
    await tamper(database, "UPDATE audit_record SET detail = 'x' WHERE seq = 6")
    assert (await database.read(lambda w: w.audit_verification.verify("T"))).first_bad_seq == 6


async def test_pruning_goes_in_steps_and_spares_the_newest_record(database: Database) -> None:
    await write(database, 6)
    later = NOW + timedelta(days=1)

    async def prune() -> Pruned | None:
        return await database.transact(lambda w: w.audit_pruning.prune("T", later, later, limit=3))

    assert await prune() == Pruned(3, 3)
    assert [row.seq for row in await database.read(lambda w: w.audit.latest("T", 10))] == [7, 6, 5, 4]
    assert await prune() == Pruned(3, 6)
    assert await prune() is None
    assert await database.read(lambda w: w.audit_verification.verify("T")) == AuditCheck(2, pruned=6)
    kept = await database.read(lambda w: w.audit.checkpoint("T"))
    assert kept is not None
    assert (kept.seq, kept.removed) == (6, 6)


async def test_verifying_is_not_misled_by_those_who_append_and_prune_meanwhile(database: Database) -> None:
    await write(database, 20)

    async def append() -> None:
        for _ in range(10):
            await write(database, 2)

    async def prune() -> None:
        for second in range(1, 10):
            before = NOW + timedelta(seconds=second)
            await database.transact(lambda w, b=before: w.audit_pruning.prune("T", b, NOW, limit=5))  # type: ignore[misc]

    async def verify() -> None:
        for _ in range(20):
            assert (await database.read(lambda w: w.audit_verification.verify("T"))).trouble == ""

    await asyncio.gather(append(), prune(), verify())


async def test_records_written_before_there_was_an_account_or_an_answer_still_verify(
    database: Database,
) -> None:
    await write(database, 1)
    row = (await database.read(lambda w: w.audit.latest("T", 1)))[0]
    fields = row.model_dump(exclude={"prev_hash", "hash", "account", "api"})
    assert (row.account, row.api) == (None, None)
    assert row.hash == chain_hash(row.prev_hash, fields)


async def test_records_are_found_by_what_is_known_of_them(database: Database) -> None:
    await write(database, 6)

    async def found(only: AuditFilter) -> list[int]:
        rows = await database.read(lambda w: w.audit.latest("T", 10, only))
        return [row.seq for row in rows]

    assert await found(AuditFilter(actor_id="U0")) == [5, 3, 1]
    assert await found(AuditFilter(actions=("appcues ",))) == [6, 4, 2]
    assert await found(AuditFilter(actions=("%", "none"))) == []
    assert await found(AuditFilter(actions=("flows", "appcues flows", "callboard roles"))) == [
        6,
        5,
        4,
        3,
        2,
        1,
    ]
    assert await found(AuditFilter(item="item-2")) == [3]
    assert await found(AuditFilter(verdict="done", up_to_seq=2)) == [2, 1]
    assert await found(AuditFilter(request_id="none")) == []
    assert await found(AuditFilter(since=NOW + timedelta(seconds=1), until=NOW + timedelta(seconds=3))) == [
        3,
        2,
    ]
    assert await found(AuditFilter(up_to_seq=4, actor_id="U0")) == [3, 1]
    assert await found(AuditFilter(account="appcues:a")) == []
    assert await found(AuditFilter(item="ITEM-2")) == [3]


async def test_a_fact_that_is_undone_leaves_no_record(database: Database) -> None:
    await write(database, 1)

    def work(unit: UnitOfWork) -> None:
        unit.audit.append(team_id="T", at=NOW, actor_id="U", source="s", action="a", verdict="done")
        raise LookupError

    with pytest.raises(LookupError):
        await database.transact(work)
    assert await database.read(lambda w: w.audit_verification.verify("T")) == AuditCheck(1)


FIELDS = st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.none(), min_size=1)


@given(FIELDS, st.data())
def test_the_hash_changes_with_anything(fields: dict[str, object], data: st.DataObject) -> None:
    original = chain_hash(START, fields)
    assert chain_hash(START, dict(reversed(fields.items()))) == original
    name = data.draw(st.sampled_from(sorted(fields)))
    assert chain_hash(START, fields | {name: f"{fields[name]}!"}) != original
    assert chain_hash("1" * 64, fields) != original
    assert chain_hash(START, {key: value for key, value in fields.items() if key != name}) != original
