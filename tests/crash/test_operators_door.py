"""A worker that runs alone answers operators beside the web of the same machine, and works without, too."""

import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from tests.crash.conftest import OpenHouse
from tests.crash.house import LAUNCHES, House
from tests.crash.lives import WITHIN, Life
from tests.crash.records import TEAM

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest_asyncio.fixture(loop_scope="package")
async def house(house_on: OpenHouse, new_schema: object) -> AsyncIterator[House]:  # noqa: ARG001 - says if there is no PostgreSQL
    """A house on PostgreSQL, where several processes may live at a time."""
    async with house_on("postgresql") as house:
        yield house


@pytest.fixture
def port() -> int:
    """A port that is free together with the next one."""
    while True:
        with closing(socket.socket()) as first, closing(socket.socket()) as second:
            first.bind(("127.0.0.1", 0))
            number: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", number + 1))
            except OSError:
                continue
            return number


async def rise(house: House, part: str, settings: Mapping[str, str]) -> Life:
    life = await house.start({**house.environment, **settings}, house.folder, arguments=[part])
    house.lives.append(life)
    return life


async def read(port: int, path: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{port}{path}")
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.text


async def test_web_and_worker_share_a_machine_and_its_settings(house: House, port: int) -> None:
    settings = {"PORT": str(port)}
    worker = await rise(house, "worker", settings)
    assert await worker.opens(port + 1), worker.log.text
    web = await rise(house, "web", settings)
    assert await web.opens(port), web.log.text
    for at in (port, port + 1):
        assert '"ready":true' in await read(at, "/readyz")
        assert '"alive":true' in await read(at, "/healthz")
        assert "callboard_outbox_waiting 0.0" in await read(at, "/metrics")
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"http://127.0.0.1:{port + 1}/slack/events", content=b"{}")
    assert answer.status_code == httpx.codes.NOT_FOUND, "a worker is no door to Slack"


async def test_a_worker_whose_port_is_taken_says_so_and_works(house: House, port: int) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        worker = await rise(house, "worker", {"WORKER_PORT": str(port)})
        await worker.log.says("operators_cannot_ask")
        await worker.log.says("WORKER_PORT")
        message = Message("a fact", TEAM, LAUNCHES, "It works all the same.")
        await house.records._database.transact(lambda work: enqueue(work, message, datetime.now(UTC)))
        await house.maya.wait_for("It works all the same.", LAUNCHES, timeout=WITHIN)
        worker.send(signal.SIGTERM)
        assert await worker.ended() == 0, worker.log.text


async def test_a_web_whose_port_is_taken_ends_with_one_sentence(house: House, port: int) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        web = await rise(house, "web", {"PORT": str(port)})
        assert await web.ended() == 2
    assert f"callboard: Port {port} of 127.0.0.1 cannot be listened on" in web.log.text
    assert "Traceback" not in web.log.text
