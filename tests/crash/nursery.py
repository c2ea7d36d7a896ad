"""A process that has imported the bot once, and turns a copy of itself into a bot at each order.

Starting Python and importing takes seconds, a fork some milliseconds: so the bot can die at forty places in
the time of a few starts. Each copy runs the program's own `main`, in its own process, with the environment,
folder and log file of its order, and nothing of the others. Orders come as lines of JSON on standard input;
who was born, and how who died, goes as lines of JSON to standard output.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from types import FrameType
from typing import Any

import bot.lifecycle
import bot.log_setup
import bot.settings
import bot.wiring.starting
import storage.engines
from bot.__main__ import main as run_bot

FETCHED_LATE = (
    "anyio._backends._asyncio",
    "httpcore",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)
"""What the libraries import only once they are used: each copy would do it again."""

_living: dict[int, int] = {}
"""The numbers of the orders, by process id."""


def main() -> None:
    """Forks until nobody orders any more; then what still lives is killed."""
    for name in FETCHED_LATE:
        importlib.import_module(name)
    storage.engines.sqlite_module()
    gc.freeze()
    signal.signal(signal.SIGCHLD, _tell_of_deaths)
    _tell(ready=bot.wiring.starting.__name__)
    for line in sys.stdin:
        order = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # nobody dies before being born
        pid = os.fork()
        if pid == 0:
            _become_the_bot(order)
        _living[pid] = order["number"]
        _tell(order=order["number"], pid=pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    for pid in list(_living):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _tell(**what: Any) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")  # one write, whole: the signal handler tells things too


def _tell_of_deaths(_number: int, _frame: FrameType | None) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _tell(order=_living.pop(pid), status=os.waitstatus_to_exitcode(status))


def _become_the_bot(order: dict[str, Any]) -> None:
    """Never returns."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        with open(order["log"], "wb", buffering=0) as log, open(os.devnull, "rb") as nothing:  # noqa: PTH123 - descriptors
            os.dup2(nothing.fileno(), 0)
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        sys.argv = ["bot", *order["arguments"]]
        status = run_bot()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - the copy must never get back into the loop above
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
