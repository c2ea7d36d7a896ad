"""Starts the parts of the program in order and stops them in reverse, within ten seconds of a signal."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from bot.errors import SettingsError

_LOG = structlog.get_logger(__name__)

DRAIN = timedelta(seconds=8)
"""How long running work may finish; the rest of the ten seconds is for closing."""

STOP = timedelta(seconds=1)
"""How long a message under way may take; with DRAIN it stays below ten seconds."""

_YOUNG_OBJECTS = 20_000
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class PortTaken(SettingsError):
    """There is no listening at that address."""


class QuietServer(uvicorn.Server):
    """Uvicorn without its own signal handling: signals are ours, so that all parts stop in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


@contextlib.asynccontextmanager
async def serving(application: ASGIApp, host: str, port: int) -> AsyncIterator[None]:
    """Serves HTTP while entered. Raises PortTaken."""
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    server = QuietServer(config)
    with _listening(host, port) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await task


def _listening(host: str, port: int) -> socket.socket:
    """A socket at that address, made here since uvicorn's own would end the process where it is taken."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Port {port} of {host} cannot be listened on ({error.strerror}).",
            "End whatever listens there, or set HOST and PORT.",
        ) from error
    _LOG.info("listening", host=host, port=listener.getsockname()[1])
    return listener


@contextlib.asynccontextmanager
async def running(
    work: Callable[[], Coroutine[Any, Any, None]], name: str, stop: Callable[[], None] | None = None
) -> AsyncIterator[None]:
    """Runs a loop while entered; on the way out it is asked to stop, if it can be, and cancelled if it does not."""
    task = asyncio.create_task(work(), name=name)
    task.add_done_callback(_report)
    try:
        yield
    finally:
        if stop is not None:
            stop()
            await asyncio.wait({task}, timeout=STOP.total_seconds())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def run_process(work: Coroutine[Any, Any, None]) -> None:
    """Runs a process that lives long, once all is imported: what was imported is never garbage again.

    Each payload is some hundred young objects, so the collector, which looks after every 700 by default,
    would be called for each of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)
    gc.enable()
    uvloop.run(work)


async def until_signalled() -> None:
    """Waits for SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


async def run(start: Callable[[contextlib.AsyncExitStack], Awaitable[object]]) -> None:
    """Starts everything, waits for a signal, and stops everything in reverse order."""
    async with contextlib.AsyncExitStack() as stack:
        await start(stack)
        await until_signalled()
        _LOG.info("stopping")


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _LOG.error("part_died", part=task.get_name(), exc_info=error)
