"""Measures files that stream through the client beside `curl -F`, and the listing of many apps page by page."""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median

import structlog
import uvicorn
import uvloop
from starlette.applications import Starlette

from bench.processes import Cores, cores, environment, line_from, pinned, process
from bot.clients.appcues.connection import open_appcues
from bot.clients.appcues.imports import Imports
from bot.clients.appizer.apps import Apps
from bot.clients.appizer.connection import open_appizer
from bot.domain.uploads import Format, Upload
from bot.redaction import Redactor
from sandbox.appizer.application import appizer_routes
from sandbox.appizer.apps import Organization
from sandbox.appizer.seed_apps import seed_apps
from sandbox.seed import Seeding

FILE_BYTES = 200_000_000
LEAST_SHARE_OF_CURL = 0.8
MOST_GROWTH_BYTES = 32 * 1024 * 1024
BLOCK = 1024 * 1024
FEW_APPS, MANY_APPS = 1_000, 10_000
KEY = "apps_bench_organization"

_LINES = {
    Format.NDJSON: '{{"user_id": "user-{n:08d}", "email": "user{n}@northwind.example", "visits": {n}, '
    '"plan": "season ticket", "seat": "row {n} of the stalls", "member": true}}\n',
    Format.CSV: "user-{n:08d},user{n}@northwind.example,{n},season ticket,true\n",
}
_HEADERS = {Format.NDJSON: "", Format.CSV: "user_id,email,visits,plan,member\n"}
_ACCEPTED = b'{"job_id": "j1", "job_url": "http://127.0.0.1/j1", "status": 202, "title": "Accepted"}'


@dataclass(frozen=True)
class Sent:
    """One upload: its seconds, and by how many bytes the process grew at its highest."""

    seconds: float
    growth: int


@dataclass(frozen=True)
class Comparison:
    """The rounds of one format, ours and curl's in turn."""

    format: Format
    size: int
    ours: Sequence[Sent]
    curl: Sequence[float]

    @property
    def share(self) -> float:
        """Our speed as a part of curl's: the median over rounds that followed each other."""
        return median(curl / our.seconds for our, curl in zip(self.ours, self.curl, strict=True))

    @property
    def growth(self) -> int:
        """Bytes, the worst of all rounds."""
        return max(our.growth for our in self.ours)


def run(rounds: int = 7, size: int = FILE_BYTES) -> str:
    """Measures everything; the figures as Markdown."""
    _log_as_in_production()
    place = cores()
    with tempfile.TemporaryDirectory(prefix="callboard-uploads-") as folder:
        files = {format: Path(folder) / f"profiles.{format.suffix}" for format in _LINES}
        for format, file in files.items():
            _write(file, format, size)
        comparisons = _compare(files, place, rounds)
    listed = _list_by_turns((FEW_APPS, MANY_APPS), place, rounds)
    return "\n".join([*_upload_table(comparisons), "", *_listing_table(listed)]) + "\n"


def _compare(files: Mapping[Format, Path], place: Cores, rounds: int) -> list[Comparison]:
    """All files in each round, so that what else the machine does at that moment meets both formats alike."""
    ours: dict[Format, list[Sent]] = {format: [] for format in files}
    curl: dict[Format, list[float]] = {format: [] for format in files}
    with process("-m", "bench.uploads", "receive", core=place.server, env=environment()) as receiver:
        port = line_from(receiver)
        for _ in range(rounds):
            for format, file in files.items():
                with pinned(place.others):
                    curl[format].append(_by_curl(file, port))
                    ours[format].append(_by_callboard(file, format, port))
    return [
        Comparison(format, file.stat().st_size, ours[format], curl[format]) for format, file in files.items()
    ]


