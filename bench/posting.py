"""`python -m bench.posting`: how many messages a second the local Slack takes, and for how long."""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
import uvloop

from bench.figures import Cell, Round
from bench.generator import send_all
from bench.processes import Cores, cores, free_port, line_from, pinned, process, processor_seconds, served
from bench.report import circumstances, table, write_into

GOAL = 1_000.0
POSTS, ROUNDS = 30_000, 10
PLACE = "<!-- posting figures: written by `python -m bench.posting --write` -->"
TOKEN = "xoxb-callboard-demo"

_TEXT = {"channel": "C0STATS", "text": "The import has finished: 1,204 rows, no errors."}
_CARD = {
    "channel": "C0STATS",
    "text": "Publish the flow “Welcome tour”: waiting for approval",
    "metadata": {"event_type": "callboard_message", "event_payload": {"key": "0f3b1c"}},
    "blocks": [
        {"type": "header", "text": {"type": "plain_text", "text": "Waiting for approval"}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "<@U0MAYA> wants to publish the flow *Welcome tour*"},
            "fields": [{"type": "mrkdwn", "text": f"*Field {n}*\nits value"} for n in range(6)],
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": name,
                    "text": {"type": "plain_text", "text": name},
                    "value": "7",
                }
                for name in ("Approve", "Reject")
            ],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "spring launch · expires tomorrow"}]},
    ],
}


@dataclass(frozen=True)
class Series:
    """One line of the table."""

    title: str
    message: Mapping[str, object]
    connections: int = 8
    is_watched: bool = False
    """Whether somebody has the board open."""
    is_heard: bool = False
    """Whether the bot gets each message as an event."""


SERIES = (
    Series("a line of text", _TEXT),
    Series("a card", _CARD),
    Series("a card, one after the other", _CARD, connections=1),
    Series("a card, with the board open in a browser", _CARD, is_watched=True),
    Series("a card, each delivered to the bot as an event", _CARD, is_heard=True),
)


def measure_posting(*, quick: bool) -> str:
    """All series, as a table in Markdown."""
    posts = POSTS // 10 if quick else POSTS
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        cells = [runner.run(_measure(series, cores(), posts)) for series in SERIES]
    return "\n".join((circumstances(datetime.now().astimezone().date()), *_report(cells))) + "\n"


def main() -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.posting", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the messages")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page too")
    arguments = parser.parse_args()
    figures = measure_posting(quick=arguments.quick)
    print(figures, end="")
    if arguments.write:
        write_into(arguments.write, figures, PLACE)
    return 0


async def _measure(series: Series, place: Cores, posts: int) -> Cell:
    """So many posts to a fresh stand-in, in ten rounds one after the other: it has to hold out."""
    print(f"{series.title} …", file=sys.stderr, flush=True)
    with contextlib.ExitStack() as stack:
        bot = stack.enter_context(_bot(place)) if series.is_heard else ()
        arguments = ("-m", "sandbox", "slack", "--port", "0", *bot)
        child = stack.enter_context(process(*arguments, core=place.server))
        port = int(line_from(child).rpartition(":")[2])
        stack.enter_context(pinned(place.others))
        async with _board(port) if series.is_watched else contextlib.nullcontext():
            return Cell([await _round(series, port, child.pid, posts // ROUNDS) for _ in range(ROUNDS)])


async def _round(series: Series, port: int, pid: int, posts: int) -> Round:
    before = processor_seconds(pid)
    requests = [_request(series.message, port)] * posts
    answer = b'{"ok":true'
    seconds, times = await send_all(port, requests, series.connections, seconds=600, expected=answer)
    return Round(seconds, sorted(times), processor_seconds(pid) - before)


def _request(message: Mapping[str, object], port: int) -> bytes:
    body = orjson.dumps(message)
    head = (
        f"POST /api/chat.postMessage HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@contextlib.contextmanager
def _bot(place: Cores) -> Iterator[Sequence[str]]:
    """A bot that takes everything at once; gives the stand-in's argument for it."""
    with tempfile.TemporaryDirectory() as folder:
        slack_url = f"http://127.0.0.1:{free_port()}"  # it calls nobody
        with served("raw", place.others, slack_url, Path(folder) / "bot") as bot:
            bot.wait_until_ready()
            with bot.awake():
                yield ("--bot-url", f"http://127.0.0.1:{bot.port}")


@contextlib.asynccontextmanager
async def _board(port: int) -> AsyncIterator[None]:
    """A page that follows the events of the board, as fast as they come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /board/events?user=U0MAYA HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")

    async def follow() -> None:
        while await reader.read(1 << 16):
            pass

    following = asyncio.create_task(follow())
    try:
        yield
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        writer.close()


def _report(cells: Sequence[Cell]) -> Iterator[str]:
    headings = (
        "what is posted",
        "posts/s · slowest tenth",
        "of the goal",
        "p50 · p99 · max ms",
        "CPU µs per post",
    )
    yield from table(headings, (_row(series, cell) for series, cell in zip(SERIES, cells, strict=True)))


def _row(series: Series, cell: Cell) -> Sequence[str]:
    slowest = min(each.rate for each in cell.rounds)
    return (
        series.title,
        f"{cell.rate:,.0f} · {slowest:,.0f}",
        f"{cell.rate / GOAL:.2f}",
        f"{cell.p50:.2f} · {cell.p99:.1f} · {cell.slowest:.0f}",
        f"{cell.processor_microseconds:,.0f}",
    )


if __name__ == "__main__":
    sys.exit(main())
