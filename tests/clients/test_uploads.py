"""Files that stream through: what arrives, in how much memory, and what happens when something breaks."""

import tracemalloc
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from email import message_from_bytes
from email.message import Message

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.appcues.groups import Groups
from bot.clients.appcues.imports import Imports
from bot.clients.appcues.segments import Segments
from bot.clients.bodies import user_ids_body
from bot.clients.connections import Timeouts
from bot.clients.multipart import BLOCK, MultipartFile
from bot.domain.bulk_rows import ProfileRow
from bot.domain.ingestion_rules import RuleNames
from bot.domain.uploads import MOST_FILE_BYTES, MOST_INLINE_BYTES, Format, Upload
from bot.errors import ApiOutcomeUnknown, ApiRateLimited, ApiRefused, ApiUnavailable, BadInput

from .conftest import NotedSleep, Open
from .draining_server import draining
from .scripted_server import CUT, scripted
from .world import World

MEGABYTE = 1_000_000
MEMORY_BOUND = 8 * MEGABYTE


async def in_chunks(chunks: Iterable[bytes]) -> AsyncGenerator[bytes, None]:
    for chunk in chunks:
        yield chunk


def upload(content: bytes, format: Format = Format.NDJSON, chunk: int = 7) -> Upload:
    pieces = (content[start : start + chunk] for start in range(0, len(content), chunk))
    return Upload(format, len(content), in_chunks(pieces))


def the_part(content_type: str, body: bytes) -> Message:
    whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = whole.get_payload()
    assert isinstance(parts, list)
    (part,) = parts
    assert isinstance(part, Message)
    return part


@given(st.lists(st.binary(max_size=50)).filter(any), st.sampled_from([Format.CSV, Format.NDJSON]))
async def test_whatever_its_chunks_a_file_arrives_whole_with_its_exact_length(
    chunks: list[bytes], format: Format
) -> None:
    content = b"".join(chunks)
    body = MultipartFile(Upload(format, len(content), in_chunks(chunks)))
    sent = b"".join([block async for block in body.content()])
    assert len(sent) == body.length == int(body.headers["Content-Length"])
    boundary = body.headers["Content-Type"].partition("boundary=")[2].encode()
    head, _, rest = sent.partition(b"\r\n\r\n")
    assert head.startswith(b"--" + boundary + b"\r\n")
    assert rest == content + b"\r\n--" + boundary + b"--\r\n"


@pytest.mark.parametrize(("format", "name"), [(Format.CSV, "upload.csv"), (Format.NDJSON, "upload.ndjson")])
async def test_a_file_is_one_part_called_file_that_says_its_format(
    open_transport: Open, format: Format, name: str
) -> None:
    async with draining() as server:
        imports = Imports(open_transport(server.url), "17434")
        started = await imports.profiles(upload(b"some,content", format))
    assert started.id == "j1"
    (taken,) = server.taken
    part = the_part(taken.headers["content-type"], taken.first)
    assert "transfer-encoding" not in taken.headers
    assert part.get_param("name", header="content-disposition") == "file"
    assert (part.get_filename(), part.get_content_type()) == (name, format.value)
    assert part.get_payload(decode=True) == b"some,content"


async def test_a_long_stream_needs_little_memory(open_transport: Open) -> None:
    line = b'{"user_id": "' + b"u" * 100 + b'"}\n'
    block = line * 2000
    count = 24 * MEGABYTE // len(block)
    async with draining() as server:
        imports = Imports(open_transport(server.url), "17434")
        await imports.profiles(upload(b"warm\n"))
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            await imports.profiles(
                Upload(Format.NDJSON, count * len(block), in_chunks(block for _ in range(count)))
            )
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert server.taken[1].is_whole
    assert server.taken[1].length > 23 * MEGABYTE
    assert peak - before < MEMORY_BOUND


@pytest.mark.parametrize(("announced", "amount"), [(11, "9"), (8, "more"), (BLOCK * 3, "9")])
async def test_a_file_of_another_size_than_announced_is_never_whole_at_the_api(
    open_transport: Open, announced: int, amount: str
) -> None:
    async with draining() as server:
        imports = Imports(open_transport(server.url), "17434")
        with pytest.raises(BadInput, match=f"The file holds {amount} bytes, not the {announced:,}"):
            await imports.events(Upload(Format.NDJSON, announced, in_chunks([b"123", b"456", b"789"])))
        await imports.events(upload(b"the client goes on working"))
    assert [taken.is_whole for taken in server.taken][-1:] == [True]
    assert not any(taken.is_whole for taken in server.taken[:-1])


class SourceBroke(Exception):
    pass


@pytest.mark.parametrize(
    "error", [SourceBroke("half way"), httpx.ReadError("from elsewhere"), TimeoutError("from elsewhere")]
)
async def test_what_the_source_raises_comes_through_and_the_api_has_no_whole_file(
    open_transport: Open, sleep: NotedSleep, error: Exception
) -> None:
    closed = []

    async def source() -> AsyncIterator[bytes]:
        try:
            yield b"x" * BLOCK
            raise error
        finally:
            closed.append(True)

    async with draining() as server:
        with pytest.raises(type(error)) as caught:
            await Imports(open_transport(server.url), "17434").profiles(
                Upload(Format.CSV, BLOCK + 5, source())
            )
    assert caught.value is error
    assert closed == [True]
    assert sleep.pauses == []
    assert not any(taken.is_whole for taken in server.taken)


