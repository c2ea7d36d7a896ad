"""`python -m tests.soak`: long storms on SQLite, on PostgreSQL with three workers, over a naive sender; a bad day."""

import argparse
import asyncio
import io
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from secrets import randbelow

from bot.log_setup import set_up_logging
from bot.redaction import Redactor
from tests.scenarios.playhouse import Plan as House
from tests.scenarios.playhouse import open_playhouse
from tests.soak.databases import new_schema, sqlite_file
from tests.soak.outage import Outage
from tests.soak.storm import Plan, storm_over
from tests.soak.verdict import Verdict
from tests.soak.workers import nursery_of_workers

NAIVE_DOUBLES_AT_LEAST = 0.05


def main() -> int:
    """Play all three; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--blows", type=int, default=200, help="how often a worker is killed or frozen")
    parser.add_argument("--facts", type=int, default=1000, help="how much is told on the bad day")
    parser.add_argument("--seed", type=int, default=randbelow(10**8), help="which storm")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.blows} blows", flush=True)
    status = asyncio.run(_play(arguments.seed, arguments.blows)) if arguments.blows else 0
    return status | (asyncio.run(_bad_day(arguments.seed, arguments.facts)) if arguments.facts else 0)


async def _bad_day(seed: int, facts: int) -> int:
    with tempfile.TemporaryDirectory(prefix="callboard-soak-") as folder:
        log = Path(folder) / "bot.log"
        with log.open("w") as stream:
            set_up_logging("ERROR", "json", Redactor(()), stream)
            async with open_playhouse(House(), sqlite_file(Path(folder)), io.StringIO()) as house:
                outage = Outage(house, seed, facts)
                verdict = await outage.play()
    print(f"SQLite, a bad day: {verdict}", flush=True)
    return int(bool(verdict.trouble))


async def _play(seed: int, blows: int) -> int:
    ours = (("SQLite", Plan(seed, blows)), ("PostgreSQL, three workers", Plan(seed + 1, blows, workers=3)))
    troubled = False
    for title, plan in ours:
        verdict = await _storm(title, plan)
        troubled |= bool(verdict.trouble)
    naive = await _storm("SQLite, naive sender", Plan(seed + 2, blows, is_naive=True))
    if naive.doubled_share < NAIVE_DOUBLES_AT_LEAST:
        print("The naive sender should have doubled more: this storm proves nothing.")
        troubled = True
    return int(troubled)


async def _storm(title: str, plan: Plan) -> Verdict:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="callboard-soak-")))
        url = stack.enter_context(new_schema()) if plan.workers > 1 else sqlite_file(folder)
        async with nursery_of_workers() as workers, storm_over(url, folder, plan, workers) as storm:
            verdict = await storm.blow()
            print(f"{title}: {verdict}", flush=True)
            if verdict.trouble and not plan.is_naive:
                print(storm.last_words())
    return verdict


if __name__ == "__main__":
    sys.exit(main())
