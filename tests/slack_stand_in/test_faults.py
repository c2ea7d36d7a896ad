"""Faults on demand, seen from the bot's side."""

import asyncio

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.app import SlackStandIn
from sandbox.slack.driver import Board, BoardError
from tests.pace import PATIENCE
from tests.slack_stand_in.conftest import StartBolt


async def test_a_lost_answer_has_had_its_effect(client: AsyncWebClient, board: Board) -> None:
    await board.fault("chat.postMessage", "lost_answer")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel="C0RANDOM", text="once")
    assert [each.text for each in await board.messages("#random")] == ["once"]
    await client.chat_postMessage(channel="C0RANDOM", text="again")


async def test_too_many_requests_have_no_effect(client: AsyncWebClient, board: Board) -> None:
    await board.fault("chat.postMessage", "ratelimited", count=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C0RANDOM", text="x")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
    assert await board.messages("#random") == []
    await client.chat_postMessage(channel="C0RANDOM", text="x")


async def test_a_refusal_and_an_error_can_be_ordered(client: AsyncWebClient, board: Board) -> None:
    await board.fault("chat.postMessage", "refuse", error="restricted_action")
    await board.fault("chat.postMessage", "error500")
    await board.fault("chat.postMessage", "error500", status=503)
    with pytest.raises(SlackApiError, match="restricted_action"):
        await client.chat_postMessage(channel="C0RANDOM", text="x")
    for status in (500, 503):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C0RANDOM", text="x")
        assert caught.value.response.status_code == status
    assert await board.messages("#random") == []


async def test_a_slow_answer_comes_when_the_clock_has_moved(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    await board.fault("chat.postMessage", "slow", delay=20)
    posting = asyncio.create_task(client.chat_postMessage(channel="C0RANDOM", text="slow"))
    await board.wait_for("slow", "#random")
    assert not posting.done()
    stand_in.clock.advance(20)
    assert (await asyncio.wait_for(posting, PATIENCE))["ok"]


async def test_a_fault_that_is_none_is_refused(board: Board) -> None:
    with pytest.raises(BoardError, match="There is no fault 'earthquake'"):
        await board.fault("chat.postMessage", "earthquake")


async def test_a_delivery_can_come_twice_or_badly_signed(
    bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    texts: list[str] = []

    @bolt.command("/count")
    async def count(ack: AsyncAck, command: dict[str, str]) -> None:
        texts.append(command["trigger_id"])
        await ack()

    await start_bolt(bolt)
    await board.fault("slash_commands", "duplicate")
    await board.type("#random", "/count")
    await board.wait_until(lambda: count_of(texts, 2, board))
    assert len(set(texts)) == 1
    for fault in ("stale_signature", "wrong_signature"):
        await board.fault("delivery", fault)
        assert await board.type("#random", "/count") == {"result": "bad_status"}
    assert len(texts) == 2


async def count_of(texts: list[str], wanted: int, board: Board) -> bool:
    """Whether so many deliveries were taken and written down."""
    return len(texts) == wanted and len(await board.journal("slash_command")) == wanted


async def test_a_held_event_comes_after_the_next(bolt: AsyncApp, start_bolt: StartBolt, board: Board) -> None:
    heard = asyncio.Queue[str]()

    @bolt.event("message")
    async def hear(event: dict[str, str]) -> None:
        heard.put_nowait(event["text"])

    await start_bolt(bolt)
    await board.fault("events_api", "held")
    await board.type("#random", "first")
    await board.type("#random", "second")
    assert [await asyncio.wait_for(heard.get(), PATIENCE) for _ in range(2)] == ["second", "first"]
