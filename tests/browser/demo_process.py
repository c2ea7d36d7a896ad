"""The demo as a new user starts it: its own process, one line with an address."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
STARTS_WITHIN = 60.0
STOPS_WITHIN = 15.0


@asynccontextmanager
async def running_demo() -> AsyncIterator[str]:
    """The address of the board of a demo of our own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        cwd=ROOT,
        env={**os.environ, "PORT": "0"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN)).decode()
        found = re.search(r"http://\S+", line)
        assert found, f"the demo said {line!r}"
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), STOPS_WITHIN)
