"""The board itself: what each person sees, who may call it, and driving it from afar."""

import asyncio
from typing import Any

import httpx
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.app import SlackOptions, SlackStandIn, build_slack
from sandbox.slack.driver import Board, BoardError
from tests.slack_stand_in.conftest import StartBolt
from tests.slack_stand_in.payloads import actions, button, input_element, option, section


async def test_a_page_begins_with_people_channels_and_commands(board: Board) -> None:
    state = await board.state()
    assert state["workspace"] == {"id": "T0CALLBOARD", "name": "Northwind Theatre"}
    assert (state["me"]["id"], state["me"]["initials"]) == ("U0MAYA", "ML")
    assert [each["name"] for each in state["channels"]] == [
        "launches",
        "approvals",
        "stats",
        "random",
        "Callboard",
    ]
    assert state["app"]["bot_user_id"] == "U0CALLBOT"


async def test_unread_messages_are_counted_until_seen(client: AsyncWebClient, board: Board) -> None:
    for _ in range(3):
        await client.chat_postMessage(channel="C0STATS", text="numbers")

    async def unread() -> int:
        channels = (await board.state())["channels"]
        return next(int(each["unread"]) for each in channels if each["id"] == "C0STATS")

    assert await unread() == 3
    await board.messages("#stats")
    assert await unread() == 0


async def test_nobody_else_sees_a_private_note_or_a_private_channel(
    client: AsyncWebClient, board: Board
) -> None:
    await client.chat_postEphemeral(channel="C0STATS", user="U0MAYA", text="psst")
    assert "psst" in await board.transcript("#stats")
    assert await board.transcript("#stats", "U0TOMAS") == ""
    await board.change_channel("secret", "create", is_private=True)
    with pytest.raises(BoardError, match="There is no channel '#secret' for maya"):
        await board.type("#secret", "hello")
    await board.change_channel("secret", "invite", member="U0MAYA")
    assert (await board.type("secret", "hello"))["result"] == "sent"


async def test_older_messages_come_in_pages(client: AsyncWebClient, stand_in: SlackStandIn) -> None:
    for number in range(5):
        await client.chat_postMessage(channel="C0STATS", text=f"m{number}")
    async with httpx.AsyncClient(base_url=stand_in.url) as http:
        query = {"user": "U0MAYA", "channel": "C0STATS", "limit": "2"}
        newest = (await http.get("/board/messages", params=query)).json()
        assert ([each["text"] for each in newest["messages"]], newest["has_more"]) == (["m3", "m4"], True)
        older = (
            await http.get("/board/messages", params={**query, "before": newest["messages"][0]["ts"]})
        ).json()
        assert [each["text"] for each in older["messages"]] == ["m1", "m2"]


async def test_foreign_pages_and_hosts_are_turned_away(stand_in: SlackStandIn) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url) as http:
        own = await http.get("/board/state?user=U0MAYA", headers={"origin": stand_in.url})
        foreign = await http.post("/board/send", json={}, headers={"origin": "https://evil.example"})
        rebound = await http.get("/board/state?user=U0MAYA", headers={"host": "evil.example"})
        assert [own.status_code, foreign.status_code, rebound.status_code] == [200, 403, 403]
        secret = "token=xoxb-callboard-demo&channel=C0RANDOM&text=x"
        for mode in ("no-cors", "navigate"):
            marks = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode}
            smuggled = await http.get(f"/api/chat.postMessage?{secret}", headers=marks)
            assert smuggled.status_code == 403
        led_here = await http.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
        assert led_here.status_code == 200
        policy = own.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy


async def test_the_page_is_served_without_inline_script(stand_in: SlackStandIn) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url) as http:
        page = await http.get("/")
        assert page.status_code == 200
        assert "<script>" not in page.text
        assert (await http.get("/static/index.html")).status_code == 200
        assert (await http.get("/static/../app.py")).status_code == 404


async def test_nonsense_is_answered_with_a_sentence(stand_in: SlackStandIn) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url) as http:
        broken = await http.post("/board/send", content=b"{")
        nobody = await http.get("/board/state?user=U0NOBODY")
        bot = await http.get("/board/state?user=U0CALLBOT")
        assert (broken.status_code, nobody.status_code, bot.status_code) == (400, 404, 404)
        assert nobody.json() == {"error": "There is nobody called 'U0NOBODY' to act as."}


