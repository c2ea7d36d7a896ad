"""Files out of Slack: from its own hosts alone, whole or not at all, and without holding them in memory."""

import asyncio
import socket
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.errors import SlackOutcomeUnknown, SlackRateLimited, SlackRefused
from bot.outbox.file_downloads import CHUNK_BYTES, FILE_HOSTS, MOST_HOPS, PublicResolver, trusted
from bot.outbox.slack_gateway import SlackGateway

TOKEN = "xoxb-canary-token"
SLACK = "https://slack.com/api/"
CONTENT = b"user_id,plan\nu-1,PRO\n"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Host:
    """A host on a socket of its own that answers as it is told, and keeps who asked with which token."""

    answer: Answer
    url: str = ""
    tokens: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.tokens.append(request.headers.get("Authorization", ""))
        return await self.answer(request)


async def content(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=CONTENT, content_type="text/csv")


def redirecting(to: str, times: int = 1) -> Answer:
    left = [times]

    async def answer(request: web.Request) -> web.StreamResponse:
        if not left[0]:
            return await content(request)
        left[0] -= 1
        return web.Response(status=302, headers={"Location": to})

    return answer


Serve = Callable[[Answer], Awaitable[Host]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    runners = []

    async def start(answer: Answer) -> Host:
        host = Host(answer)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", host.take)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return host

    yield start
    await asyncio.gather(*(runner.cleanup() for runner in runners))


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def read(
    session: aiohttp.ClientSession, host: Host, url: str = "", size: int = len(CONTENT), seconds: float = 5.0
) -> bytes:
    """What a gateway that knows this host as its Slack reads from an address."""
    client = AsyncWebClient(token=TOKEN, base_url=f"{host.url}/api/", session=session)
    gateway = SlackGateway(client, call_seconds=seconds)
    return b"".join([chunk async for chunk in gateway.download(url or f"{host.url}/files/F1", size)])


@pytest.mark.parametrize("host", sorted(FILE_HOSTS))
def test_the_file_hosts_of_slack_are_trusted(host: str) -> None:
    for url in (
        f"https://{host}/files-pri/T1-F1/a.csv",
        f"https://{host}:443/a",
        f"HTTPS://{host.upper()}/a",
    ):
        assert trusted(url, api_url=SLACK).host == host


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/a",
        "https://files.slack.com:8443/a",
        "https://files.slack.com@evil.example/a",
        "https://files.slack.com:x@evil.example/a",
        "https://user:pass@files.slack.com/a",
        "https://files.slack.com.evil.example/a",
        "https://evil.example/files.slack.com/a",
        "https://evil.example\\@files.slack.com/a",
        "https://files.slack.com\\@evil.example/a",
        "https://files.slack.com%2F@evil.example/a",
        "https://xfiles.slack.com/a",
        "https://files.slack.com./a",
        "https://ﬁles.slack.com/a",
        "https://slack.com/api/files.info",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a",
        "https://localhost/a",
        "file:///etc/passwd",
        "ftp://files.slack.com/a",
        "javascript:alert(1)",
        "//files.slack.com/a",
        "/etc/passwd",
        "https://",
        "https://files.slack.com:99999/a",
        "",
    ],
)
async def test_any_other_address_is_refused_before_anything_is_sent(
    session: aiohttp.ClientSession, serve: Serve, url: str
) -> None:
    with pytest.raises(SlackRefused) as caught:
        trusted(url, api_url=SLACK)
    assert caught.value.code == "untrusted_file_url"
    stand_in = await serve(content)
    if url:
        with pytest.raises(SlackRefused):
            await read(session, stand_in, url)
    assert stand_in.tokens == []


def test_the_web_api_of_slack_itself_hands_out_no_files() -> None:
    for api in ("https://slack.com/api/", "https://slack-gov.com/api/"):
        with pytest.raises(SlackRefused):
            trusted(api, api_url=api)
    assert trusted("http://127.0.0.1:8000/files/F1", api_url="http://127.0.0.1:8000/api/").port == 8000


async def test_a_file_is_read_with_the_token_of_the_bot(session: aiohttp.ClientSession, serve: Serve) -> None:
    host = await serve(content)
    assert await read(session, host) == CONTENT
    assert host.tokens == [f"Bearer {TOKEN}"]


async def test_a_redirection_at_a_trusted_host_is_followed_a_few_times(
    session: aiohttp.ClientSession, serve: Serve
) -> None:
    assert await read(session, await serve(redirecting("/elsewhere", MOST_HOPS))) == CONTENT
    host = await serve(redirecting("/elsewhere", MOST_HOPS + 1))
    with pytest.raises(SlackRefused) as caught:
        await read(session, host)
    assert caught.value.code == "too_many_redirects"
    assert len(host.tokens) == MOST_HOPS + 1


