"""Measures how long the programs take from their first instruction until they are of use."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from cryptography.fernet import Fernet

from bench.acknowledgements import progress
from bench.deliveries import SIGNING_SECRET
from bench.processes import environment, free_port, line_from, process, wait_for_ok


@dataclass(frozen=True)
class Start:
    """One line of the table."""

    title: str
    seconds: float


def measure_starts(slack_url: str, folder: Path, *, times: int) -> Sequence[Start]:
    """The median seconds of each start, on all cores, with bytecode and files in the system's memory."""
    folder.mkdir()
    starts: dict[str, Callable[[], float]] = {
        "`python -m bot manifest`, from beginning to end": partial(_to_its_end, "-m", "bot", "manifest"),
        "importing the whole bot": partial(
            _to_its_end, "-c", "import gc; gc.disable(); import bot.wiring.starting"
        ),
        "`python -m bot` until it is ready, with a new database": partial(_bot, slack_url, folder),
        "`python -m sandbox` (the demo) until it prints its address": _demo,
    }
    progress("compiling what was not compiled yet")
    _demo()
    measured = []
    for title, start in starts.items():
        progress(f"cold start: {title}")
        measured.append(Start(title, median(start() for _ in range(times))))
    return measured


def _to_its_end(*arguments: str) -> float:
    began = time.perf_counter()
    with process(*arguments) as child:
        child.communicate()
        return time.perf_counter() - began


def _bot(slack_url: str, folder: Path) -> float:
    port = free_port()
    settings = environment(
        SLACK_BOT_TOKEN="xoxb-bench",
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        SLACK_API_URL=f"{slack_url}/api/",
        DATABASE_URL=f"sqlite:///{folder / str(port)}.db",
        CALLBOARD_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
        PORT=str(port),
        LOG_LEVEL="ERROR",
    )
    began = time.perf_counter()
    with process("-m", "bot", env=settings, folder=folder):
        wait_for_ok(f"http://127.0.0.1:{port}/readyz")
        return time.perf_counter() - began


def _demo() -> float:
    began = time.perf_counter()
    with process("-m", "sandbox", env=environment(PORT="0")) as child:
        line_from(child)
        return time.perf_counter() - began
