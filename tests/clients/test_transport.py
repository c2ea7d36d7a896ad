"""The transport on a real socket: what is sent, what is repeated, and how each failure ends."""

import asyncio
from base64 import b64decode

import pytest
from structlog.typing import EventDict

from bot.clients.connections import Timeouts
from bot.errors import (
    ApiError,
    ApiItemMissing,
    ApiKeyRefused,
    ApiOutcomeUnknown,
    ApiRateLimited,
    ApiRefused,
    ApiUnavailable,
    ApiUnreadable,
)
from tests.pace import PATIENCE

from .conftest import KEY, SECRET, NotedSleep, Open
from .scripted_server import CUT, HANG, Step, answer, cut_after, scripted

SHORT = Timeouts(connect=1.0, read=0.05, total=2.0)
HTML = answer(502, b"<!DOCTYPE html><title>Bad gateway</title>", {"Content-Type": "text/html"})
GOOD_HTML = answer(200, b"<html>Sign in</html>")
FAULT = answer(500, {"status": 500, "title": "Internal Server Error"})


async def test_a_request_carries_credentials_accept_and_our_own_request_id(open_transport: Open) -> None:
    async with scripted(answer(200, [])) as server:
        result = await open_transport(server.url).request(
            "GET", "/v2/x%2Fy", params={"limit": 3}, repeatable=True
        )
    (request,) = server.requests
    assert (request.method, request.target) == ("GET", "/v2/x%2Fy?limit=3")
    assert b64decode(request.headers["authorization"].removeprefix("Basic ")).decode() == f"{KEY}:{SECRET}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["x-request-id"] == result.request_id
    assert len(result.request_id) == 32


async def test_the_request_id_of_the_api_is_preferred_to_ours(open_transport: Open) -> None:
    async with scripted(answer(200, [], {"X-Request-Id": "theirs-1"})) as server:
        result = await open_transport(server.url).request("GET", "/x", repeatable=True)
    assert result.request_id == "theirs-1"


async def test_a_json_body_is_sent_as_json_and_none_as_nothing(open_transport: Open) -> None:
    async with scripted(answer(201, {"id": "1"}), answer(200)) as server:
        transport = open_transport(server.url)
        await transport.request("POST", "/x", json={"name": "é"}, repeatable=False)
        await transport.request("POST", "/x", repeatable=False)
    assert server.requests[0].body.decode() == '{"name":"é"}'
    assert server.requests[0].headers["content-type"] == "application/json"
    assert server.requests[1].body == b""
    assert "content-type" not in server.requests[1].headers


async def test_one_connection_serves_calls_in_a_row(open_transport: Open) -> None:
    async with scripted(*[answer(200, [])] * 5) as server:
        transport = open_transport(server.url)
        for _ in range(5):
            await transport.request("GET", "/x", repeatable=True)
    assert server.connections == 1


async def test_a_path_in_the_base_url_is_kept(open_transport: Open) -> None:
    async with scripted(answer(200, [])) as server:
        await open_transport(server.url + "/gateway").request("GET", "/v2/x", repeatable=True)
    assert server.requests[0].target == "/gateway/v2/x"


@pytest.mark.parametrize("failure", [FAULT, HTML, CUT, cut_after(b"HTTP/1.1 200 OK\r\nContent-Le")])
async def test_a_read_is_repeated_after_an_unknown_outcome(
    open_transport: Open, sleep: NotedSleep, failure: Step
) -> None:
    async with scripted(failure, failure, answer(200, {"ok": 1})) as server:
        result = await open_transport(server.url).request("GET", "/x", repeatable=True)
    assert result.body == {"ok": 1}
    assert sleep.pauses == [0.25, 0.5]


@pytest.mark.parametrize("failure", [FAULT, HTML, CUT, cut_after(b"HTTP/1.1 200 OK\r\nContent-Le")])
async def test_a_write_that_is_not_repeatable_is_sent_once_and_ends_unknown(
    open_transport: Open, failure: Step
) -> None:
    async with scripted(failure, answer(200)) as server:
        with pytest.raises(ApiOutcomeUnknown) as caught:
            await open_transport(server.url).request("POST", "/x", repeatable=False)
    assert len(server.requests) == 1
    assert caught.value.sentence == "Appcues did not confirm the change: it may or may not have happened."


async def test_a_repeatable_write_is_repeated_after_an_unknown_outcome(open_transport: Open) -> None:
    async with scripted(CUT, answer(200)) as server:
        await open_transport(server.url).request("PATCH", "/x", json={}, repeatable=True)
    assert len(server.requests) == 2


async def test_a_write_stays_unknown_when_only_its_repetition_had_no_effect(open_transport: Open) -> None:
    limited = answer(429, {}, {"Retry-After": "60"})
    async with scripted(CUT, limited) as server:
        with pytest.raises(ApiOutcomeUnknown):
            await open_transport(server.url).request("PATCH", "/x", json={}, repeatable=True)
    assert len(server.requests) == 2


async def test_a_read_that_fails_for_good_is_unavailable(open_transport: Open) -> None:
    async with scripted(FAULT, CUT, HTML) as server:
        with pytest.raises(ApiUnavailable) as caught:
            await open_transport(server.url).request("GET", "/x", repeatable=True)
    assert caught.value.sentence == "Appcues has a fault on its side (status 502)."
    assert caught.value.hint == "Try again in a few minutes."
    assert len(server.requests) == 3


