"""A bot that dies while it follows a job leaves one card, which tells the end, and one note in its thread."""

import pytest

from tests.crash.boundaries import OF_JOBS
from tests.crash.conftest import OpenHouse
from tests.crash.house import DIRECT

pytestmark = pytest.mark.asyncio(loop_scope="package")

POINTS = (*OF_JOBS, "edited_before_recorded")


@pytest.mark.parametrize(
    ("database", "point"), [*(("sqlite", point) for point in POINTS), ("postgresql", OF_JOBS[0])]
)
async def test_the_next_bot_tells_the_end_once_on_the_same_card(
    house_on: OpenHouse, database: str, point: str
) -> None:
    async with house_on(database) as house:
        await house.rise()
        trouble = {"route": "GET /v2/accounts/*/jobs", "kind": "status", "count": 1000}
        await house.vendors.post("/_sandbox/faults", json=trouble)  # the first bot never sees the job
        await house.imports()
        assert await house.retire() == 0
        await house.job_ends()
        await house.let_go()
        await house.records.let_leases_run_out()
        dying = await house.rise(crash_at=point)
        assert await dying.ended() == 137, dying.log.text
        await house.records.let_leases_run_out()
        await house.rise()
        card = await house.job_card("1 row got in")
        await house.maya.wait_for("is done: 1 row got in", thread=card)
        (news,) = await house.told("1 row got in")
        assert "Asked by Maya Lindqvist" in news
        assert await house.retire() == 0
        spoken = [each for each in await house.maya.messages(DIRECT) if each.raw["is_bot"]]
        assert [each.ts for each in spoken if each.thread_ts in {None, each.ts}] == [card.ts]
        told = [each.plain for each in await house.maya.thread(card) if each.ts != card.ts]
        assert len(told) == 1, told
        assert await house.records.undelivered() == []
