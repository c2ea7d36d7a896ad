"""Channels, memberships and accounts change, by the bot or by people, and whoever may know is told."""

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.slack.app import SlackOptions, SlackStandIn
from sandbox.slack.driver import Board, BoardError
from sandbox.slack.options import DEFAULT_SCOPES
from sandbox.slack.serving import serving
from tests.slack_stand_in.conftest import refusal

MANAGING = frozenset({"channels:manage", "groups:write", "usergroups:write"})


@pytest.fixture
def options() -> SlackOptions:
    return SlackOptions(commands=(), scopes=DEFAULT_SCOPES | MANAGING)


async def test_the_bot_creates_a_private_channel_that_only_members_see(
    client: AsyncWebClient, board: Board
) -> None:
    made = (await client.conversations_create(name="plans", is_private=True))["channel"]
    assert (made["is_private"], made["is_member"], made["num_members"]) == (True, True, 1)
    assert "plans" not in {each["name"] for each in (await board.state())["channels"]}
    await client.conversations_invite(channel=made["id"], users=["U0MAYA"])
    await client.chat_postMessage(channel=made["id"], text="between us")
    assert "between us" in await board.transcript("#plans")
    with pytest.raises(BoardError):
        await board.as_("tomas").transcript("#plans")
    await client.conversations_kick(channel=made["id"], user="U0MAYA")
    with pytest.raises(BoardError):
        await board.transcript("#plans")


async def test_a_channel_is_renamed_described_archived_and_left(client: AsyncWebClient, board: Board) -> None:
    await client.conversations_rename(channel="C0STATS", name="numbers")
    await client.conversations_setTopic(channel="C0STATS", topic="What counts")
    (seen,) = (each for each in (await board.state())["channels"] if each["name"] == "numbers")
    assert seen["topic"] == "What counts"
    await client.conversations_archive(channel="C0STATS")
    assert await refusal(client.chat_postMessage(channel="C0STATS", text="x")) == "is_archived"
    await client.conversations_unarchive(channel="C0STATS")
    await client.conversations_leave(channel="C0STATS")
    assert await refusal(client.chat_postMessage(channel="C0STATS", text="x")) == "not_in_channel"
    assert (await client.conversations_leave(channel="C0STATS"))["not_in_channel"] is True


async def test_what_cannot_be_changed_is_refused_by_its_name(client: AsyncWebClient) -> None:
    refusals = {
        "name_taken": client.conversations_create(name="random"),
        "invalid_name_specials": client.conversations_create(name="no blanks!"),
        "already_in_channel": client.conversations_invite(channel="C0RANDOM", users=["U0MAYA"]),
        "user_not_found": client.conversations_invite(channel="C0RANDOM", users=["U0NOBODY"]),
        "cant_invite_self": client.conversations_invite(channel="C0RANDOM", users=["U0CALLBOT"]),
        "cant_kick_self": client.conversations_kick(channel="C0RANDOM", user="U0CALLBOT"),
        "channel_not_found": client.conversations_archive(channel="C0NOWHERE"),
        "not_archived": client.conversations_unarchive(channel="C0RANDOM"),
        "method_not_supported_for_channel_type": client.conversations_rename(channel="D0MAYA", name="x"),
        "too_long": client.conversations_setTopic(channel="C0RANDOM", topic="x" * 251),
    }
    assert {name: await refusal(call) for name, call in refusals.items()} == {name: name for name in refusals}


async def test_user_groups_come_change_and_go(client: AsyncWebClient) -> None:
    made = (await client.usergroups_create(name="Stage door", handle="doors"))["usergroup"]
    await client.usergroups_users_update(usergroup=made["id"], users=["U0ADAM", "U0MAYA"])
    assert (await client.usergroups_users_list(usergroup=made["id"]))["users"] == ["U0ADAM", "U0MAYA"]
    assert await refusal(client.usergroups_create(name="Doors", handle="doors")) == "handle_already_exists"
    changed = await client.usergroups_update(usergroup=made["id"], name="Doors")
    assert (changed["usergroup"]["name"], changed["usergroup"]["handle"]) == ("Doors", "doors")
    await client.usergroups_disable(usergroup=made["id"])
    assert await refusal(client.usergroups_users_list(usergroup=made["id"])) == "no_such_subteam"
    listed = (await client.usergroups_list(include_disabled=True))["usergroups"]
    assert {each["handle"] for each in listed} == {"marketing", "doors"}
    await client.usergroups_enable(usergroup=made["id"])
    assert len((await client.usergroups_list())["usergroups"]) == 2


