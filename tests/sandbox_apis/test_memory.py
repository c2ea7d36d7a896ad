"""The rows of a long import do not stay in the memory of the stand-in until its job ends."""

import tracemalloc
from collections.abc import AsyncIterator

import pytest

from .conftest import ACCOUNT, Apis

ROWS = 15_000
USERS = 100
MOST_BYTES = 2_500_000
FORMATS = {
    "application/ndjson": ("", '{{"user_id": "user-{n}", "visits": {row}, "plan": "season ticket"}}\n'),
    "text/csv": ("user_id,visits,plan\n", "user-{n},{row},season ticket\n"),
}


async def lines(head: str, line: str) -> AsyncIterator[bytes]:
    yield head.encode()
    for row in range(0, ROWS, 1_000):
        yield "".join(line.format(n=n % USERS, row=n) for n in range(row, row + 1_000)).encode()


@pytest.mark.parametrize("media_type", FORMATS)
async def test_the_rows_of_an_import_wait_for_their_job_without_filling_the_memory(
    apis: Apis, media_type: str
) -> None:
    path, headers = f"{ACCOUNT}/import/profiles", {"Content-Type": media_type}
    head, line = FORMATS[media_type]
    await apis.appcues.post(
        path, content=head + line.format(n=1, row=1), headers=headers
    )  # loads what it needs
    await apis.advance(300)
    tracemalloc.start()
    try:
        answer = await apis.appcues.post(path, content=lines(head, line), headers=headers)
        kept = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert kept < MOST_BYTES
    assert (await apis.appcues.get(f"{ACCOUNT}/users/user-7/profile")).status_code == 404
    await apis.advance(300)
    job = (await apis.appcues.get(answer.json()["job_url"])).json()
    assert job["events"][-1]["attributes"]["ingestions_completed"] == ROWS
    profile = (await apis.appcues.get(f"{ACCOUNT}/users/user-7/profile")).json()
    assert profile == {"visits": ROWS - USERS + 7, "plan": "season ticket"}


async def test_a_quote_that_is_never_closed_costs_one_row_and_little_memory(apis: Apis) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nuser_id,a\nx,1\ny,"2\n'
        for _ in range(300):
            yield (b"z" * 999 + b"\n") * 100
        yield b"\r\n--edge--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    path = f"{ACCOUNT}/import/profiles"
    await apis.appcues.post(path, files={"file": ("a.csv", b"user_id\nx\n")})  # loads what it needs
    tracemalloc.start()
    try:
        answer = await apis.appcues.post(path, content=content(), headers=headers, timeout=60)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000
    await apis.advance(300)
    job = (await apis.appcues.get(answer.json()["job_url"])).json()
    counts = job["events"][-1]["attributes"]
    assert (counts["ingestions_completed"], counts["ingestions_failed"]) == (1, 1)
