"""`python -m sandbox slack` serves alone, says where, and ends cleanly; a taken port is one sentence."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

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


async def test_an_app_is_set_up_by_its_manifest(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    async with program("slack", "--port", "0", "--manifest", str(manifest)) as process:
        board = Board((await first_line(process)).removeprefix("Slack is at "), "U0MAYA")
        try:
            state = await board.state()
            assert [each["command"] for each in state["commands"]] == ["/weather"]
            assert [each["callback_id"] for each in state["shortcuts"]] == ["forecast", "remember"]
            assert (await board.type("#random", "/other"))["result"] == "unknown_command"
        finally:
            await board.aclose()
    async with program("slack", "--port", "0", "--manifest", str(tmp_path / "none.yml")) as process:
        _out, err = await asyncio.wait_for(process.communicate(), 30)
        assert (process.returncode, "none.yml is no manifest of a Slack app" in err.decode()) == (1, True)


MANIFEST = """
display_information: {name: Weather}
features:
  slash_commands: [{command: /weather, description: The weather}]
  shortcuts:
    - {type: global, callback_id: forecast, name: Show the forecast, description: For tomorrow}
    - {type: message, callback_id: remember, name: Remember this, description: For later}
oauth_config: {scopes: {bot: [commands]}}
"""


def listening_addresses(pid: int) -> set[str]:
    """The local addresses on which a process listens, as the kernel lists them."""
    inodes = {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
    ]
    return {row[1].partition(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in inodes}


async def test_it_listens_on_this_machine_alone_unless_told() -> None:
    for arguments, expected in (((), "0100007F"), (("--host", "0.0.0.0"), "00000000")):
        async with program("slack", "--port", "0", *arguments) as process:
            assert (await first_line(process)).startswith("Slack is at http://127.0.0.1:")
            assert listening_addresses(process.pid) == {expected}
    async with program("slack", "--port", "0", "--host", "203.0.113.7") as process:
        _out, err = await asyncio.wait_for(process.communicate(), 30)
        assert (process.returncode, err.decode().startswith("Nothing can listen on 203.0.113.7")) == (1, True)


async def test_other_machines_reach_it_by_number_only_and_only_when_told() -> None:
    async with program("slack", "--port", "0", "--host", "0.0.0.0") as process:
        url = (await first_line(process)).removeprefix("Slack is at ")
        port = url.rpartition(":")[2]
        async with httpx.AsyncClient(base_url=url) as http:
            hosts = (f"192.168.1.5:{port}", f"evil.example:{port}")
            answers = [await http.get("/", headers={"host": host}) for host in hosts]
            assert [each.status_code for each in answers] == [200, 403]
