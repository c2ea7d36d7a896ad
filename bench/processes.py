"""The processes around the generator: servers under test, the local Slack, the sandbox APIs, the real bot."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 15.0
# Not for the children: they compile each module once, as an ordinary installation does.
_NOT_INHERITED = "PYTHONDONTWRITEBYTECODE"
OURS = ("SLACK_", "CALLBOARD_", "APPCUES_", "APPIZER_", "DATABASE_URL", "LOG_", "HOST", "PORT")


class DidNotStartError(Exception):
    """A process ended, or did not say in time that it is ready; the text shows its last words."""


@dataclass(frozen=True)
class Cores:
    """Where the server runs, and where everything else does."""

    server: int
    others: int


def cores() -> Cores:
    """The first and the last core that this process may use; the same one if there is no other."""
    allowed = sorted(os.sched_getaffinity(0))
    return Cores(allowed[0], allowed[-1])


@contextlib.contextmanager
def pinned(core: int) -> Iterator[None]:
    """Keeps this process, and the children it starts, on one core while entered."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # children start with what the parent has
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def environment(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of Callboard, and with the ones given."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith((*OURS, _NOT_INHERITED))
    }
    return {**inherited, "PYTHONPATH": str(PROJECT), **settings}


@contextlib.contextmanager
def process(
    *arguments: str, core: int | None = None, env: Mapping[str, str] | None = None, folder: Path = PROJECT
) -> Iterator[subprocess.Popen[str]]:
    """`python` with these arguments while entered, on one core from its first instruction."""
    with contextlib.nullcontext() if core is None else pinned(core):
        child = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(env or environment()),
            cwd=folder,
        )
    with child:
        try:
            yield child
        finally:
            child.send_signal(signal.SIGCONT)
            child.terminate()
            try:
                child.communicate(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()


def line_from(child: subprocess.Popen[str]) -> str:
    """The next line that a process writes. Raises DidNotStartError when it has ended instead."""
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise DidNotStartError(f"{child.args!r} has ended with status {child.wait()}.")
    return line.rstrip()


def wait_for_ok(url: str) -> None:
    """Return when the address answers 200. Raises DidNotStartError after a minute."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, urllib.error.URLError):
            if read_text(url):
                return
        time.sleep(0.01)
    raise DidNotStartError(f"{url} does not answer.")


def read_text(url: str) -> str:
    """What is at the address. Raises OSError unless it answers with a status below 400."""
    with urllib.request.urlopen(url, timeout=5) as answer:
        text: str = answer.read().decode()
        return text


def processor_seconds(pid: int) -> float:
    """The time that the threads of a process have spent on a processor."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


class Served:
    """A server under test; stopped by a signal whenever it is not measured, so that it takes no time."""

    def __init__(self, child: subprocess.Popen[str], port: int) -> None:
        self.port = port
        self._child = child

    @contextlib.contextmanager
    def awake(self) -> Iterator[None]:
        """Lets it run while entered."""
        self._child.send_signal(signal.SIGCONT)
        try:
            yield
        finally:
            self._child.send_signal(signal.SIGSTOP)

    def wait_until_ready(self) -> None:
        """Wait for its first line, and put it to sleep."""
        line_from(self._child)
        self._child.send_signal(signal.SIGSTOP)

    def settle(self) -> int:
        """Has it drop the work that waits; the number of rows in its inbox. It has to be awake."""
        assert self._child.stdin is not None
        self._child.stdin.write("settle\n")
        self._child.stdin.flush()
        return int(line_from(self._child))

    def processor_seconds(self) -> float:
        """The time that its threads have spent on a processor."""
        return processor_seconds(self._child.pid)


@contextlib.contextmanager
def served(variant: str, core: int, slack_url: str, folder: Path) -> Iterator[Served]:
    """The server of a variant, starting; its first line says that it is ready."""
    port = free_port()
    folder.mkdir()
    arguments = (variant, "--port", str(port), "--core", str(core))
    places = ("--slack", slack_url, "--folder", str(folder))
    with process("-m", "bench.serving", *arguments, *places) as child:
        yield Served(child, port)
