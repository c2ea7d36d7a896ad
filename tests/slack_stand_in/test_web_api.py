"""The Web API answers Slack's own SDK, in every form in which it asks."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.app import SlackOptions, SlackStandIn, build_slack
from sandbox.slack.driver import Board, BoardError
from sandbox.slack.serving import serving
from tests.slack_stand_in.conftest import refusal
from tests.slack_stand_in.payloads import section

META = {"event_type": "callboard_message", "event_payload": {"key": "k-1"}}


async def test_the_token_is_checked(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    assert (await client.auth_test())["user_id"] == "U0CALLBOT"
    client.token = "xoxb-wrong"
    assert await refusal(client.auth_test()) == "invalid_auth"
    client.token = stand_in.stage.options.app_token
    assert await refusal(client.auth_test()) == "not_allowed_token_type"
    client.token = None
    assert await refusal(client.auth_test()) == "not_authed"


async def test_a_missing_scope_is_named(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.users_lookupByEmail(email="maya@northwind.example")
    answer = caught.value.response
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "users:read.email"
    assert "chat:write" in answer["provided"].split(",")


def test_an_answer_goes_out_at_once_and_waits_for_no_acknowledgement_of_the_network(
    options: SlackOptions,
) -> None:
    async def seconds_of_answers() -> list[float]:
        slack = build_slack(options)
        async with serving(slack.asgi) as url, aiohttp.ClientSession() as session:
            seconds: list[float] = []
            for _ in range(21):
                began = time.perf_counter()
                async with session.post(f"{url}/api/api.test") as response:
                    assert (await response.json())["ok"] is True
                seconds.append(time.perf_counter() - began)
            await slack.aclose()
            return seconds

    # asyncio's own loop, unlike uvloop, leaves Nagle's algorithm on, and most answers then take 0.04 s and more
    # on any machine; a busy one may be late with some.
    seconds = asyncio.run(seconds_of_answers())
    assert sorted(seconds)[5] < 0.03


async def test_an_unknown_method_is_said_to_be_one(client: AsyncWebClient) -> None:
    assert await refusal(client.api_call("chat.shout")) == "unknown_method"


@pytest.mark.parametrize("form", ["query", "form", "json", "multipart"])
async def test_arguments_come_in_any_form(stand_in: SlackStandIn, form: str) -> None:
    url = f"{stand_in.url}/api/chat.postMessage"
    headers = {"Authorization": "Bearer xoxb-callboard-demo"}
    given = {"channel": "C0RANDOM", "text": form, "blocks": '[{"type": "divider"}]'}
    multipart = aiohttp.FormData(given, default_to_multipart=True)
    bodies: dict[str, dict[str, Any]] = {
        "query": {"params": given},
        "form": {"data": given},
        "json": {"json": {**given, "blocks": [{"type": "divider"}]}},
        "multipart": {"data": multipart},
    }
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(url, **bodies[form]) as response,
    ):
        answer = await response.json()
    assert answer["ok"] is True, answer
    assert answer["message"]["text"] == form
    assert answer["message"]["blocks"][0]["type"] == "divider"


async def test_a_message_is_posted_updated_and_deleted(client: AsyncWebClient, board: Board) -> None:
    posted = await client.chat_postMessage(channel="#random", text="one", blocks=[section()], metadata=META)
    assert posted["channel"] == "C0RANDOM"
    changed = await client.chat_update(channel="C0RANDOM", ts=posted["ts"], text="two")
    assert changed["ts"] == posted["ts"]
    (message,) = await board.messages("#random")
    assert (message.text, message.blocks, message.raw["edited"]) == ("two", [], True)
    assert message.raw["metadata"] == META
    await client.chat_delete(channel="C0RANDOM", ts=posted["ts"])
    assert await board.messages("#random") == []
    assert await refusal(client.chat_delete(channel="C0RANDOM", ts=posted["ts"])) == "message_not_found"


async def test_only_own_messages_can_be_changed(client: AsyncWebClient, board: Board) -> None:
    sent = await board.type("#random", "hello")
    changing = client.chat_update(channel="C0RANDOM", ts=sent["ts"], text="no")
    assert await refusal(changing) == "cant_update_message"
    assert await refusal(client.chat_delete(channel="C0RANDOM", ts=sent["ts"])) == "cant_delete_message"


async def test_where_the_bot_may_not_post_it_is_told_why(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    await board.change_channel("#stats", "archive")
    await board.change_channel("#random", "remove", member="U0CALLBOT")
    await board.change_channel("secret", "create", is_private=True)
    refusals = {
        channel: await refusal(client.chat_postMessage(channel=channel, text="x"))
        for channel in ("C0STATS", "C0RANDOM", "C0SECRET", "C0NOWHERE")
    }
    assert refusals == {
        "C0STATS": "is_archived",
        "C0RANDOM": "not_in_channel",
        "C0SECRET": "channel_not_found",
        "C0NOWHERE": "channel_not_found",
    }
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert "secret" not in {each["name"] for each in listed["channels"]}
    await client.conversations_join(channel="C0RANDOM")
    assert (await client.chat_postMessage(channel="C0RANDOM", text="x"))["ok"]
    assert "U0CALLBOT" in stand_in.workspace.channels["C0RANDOM"].member_ids


REFUSED_MESSAGES: dict[str, dict[str, Any]] = {
    "no_text": {"text": ""},
    "invalid_blocks_format": {"text": "x", "blocks": "{nope"},
    "invalid_metadata_format": {"text": "x", "metadata": {"event_type": "a"}},
    "metadata_too_large": {
        "text": "x",
        "metadata": {"event_type": "a", "event_payload": {"b": "x" * 20_000}},
    },
    "markdown_text_conflict": {"text": "x", "markdown_text": "y"},
    "invalid_thread_ts": {"text": "x", "thread_ts": "soon"},
    "thread_not_found": {"text": "x", "thread_ts": "1.000000"},
}


@pytest.mark.parametrize("code", REFUSED_MESSAGES)
async def test_a_message_that_says_nothing_usable_is_refused(client: AsyncWebClient, code: str) -> None:
    message = {"channel": "C0RANDOM", **REFUSED_MESSAGES[code]}
    assert await refusal(client.api_call("chat.postMessage", json=message)) == code


async def test_invalid_blocks_are_refused_with_the_pointer(client: AsyncWebClient, board: Board) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0RANDOM", text="x", blocks=[{"type": "section"}])
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0]" in answer["response_metadata"]["messages"][0]
    assert await board.messages("#random") == []


async def test_history_pages_and_hides_metadata_unless_asked(client: AsyncWebClient, board: Board) -> None:
    for number in range(5):
        last = await client.chat_postMessage(channel="C0RANDOM", text=f"m{number}", metadata=META)
    await client.chat_postMessage(channel="C0RANDOM", text="reply", thread_ts=last["ts"])
    await client.chat_postEphemeral(channel="C0RANDOM", user="U0MAYA", text="psst")
    first = await client.conversations_history(channel="C0RANDOM", limit=3)
    assert [each["text"] for each in first["messages"]] == ["m4", "m3", "m2"]
    assert first["messages"][0]["metadata"] == {"event_type": "callboard_message"}
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel="C0RANDOM", cursor=cursor, include_all_metadata=True)
    assert [each["text"] for each in rest["messages"]] == ["m1", "m0"]
    assert rest["messages"][0]["metadata"] == META
    newer = await client.conversations_history(channel="C0RANDOM", oldest=first["messages"][1]["ts"])
    assert [each["text"] for each in newer["messages"]] == ["m4"]
    assert newer["messages"][0]["reply_count"] == 1
    thread = await client.conversations_replies(channel="C0RANDOM", ts=last["ts"])
    assert [each["text"] for each in thread["messages"]] == ["m4", "reply"]
    assert [each.text for each in await board.ephemerals("#random")] == ["psst"]


async def test_people_and_places_are_listed_in_pages(client: AsyncWebClient) -> None:
    ids = [user["id"] async for page in await client.users_list(limit=2) for user in page["members"]]
    assert ids[:3] == ["U0OLIVIA", "U0ADAM", "U0MAYA"]
    assert len(ids) == len(set(ids)) == 7
    olivia = (await client.users_info(user="U0OLIVIA"))["user"]
    greta = (await client.users_info(user="U0GRETA"))["user"]
    assert (olivia["is_owner"], olivia["is_admin"], olivia["is_restricted"]) == (True, True, False)
    assert (greta["is_restricted"], greta["team_id"]) == (True, "T0CALLBOARD")
    assert "email" not in olivia["profile"]
    assert await refusal(client.users_info(user="U0NOBODY")) == "user_not_found"
    groups = await client.usergroups_list(include_users=True)
    assert groups["usergroups"][0]["users"] == ["U0MAYA", "U0TOMAS"]
    assert (await client.usergroups_users_list(usergroup="S0MARKETING"))["users"] == ["U0MAYA", "U0TOMAS"]
    mine = await client.users_conversations(user="U0MAYA", types="public_channel,im")
    assert {"C0LAUNCHES", "D0MAYA"} <= {each["id"] for each in mine["channels"]}
    members = await client.conversations_members(channel="C0LAUNCHES")
    assert "U0CALLBOT" in members["members"]
    assert (await client.conversations_info(channel="C0LAUNCHES"))["channel"]["is_member"] is True


async def test_a_user_id_opens_the_direct_message(client: AsyncWebClient, board: Board) -> None:
    assert (await client.conversations_open(users=["U0MAYA"]))["channel"]["id"] == "D0MAYA"
    posted = await client.chat_postMessage(channel="U0MAYA", text="only for you")
    assert posted["channel"] == "D0MAYA"
    assert (await board.wait_for("only for you")).channel == "D0MAYA"
    with pytest.raises(BoardError):
        await board.as_("U0TOMAS").last("D0MAYA")


async def test_a_file_is_uploaded_in_three_steps(client: AsyncWebClient, board: Board) -> None:
    answer = await client.files_upload_v2(
        channel="C0STATS", filename="views.csv", content="day,views\n", title="Views", initial_comment="today"
    )
    file_id = answer["files"][0]["id"]
    message = await board.wait_for("today", "#stats")
    assert message.raw["files"][0]["id"] == file_id
    info = await client.files_info(file=file_id)
    assert info["file"]["shares"]["public"]["C0STATS"] == [{"ts": message.ts}]
    async with aiohttp.ClientSession() as session:
        url = info["file"]["url_private_download"]
        async with session.get(url, headers={"Authorization": f"Bearer {client.token}"}) as response:
            assert await response.text() == "day,views\n"
        async with session.get(url) as response:
            assert response.content_type == "text/html"


async def test_the_journal_holds_uploads_and_downloads_of_the_bot_without_their_bytes(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    answer = await client.files_upload_v2(filename="secret.csv", content="id\ncanary\n")
    async with aiohttp.ClientSession() as session:
        url = f"{stand_in.url}/files/{answer['files'][0]['id']}"
        for headers in ({"Authorization": f"Bearer {client.token}"}, {}):
            async with session.get(url, headers=headers) as response:
                assert response.status == 200
    entries = [each for each in await board.journal() if each["method"] in {"upload", "files"}]
    assert [each["answer"] for each in entries] == [
        "OK - 10",
        "10 bytes of text/csv",
        "51 bytes of text/html",
    ]
    assert "canary" not in str(entries)


async def test_what_is_no_object_is_refused_at_a_response_url(stand_in: SlackStandIn) -> None:
    ticket = stand_in.stage.response_urls.issue("U0MAYA", "C0RANDOM")
    async with aiohttp.ClientSession() as session:
        for body in (b"[]", b"{", b'"x"'):
            async with session.post(stand_in.stage.response_url(ticket), data=body) as response:
                assert (response.status, (await response.json())["error"]) == (400, "invalid_payload")


async def test_blocks_can_be_validated_by_anyone(client: AsyncWebClient) -> None:
    client.token = None
    assert (await client.api_call("blocks.validate", data={"blocks": '[{"type": "divider"}]'}))["ok"]
    call = client.api_call("blocks.validate", data={"blocks": '[{"type": "poster"}]'})
    assert await refusal(call) == "invalid_blocks"