async def test_the_bot_hears_what_changes_around_it(stand_in: SlackStandIn, board: Board) -> None:
    async def take(_request: Request) -> Response:
        return PlainTextResponse("")

    async with serving(Starlette(routes=[Route("/slack/events", take, methods=["POST"])])) as url:
        stand_in.bot_url = url
        await board.change_channel("#stats", "rename", name="numbers")
        await board.change_channel("numbers", "archive")
        await board.change_channel("plans", "create")
        await board.change_channel("secret", "create", is_private=True)
        await board.change_channel("secret", "invite", member="callboard")
        await board.change_channel("secret", "archive")
        await board.change_channel("secret", "unarchive")
        await board.change_channel("secret", "delete")
        await board.change_channel("random", "share")
        await board.change_channel("plans", "delete")
        await board.change_person("greta", is_restricted=False)
        await board.change_person("zoe", action="join", real_name="Zoë Adler")
        await stand_in.stage.events.settled()
    events = [each["request"]["event"] for each in await board.journal("event")]
    heard = {each["type"]: each.get("channel") or each["user"] for each in events}
    assert heard["channel_rename"]["name"] == "numbers"
    assert heard["channel_archive"] == "C0STATS"
    assert heard["channel_created"]["name"] == "plans"
    assert (heard["member_joined_channel"], heard["group_archive"]) == ("C0SECRET", "C0SECRET")
    assert (heard["group_unarchive"], heard["group_deleted"]) == ("C0SECRET", "C0SECRET")
    assert (heard["channel_shared"], heard["channel_deleted"]) == ("C0RANDOM", "C0PLANS")
    assert (heard["user_change"]["id"], heard["user_change"]["is_restricted"]) == ("U0GRETA", False)
    assert heard["team_join"]["real_name"] == "Zoë Adler"


async def test_who_still_acts_while_the_stand_in_closes_is_no_news_to_the_bot(
    stand_in: SlackStandIn, board: Board
) -> None:
    stand_in.bot_url = "http://127.0.0.1:9"
    await board.change_channel("stats", "archive")
    await stand_in.stage.events.aclose()
    before = len(await board.journal("event"))
    await board.change_channel("stats", "unarchive")
    await stand_in.stage.events.settled()
    assert len(await board.journal("event")) == before


async def test_pages_of_those_who_may_not_see_a_channel_are_told_nothing_of_it(
    stand_in: SlackStandIn, board: Board
) -> None:
    told: dict[str, list[str]] = {"U0MAYA": [], "U0TOMAS": []}

    async def follow(user_id: str) -> None:
        async for events in stand_in.stage.broadcasts.follow(user_id):
            told[user_id] += map(str, events)

    async with asyncio.TaskGroup() as tasks:
        pages = [tasks.create_task(follow(user_id)) for user_id in told]
        await asyncio.sleep(0)
        await board.change_channel("secret", "create", is_private=True)
        await board.change_channel("secret", "invite", member="maya")
        await asyncio.sleep(0)
        for page in pages:
            page.cancel()
    assert "'name': 'secret'" in told["U0MAYA"][-1]
    assert "secret" not in str(told["U0TOMAS"]).replace("C0SECRET", "")


async def test_somebody_who_has_left_cannot_be_acted_as(board: Board) -> None:
    await board.change_person("@greta", deleted=True)
    with pytest.raises(BoardError, match="There is nobody called 'greta' to act as"):
        await board.as_("greta").type("#random", "hello")
    with pytest.raises(BoardError, match="Nobody new can be called 'maya'"):
        await board.change_person("maya", action="join")
