"""A second process of the bot beside that of the house, on the same database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.server import Server
from bot.wiring.ground import Time
from bot.wiring.health import Health
from bot.wiring.program import Program
from bot.wiring.starting import Part, doors_to_install, start
from sandbox.slack.seen import SeenMessage
from sandbox.slack.serving import serving
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import Seat
from tests.scenarios.wire import form_of, send, signed


@asynccontextmanager
async def second_process(house: Playhouse) -> AsyncIterator[Program]:
    """One more process, as it is started beside the first."""
    async with AsyncExitStack() as stack:
        yield await start(
            house.settings, Part.WORKER, stack, Time(house.clock, house.clock.sleep, wakes_tasks=False)
        )


@asynccontextmanager
async def serving_doors(program: Program) -> AsyncIterator[str]:
    """The doors of a process over HTTP; their address."""
    async with serving(Server(program.app, Health(program.ground), doors_to_install(program)).asgi()) as url:
        yield url


async def approve_in_two_processes(
    house: Playhouse, other: Program, card: SeenMessage, first: Seat, second: Seat
) -> None:
    """Two people press Approve at the same instant, and each press reaches another process."""
    async with serving_doors(other) as url:
        addresses = (str(house.stand_in.bot_url), url)
        bodies = [form_of(seat.click(card, "Approve")) for seat in (first, second)]
        answers = await asyncio.gather(
            *(send(at, body, signed(body)) for at, body in zip(addresses, bodies, strict=True))
        )
        assert answers == [200, 200]
        for _ in range(2):
            await other.runner.idle()
            await house.settle()
