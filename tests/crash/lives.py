"""Lives of the bot: started as a process of its own or from the nursery, signalled, and seen to end."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

PROJECT = Path(__file__).resolve().parents[2]
WITHIN = 30.0
"""Seconds for anything; a loaded machine may need some, a healthy one never comes near."""


class Log:
    """What a bot writes, as it comes: so nobody has to ask it again and again how far it is."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self.text = ""
        self._more = asyncio.Event()
        self._pipe = os.open(
            path, os.O_RDWR | os.O_NONBLOCK
        )  # a writer too: no end before the first one comes
        asyncio.get_running_loop().add_reader(self._pipe, self._read)

    def _read(self) -> None:
        with suppress(BlockingIOError):
            while chunk := os.read(self._pipe, 65_536):
                self.text += chunk.decode(errors="replace")
        more, self._more = self._more, asyncio.Event()
        more.set()

    async def says(self, words: str) -> None:
        """Waits until these words stand in it."""
        while words not in self.text:
            await self._more.wait()

    def close(self) -> None:
        """Reads the rest; nobody writes any more."""
        asyncio.get_running_loop().remove_reader(self._pipe)
        self._read()
        os.close(self._pipe)


@dataclass
class Life:
    """One process of the bot. Its exit status is negative when a signal ended it."""

    pid: int
    log: Log
    end: asyncio.Future[int]

    def __post_init__(self) -> None:
        self.end.add_done_callback(lambda _: self.log.close())

    def send(self, number: signal.Signals) -> None:
        """Sends it a signal, if it still lives."""
        if not self.end.done():
            os.kill(self.pid, number)

    async def opens(self, port: int) -> bool:
        """Waits until its doors are open; False when it has ended instead."""
        await self._says_or_ends("Started server process")
        while not self.end.done():  # from saying so to listening are some turns of its loop
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0)
            else:
                writer.close()
                return True
        return False

    async def closes(self) -> None:
        """Waits until its doors are closed."""
        await self._says_or_ends("Finished server process")

    async def ended(self) -> int:
        """Waits for its end; the exit status."""
        try:
            async with asyncio.timeout(WITHIN):
                return await asyncio.shield(self.end)
        except TimeoutError:
            raise AssertionError(f"The bot still runs after {WITHIN:g} s:\n{self.log.text}") from None

    async def _says_or_ends(self, words: str) -> bool:
        said = asyncio.create_task(self.log.says(words))
        try:
            async with asyncio.timeout(WITHIN):
                either: set[asyncio.Future[Any]] = {said, self.end}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise AssertionError(f"No {words!r} within {WITHIN:g} s:\n{self.log.text}") from None
        finally:
            said.cancel()
        return not self.end.done()


class Start(Protocol):
    """A way to bring a bot to life."""

    async def __call__(
        self, environment: Mapping[str, str], folder: Path, *, arguments: Sequence[str] = ()
    ) -> Life:
        """Starts it, in that folder (no `.env` is read there), with exactly that environment."""
        ...


@asynccontextmanager
async def as_its_own_process(bytecode: Path) -> AsyncIterator[Start]:
    """Starts `python -m bot`, as an operator does; takes seconds."""
    waits: list[asyncio.Task[None]] = []

    async def start(environment: Mapping[str, str], folder: Path, *, arguments: Sequence[str] = ()) -> Life:
        log = Log(folder / f"bot-{len(waits)}-own.log")
        with log.path.open("wb", buffering=0) as out:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *arguments,
                env=with_bytecode(environment, bytecode),
                cwd=folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        life = Life(process.pid, log, asyncio.get_running_loop().create_future())

        async def watch() -> None:
            life.end.set_result(await process.wait())

        waits.append(asyncio.create_task(watch()))
        return life

    yield start
    await asyncio.gather(*waits)


@dataclass
class _Nursery:
    process: asyncio.subprocess.Process
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)
    births: list[asyncio.Future[int]] = field(default_factory=list)
    ends: list[asyncio.Future[int]] = field(default_factory=list)

    async def listen(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            match json.loads(line):
                case {"order": int(number), "pid": int(pid)}:
                    self.births[number].set_result(pid)
                case {"order": int(number), "status": int(status)}:
                    self.ends[number].set_result(status)
                case _:
                    self.is_ready.set()

    async def start(
        self, environment: Mapping[str, str], folder: Path, *, arguments: Sequence[str] = ()
    ) -> Life:
        loop = asyncio.get_running_loop()
        number = len(self.births)
        log = Log(folder / f"bot-{number}.log")
        birth, end = loop.create_future(), loop.create_future()
        self.births.append(birth)
        self.ends.append(end)
        order = {
            "number": number,
            "environment": dict(environment),
            "folder": str(folder),
            "log": str(log.path),
            "arguments": list(arguments),
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        async with asyncio.timeout(WITHIN):
            return Life(await asyncio.shield(birth), log, end)


@asynccontextmanager
async def from_the_nursery(bytecode: Path) -> AsyncIterator[Start]:
    """Starts copies of one process that has imported everything; takes some milliseconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.crash.nursery",
        env=with_bytecode(os.environ, bytecode),
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    nursery = _Nursery(process)
    listening = asyncio.create_task(nursery.listen())
    try:
        ready = asyncio.create_task(nursery.is_ready.wait())
        await asyncio.wait({ready, listening}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        assert nursery.is_ready.is_set(), "The nursery has ended; what it said stands above."
        yield nursery.start
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening


def with_bytecode(environment: Mapping[str, str], bytecode: Path) -> dict[str, str]:
    """The environment of a child; where Python may not write bytecode beside the sources, it goes there.

    Without any, each start would compile everything anew.
    """
    mine = dict(environment)
    mine["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PROJECT), mine.get("PYTHONPATH", "")]))
    if mine.pop("PYTHONDONTWRITEBYTECODE", ""):
        mine["PYTHONPYCACHEPREFIX"] = str(bytecode)
    return mine
