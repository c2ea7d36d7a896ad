"""The demo: both stand-ins in this process, the bot as a child process, one address to open."""

import asyncio
import base64
import contextlib
import os
import secrets
import signal
import socket
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import uvloop

PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 10.0
LINES_KEPT = 20
OURS = ("SLACK_", "CALLBOARD_", "APPCUES_", "APPIZER_", "DATABASE_URL", "LOG_")


class DemoFailed(Exception):
    """The demo cannot go on; the text is for the person."""


def run_demo(port: int, *, strict: bool) -> int:
    """Runs until Ctrl-C; the exit status."""
    try:
        uvloop.run(_demo(port, strict=strict))
    except DemoFailed as failure:
        print(failure, file=sys.stderr)  # noqa: T201 - a sentence for the person
        return 1
    return 0


async def _demo(port: int, *, strict: bool) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with AsyncExitStack() as stack:
        board, apis, bot_port = _take_port(port), _take_port(0), _free_port()
        stack.callback(board.close)
        stack.callback(apis.close)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="callboard-demo-"))
        settings = _settings(_port_of(board), _port_of(apis), bot_port, Path(folder))
        bot = await stack.enter_async_context(_bot(settings, Path(folder)))
        await stack.enter_async_context(_stand_ins(board, apis, bot_port, strict=strict))
        if not await _until(stop, bot, _ready(bot_port)):
            return
        bot.is_heard = True
        print(  # noqa: T201 - the one line the demo prints
            f"Callboard is on stage: http://127.0.0.1:{_port_of(board)}  (Ctrl-C ends it)", flush=True
        )
        await _until(stop, bot, asyncio.Event().wait())


def _take_port(port: int) -> socket.socket:
    """A socket on that port, so that nobody else takes it while the rest starts."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise DemoFailed(
            f"Port {port} is taken by another program: end that one, or set PORT to a free port."
        ) from None
    return listening


def _port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def _free_port() -> int:
    with contextlib.closing(_take_port(0)) as listening:
        return _port_of(listening)


def _settings(board: int, apis: int, bot: int, folder: Path) -> dict[str, str]:
    """The bot's environment: the stand-ins' addresses and made-up secrets, nothing of a real workspace."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    search = os.pathsep.join(filter(None, [str(PROJECT), inherited.get("PYTHONPATH", "")]))
    return {
        **inherited,
        "PYTHONPATH": search,
        "SLACK_BOT_TOKEN": "xoxb-callboard-demo",
        "SLACK_SIGNING_SECRET": "demo-signing-secret-0123456789abcdef",
        "SLACK_API_URL": f"http://127.0.0.1:{board}/api/",
        "DATABASE_URL": f"sqlite:///{folder / 'callboard.db'}",
        "CALLBOARD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "CALLBOARD_EDITORS": "U0MAYA",
        "CALLBOARD_APPROVERS": "U0TOMAS",
        "CALLBOARD_APPROVALS_CHANNEL": "C0APPROVALS",
        "APPCUES_ACCOUNT_ID": "17434",
        "APPCUES_API_KEY": "6ec53e5f-2b7a-4d9a-94ed-68a3a22cacbd-02",
        "APPCUES_API_SECRET": "0b5c3f0e-7e0c-4d53-9a52-2f6f2a7f4c11",
        "APPCUES_BASE_URL": f"http://127.0.0.1:{apis}",
        "APPIZER_API_KEY": "apps_demo_organization_key",
        "APPIZER_BASE_URL": f"http://127.0.0.1:{apis}",
        "HOST": "127.0.0.1",
        "PORT": str(bot),
        "LOG_LEVEL": "WARNING",
    }


class _Bot:
    """The child process, and the last lines it wrote; passed on as they come once `is_heard`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: deque[str] = deque(maxlen=LINES_KEPT)
        self.is_heard = False
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None  # noqa: S101 - it was asked for
        async for line in self.process.stdout:
            text = line.decode(errors="replace").rstrip()
            self.lines.append(text)
            if self.is_heard:
                print(text, file=sys.stderr)  # noqa: T201 - the bot's own log

    async def ended(self) -> None:
        """Wait for the end of the process, and of what it wrote."""
        await self.process.wait()
        await self.reading


@asynccontextmanager
async def _bot(settings: dict[str, str], folder: Path) -> AsyncIterator[_Bot]:
    """The bot, started in a folder of its own (no `.env` is read there), ended with the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        env=settings,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C reaches this process only, which then ends the bot
    )
    bot = _Bot(process)
    try:
        yield bot
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await bot.ended()
        except TimeoutError:
            process.kill()
            await bot.ended()


@asynccontextmanager
async def _stand_ins(
    board: socket.socket, apis: socket.socket, bot_port: int, *, strict: bool
) -> AsyncIterator[None]:
    """Both stand-ins; they are imported here, while the bot is starting in its own process."""
    from sandbox.apis import ApiOptions, build_apis  # noqa: PLC0415 - see above
    from sandbox.slack.app import SlackOptions, build_slack  # noqa: PLC0415 - see above
    from sandbox.slack.app_manifest import read_manifest  # noqa: PLC0415 - see above
    from sandbox.slack.serving import serving  # noqa: PLC0415 - see above

    app = read_manifest(PROJECT / "manifest.yml")
    stand_in = build_slack(SlackOptions(bot_url=f"http://127.0.0.1:{bot_port}", strict=strict, **app))
    async with serving(build_apis(ApiOptions(has_staging=True)), apis), serving(stand_in.asgi, board) as url:
        stand_in.url = url
        try:
            yield
        finally:
            await stand_in.aclose()


async def _ready(port: int) -> None:
    """Return when the bot says on `/readyz` that it is ready."""
    async with asyncio.timeout(START_SECONDS):
        while True:
            if await _is_ready(port):
                return
            await asyncio.sleep(0.03)


async def _is_ready(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        status = await reader.readline()
    except OSError:
        return False
    finally:
        writer.close()
    return b" 200 " in status


async def _until(stop: asyncio.Event, bot: _Bot, work: Coroutine[Any, Any, object]) -> bool:
    """Whether `work` came to its end; False when the person wants to stop.

    Raises:
        DemoFailed: the bot has ended by itself, or does not become ready.
    """
    waits: list[Coroutine[Any, Any, object]] = [work, stop.wait(), bot.process.wait()]
    tasks = [asyncio.create_task(each) for each in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        done, stopped, died = (task.done() for task in tasks)
        if done and tasks[0].exception() is not None:
            raise DemoFailed(f"The bot did not become ready within {START_SECONDS:g} s.")
        if died and not stopped:
            await bot.ended()
            last = "\n".join(bot.lines) or "(it said nothing)"
            raise DemoFailed(
                f"The bot has ended with status {bot.process.returncode}. Its last lines:\n{last}"
            )
        return done and not stopped
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