async def test_an_answer_that_never_comes_ends_at_the_read_timeout(open_transport: Open) -> None:
    async with scripted(HANG, HANG, HANG, HANG) as server:
        transport = open_transport(server.url, SHORT)
        with pytest.raises(ApiUnavailable, match="does not answer in time"):
            await transport.request("GET", "/x", repeatable=True)
        with pytest.raises(ApiOutcomeUnknown):
            await transport.request("POST", "/x", repeatable=False)


async def test_the_whole_call_is_bounded_though_every_byte_comes_in_time(open_transport: Open) -> None:
    async with scripted(Step(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[", then="hang")) as server:
        transport = open_transport(server.url, Timeouts(connect=1.0, read=60.0, total=0.1))
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(ApiUnavailable):
                await transport.request("GET", "/x", repeatable=True)


async def test_a_closed_port_means_nothing_happened(open_transport: Open, sleep: NotedSleep) -> None:
    async with scripted() as server:
        url = server.url
    with pytest.raises(ApiUnavailable) as caught:
        await open_transport(url).request("POST", "/x", repeatable=False)
    assert caught.value.sentence == "Appcues cannot be reached right now; nothing was changed."
    assert len(sleep.pauses) == 2


async def test_a_429_is_repeated_after_the_asked_pause_also_for_writes(
    open_transport: Open, sleep: NotedSleep
) -> None:
    in_body = answer(429, {"error": "Too Many Requests", "details": {"retry_after": 2}})
    async with scripted(answer(429, b"", {"Retry-After": "1"}), in_body, answer(200)) as server:
        await open_transport(server.url).request("POST", "/x", repeatable=False)
    assert sleep.pauses == [1.0, 2.0]


async def test_a_429_that_asks_for_too_long_is_given_back_at_once(
    open_transport: Open, sleep: NotedSleep
) -> None:
    async with scripted(answer(429, {"title": "Too Many Requests"}, {"Retry-After": "30"})) as server:
        with pytest.raises(ApiRateLimited) as caught:
            await open_transport(server.url).request("POST", "/x", repeatable=False)
    assert caught.value.retry_after == 30
    assert "asks to wait 30 s; nothing was changed" in caught.value.sentence
    assert sleep.pauses == []


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, ApiRefused, "refused the request: Bad Request: `name` is required but missing."),
        (401, ApiKeyRefused, "does not accept Callboard's API key"),
        (403, ApiKeyRefused, "does not allow this"),
        (404, ApiItemMissing, "has no flow with the id 7"),
        (422, ApiRefused, "refused the request"),
    ],
)
async def test_a_refusal_is_told_in_the_words_of_the_api_and_never_repeated(
    open_transport: Open, status: int, kind: type[ApiError], words: str
) -> None:
    body = {"status": status, "title": "Bad Request", "detail": "`name` is required but missing"}
    async with scripted(answer(status, body)) as server:
        with pytest.raises(kind, match=words) as caught:
            await open_transport(server.url).request(
                "GET", "/x", repeatable=True, subject="flow with the id 7"
            )
    assert caught.value.status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (answer(200, b'[{"id": "1"'), "broken JSON"),
        (GOOD_HTML, "an HTML page"),
        (answer(200), "an empty answer"),
        (answer(204), "an empty answer"),
        (answer(200, b"null"), "an empty answer"),
        (answer(200, b"\x1f\x8b-not-gzip", {"Content-Encoding": "gzip"}), "an endless or damaged answer"),
        (answer(302, b"", {"Location": "https://elsewhere.example/"}), "a redirection to another address"),
    ],
)
async def test_a_read_without_json_ends_in_a_sentence_and_one_log_line(
    open_transport: Open, log_lines: list[EventDict], step: Step, words: str
) -> None:
    async with scripted(step) as server:
        with pytest.raises(ApiUnreadable) as caught:
            await open_transport(server.url).request("GET", "/x", repeatable=True)
    assert caught.value.sentence == f"Appcues answered with {words} instead of the expected data."
    (line,) = log_lines
    assert line["log_level"] == "warning"
    assert line["request_id"] == caught.value.request_id == server.requests[0].headers["x-request-id"]
    assert line["status"] == caught.value.status
    assert len(server.requests) == 1


@pytest.mark.parametrize("step", [answer(200), answer(204), GOOD_HTML, answer(200, b"{bro")])
async def test_a_write_answered_with_2xx_has_succeeded_whatever_the_body(
    open_transport: Open, step: Step
) -> None:
    async with scripted(step) as server:
        result = await open_transport(server.url).request("POST", "/x", repeatable=False)
    assert result.body is None


async def test_credentials_that_the_api_echoes_reach_neither_the_error_nor_the_log(
    open_transport: Open, log_lines: list[EventDict]
) -> None:
    echo = {
        "title": "Bad Request",
        "detail": f"key {KEY} with {SECRET} is odd",
        "api_secret": "as_" + "0" * 56,
    }
    pair = f"Authorization: Basic a2V5LWNhbmFyeTpzZWNyZXQ= {SECRET}".encode()
    async with scripted(answer(400, echo), answer(200, b"<" + pair)) as server:
        transport = open_transport(server.url)
        with pytest.raises(ApiRefused) as refused:
            await transport.request("GET", "/x", repeatable=True)
        with pytest.raises(ApiUnreadable) as unread:
            await transport.request("GET", "/x", repeatable=True)
    seen = "".join(map(repr, [*log_lines, refused.value, refused.value.sentence, unread.value, transport]))
    assert "canary" not in seen
    assert "0000" not in seen
    assert "a2V5" not in seen
    assert all(len(str(line["answer"])) <= 200 for line in log_lines)
