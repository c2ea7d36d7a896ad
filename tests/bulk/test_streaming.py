"""A large file goes from Slack to Appcues piece by piece: whole or not at all, and never held in memory."""

import tracemalloc
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients.appcues.connection import open_appcues
from bot.clients.appcues.imports import Imports
from bot.clients.appcues.jobs import Jobs
from bot.domain.import_kinds import EVENTS, PROFILES
from bot.domain.installations import Installation
from bot.domain.people import Member, Person, Role
from bot.errors import BadInput, NoSuchItem, PersonError
from bot.outbox.slack_gateway import SlackGateway
from bot.outbox.workspaces import Workspaces
from bot.redaction import Redactor
from bot.services.imports import ImportsService
from bot.services.job_traces import JobTraces
from bot.services.slack_files import SlackFilesService
from storage.database import Database
from tests.clients.draining_server import DrainingServer, draining
from tests.delivery.stage import MovableClock

MAYA = Person(Member("U1", "T1", "Maya"), Role.EDITOR)
LINE = b'{"user_id": "user-00001", "plan": "season ticket", "seat": "row 7 of the stalls"}\n'
MEGABYTE = 1024 * 1024


@dataclass
class FileHost:
    """A Slack that has one file of any size, which it makes up while it is read."""

    lines: int = 1
    announced: int | None = None
    breaks_after: int | None = None
    first: bytes = b""
    ending: str = "ndjson"
    url: str = ""
    reads: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.first) + self.lines * len(LINE)

    async def info(self, _request: web.Request) -> web.StreamResponse:
        size = self.size if self.announced is None else self.announced
        file = {"id": "F1", "name": f"all.{self.ending}", "size": size, "user": "U1"}
        return web.json_response({"ok": True, "file": {**file, "url_private_download": f"{self.url}/file"}})

    async def content(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        self.reads.append(0)
        block = LINE * 4096
        await response.write(self.first)
        for start in range(0, self.lines, 4096):
            if self.breaks_after is not None and self.reads[-1] >= self.breaks_after and request.transport:
                request.transport.abort()
                break
            piece = block[: min(4096, self.lines - start) * len(LINE)]
            self.reads[-1] += len(piece)
            await response.write(piece)
        return response


@dataclass
class Road:
    """From one to the other."""

    slack: FileHost
    vendor: DrainingServer
    files: SlackFilesService
    imports: ImportsService


@pytest.fixture
async def road(database: Database, clock: MovableClock) -> AsyncIterator[Road]:
    host = FileHost()
    app = web.Application()
    app.router.add_route("*", "/api/files.info", host.info)
    app.router.add_route("*", "/file", host.content)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host.url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def of_requests(_ids: object) -> set[str]:
        return set()

    async with aiohttp.ClientSession() as session, draining() as vendor:
        client = AsyncWebClient(token="xoxb-1", base_url=f"{host.url}/api/", session=session)
        here = Installation("T1", "Northwind", "xoxb-1", "U0CALLBOT")
        workspaces = Workspaces(
            database, lambda _: SlackGateway(client), home=here, has_others=False, learn=Redactor().learn
        )
        files = SlackFilesService(workspaces, database, clock)
        async with open_appcues(vendor.url, "key", "secret", redactor=Redactor()) as transport:
            traces = JobTraces(Jobs(transport, "1"), of_requests)
            yield Road(host, vendor, files, ImportsService(Imports(transport, "1"), traces, clock))
    await runner.cleanup()


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """What is kept of a file does not matter here, so one database is enough."""
    url: str = request.getfixturevalue("sqlite_url")
    return url


async def test_a_large_file_is_sent_whole_in_little_memory(road: Road) -> None:
    road.slack.lines = 64 * MEGABYTE // len(LINE)
    incoming = await road.files.find(MAYA, "F1")
    reviewed = await road.imports.review(PROFILES, incoming)
    assert [row["plan"] for row in reviewed.preview.rows] == ["season ticket"] * 3
    assert road.slack.reads[0] < 8 * MEGABYTE, "a look at the beginning does not read the whole file"
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        assert await road.imports.start(PROFILES, incoming) == "j1"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    (taken,) = road.vendor.taken
    assert taken.is_whole
    assert road.slack.reads[-1] == incoming.size > 63 * MEGABYTE
    assert incoming.size < taken.length < incoming.size + 1000
    assert peak - before < 16 * MEGABYTE


async def test_a_byte_order_mark_is_left_out_and_nothing_else(road: Road) -> None:
    road.slack.first = b"\xef\xbb\xbf"
    incoming = await road.files.find(MAYA, "F1")
    await road.imports.start(PROFILES, incoming)
    (taken,) = road.vendor.taken
    assert b"\xef\xbb\xbf" not in taken.first
    assert taken.first.partition(b"\r\n\r\n")[2].startswith(LINE)
    assert taken.is_whole


def grows(host: FileHost) -> None:
    host.announced = host.size - len(LINE)


def shrinks(host: FileHost) -> None:
    host.announced = host.size + 1


def breaks_off(host: FileHost) -> None:
    host.breaks_after = 4 * MEGABYTE


@pytest.mark.parametrize(
    ("trouble", "error"), [(grows, BadInput), (shrinks, BadInput), (breaks_off, PersonError)]
)
async def test_a_file_that_is_not_what_slack_says_never_arrives_whole(
    road: Road, trouble: Callable[[FileHost], None], error: type[PersonError]
) -> None:
    road.slack.lines = 12 * MEGABYTE // len(LINE)
    trouble(road.slack)
    incoming = await road.files.find(MAYA, "F1")
    with pytest.raises(error) as caught:
        await road.imports.start(PROFILES, incoming)
    assert "Nothing was sent on" in caught.value.hint
    assert not any(taken.is_whole for taken in road.vendor.taken)


async def test_what_begins_wrongly_is_not_sent_at_all(road: Road) -> None:
    incoming = await road.files.find(MAYA, "F1")
    with pytest.raises(BadInput, match="has no name"):
        await road.imports.start(EVENTS, incoming)
    assert road.vendor.taken == []


@pytest.mark.parametrize(("size", "says"), [(0, "empty"), (200_000_001, "200 MB at most")])
async def test_an_empty_or_too_large_file_is_refused_before_it_is_read(
    road: Road, size: int, says: str
) -> None:
    road.slack.announced = size
    incoming = await road.files.find(MAYA, "F1")
    with pytest.raises(BadInput, match=says):
        await road.imports.review(PROFILES, incoming)
    with pytest.raises(BadInput, match=says):
        await road.imports.start(PROFILES, incoming)
    assert road.slack.reads == []


async def test_files_of_others_are_not_even_named(road: Road) -> None:
    stranger = Person(Member("U2", "T1", "Tomás"), Role.ADMIN)
    with pytest.raises(PersonError) as caught:
        await road.files.find(stranger, "F1")
    assert not isinstance(caught.value, NoSuchItem)
    assert "all.ndjson" not in caught.value.sentence
    assert road.slack.reads == []
