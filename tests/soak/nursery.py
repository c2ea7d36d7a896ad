"""A process that has imported everything once, and turns a copy of itself into a worker at each order.

Orders come as lines of JSON on standard input; who was born, who is ready and who died goes as lines of JSON
to standard output. What still lives when nobody orders any more is killed.
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

from storage.engines import sqlite_module
from tests.soak.child import Terms, live

FETCHED_LATE = ("aiosqlite", "anyio._backends._asyncio", "psycopg", "sqlalchemy.dialects.postgresql.psycopg")
"""What the libraries import only once they are used: each copy would do it again."""

_living: set[int] = set()


def main() -> None:
    """Forks until nobody orders any more."""
    for name in FETCHED_LATE:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    sqlite_module()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, _tell_of_deaths)
    for line in sys.stdin:
        order = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # nobody dies before being born
        pid = os.fork()
        if pid == 0:
            _become_a_worker(order)
        _living.add(pid)
        _tell(order=order["number"], pid=pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    for pid in list(_living):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _tell(**what: Any) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")  # one write, whole: others tell things too


def _tell_of_deaths(_number: int, _frame: FrameType | None) -> None:
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _living.discard(pid)
        _tell(gone=pid)


def _become_a_worker(order: dict[str, Any]) -> None:
    """Never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        live(Terms(**order["terms"]), lambda: _tell(ready=os.getpid()))
    except BaseException:  # noqa: BLE001 - the copy must never get back into the loop above
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    main()
