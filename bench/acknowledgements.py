"""Measures how fast acknowledgements leave: every series in turn, round after round, so that noise meets all."""

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.deliveries import BARE_COMMAND, Template, click, command
from bench.figures import Cell, Round
from bench.generator import WrongAnswerError, send_all
from bench.processes import Cores, Served, pinned, served

CONCURRENCIES = (1, 16, 64)
_WARM_UP_SECONDS = 0.1
_WARM_UP_REQUESTS = 1000
_FEWEST_REQUESTS = 100
_MOST_REQUESTS = 30_000


@dataclass(frozen=True)
class Series:
    """One line of the table: which server is sent what. `writes` a row of the inbox for each request."""

    letter: str
    kind: str
    """`read`, `click`, or empty for the line without Slack."""
    title: str
    variant: str
    writes: bool = False


SERIES = (
    Series("0", "", "a 200 for everything, without Bolt or Starlette", "raw"),
    Series("a", "read", "Bolt as documented, default runner", "bolt-command"),
    Series("b", "read", "Bolt, process_before_response", "before-response-command"),
    Series("c", "read", "Callboard, whole catalog", "callboard"),
    Series("d", "read", "Callboard, 300 commands", "callboard-300"),
    Series("a", "click", "Bolt as documented, default runner", "bolt-click"),
    Series("b", "click", "Bolt, process_before_response", "before-response-click"),
    Series("c", "click", "Callboard, whole catalog, row written", "callboard", writes=True),
    Series("d", "click", "Callboard, 300 commands, row written", "callboard-300", writes=True),
)

Cells = Mapping[tuple[str, str, int], Cell]
"""By letter, kind and concurrency."""


@dataclass(frozen=True)
class Effort:
    """How long to measure: so many rounds of so many seconds for each series and concurrency."""

    rounds: int
    seconds: float


class RowsMissingError(Exception):
    """A server acknowledged what it did not write down, or the other way round."""


class Measuring:
    """The servers of all variants, and what is sent to them."""

    def __init__(self, servers: Mapping[str, Served], slack_url: str) -> None:
        self._servers = servers
        self._rows = dict.fromkeys(servers, 0)
        self._slack_url = slack_url

    async def measure(self, effort: Effort) -> Cells:
        """All series at all concurrencies."""
        cells: dict[tuple[str, str, int], Cell] = {}
        for connections in CONCURRENCIES:
            row = await self._measure_at(connections, effort)
            cells |= {(series.letter, series.kind, connections): cell for series, cell in row.items()}
        return cells

    async def _measure_at(self, connections: int, effort: Effort) -> dict[Series, Cell]:
        row = {series: Cell() for series in SERIES}
        counts = {}
        for series in SERIES:
            warm_up = await self._round(series, connections, _WARM_UP_REQUESTS, _WARM_UP_SECONDS)
            counts[series] = _enough_for(effort.seconds, warm_up)
        for number in range(effort.rounds):
            progress(f"{connections} at a time, round {number + 1} of {effort.rounds}")
            for series, cell in row.items():
                measured = await self._round(series, connections, counts[series], effort.seconds)
                counts[series] = _enough_for(effort.seconds, measured)
                cell.rounds.append(measured)
        return row

    async def _round(self, series: Series, connections: int, count: int, limit: float) -> Round:
        server = self._servers[series.variant]
        requests = list(self._template(series).signed(count, server.port))
        with server.awake():
            before = server.processor_seconds()
            try:
                seconds, latencies = await send_all(server.port, requests, connections, seconds=limit)
            except (WrongAnswerError, TimeoutError) as error:
                error.add_note(f"It was ({series.letter}) {series.kind}, {connections} at a time.")
                raise
            spent = server.processor_seconds() - before
            self._check_rows(series, server.settle(), len(latencies) if series.writes else 0)
        return Round(seconds, sorted(latencies), spent)

    def _template(self, series: Series) -> Template:
        if series.kind == "click":
            return click(self._slack_url)
        name = "/appcues" if series.variant.startswith("callboard") else BARE_COMMAND
        return command(name, "flows", self._slack_url)

    def _check_rows(self, series: Series, rows: int, expected: int) -> None:
        new = rows - self._rows[series.variant]
        self._rows[series.variant] = rows
        if new != expected:
            raise RowsMissingError(f"({series.letter}) {series.kind}: {new} rows written, not {expected}.")


async def measure_acknowledgements(effort: Effort, place: Cores, slack_url: str, folder: Path) -> Cells:
    """Starts a server for each variant, measures all series, and ends them."""
    with contextlib.ExitStack() as stack:
        progress("starting the servers")
        servers = {
            variant: stack.enter_context(served(variant, place.server, slack_url, folder / variant))
            for variant in dict.fromkeys(series.variant for series in SERIES)
        }
        for server in servers.values():
            server.wait_until_ready()
        stack.enter_context(pinned(place.others))
        return await Measuring(servers, slack_url).measure(effort)


def progress(words: str) -> None:
    """Tells the person who waits what is going on."""
    print(f"{words} …", file=sys.stderr, flush=True)


def _enough_for(seconds: float, last: Round) -> int:
    """So many requests that a round of these seconds does not run out of them, nor signs far too many."""
    return max(_FEWEST_REQUESTS, min(int(last.rate * seconds * 1.5), _MOST_REQUESTS))
