"""Two processes of the bot on one PostgreSQL: they share work through its rows, and nothing is done twice."""

import io

import pytest

from tests.scenarios.asking import PUBLISH, WELCOME, verdicts
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.processes import approve_in_two_processes, second_process
from tests.scenarios.seats import Cast


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_approvals_that_reach_two_processes_at_once_publish_once_on_one_card(
    house: Playhouse, cast: Cast, vendors: Vendors, log: io.StringIO
) -> None:
    async with second_process(house) as other:
        await cast.maya.types(PUBLISH)
        (card,) = await cast.cards()
        await approve_in_two_processes(house, other, card, cast.tomas, cast.adam)
        assert (await vendors.experience(WELCOME))["published"]
        assert len(await vendors.calls("/publish")) == 1
        assert (await verdicts(house)).count("approved") == 1
        (card,) = await cast.cards()
        assert len(await cast.told_in_thread(card)) == 1
        for seat in (cast.tomas, cast.adam):
            assert len(await seat.board.ephemerals(card.channel)) == 1
    assert "Traceback" not in log.getvalue()
