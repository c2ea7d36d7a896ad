"""Slack's clocks hold: acknowledgements, trigger ids, response urls, retries of events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import ANY

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.slack.app import SlackStandIn
from sandbox.slack.driver import Board
from sandbox.slack.events import AT_ONCE
from sandbox.slack.serving import serving
from tests.pace import PATIENCE
from tests.slack_stand_in.conftest import StartBolt
from tests.slack_stand_in.payloads import button, field, modal, plain


async def grab(bolt: AsyncApp, start_bolt: StartBolt, board: Board) -> dict[str, Any]:
    """The form of one slash command."""
    seen: list[dict[str, Any]] = []

    @bolt.command("/grab")
    async def take(ack: AsyncAck, command: dict[str, Any]) -> None:
        seen.append(command)
        await ack()

    await start_bolt(bolt)
    await board.type("#launches", "/grab it")
    return seen[0]


@asynccontextmanager
async def a_bot_that_dawdles(stand_in: SlackStandIn) -> AsyncIterator[asyncio.Semaphore]:
    """Takes every delivery and answers none; gives the count of what has arrived."""
    arrived = asyncio.Semaphore(0)
    late = asyncio.Event()

    async def dawdle(_request: Request) -> Response:
        arrived.release()
        await late.wait()
        return PlainTextResponse("")

    async with serving(Starlette(routes=[Route("/slack/events", dawdle, methods=["POST"])])) as url:
        stand_in.bot_url = url
        yield arrived
        late.set()


async def test_a_late_acknowledgement_is_a_timeout(stand_in: SlackStandIn, board: Board) -> None:
    async with a_bot_that_dawdles(stand_in) as arrived:
        typing = asyncio.create_task(board.type("#launches", "/slow down"))
        await asyncio.wait_for(arrived.acquire(), PATIENCE)
        stand_in.clock.advance(2.5)
        assert not typing.done()
        stand_in.clock.advance(0.6)
        assert await asyncio.wait_for(typing, PATIENCE) == {"result": "timeout"}
    notice = await board.last("#launches")
    assert notice.error == '/slow failed with the error "operation_timeout"'
    assert notice.is_ephemeral
    (entry,) = await board.journal("slash_command /slow")
    assert entry["notes"] == ["timeout"]


async def test_whatever_a_person_does_is_given_three_seconds_and_then_they_are_told(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    row = {"type": "actions", "elements": [button()]}
    await client.chat_postMessage(channel="C0RANDOM", text="a card", blocks=[row])
    card = await board.last("#random")
    menu = {"type": "external_select", "action_id": "flow", "min_query_length": 0}
    fields = [field(menu, label=plain("Flow"), optional=True)]
    trigger_id = stand_in.stage.triggers.issue("U0MAYA")
    await client.views_open(trigger_id=trigger_id, view=modal(*fields, submit=plain("Save")))
    view = await board.wait_for_modal()
    late = {"result": "timeout"}
    acts: dict[str, tuple[Callable[[], Awaitable[Any]], Any, str]] = {
        "block_actions go": (lambda: board.press(card, "Go"), late, "Callboard did not respond"),
        "shortcut tell": (lambda: board.use_shortcut("tell"), late, "Callboard did not respond"),
        "block_suggestion flow": (
            lambda: board.options(view, "Flow", "x"),
            [],
            "No options could be loaded.",
        ),
        "view_submission": (board.submit, ..., "We had some trouble connecting. Try again?"),
    }
    async with a_bot_that_dawdles(stand_in) as arrived:
        for label, (act, answer, notice) in acts.items():
            acting = asyncio.ensure_future(act())
            await asyncio.wait_for(arrived.acquire(), PATIENCE)
            stand_in.clock.advance(2.9)
            assert not acting.done()
            stand_in.clock.advance(0.2)
            found = await asyncio.wait_for(acting, PATIENCE)
            assert answer is ... or found == answer
            assert stand_in.stage.notices[-1] == ("U0MAYA", ANY)
            assert stand_in.stage.notices[-1][1].startswith(notice)
            (entry,) = await board.journal(label)
            assert (entry["status"], entry["notes"]) == (0, ["timeout"])
    assert await board.modal() is not None


async def test_a_bot_that_cannot_be_reached_is_noticed(stand_in: SlackStandIn, board: Board) -> None:
    async with serving(Starlette()) as url:
        stand_in.bot_url = url
        assert await board.type("#launches", "/hello") == {"result": "bad_status"}
    assert await board.type("#launches", "/hello") == {"result": "unreachable"}
    lines = await board.transcript("#launches")
    assert lines.count('/hello failed with the error "dispatch_failed"') == 2


async def test_a_trigger_id_opens_one_modal_within_three_seconds(
    stand_in: SlackStandIn, client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    trigger_id = (await grab(bolt, start_bolt, board))["trigger_id"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_open(trigger_id=trigger_id, view=modal(title=None))
    await client.views_open(trigger_id=trigger_id, view=modal())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger_id, view=modal())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id="1.2.3", view=modal())
    fresh = stand_in.stage.triggers.issue("U0MAYA")
    stand_in.clock.advance(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=fresh, view=modal())


async def test_a_response_url_works_five_times(bolt: AsyncApp, start_bolt: StartBolt, board: Board) -> None:
    url = (await grab(bolt, start_bolt, board))["response_url"]
    async with aiohttp.ClientSession() as session:
        answers = [await session.post(url, json={"text": f"{number}"}) for number in range(6)]
        assert [each.status for each in answers] == [200] * 5 + [404]
        assert (await answers[-1].json())["error"] == "used_url"
    assert len(await board.ephemerals("#launches")) == 5


async def test_a_response_url_works_for_half_an_hour(
    stand_in: SlackStandIn, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    url = (await grab(bolt, start_bolt, board))["response_url"]
    async with aiohttp.ClientSession() as session:
        stand_in.clock.advance(29 * 60)
        assert (
            await session.post(url, json={"text": "in time", "response_type": "in_channel"})
        ).status == 200
        stand_in.clock.advance(2 * 60)
        late = await session.post(url, json={"text": "too late"})
        assert (late.status, (await late.json())["error"]) == (404, "expired_url")
    assert not (await board.last("#launches", "U0TOMAS")).is_ephemeral


async def test_an_event_is_repeated_after_zero_sixty_and_three_hundred_seconds(
    stand_in: SlackStandIn, board: Board
) -> None:
    headers: list[tuple[str | None, str | None]] = []
    came = asyncio.Queue[str]()

    async def refuse(request: Request) -> Response:
        headers.append(
            (request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason"))
        )
        came.put_nowait((await request.json())["event_id"])
        return PlainTextResponse("", 500)

    async with serving(Starlette(routes=[Route("/slack/events", refuse, methods=["POST"])])) as url:
        stand_in.bot_url = url
        await board.type("#random", "hello")
        ids = [await asyncio.wait_for(came.get(), PATIENCE) for _ in range(2)]
        for seconds in (60, 300):
            await board.wait_until(lambda: waiting(board, len(ids)))
            stand_in.clock.advance(seconds)
            ids.append(await asyncio.wait_for(came.get(), PATIENCE))
        await stand_in.stage.events.settled()
    assert len(set(ids)) == 1
    assert headers == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def waiting(board: Board, attempts: int) -> bool:
    """Whether so many attempts are over."""
    return len(await board.journal("event message")) == attempts


async def test_no_retry_is_honoured(stand_in: SlackStandIn, board: Board) -> None:
    async def refuse_for_good(_request: Request) -> Response:
        return PlainTextResponse("", 500, {"x-slack-no-retry": "1"})

    async with serving(Starlette(routes=[Route("/slack/events", refuse_for_good, methods=["POST"])])) as url:
        stand_in.bot_url = url
        await board.type("#random", "hello")
        await asyncio.wait_for(stand_in.stage.events.settled(), PATIENCE)
    assert len(await board.journal("event message")) == 1


async def test_a_flood_of_events_is_no_fault_of_a_bot_that_answers_each_in_time(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    arrived = asyncio.Semaphore(0)

    async def answer(_request: Request) -> Response:
        arrived.release()
        await stand_in.clock.sleep(1)
        return PlainTextResponse("")

    async with serving(Starlette(routes=[Route("/slack/events", answer, methods=["POST"])])) as url:
        stand_in.bot_url = url
        for _ in range(8 * AT_ONCE):
            await client.chat_postMessage(channel="C0RANDOM", text="one of many")
        for _ in range(8):
            for _ in range(AT_ONCE):
                await asyncio.wait_for(arrived.acquire(), PATIENCE)
            stand_in.clock.advance(1.2)
        await asyncio.wait_for(stand_in.stage.events.settled(), PATIENCE)
    entries = await board.journal("event message")
    assert [each["status"] for each in entries] == [200] * 8 * AT_ONCE