def _write(file: Path, format: Format, size: int) -> None:
    """As many times the same ten thousand rows as fit into the size, below the header."""
    rows = "".join(_LINES[format].format(n=n) for n in range(10_000))
    with file.open("w", encoding="ascii") as out:
        out.write(_HEADERS[format])
        out.writelines([rows] * (size // len(rows)))
        out.flush()
        os.fsync(out.fileno())  # else the kernel does it while somebody is measured


def _by_curl(file: Path, port: str) -> float:
    """The seconds by curl's own clock, without the start of its process."""
    url = f"http://127.0.0.1:{port}/v2/accounts/1/import/profiles"
    command = ["curl", "-s", "-o", "/dev/null", "-w", "%{time_total}", "-F", f"file=@{file}", url]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _by_callboard(file: Path, format: Format, port: str) -> Sent:
    arguments = ("send", str(file), format.value, port)
    with process("-m", "bench.uploads", *arguments, env=environment()) as sender:
        return Sent(**json.loads(line_from(sender)))


def _list_by_turns(counts: Sequence[int], place: Cores, rounds: int) -> dict[int, float]:
    """The seconds for each number of apps, in the middle of rounds that have all of them."""
    seconds: dict[int, list[float]] = {count: [] for count in counts}
    with contextlib.ExitStack() as stack:
        servers = {
            count: stack.enter_context(
                process("-m", "bench.uploads", "apps", str(count), core=place.server, env=environment())
            )
            for count in counts
        }
        ports = {count: line_from(server) for count, server in servers.items()}
        for _ in range(rounds):
            for count, port in ports.items():
                with pinned(place.others):
                    seconds[count].append(uvloop.run(_list_apps(port, count)))
    return {count: median(measured) for count, measured in seconds.items()}


async def _list_apps(port: str, count: int) -> float:
    """The seconds for all apps, on a connection that is already open."""
    async with open_appizer(f"http://127.0.0.1:{port}", KEY, redactor=Redactor()) as transport:
        apps = Apps(transport)
        await anext(apps.list())
        began = time.perf_counter()
        seen = [app.id async for app in apps.list()]
        seconds = time.perf_counter() - began
    assert len(seen) == count
    return seconds


def _upload_table(comparisons: Iterable[Comparison]) -> Iterator[str]:
    yield "### A file of 200 MB, streamed to a plain receiver on the same machine"
    yield "| file | Callboard MB/s | `curl -F` MB/s | share (at least 0.8) | memory growth (under 32 MB) |"
    yield "| --- | --- | --- | --- | --- |"
    for each in comparisons:
        megabytes = each.size / 1e6
        ours = megabytes / median(sent.seconds for sent in each.ours)
        reached = (_verdict(each.share >= LEAST_SHARE_OF_CURL), _verdict(each.growth < MOST_GROWTH_BYTES))
        yield (
            f"| {each.format.name} | {ours:,.0f} | {megabytes / median(each.curl):,.0f} "
            f"| {each.share:.2f} ({reached[0]}) | {each.growth / 2**20:.1f} MB ({reached[1]}) |"
        )


def _listing_table(listed: dict[int, float]) -> Iterator[str]:
    yield "### All apps, page by page"
    yield "| apps | seconds | ms per page of 100 |"
    yield "| --- | --- | --- |"
    for count, seconds in listed.items():
        yield f"| {count:,} | {seconds:.2f} | {seconds / count * 100 * 1000:.1f} |"
    growth = listed[MANY_APPS] / listed[FEW_APPS]
    yield f"\nTen times the apps take {growth:.1f} times as long."


def _verdict(is_reached: bool) -> str:
    return "yes" if is_reached else "**no**"


def _receive() -> None:
    """The plain receiver: takes a body, answers 202, keeps nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_drain, args=(connection,), daemon=True).start()


def _drain(connection: socket.socket) -> None:
    buffer = memoryview(bytearray(BLOCK))
    with connection, contextlib.suppress(ConnectionError):
        while head := _head(connection):
            text, _, rest = head.partition(b"\r\n\r\n")
            headers = dict(line.lower().split(b": ", 1) for line in text.split(b"\r\n")[1:])
            if headers.get(b"expect") == b"100-continue":
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            left = int(headers.get(b"content-length", b"0")) - len(rest)
            while left > 0:
                left -= connection.recv_into(buffer)
            connection.sendall(
                b"HTTP/1.1 202 Accepted\r\nContent-Length: %d\r\n\r\n" % len(_ACCEPTED) + _ACCEPTED
            )


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(BLOCK)
        if not chunk:
            return b""
        head += chunk
    return head


async def _send(upload: Upload, port: str) -> Sent:
    """Uploads a small file to warm up, then the file."""
    url = f"http://127.0.0.1:{port}"
    async with open_appcues(url, "bench-key", "bench-secret", redactor=Redactor()) as transport:
        imports = Imports(transport, "1")
        await imports.profiles(Upload(upload.format, 5, _blocks_of(b"warm\n")))
        before = _memory_from_now_on()
        began = time.perf_counter()
        await imports.profiles(upload)
        return Sent(time.perf_counter() - began, _memory("VmHWM") - before)


async def _blocks(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb", buffering=0) as content:
        while block := content.read(BLOCK):
            yield block


async def _blocks_of(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _memory_from_now_on() -> int:
    """What the process has; its highest size is counted anew from here."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory("VmRSS")


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024


async def _serve_apps(count: int) -> None:
    """Serves the first so many apps of the large sandbox."""
    seeding = Seeding("large", 1, datetime.now(UTC))
    organization = Organization("organization", KEY, lambda: seeding.now, seeding.random("later"))
    organization.apps.update(islice(seed_apps(seeding, organization.id).items(), count))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            Starlette(routes=appizer_routes([organization])), log_config=None, ws="none", lifespan="off"
        )
        print(listening.getsockname()[1], flush=True)
        await uvicorn.Server(config).serve([listening])


def _log_as_in_production() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))


def main() -> int:
    """`python -m bench.uploads` measures; with further words it is one of its own child processes."""
    parser = argparse.ArgumentParser(prog="python -m bench.uploads")
    parser.add_argument("part", nargs="*", help=argparse.SUPPRESS)
    match parser.parse_args().part:
        case []:
            print(run(), end="")
        case ["receive"]:
            _receive()
        case ["send", file, media_type, port]:
            _log_as_in_production()
            content = Path(file)
            upload = Upload(Format(media_type), content.stat().st_size, _blocks(content))
            print(json.dumps(asdict(uvloop.run(_send(upload, port)))))
        case ["apps", count]:
            asyncio.run(_serve_apps(int(count)))
        case unknown:
            parser.error(f"{unknown} is not understood")
    return 0


if __name__ == "__main__":
    sys.exit(main())
