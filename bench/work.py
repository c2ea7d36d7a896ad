"""Measures acknowledgements of the real program while the work behind them runs on the same core."""

import asyncio
import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from bench.acknowledgements import progress
from bench.deliveries import SIGNING_SECRET, Template, click, command
from bench.figures import Cell, Round
from bench.generator import send_all
from bench.processes import (
    Cores,
    DidNotStartError,
    environment,
    free_port,
    pinned,
    process,
    read_text,
    wait_for_ok,
)

_ANSWER_SECONDS = 60.0


@dataclass(frozen=True)
class Pace:
    """How fast a person's next request follows: `pause` seconds after the last acknowledgement."""

    title: str
    pause: float
    seconds: float
    requests: int


CALM = Pace("20 per second", 0.05, 1.0, 20)
BACK_TO_BACK = Pace("one after the other", 0.0, 1.0, 100)
_WARM_UP = Pace("warm-up", 0.0, 0.5, 10)


@dataclass(frozen=True)
class WorkSeries:
    """One line of the table; `answered` is how many answers came per second, until the last one."""

    title: str
    pace: str
    cell: Cell
    answered: float


async def measure_work(place: Cores, slack_url: str, folder: Path, *, rounds: int) -> Sequence[WorkSeries]:
    """Starts the bot as operators do, with the sandbox APIs behind it, and measures at concurrency 1."""
    payloads = {
        "/callboard help": command("/callboard", "help", slack_url),
        "/appcues flows": command("/appcues", "flows", slack_url),
        "click, row written and closed": click(slack_url),
    }
    measured = []
    with pinned(place.others), _bot(place.server, slack_url, folder) as port:
        for title, template in payloads.items():
            await _round(template, port, slack_url, _WARM_UP)
            for pace in (CALM, BACK_TO_BACK):
                progress(f"with the work: {title}, {pace.title}")
                measured.append(await _series(title, template, pace, port, slack_url, rounds))
    return measured


async def _series(
    title: str, template: Template, pace: Pace, port: int, slack_url: str, rounds: int
) -> WorkSeries:
    cell, answered = Cell(), []
    for _ in range(rounds):
        round_, until_last_answer = await _round(template, port, slack_url, pace)
        cell.rounds.append(round_)
        answered.append(len(round_.latencies) / until_last_answer)
    return WorkSeries(title, pace.title, cell, sorted(answered)[len(answered) // 2])


async def _round(template: Template, port: int, slack_url: str, pace: Pace) -> tuple[Round, float]:
    """A round, and the seconds until the last answer had come to Slack."""
    before = _answers(slack_url)
    requests = list(template.signed(pace.requests, port))
    began = time.perf_counter()
    seconds, latencies = await send_all(port, requests, 1, seconds=pace.seconds, pause=pace.pause)
    while (got := _answers(slack_url) - before) < len(latencies):
        if time.perf_counter() - began > _ANSWER_SECONDS:
            raise DidNotStartError(f"Only {got} of {len(latencies)} answers came.")
        await asyncio.sleep(0.005)
    return Round(seconds, sorted(latencies), 0.0), time.perf_counter() - began


def _answers(slack_url: str) -> int:
    return int(read_text(f"{slack_url}/answers"))


@contextlib.contextmanager
def _bot(core: int, slack_url: str, folder: Path) -> Iterator[int]:
    """The port of `python -m bot` on its core, with the vendor APIs on ours."""
    folder.mkdir()
    apis, port = free_port(), free_port()
    settings = environment(
        SLACK_BOT_TOKEN="xoxb-bench",
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        SLACK_API_URL=f"{slack_url}/api/",
        DATABASE_URL=f"sqlite:///{folder / 'callboard.db'}",
        CALLBOARD_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
        APPCUES_ACCOUNT_ID="17434",
        APPCUES_API_KEY="bench-key",
        APPCUES_API_SECRET="bench-secret",
        APPCUES_BASE_URL=f"http://127.0.0.1:{apis}",
        PORT=str(port),
        LOG_LEVEL="ERROR",
    )
    keys = ("--appcues-account", "17434", "--appcues-key", "bench-key", "--appcues-secret", "bench-secret")
    with (
        process("-m", "sandbox", "apis", "--port", str(apis), *keys),
        process("-m", "bot", core=core, env=settings, folder=folder),
    ):
        wait_for_ok(f"http://127.0.0.1:{port}/readyz")
        yield port