async def test_a_thread_can_be_answered_but_takes_no_commands(client: AsyncWebClient, board: Board) -> None:
    await client.chat_postMessage(channel="C0RANDOM", text="topic")
    topic = await board.last("#random")
    await board.type("#random", "reply", thread=topic)
    assert [each.text for each in await board.thread(topic)] == ["topic", "reply"]
    assert [each.text for each in await board.messages("#random")] == ["topic"]
    assert (await board.type("#random", "/help", thread=topic))["result"] == "not_in_threads"
    assert "/help is not supported in threads. Sorry!" in await board.transcript("#random")


async def test_menus_are_used_by_the_text_of_their_options(
    client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    chosen: list[dict[str, Any]] = []

    @bolt.action("more")
    async def more(ack: AsyncAck, action: dict[str, Any], respond: AsyncRespond) -> None:
        chosen.append(action["selected_option"])
        await ack()
        await respond(delete_original=True)

    @bolt.action("value")
    async def value(ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        chosen.append(action["selected_option"])
        assert body["state"]["values"]["menus"]["value"]["type"] == "static_select"
        await ack()

    await start_bolt(bolt)
    overflow = {"type": "overflow", "action_id": "more", "options": [option("archive", "Archive")]}
    select = input_element("static_select", options=[option(), option("b", "Another")])
    menus = actions(overflow, select, button("link", url="https://example.com"), block_id="menus")
    await client.chat_postMessage(channel="C0RANDOM", text="menus", blocks=[section(), menus])
    message = await board.last("#random")
    await board.press(message, "value", "Another")
    with pytest.raises(LookupError, match="There is no option 'Third'"):
        await board.press(message, "value", "Third")
    await board.press(message, "Archive")
    await board.wait_until(lambda: is_empty(board))
    assert [each["value"] for each in chosen] == ["b", "archive"]
    with pytest.raises(BoardError):
        await board.press(message, "Archive")


async def is_empty(board: Board) -> bool:
    """Whether nothing stands in #random."""
    return not await board.messages("#random")


async def test_a_missing_button_is_named_with_what_is_there(client: AsyncWebClient, board: Board) -> None:
    await client.chat_postMessage(channel="C0RANDOM", text="x", blocks=[actions(button())])
    with pytest.raises(LookupError, match=r"nothing called 'Approve'.*\n\[Go\]"):
        await board.press(await board.last("#random"), "Approve")


async def test_a_wait_that_fails_says_what_is_there(client: AsyncWebClient, board: Board) -> None:
    await client.chat_postMessage(channel="C0RANDOM", text="something else")
    with pytest.raises(TimeoutError, match="something else"):
        await board.wait_for("approved", "#random", timeout=0.05)


async def test_a_board_is_driven_from_afar(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    far = Board(stand_in.url, "U0MAYA")
    try:
        waiting = far.wait_for("hello from the bot", "#random")
        await client.chat_postMessage(channel="C0RANDOM", text="hello from the bot")
        assert (await waiting).user == "U0CALLBOT"
        assert (await far.as_("U0TOMAS").type("#random", "hi"))["result"] == "sent"
    finally:
        await far.aclose()


async def test_one_driver_acts_as_several_people_and_sees_what_is_private_to_each(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    far = Board(stand_in.url, "U0MAYA")
    try:
        await far.type("#random", "one moment")
        far.switch_to("tomas")
        waiting = asyncio.create_task(far.wait_for("psst", "#random"))
        await client.chat_postEphemeral(channel="C0RANDOM", user="U0TOMAS", text="psst")
        assert (await waiting).is_ephemeral
        assert "psst" not in await far.as_("@maya").transcript("#random")
        with pytest.raises(BoardError, match="There is nobody called 'nobody' to act as"):
            await far.as_("nobody").type("#random", "hello")
    finally:
        await far.aclose()


async def test_commands_that_slack_does_not_know_are_not_sent() -> None:
    board = Board(build_slack(SlackOptions()), "U0MAYA")
    assert await board.type("#random", "/weather today") == {"result": "unknown_command"}
    assert "/weather is not a valid command." in await board.transcript("#random")
    assert await board.type("#random", "/appcues help") == {"result": "unreachable"}
    assert [each["method"] for each in await board.journal()] == ["slash_command /appcues help"]
    await board.aclose()


async def test_a_shortcut_reaches_the_bot(
    client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    used: list[str] = []

    @bolt.shortcut("remember")
    async def remember(ack: AsyncAck, shortcut: dict[str, Any]) -> None:
        used.append(shortcut["type"])
        await ack()

    await start_bolt(bolt)
    await client.chat_postMessage(channel="C0RANDOM", text="x")
    await board.use_shortcut("remember")
    await board.use_shortcut("remember", await board.last("#random"))
    assert used == ["shortcut", "message_action"]
