"""`python -m bench`: measures, and prints the tables of docs/performance.md."""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import uvloop

from bench.acknowledgements import Effort, measure_acknowledgements
from bench.cold_start import measure_starts
from bench.posting import PLACE, measure_posting
from bench.processes import Cores, cores, free_port, process, wait_for_ok
from bench.report import report, write_into
from bench.work import measure_work


@dataclass(frozen=True)
class _Extent:
    """How much is measured."""

    effort: Effort
    work_rounds: int
    starts: int


_WHOLE = _Extent(Effort(rounds=9, seconds=0.4), work_rounds=3, starts=3)
_QUICK = _Extent(Effort(rounds=1, seconds=0.2), work_rounds=1, starts=1)


def main() -> int:
    """Measure everything; the exit status."""
    arguments = _parser().parse_args()
    if not hasattr(os, "sched_setaffinity"):
        print("The benchmarks need Linux: they pin processes to cores.", file=sys.stderr)
        return 2
    figures = _measure(_QUICK if arguments.quick else _WHOLE)
    posting = measure_posting(quick=arguments.quick)
    print(figures, "\n### Posting to the local Slack\n", posting, sep="", end="")
    if arguments.write:
        write_into(arguments.write, figures)
        write_into(arguments.write, posting, PLACE)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Callboard.")
    parser.add_argument("--quick", action="store_true", help="a first look in half a minute")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into this page too")
    return parser


def _measure(extent: _Extent) -> str:
    place = cores()
    with tempfile.TemporaryDirectory(prefix="callboard-bench-") as folder, _local_slack(place) as slack_url:
        return _measure_in(Path(folder), place, slack_url, extent)


def _measure_in(folder: Path, place: Cores, slack_url: str, extent: _Extent) -> str:
    starts = measure_starts(slack_url, folder / "starts", times=extent.starts)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        cells = runner.run(measure_acknowledgements(extent.effort, place, slack_url, folder))
        work = runner.run(measure_work(place, slack_url, folder / "work", rounds=extent.work_rounds))
    return report(cells, work, starts, datetime.now().astimezone().date())


@contextlib.contextmanager
def _local_slack(place: Cores) -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with process("-m", "bench.local_slack", str(port), core=place.others):
        wait_for_ok(f"{url}/answers")
        yield url


if __name__ == "__main__":
    sys.exit(main())