@pytest.mark.parametrize(
    "way", ["{evil}/files/F1", "//127.0.0.1:1/files", "https://evil.example/", "file:///etc/passwd"]
)
async def test_the_token_is_never_taken_along_to_another_host(
    session: aiohttp.ClientSession, serve: Serve, way: str
) -> None:
    evil = await serve(content)
    host = await serve(redirecting(way.format(evil=evil.url)))
    with pytest.raises(SlackRefused) as caught:
        await read(session, host)
    assert caught.value.code == "untrusted_file_url"
    assert evil.tokens == []


async def test_a_page_instead_of_the_file_means_that_the_scope_is_missing(
    session: aiohttp.ClientSession, serve: Serve
) -> None:
    async def page(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="x" * len(CONTENT), content_type="text/html")

    with pytest.raises(SlackRefused) as caught:
        await read(session, await serve(page))
    assert caught.value.code == "missing_scope"


@pytest.mark.parametrize("size", [len(CONTENT) - 1, len(CONTENT) + 1, 1])
async def test_a_file_that_says_another_size_than_slack_is_not_read(
    session: aiohttp.ClientSession, serve: Serve, size: int
) -> None:
    with pytest.raises(SlackRefused) as caught:
        await read(session, await serve(content), size=size)
    assert caught.value.code == "file_size_differs"


@pytest.mark.parametrize("size", [10, 35, 1_000_000])
async def test_a_file_that_grows_or_shrinks_on_the_way_is_never_more_than_it_was_announced(
    session: aiohttp.ClientSession, serve: Serve, size: int
) -> None:
    async def in_pieces(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()  # without a length
        await response.prepare(request)
        for _ in range(6):
            await response.write(b"ten bytes.")
        return response

    host, seen = await serve(in_pieces), 0
    client = AsyncWebClient(token=TOKEN, base_url=f"{host.url}/api/", session=session)

    async def count() -> None:
        nonlocal seen
        async for chunk in SlackGateway(client).download(f"{host.url}/files/F1", size):
            seen += len(chunk)

    with pytest.raises(SlackRefused) as caught:
        await count()
    assert caught.value.code == "file_size_differs"
    assert seen <= min(size, 60)


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, SlackRefused), (403, SlackRefused), (429, SlackRateLimited), (500, SlackOutcomeUnknown)],
)
async def test_a_bad_status_is_what_slack_means_by_it(
    session: aiohttp.ClientSession, serve: Serve, status: int, error: type[Exception]
) -> None:
    async def bad(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Retry-After": "7"})

    with pytest.raises(error):
        await read(session, await serve(bad))


async def test_a_connection_that_breaks_off_or_falls_silent_ends_the_reading(
    session: aiohttp.ClientSession, serve: Serve
) -> None:
    silence = asyncio.Event()

    async def breaks(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(CONTENT))})
        await response.prepare(request)
        await response.write(CONTENT[:5])
        if request.path.endswith("silent"):
            await silence.wait()
        elif request.transport is not None:
            request.transport.close()
        return response

    host = await serve(breaks)
    with pytest.raises(SlackOutcomeUnknown):
        await read(session, host)
    with pytest.raises(SlackOutcomeUnknown):
        await read(session, host, f"{host.url}/files/silent", seconds=0.2)
    silence.set()


async def test_a_large_file_is_read_in_pieces_and_never_held(
    session: aiohttp.ClientSession, serve: Serve
) -> None:
    block, count = b"x" * (1024 * 1024), 48

    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(block) * count)})
        await response.prepare(request)
        for _ in range(count):
            await response.write(block)
        return response

    host = await serve(large)
    client = AsyncWebClient(token=TOKEN, base_url=f"{host.url}/api/", session=session)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        sizes = [len(c) async for c in SlackGateway(client).download(f"{host.url}/f", len(block) * count)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(sizes) == len(block) * count
    assert max(sizes) <= CHUNK_BYTES
    assert peak - before < 8 * 1024 * 1024


class Names(AbstractResolver):
    """Knows one name, at whatever addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self._addresses
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "0.0.0.0",
    ],
)
async def test_a_name_that_leads_into_a_private_network_leads_nowhere(address: str) -> None:
    with pytest.raises(OSError, match="no public address"):
        await PublicResolver(inner=Names(address)).resolve("files.slack.com", 443)
    mixed = await PublicResolver(inner=Names(address, "52.10.20.30")).resolve("files.slack.com", 443)
    assert [each["host"] for each in mixed] == ["52.10.20.30"]
    stand_in = await PublicResolver(except_for="slack.test", inner=Names(address)).resolve("slack.test", 80)
    assert [each["host"] for each in stand_in] == [address]


def test_a_redirection_is_read_against_where_it_came_from() -> None:
    here = URL("https://files.slack.com/a/b")
    assert str(trusted("../c?d=1", api_url=SLACK, after=here)) == "https://files.slack.com/c?d=1"