async def test_a_file_that_has_begun_to_stream_is_not_sent_again(
    open_transport: Open, sleep: NotedSleep
) -> None:
    limited = (429, b'{"details": {"retry_after": 1}}')
    async with draining(answers=[limited, (500, b"{}")]) as server:
        segments = Segments(open_transport(server.url), "17434")
        with pytest.raises(ApiRateLimited, match="nothing was changed"):
            await segments.add_users("-Lx", upload(b"one"))
        with pytest.raises(ApiOutcomeUnknown) as caught:
            await segments.add_users("-Lx", upload(b"one"))
    assert len(server.taken) == 2
    assert sleep.pauses == []
    assert caught.value.hint == "List the jobs, or ask again: doing it twice is harmless."


async def test_a_lost_answer_to_a_file_is_unknown_and_the_source_is_let_go(open_transport: Open) -> None:
    closed = []

    async def source() -> AsyncIterator[bytes]:
        try:
            yield b"abc"
        finally:
            closed.append(True)

    async with scripted(CUT) as server:
        with pytest.raises(ApiOutcomeUnknown):
            await Imports(open_transport(server.url), "17434").events(Upload(Format.CSV, 3, source()))
    assert closed == [True]


async def test_a_file_that_could_not_leave_is_tried_again_and_stays_unread(
    open_transport: Open, sleep: NotedSleep
) -> None:
    async with scripted() as server:
        url = server.url
    read = []

    async def source() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"abc"

    with pytest.raises(ApiUnavailable, match="nothing was changed"):
        await Imports(open_transport(url), "17434").events(Upload(Format.CSV, 3, source()))
    assert len(sleep.pauses) == 2
    assert read == []


async def test_the_refusal_of_a_file_is_told_in_the_words_of_the_api(open_transport: Open) -> None:
    async with draining(answers=[(413, b'{"title": "Too Large"}')]) as server:
        with pytest.raises(ApiRefused, match="Too Large"):
            await Groups(open_transport(server.url), "17434").associate_users("stalls", upload(b"one"))


@pytest.mark.parametrize("size", [0, -1, MOST_FILE_BYTES + 1])
def test_an_empty_or_huge_file_is_refused_before_it_is_sent(size: int) -> None:
    with pytest.raises(BadInput):
        Upload(Format.CSV, size, in_chunks([]))


def test_a_file_is_not_one_json_value() -> None:
    with pytest.raises(BadInput, match="NDJSON or CSV"):
        Upload(Format.JSON, 1, in_chunks([]))


def test_more_than_twenty_megabytes_belong_into_a_file() -> None:
    with pytest.raises(BadInput, match="the most is 20 MB") as caught:
        user_ids_body(["u" * (MOST_INLINE_BYTES // 10)] * 11, Format.NDJSON)
    assert "file" in caught.value.hint


@pytest.mark.parametrize(
    ("format", "content"),
    [
        (Format.NDJSON, b'{"user_id": "a,1", "seat": "B2"}\n{"user_id": "-b", "row": 7}\n'),
        (Format.CSV, b'user_id,seat,row\n"a,1",B2,\n-b,,7\n'),
    ],
)
async def test_an_uploaded_file_is_imported_by_the_stand_in(
    world: World, format: Format, content: bytes
) -> None:
    job = await world.finished(await world.imports.profiles(upload(content, format)))
    assert job.has_succeeded
    assert await world.users.get_profile("a,1") == {"seat": "B2"}
    assert await world.users.get_profile("-b") == {"row": 7}


async def test_ids_and_rules_come_as_files_too(world: World) -> None:
    segment = await world.segments.create("Friends")
    await world.finished(await world.segments.add_users(segment.id, upload(b'"a"\n"b"\n')))
    await world.finished(await world.segments.remove_users(segment.id, upload(b"userId\na\n", Format.CSV)))
    assert await world.members("segments", segment.id) == ["b"]
    await world.groups.associate_users("stalls", upload(b'"x,y"\n', Format.CSV))
    assert await world.members("groups", "stalls") == ["x,y"]
    rules = await world.rules.allow(upload(b"type,value\nevent,purchase\n", Format.CSV))
    assert rules is not None
    assert rules.names == RuleNames(event=("purchase",))


async def test_a_job_counts_the_rows_that_failed(world: World) -> None:
    job = await world.finished(await world.imports.profiles(upload(b'{"user_id": "a"}\nbroken\n')))
    assert job.events[-1].attributes["ingestions_failed"] == 1
    good = await world.imports.profiles([ProfileRow("b", {"x": 1})])
    assert (await world.finished(good)).events[-1].attributes["ingestions_completed"] == 1


def test_a_long_body_is_given_more_time() -> None:
    timeouts = Timeouts(connect=1.0, read=2.0, total=3.0)
    assert timeouts.total_for(0) == 3.0
    assert timeouts.total_for(MOST_FILE_BYTES) > 700
    assert timeouts.single_steps_for(0).as_dict() == {"connect": 1.0, "read": 2.0, "write": 2.0, "pool": 1.0}
    assert 40 < (timeouts.single_steps_for(MOST_FILE_BYTES).read or 0) < 60
