"""Change requests: one open per item, each step by one person only."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from storage.database import Database
from storage.models.change_requests import ChangeRequestRow, RequestState
from storage.repositories.change_requests import request_id_from
from storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)
WAITING, APPROVED, EXECUTING = RequestState.WAITING, RequestState.APPROVED, RequestState.EXECUTING


def request(id: str = "abcd2345", **fields: Any) -> ChangeRequestRow:
    values: dict[str, Any] = {
        "team_id": "T",
        "command_path": "appcues flows publish",
        "args": {"flow": "-Mabc"},
        "item_kind": "flows",
        "item_id": "-Mabc",
        "item_name": "Welcome tour",
        "summary": "publish",
        "before": {"published": False},
        "fingerprint": "f",
        "requester_id": "U1",
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
    return ChangeRequestRow(id=id, **(values | fields))


def claim(unit: UnitOfWork, owner: str) -> ChangeRequestRow | None:
    return unit.change_requests.claim("a", owner, NOW, LEASE)


def add(unit: UnitOfWork, row: ChangeRequestRow) -> bool:
    return unit.change_requests.add(row)


async def test_a_request_comes_back_as_it_was_written(database: Database) -> None:
    assert await database.transact(lambda w: w.change_requests.add(request()))
    row = await database.read(lambda w: w.change_requests.get("T", "abcd2345"))
    assert row is not None
    assert row.model_dump() == request().model_dump()


async def test_another_workspace_does_not_see_it(database: Database) -> None:
    await database.transact(lambda w: w.change_requests.add(request()))
    assert await database.read(lambda w: w.change_requests.get("T2", "abcd2345")) is None


async def test_an_item_has_one_open_request_per_command(database: Database) -> None:
    assert await database.transact(lambda w: w.change_requests.add(request("a")))
    assert not await database.transact(lambda w: w.change_requests.add(request("b")))
    other_command = request("c", command_path="appcues flows unpublish")
    assert await database.transact(lambda w: w.change_requests.add(other_command))
    found = await database.read(
        lambda w: w.change_requests.open_for_item("T", "appcues flows publish", "flows", "-Mabc")
    )
    assert found is not None
    assert found.id == "a"
    await database.transact(lambda w: w.change_requests.move("a", [WAITING], RequestState.REJECTED))
    assert await database.transact(lambda w: w.change_requests.add(request("b")))


async def test_of_two_decisions_at_once_one_counts(database: Database) -> None:
    await database.transact(lambda w: w.change_requests.add(request("a")))
    outcomes = await asyncio.gather(
        database.transact(lambda w: w.change_requests.move("a", [WAITING], APPROVED, decided_by="U2")),
        database.transact(
            lambda w: w.change_requests.move("a", [WAITING], RequestState.REJECTED, decided_by="U3")
        ),
    )
    assert sorted(outcomes) == [False, True]


async def test_a_move_changes_the_fields_and_the_version(database: Database) -> None:
    await database.transact(lambda w: w.change_requests.add(request("a")))
    await database.transact(
        lambda w: w.change_requests.move("a", [WAITING], RequestState.CHANGED, changed=["name", "steps"])
    )
    row = await database.read(lambda w: w.change_requests.get("T", "a"))
    assert row is not None
    assert (row.state, row.changed, row.version) == ("changed", ["name", "steps"], 2)


async def test_everybody_votes_once(database: Database) -> None:
    await database.transact(lambda w: w.change_requests.add(request("a")))
    assert await database.transact(lambda w: w.change_requests.vote("a", "U2", "approved", NOW))
    assert not await database.transact(lambda w: w.change_requests.vote("a", "U2", "rejected", NOW))
    assert await database.transact(lambda w: w.change_requests.vote("a", "U3", "approved", NOW))
    votes = await database.read(lambda w: w.change_requests.votes("a"))
    assert [(vote.person_id, vote.verdict) for vote in votes] == [("U2", "approved"), ("U3", "approved")]


async def test_one_process_carries_it_out_and_another_after_its_lease(database: Database) -> None:
    await database.transact(lambda w: w.change_requests.add(request("a", state=APPROVED)))
    claimed = await database.transact(lambda w: w.change_requests.claim("a", "p1", NOW, LEASE))
    assert claimed is not None
    assert claimed.state == EXECUTING
    assert await database.transact(lambda w: w.change_requests.mark_started("a", "p1", NOW, LEASE))
    assert not await database.transact(lambda w: w.change_requests.mark_started("a", "p2", NOW, LEASE))
    for owner in ("p1", "p2"):
        assert await database.transact(partial(claim, owner=owner)) is None
    late = NOW + LEASE
    assert [r.id for r in await database.read(lambda w: w.change_requests.due_to_check(late, ["T"]))] == ["a"]
    taken = await database.transact(lambda w: w.change_requests.claim("a", "p2", late, LEASE))
    assert taken is not None
    assert (taken.owner, taken.started_at) == ("p2", NOW)


async def test_a_new_process_frees_what_the_dead_one_was_at(database: Database) -> None:
    await database.transact(lambda w: w.change_requests.add(request("a", state=APPROVED)))
    await database.transact(partial(claim, owner="dead"))
    assert await database.transact(lambda w: w.change_requests.release_of_dead_processes("alive")) == 1
    taken = await database.transact(partial(claim, owner="alive"))
    assert taken is not None
    assert await database.transact(lambda w: w.change_requests.release_of_dead_processes("alive")) == 0


async def test_an_unknown_outcome_is_looked_at_when_its_time_has_come(database: Database) -> None:
    await database.transact(lambda w: w.change_requests.add(request("a", state=EXECUTING, owner="p1")))
    check = NOW + timedelta(seconds=5)
    await database.transact(
        lambda w: w.change_requests.move("a", [EXECUTING], RequestState.UNKNOWN, next_check_at=check)
    )
    assert await database.read(lambda w: w.change_requests.due_to_check(NOW, ["T"])) == []
    assert await database.transact(lambda w: w.change_requests.claim("a", "p2", NOW, LEASE)) is None
    assert await database.transact(lambda w: w.change_requests.claim("a", "p2", check, LEASE)) is not None


async def test_an_approved_request_waits_for_its_time(database: Database) -> None:
    begin = NOW + timedelta(hours=1)
    await database.transact(lambda w: w.change_requests.add(request("a", state=APPROVED, not_before=begin)))
    assert await database.transact(lambda w: w.change_requests.claim("a", "p", NOW, LEASE)) is None
    assert await database.transact(lambda w: w.change_requests.claim("a", "p", begin, LEASE)) is not None


async def test_what_nobody_decides_is_due_to_expire(database: Database) -> None:
    end = NOW + timedelta(days=1)
    await database.transact(lambda w: w.change_requests.add(request("a")))
    await database.transact(lambda w: w.change_requests.add(request("b", item_id="x", state=EXECUTING)))
    assert await database.read(lambda w: w.change_requests.due_to_expire(NOW)) == []
    due = await database.read(lambda w: w.change_requests.due_to_expire(end))
    assert [row.id for row in due] == ["a"]


async def test_requests_are_listed_in_order_and_by_state(database: Database) -> None:
    for number, state in enumerate([WAITING, APPROVED, WAITING]):
        row = request(f"r{number}", item_id=str(number), state=state, created_at=NOW + number * LEASE)
        assert await database.transact(partial(add, row=row))
    waiting = await database.read(lambda w: w.change_requests.list("T", states=["waiting"]))
    assert [row.id for row in waiting] == ["r0", "r2"]
    newest = await database.read(lambda w: w.change_requests.list("T", newest_first=True, limit=1))
    assert [row.id for row in newest] == ["r2"]
    assert await database.read(lambda w: w.change_requests.count("T", requester_id="U1")) == 3


def test_an_id_can_be_read_out_and_is_the_same_for_the_same_cause() -> None:
    ids = {request_id_from(f"cmd:T1:{n}") for n in range(200)}
    assert len(ids) == 200
    assert all(re.fullmatch(r"[2-9a-hjkmnp-tv-z]{8}", id) for id in ids)
    assert request_id_from("cmd:T1:7") == request_id_from("cmd:T1:7")


@pytest.mark.parametrize("expected", [[APPROVED], []])
async def test_a_stale_click_moves_nothing(database: Database, expected: list[str]) -> None:
    await database.transact(lambda w: w.change_requests.add(request("a")))
    assert not await database.transact(lambda w: w.change_requests.move("a", expected, EXECUTING))
