"""A plain Bolt app in Socket Mode works against the stand-in unchanged; one envelope, one connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.app import SlackStandIn
from sandbox.slack.driver import Board, BoardError
from sandbox.slack.sockets import MOST_LINKS
from tests.pace import PATIENCE
from tests.slack_stand_in.test_bolt_over_http import equip


@asynccontextmanager
async def linked(app: AsyncApp, stand_in: SlackStandIn) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, stand_in.stage.options.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # the SDK has no types here
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # likewise


async def test_commands_buttons_modals_and_events_come_through_the_socket(
    stand_in: SlackStandIn, bolt: AsyncApp, board: Board
) -> None:
    heard: list[str] = []
    equip(bolt)

    @bolt.event("app_mention")
    async def mentioned(event: dict[str, Any], say: Any) -> None:
        heard.append(event["text"])
        await say("You called?")

    async with linked(bolt, stand_in):
        assert await board.type("#launches", "/ask twice") == {"result": "acknowledged"}
        card = await board.wait_for("Approve", "#launches")
        await board.press(card, "Approve")
        await board.wait_for("approved by @maya", "#approvals")
        await board.type("#launches", "/ask again")
        await board.press(await board.wait_for("Edit", "#launches"), "Edit")
        await board.wait_for_modal("Name")
        refused = await board.submit(name="taken")
        assert refused["errors"] == {"name": "That name is taken."}
        await board.type("#random", "@callboard are you there?")
        await board.wait_for("You called?", "#random")
    assert heard == ["<@U0CALLBOT> are you there?"]


async def open_link(
    client: AsyncWebClient, session: aiohttp.ClientSession
) -> aiohttp.ClientWebSocketResponse:
    answer = await client.apps_connections_open(app_token="xapp-callboard-demo")
    socket = await session.ws_connect(answer["url"])
    await asyncio.wait_for(socket.receive_json(), PATIENCE)
    return socket


async def test_each_envelope_goes_to_exactly_one_connection(client: AsyncWebClient, board: Board) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await open_link(client, session) for _ in range(3)]
        received: list[list[str]] = [[] for _ in sockets]

        async def listen(position: int) -> None:
            async for message in sockets[position]:
                envelope = message.json()
                received[position].append(envelope["payload"]["text"])
                await sockets[position].send_json({"envelope_id": envelope["envelope_id"]})

        listeners = [asyncio.create_task(listen(position)) for position in range(3)]
        for number in range(6):
            assert await board.type("#random", f"/n {number}") == {"result": "acknowledged"}
        assert received == [["0", "3"], ["1", "4"], ["2", "5"]]
        await asyncio.gather(*(each.close() for each in sockets))
        await asyncio.gather(*listeners)


async def test_an_eleventh_connection_is_sent_away(client: AsyncWebClient) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await open_link(client, session) for _ in range(MOST_LINKS)]
        answer = await client.apps_connections_open(app_token="xapp-callboard-demo")
        socket = await session.ws_connect(answer["url"])
        assert (await socket.receive_json())["reason"] == "too_many_websockets"
        await asyncio.gather(*(each.close() for each in [*sockets, socket]))


async def test_a_ticket_opens_one_connection(client: AsyncWebClient) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await client.apps_connections_open(app_token="xapp-callboard-demo")
        socket = await session.ws_connect(answer["url"])
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(answer["url"])
        await socket.close()


async def test_a_refresh_ends_the_connection_and_the_next_one_takes_over(
    stand_in: SlackStandIn, bolt: AsyncApp, board: Board
) -> None:
    equip(bolt)
    async with linked(bolt, stand_in):
        await board.disconnect()
        await board.wait_until(lambda: is_linked(stand_in), timeout=20)
        assert await board.type("#launches", "/ask") == {"result": "acknowledged"}


async def is_linked(stand_in: SlackStandIn) -> bool:
    """Whether the bot is connected."""
    return stand_in.stage.links.is_connected


async def test_a_connection_that_is_to_end_gets_nothing_more_and_is_cut_after_ten_seconds(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    async with aiohttp.ClientSession() as session:
        old = await open_link(client, session)
        await board.disconnect("warning")
        assert await asyncio.wait_for(old.receive_json(), PATIENCE) == {
            "type": "disconnect",
            "reason": "warning",
        }
        assert stand_in.stage.links.is_connected
        await board.disconnect("refresh_requested")
        assert (await asyncio.wait_for(old.receive_json(), PATIENCE))["reason"] == "refresh_requested"
        assert await board.type("#random", "/n") == {"result": "unreachable"}
        assert not old.closed
        stand_in.clock.advance(10.1)
        assert (await asyncio.wait_for(old.receive(), PATIENCE)).type == aiohttp.WSMsgType.CLOSE
        with pytest.raises(BoardError, match="There is no reason 'whim'"):
            await board.disconnect("whim")
