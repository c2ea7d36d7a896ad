"""The parent's side of the nursery: workers are born, stopped, let go on, and ended."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.soak.child import Terms

PROJECT = Path(__file__).resolve().parents[2]
READY_WITHIN = 60.0


@dataclass
class Worker:
    """One process."""

    pid: int
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)
    is_gone: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it still lives."""
        if not self.is_gone.is_set():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        self.send(signal.SIGKILL)
        await self.is_gone.wait()


class Workers:
    """All of them, and the nursery that they come from."""

    def __init__(self, nursery: asyncio.subprocess.Process) -> None:
        self._nursery = nursery
        self._births: list[asyncio.Future[Worker]] = []
        self._living: dict[int, Worker] = {}

    async def bear(self, terms: Terms) -> Worker | None:
        """A worker that is ready; None when it has ended before it was."""
        birth: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        order = {"number": len(self._births), "terms": asdict(terms)}
        self._births.append(birth)
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps(order).encode() + b"\n")
        async with asyncio.timeout(READY_WITHIN):
            worker = await birth
            waits = [asyncio.create_task(each.wait()) for each in (worker.is_ready, worker.is_gone)]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for each in waits:
                each.cancel()
        return None if worker.is_gone.is_set() else worker

    async def listen(self) -> None:
        """Hear what the nursery tells, until it is closed."""
        assert self._nursery.stdout is not None
        async for line in self._nursery.stdout:
            match json.loads(line):
                case {"order": int(number), "pid": int(pid)}:
                    worker = self._living.setdefault(pid, Worker(pid))
                    self._births[number].set_result(worker)
                case {"ready": int(pid)}:
                    self._living.setdefault(pid, Worker(pid)).is_ready.set()  # it may come before the birth
                case {"gone": int(pid)}:
                    self._living.pop(pid).is_gone.set()


@asynccontextmanager
async def nursery_of_workers() -> AsyncIterator[Workers]:
    """The nursery while entered; nobody lives afterwards."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.soak.nursery",
        env=environment,
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    workers = Workers(process)
    listening = asyncio.create_task(workers.listen())
    try:
        yield workers
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening
