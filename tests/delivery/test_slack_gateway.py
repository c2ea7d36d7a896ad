"""The gateway over real sockets: what it sends, and what it makes of what comes back."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackOutcomeUnknown, SlackRateLimited, SlackRefused
from bot.outbox.slack_gateway import SlackGateway
from bot.outbox.slack_shapes import Posted

OLDEST = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TOKEN = "xoxb-canary-token"

Answer = Callable[[], web.StreamResponse]


def said(body: Any, status: int = 200, **headers: str) -> Answer:
    return lambda: web.json_response(body, status=status, headers=headers)


def words(body: str, status: int = 200, content_type: str = "text/html") -> Answer:
    return lambda: web.Response(text=body, status=status, content_type=content_type)


@dataclass
class LoopbackSlack:
    """Answers each method with what was laid out for it, and keeps what it was asked."""

    answers: dict[str, list[Answer | str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    silence: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.path.removeprefix("/api/")
        self.asked.append((method, await _asked(request)))
        transport = request.transport
        self.connections.add(transport)
        answer = self.answers.get(method, ["{}"]).pop(0)
        if answer == "broken" and transport is not None:
            transport.close()
        if answer == "silent":
            await self.silence.wait()
        return answer() if callable(answer) else web.json_response({"ok": True})


async def _asked(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        body: dict[str, Any] = await request.json()
        return body
    return {**request.query, **dict(await request.post())}


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    slack = LoopbackSlack()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", slack.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    slack.url = f"http://{host}:{port}"
    yield slack
    slack.silence.set()
    await runner.cleanup()


@pytest.fixture
async def gateway(slack: LoopbackSlack) -> AsyncIterator[SlackGateway]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=TOKEN, base_url=f"{slack.url}/api/", session=session)
        yield SlackGateway(
            client, call_seconds=0.5, redact=lambda text: text.replace("as_canary", "[redacted]")
        )


async def test_a_message_carries_our_key_and_nothing_that_pings(
    slack: LoopbackSlack, gateway: SlackGateway
) -> None:
    slack.answers["chat.postMessage"] = [said({"ok": True, "channel": "D7", "ts": "1.2"})]
    blocks = ({"type": "section", "text": {"type": "plain_text", "text": "as_canary"}},)
    posted = await gateway.post("U7", "hello as_canary", blocks, outbox_id="id-1", thread_ts="0.9")
    assert posted == Posted("D7", "1.2")
    ((_, asked),) = slack.asked
    assert asked["metadata"] == {"event_type": "callboard_message", "event_payload": {"outbox_id": "id-1"}}
    assert (asked["unfurl_links"], asked["unfurl_media"], asked["parse"]) == (False, False, "none")
    assert asked["link_names"] in (False, "0")
    assert (asked["channel"], asked["thread_ts"], asked["text"]) == ("U7", "0.9", "hello [redacted]")
    assert "as_canary" not in json.dumps(asked)


async def test_all_calls_share_one_connection(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["chat.postMessage"] = [said({"ok": True, "ts": f"1.{n}"}) for n in range(5)]
    for number in range(5):
        await gateway.post("C1", "hello", (), outbox_id=str(number))
    assert len(slack.connections) == 1


async def test_a_connection_that_breaks_is_not_tried_again(
    slack: LoopbackSlack, gateway: SlackGateway
) -> None:
    slack.answers["chat.postMessage"] = ["broken", said({"ok": True, "ts": "1.1"})]
    with pytest.raises(SlackOutcomeUnknown):
        await gateway.post("C1", "hello", (), outbox_id="a")
    assert len(slack.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "silent",
        words("<html>down</html>", 503),
        words("<html>captive portal</html>"),
        words("ok", content_type="text/plain"),
        words("{", content_type="application/json"),
        words("", content_type="application/json"),
        words("[1]", content_type="application/json"),
        said({"ok": False, "error": "internal_error"}),
        said({"ok": False, "error": "fatal_error"}),
        said({"ok": False}),
        said({"ok": True}),
        said({"ok": False, "error": "oops"}, status=500),
    ],
)
async def test_an_answer_that_says_nothing_leaves_the_outcome_unknown(
    answer: Answer | str, slack: LoopbackSlack, gateway: SlackGateway
) -> None:
    slack.answers["chat.postMessage"] = [answer]
    with pytest.raises(SlackOutcomeUnknown) as caught:
        await gateway.post("C1", "hello", (), outbox_id="a")
    assert TOKEN not in str(caught.value)
    assert slack.url not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (said({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "7"}), 7),
        (said({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "soon"}), 30),
        (said({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "-5"}), 30),
        (said({"ok": False, "error": "ratelimited"}), 30),
        (words("slow down", 429), 30),
    ],
)
async def test_a_wish_to_wait_is_read(
    answer: Answer, wait: float, slack: LoopbackSlack, gateway: SlackGateway
) -> None:
    slack.answers["chat.postMessage"] = [answer]
    with pytest.raises(SlackRateLimited) as caught:
        await gateway.post("C1", "hello", (), outbox_id="a")
    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (said({"ok": False, "error": "is_archived"}), "is_archived"),
        (said({"ok": False, "error": "invalid_auth"}, status=401), "invalid_auth"),
        (words("<html>forbidden</html>", 403), "http_403"),
    ],
)
async def test_a_no_is_a_no(answer: Answer, code: str, slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["chat.postMessage"] = [answer]
    with pytest.raises(SlackRefused) as caught:
        await gateway.post("C1", "hello", (), outbox_id="a")
    assert caught.value.code == code


async def test_an_edit_replaces_text_and_blocks(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["chat.update"] = [said({"ok": True})]
    await gateway.update("C1", "1.2", "new", ())
    ((_, asked),) = slack.asked
    assert (asked["channel"], asked["ts"], asked["text"], asked["blocks"]) == ("C1", "1.2", "new", [])
    assert "metadata" not in asked, "left out, it stays"


async def test_deleting_what_is_gone_is_no_trouble(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["chat.delete"] = [
        said({"ok": False, "error": "message_not_found"}),
        said({"ok": False, "error": "cant_delete_message"}),
    ]
    await gateway.delete("C1", "1.2")
    with pytest.raises(SlackRefused):
        await gateway.delete("C1", "1.2")


def marked(ts: str, outbox_id: str, event_type: str = "callboard_message") -> dict[str, Any]:
    metadata = {"event_type": event_type, "event_payload": {"outbox_id": outbox_id}}
    return {"ts": ts, "text": "x", "metadata": metadata}


async def test_copies_are_found_on_every_page_earliest_first(
    slack: LoopbackSlack, gateway: SlackGateway
) -> None:
    slack.answers["conversations.history"] = [
        said(
            {
                "ok": True,
                "messages": [
                    marked("10.2", "mine"),
                    marked("9.1", "other"),
                    marked("9.0", "mine", "another_app"),
                    {"ts": "8.9"},
                ],
                "response_metadata": {"next_cursor": "more"},
            }
        ),
        said({"ok": True, "messages": [marked("9.5", "mine")], "response_metadata": {"next_cursor": ""}}),
    ]
    copies = await gateway.find_copies("C1", "mine", oldest=OLDEST)
    assert copies == (Posted("C1", "9.5"), Posted("C1", "10.2"))
    first, second = (asked for _, asked in slack.asked)
    assert first["oldest"] == f"{OLDEST.timestamp():.6f}"
    assert first["include_all_metadata"] in {"1", "true", "True"}
    assert second["cursor"] == "more"


async def test_copies_in_a_thread_are_looked_for_there(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["conversations.replies"] = [said({"ok": True, "messages": [marked("2.1", "mine")]})]
    assert await gateway.find_copies("C1", "mine", oldest=OLDEST, thread_ts="1.0") == (Posted("C1", "2.1"),)
    assert slack.asked[0][1]["ts"] == "1.0"


async def test_copies_of_a_direct_message_are_looked_for_in_its_conversation(
    slack: LoopbackSlack, gateway: SlackGateway
) -> None:
    slack.answers["conversations.open"] = [said({"ok": True, "channel": {"id": "D7"}})]
    slack.answers["conversations.history"] = [said({"ok": True, "messages": [marked("2.1", "mine")]})]
    assert await gateway.find_copies("U7", "mine", oldest=OLDEST) == (Posted("D7", "2.1"),)
    assert slack.asked[1][1]["channel"] == "D7"


async def test_people_come_page_by_page(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["users.list"] = [
        said({"ok": True, "members": [{"id": "U1"}], "response_metadata": {"next_cursor": "c"}}),
        said({"ok": True, "members": [{"id": "U2"}]}),
    ]
    assert [user["id"] async for user in gateway.users()] == ["U1", "U2"]
    assert slack.asked[0][1]["limit"] == "200"


async def test_a_list_that_never_ends_is_left(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    endless = said({"ok": True, "members": [], "response_metadata": {"next_cursor": "again"}})
    slack.answers["users.list"] = [endless] * 60
    with pytest.raises(SlackOutcomeUnknown):
        _ = [user async for user in gateway.users()]


async def test_people_groups_and_channels_are_read(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["users.info"] = [said({"ok": True, "user": {"id": "U1"}}), said({"ok": True})]
    slack.answers["usergroups.users.list"] = [said({"ok": True, "users": ["U1", "U2"]})]
    slack.answers["conversations.info"] = [said({"ok": True, "channel": {"id": "C1"}})]
    slack.answers["conversations.members"] = [
        said({"ok": True, "members": ["U1"], "response_metadata": {"next_cursor": "c"}}),
        said({"ok": True, "members": ["U2"]}),
    ]
    assert await gateway.user("U1") == {"id": "U1"}
    with pytest.raises(SlackOutcomeUnknown):
        await gateway.user("U1")
    assert await gateway.usergroup_members("S1") == ("U1", "U2")
    assert await gateway.channel("C1") == {"id": "C1"}
    assert [member async for member in gateway.channel_members("C1")] == ["U1", "U2"]


async def test_views_are_opened_pushed_changed_and_published(
    slack: LoopbackSlack, gateway: SlackGateway
) -> None:
    view = {"type": "modal", "blocks": []}
    for method in ("views.open", "views.update", "views.publish"):
        slack.answers[method] = [said({"ok": True, "view": {"id": "V1"}})]
    assert (await gateway.open_view("1.2", view))["id"] == "V1"
    await gateway.update_view(view, view_id="V1")
    await gateway.publish_view("U1", {"type": "home", "blocks": []})
    assert [method for method, _ in slack.asked] == [
        "views.open",
        "views.update",
        "views.publish",
    ]


async def test_an_answer_goes_to_its_address_privately(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["/respond/7"] = [words("ok", content_type="text/plain"), said({"ok": True})]
    await gateway.respond(f"{slack.url}/respond/7", "hello", ({"type": "divider"},))
    await gateway.respond(f"{slack.url}/respond/7", delete_original=True)
    (_, told), (_, deleted) = slack.asked
    assert (told["response_type"], told["text"], told["replace_original"]) == ("ephemeral", "hello", False)
    assert told["blocks"] == [{"type": "divider"}]
    assert deleted == {"delete_original": True}


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (words("used_url", 404, "text/plain"), SlackRefused, "used_url"),
        (words("expired_url", 410, "text/plain"), SlackRefused, "expired_url"),
        (words("no_text", 400, "text/plain"), SlackRefused, "no_text"),
        (said({"ok": False, "error": "invalid_blocks"}), SlackRefused, "invalid_blocks"),
        (words("moved", 302, "text/plain"), SlackRefused, "moved"),
        (words("slow", 429, "text/plain"), SlackRateLimited, ""),
        (words("<html>", 502), SlackOutcomeUnknown, ""),
        ("silent", SlackOutcomeUnknown, ""),
        ("broken", SlackOutcomeUnknown, ""),
    ],
)
async def test_an_answer_that_is_not_taken_is_told_apart(
    answer: Answer | str,
    error: type[Exception],
    code: str,
    slack: LoopbackSlack,
    gateway: SlackGateway,
) -> None:
    slack.answers["/respond/7"] = [answer]
    with pytest.raises(error) as caught:
        await gateway.respond(f"{slack.url}/respond/7", "hello")
    if isinstance(caught.value, SlackRefused):
        assert caught.value.code == code
    assert "/respond" not in str(caught.value), "the address is a secret"


async def test_an_answer_never_follows_a_redirect(slack: LoopbackSlack, gateway: SlackGateway) -> None:
    slack.answers["/respond/7"] = [
        lambda: web.Response(status=307, headers={"Location": f"{slack.url}/elsewhere"})
    ]
    with pytest.raises(SlackRefused):
        await gateway.respond(f"{slack.url}/respond/7", "hello")
    assert [path for path, _ in slack.asked] == ["/respond/7"]


async def test_an_answer_to_a_strange_address_goes_nowhere(
    slack: LoopbackSlack, gateway: SlackGateway
) -> None:
    with pytest.raises(SlackRefused):
        await gateway.respond("https://evil.example/respond/7", "hello")
    assert slack.asked == []


async def test_the_token_is_never_logged(
    slack: LoopbackSlack, gateway: SlackGateway, caplog: pytest.LogCaptureFixture
) -> None:
    slack.answers["chat.postMessage"] = [said({"ok": False, "error": "is_archived"}), "broken"]
    with caplog.at_level(logging.DEBUG):
        for _ in range(2):
            with pytest.raises((SlackRefused, SlackOutcomeUnknown)):
                await gateway.post("C1", "hello", (), outbox_id="a")
    assert TOKEN not in caplog.text


def test_a_client_without_a_session_is_refused() -> None:
    with pytest.raises(ValueError, match="session"):
        SlackGateway(AsyncWebClient(token=TOKEN))
