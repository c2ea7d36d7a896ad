"""Lives of the bot: started as a process of its own or from the nursery, signalled, and seen to end."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

PROJECT = Path(__file__).resolve().parents[2]
ENDS_WITHIN = 30.0


@dataclass
class Life:
    """One process of the bot. Its exit status is negative when a signal ended it."""

    pid: int
    log: Path
    end: asyncio.Future[int]

    def send(self, number: signal.Signals) -> None:
        """Sends it a signal, if it still lives."""
        if not self.end.done():
            os.kill(self.pid, number)

    async def ended(self, within: float = ENDS_WITHIN) -> int:
        """Waits for its end; the exit status."""
        try:
            async with asyncio.timeout(within):
                return await asyncio.shield(self.end)
        except TimeoutError:
            raise AssertionError(f"The bot still runs after {within:g} s:\n{self.said}") from None

    @property
    def said(self) -> str:
        """All that it, and those before it, wrote."""
        return self.log.read_text() if self.log.exists() else ""


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

    async def start(
        environment: Mapping[str, str], folder: Path, *, arguments: Sequence[str] = ()
    ) -> Life:
        log = folder / "bot.log"
        with log.open("ab") as out:
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
        number, log = len(self.births), folder / "bot.log"
        birth, end = loop.create_future(), loop.create_future()
        self.births.append(birth)
        self.ends.append(end)
        order = {
            "number": number,
            "environment": dict(environment),
            "folder": str(folder),
            "log": str(log),
            "arguments": list(arguments),
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        async with asyncio.timeout(ENDS_WITHIN):
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
