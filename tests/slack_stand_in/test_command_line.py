"""`python -m sandbox slack` serves alone, says where, and ends cleanly; a taken port is one sentence."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from sandbox.slack.driver import Board
from sandbox.slack.serving import listening_socket


@asynccontextmanager
async def program(*arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment or None,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        return (await process.stdout.readline()).decode().strip()


async def test_the_slack_stand_in_runs_alone() -> None:
    async with program("slack", "--port", "0", "--any-command", "--friendly") as process:
        line = await first_line(process)
        url = line.removeprefix("Slack is at ")
        board = Board(url, "U0MAYA")
        try:
            assert (await board.state())["strict"] is False
            assert (await board.type("#random", "/anything"))["result"] == "unreachable"
        finally:
            await board.aclose()
        process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(process.communicate(), 30)
        assert (process.returncode, out, err) == (0, b"", b"")


async def test_the_vendor_apis_run_alone() -> None:
    async with program("apis", "--port", "0", "--appizer-key", "apps_k") as process:
        url = (await first_line(process)).removeprefix("The vendor APIs are at ")
        async with httpx.AsyncClient(base_url=url) as http:
            assert (await http.get("/v1/apps")).status_code == 401
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), 30)
        assert process.returncode == 0


async def test_a_taken_port_is_said_in_one_sentence() -> None:
    taken = listening_socket()
    taken.listen()
    port = str(taken.getsockname()[1])
    try:
        for arguments, environment in ((("slack", "--port", port), {}), ((), {"PORT": port})):
            async with program(*arguments, **environment) as process:
                out, err = await asyncio.wait_for(process.communicate(), 30)
                assert (process.returncode, out) == (1, b"")
                assert err.decode().startswith(f"Port {port} is taken by another program")
                assert len(err.decode().strip().splitlines()) == 1
    finally:
        taken.close()
