"""Measures how late the real program does what is due: on both databases, and with ten times the schedules."""

import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from cryptography.fernet import Fernet

from bench.databases import postgresql_schema
from bench.deliveries import SIGNING_SECRET, TEAM_ID, USER_ID
from bench.processes import DidNotStartError, environment, free_port, process, wait_for_ok
from bot.domain.recurrences import Recurrence, once, read_recurrence
from bot.domain.schedules import LateRule, first_due
from bot.domain.subscriptions import Topic
from storage.database import Database
from storage.migrate import migrate
from storage.models import OccurrenceState, ScheduleRow, SubscriptionRow
from storage.unit_of_work import UnitOfWork

GOAL_SECONDS = 1.5
FEW_SCHEDULES, MANY_SCHEDULES = 1_000, 10_000
SPREAD, BURST = 300, 100
"""So many come due at any instant of the time that is measured, and so many at once in the middle of it."""
MEASURED = timedelta(seconds=10)
AHEAD = timedelta(seconds=3)
PATIENCE_SECONDS = 60.0
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Lateness:
    """How long after its due time each piece of work was done, in seconds, the latest last."""

    title: str
    processes: int
    kept: int
    spread: Sequence[float]
    burst: Sequence[float]


def main() -> int:
    """`python -m bench.lateness` measures and prints a table."""
    with tempfile.TemporaryDirectory(prefix="callboard-bench-") as folder, _local_slack() as slack_url:
        figures = [*_measure_all(Path(folder), slack_url)]
    print(_table(figures), end="")
    return 0


def _measure_all(folder: Path, slack_url: str) -> Iterator[Lateness]:
    for kept in (FEW_SCHEDULES, MANY_SCHEDULES):
        url = f"sqlite:///{folder / f'{kept}.db'}"
        yield _measure("SQLite", url, 1, kept, folder, slack_url)
        with postgresql_schema() as url:
            if url:
                yield _measure("PostgreSQL", url, 3, kept, folder, slack_url)


def _measure(title: str, url: str, processes: int, kept: int, folder: Path, slack_url: str) -> Lateness:
    print(f"{title}, {processes} processes, {kept:,} schedules …", file=sys.stderr)
    migrate(url)
    asyncio.run(_keep(url, [_waiting(number) for number in range(kept)]))
    with contextlib.ExitStack() as stack:
        for _ in range(processes):
            stack.enter_context(_bot(url, folder, slack_url))
        spread, burst = asyncio.run(_have_work_done(url))
    return Lateness(title, processes, kept, spread, burst)


async def _have_work_done(url: str) -> tuple[list[float], list[float]]:
    """Schedules work for the next seconds, waits until it is done, and returns how late each piece was."""
    start = (datetime.now(UTC) + AHEAD).replace(microsecond=0)
    chance = random.Random(1)
    spread = [_due(f"spread-{n}", start + MEASURED * chance.random()) for n in range(SPREAD)]
    burst = [_due(f"burst-{n}", start + MEASURED / 2) for n in range(BURST)]
    await _keep(url, [*spread, *burst])
    database = Database.open(url)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            await asyncio.sleep(1)
            done = await database.read(_lateness)
            if len(done) == SPREAD + BURST:
                return _sorted(done, "spread-"), _sorted(done, "burst-")
    finally:
        await database.close()
    raise DidNotStartError(f"Only {len(done)} of {SPREAD + BURST} pieces of work were done.")


def _lateness(work: UnitOfWork) -> dict[str, float]:
    rows = [row for n in range(SPREAD) for row in work.occurrences.list(f"spread-{n}")]
    rows += [row for n in range(BURST) for row in work.occurrences.list(f"burst-{n}")]
    return {
        row.schedule_id: (row.finished_at - row.due_at).total_seconds()
        for row in rows
        if row.finished_at and row.state == OccurrenceState.DONE
    }


def _sorted(done: dict[str, float], prefix: str) -> list[float]:
    return sorted(late for id, late in done.items() if id.startswith(prefix))


