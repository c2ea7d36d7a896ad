"""Two processes of the bot on one PostgreSQL: they share work through its rows, and nothing is done twice."""

import asyncio
import io
from contextlib import AsyncExitStack

import pytest

from bot.server import Server
from bot.wiring.ground import Time
from bot.wiring.health import Health
from bot.wiring.starting import Part, start
from sandbox.slack.serving import serving
from tests.scenarios.asking import PUBLISH, WELCOME, verdicts
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.wire import form_of, send, signed


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_approvals_that_reach_two_processes_at_once_publish_once_on_one_card(
    house: Playhouse, cast: Cast, vendors: Vendors, log: io.StringIO
) -> None:
    async with AsyncExitStack() as stack:
        other = await start(house.settings, Part.WORKER, stack, Time(house.clock, house.clock.sleep))
        web = Server(other.app, Health(other.ground)).asgi()
        addresses = [str(house.stand_in.bot_url), await stack.enter_async_context(serving(web))]
        await cast.maya.types(PUBLISH)
        (card,) = await cast.cards()
        bodies = [form_of(seat.click(card, "Approve")) for seat in (cast.tomas, cast.adam)]
        answers = await asyncio.gather(
            *(send(at, body, signed(body)) for at, body in zip(addresses, bodies, strict=True))
        )
        assert answers == [200, 200]
        await other.runner.idle()
        await house.settle()
        await other.runner.idle()
        assert (await vendors.experience(WELCOME))["published"]
        assert len(await vendors.calls("/publish")) == 1
        assert (await verdicts(house)).count("approved") == 1
        (card,) = await cast.cards()
        assert len(await cast.told_in_thread(card)) == 1
        for seat in (cast.tomas, cast.adam):
            assert len(await seat.board.ephemerals(card.channel)) == 1
    assert "Traceback" not in log.getvalue()