Digest = tuple[SubscriptionRow, ScheduleRow]


async def _keep(url: str, rows: Sequence[Digest]) -> None:
    database = Database.open(url)
    for at in range(0, len(rows), ROWS_AT_ONCE):
        await database.transact(partial(_add, rows[at : at + ROWS_AT_ONCE]))
    await database.close()


def _add(rows: Sequence[Digest], work: UnitOfWork) -> None:
    for subscription, schedule in rows:
        work.subscriptions.add(subscription)
        work.schedules.add(schedule)


def _waiting(number: int) -> Digest:
    """A digest that is kept, and not due while it is measured."""
    hour, minute = divmod(number % 1_440, 60)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    recurrence = read_recurrence(f"daily {hour:02}:{minute:02}", "Europe/Paris")
    return _rows(f"waiting-{number}", recurrence, first_due(recurrence, tomorrow))


def _due(id: str, at: datetime) -> Digest:
    return _rows(id, once(at, "Europe/Paris"), at)


def _rows(id: str, recurrence: Recurrence, due: datetime | None) -> Digest:
    now = datetime.now(UTC)
    subscription = SubscriptionRow(
        id=id,
        team_id=TEAM_ID,
        channel_id=f"C{id}",
        topic=Topic.DIGEST,
        fingerprint=id,
        zone=recurrence.zone,
        schedule_id=id,
        even_if_empty=True,
        created_by=USER_ID,
        created_by_name="Maya Ito",
        created_at=now,
    )
    schedule = ScheduleRow(
        id=id,
        team_id=TEAM_ID,
        kind=subscription.topic,
        subject=subscription.id,
        recurrence=recurrence.text,
        zone=recurrence.zone,
        late_rule=LateRule.LATEST,
        grace_seconds=3_600,
        next_due_at=due,
        created_by=USER_ID,
        created_at=now,
        updated_at=now,
    )
    return subscription, schedule


@contextlib.contextmanager
def _bot(url: str, folder: Path, slack_url: str) -> Iterator[None]:
    """`python -m bot` over that database."""
    port = free_port()
    settings = environment(
        SLACK_BOT_TOKEN="xoxb-bench",
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        SLACK_API_URL=f"{slack_url}/api/",
        DATABASE_URL=url,
        CALLBOARD_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
        PORT=str(port),
        LOG_LEVEL="ERROR",
    )
    with process("-m", "bot", env=settings, folder=folder):
        wait_for_ok(f"http://127.0.0.1:{port}/readyz")
        yield


@contextlib.contextmanager
def _local_slack() -> Iterator[str]:
    port = free_port()
    with process("-m", "bench.local_slack", str(port)):
        wait_for_ok(f"http://127.0.0.1:{port}/answers")
        yield f"http://127.0.0.1:{port}"


def _table(figures: Sequence[Lateness]) -> str:
    quantiles = "p50 · p99 · max s"
    columns = ["database, processes", "schedules kept", f"at any instant: {quantiles}"]
    columns += [f"{BURST} at once: {quantiles}", f"p99 at most {GOAL_SECONDS:g} s"]
    lines = [f"| {' | '.join(columns)} |", "| --- | --- | --- | --- | --- |"]
    for each in figures:
        p99 = _p99([*each.spread, *each.burst])
        lines.append(
            f"| {each.title}, {each.processes} | {each.kept:,} | {_quantiles(each.spread)} "
            f"| {_quantiles(each.burst)} | {p99:.2f} {'yes' if p99 <= GOAL_SECONDS else '**no**'} |"
        )
    return "\n".join(lines) + "\n"


def _quantiles(late: Sequence[float]) -> str:
    return f"{late[len(late) // 2]:.2f} · {_p99(late):.2f} · {late[-1]:.2f}"


def _p99(late: Sequence[float]) -> float:
    return sorted(late)[min(int(len(late) * 0.99), len(late) - 1)]


if __name__ == "__main__":
    sys.exit(main())
