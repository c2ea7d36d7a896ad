"""Starts the parts of a process in order: what does the work first, the doors last."""

import asyncio
import contextlib
from enum import Flag, auto
from functools import partial

import structlog
from starlette.routing import Route

from bot.errors import SettingsError
from bot.installing import install_routes
from bot.lifecycle import DRAIN, PortTaken, running, serving
from bot.schedule.catalog import all_tasks
from bot.schedule.runner import ScheduleRunner
from bot.server import Server
from bot.settings import Settings
from bot.wiring.ground import Time
from bot.wiring.health import Health
from bot.wiring.program import Program, build_program
from storage.migrate import is_current, migrate

_LOG = structlog.get_logger(__name__)


class Part(Flag):
    """Which half of the program a process is: doors to Slack, or work that nobody waits for.

    Where there are no doors to Slack, there may still be one for operators.
    """

    WEB = auto()
    WORKER = auto()
    OPERATORS = auto()
    BOTH = WEB | WORKER


async def start(
    settings: Settings, part: Part, stack: contextlib.AsyncExitStack, time: Time | None = None
) -> Program:
    """Starts a process; everything is stopped in reverse order with the stack. Raises CallboardError."""
    program = await build_program(settings, stack, time)
    runner = program.runner
    await runner.release_of_dead_processes()
    await program.services.occurrences.release_of_dead_processes()
    if part & Part.WORKER:
        await stack.enter_async_context(
            running(program.ground.sender.run, "outbox", program.ground.sender.stop)
        )
        tasks = all_tasks(program.services, runner, program.pipeline.carry_out, program.ticker)
        schedule = ScheduleRunner(tasks)
        if time is None or time.wakes_tasks:
            schedule.start()
        stack.callback(schedule.stop)
    if settings.slack_client_id is not None:
        look = partial(program.ground.workspaces.keep_up, program.ground.pause)
        await stack.enter_async_context(running(look, "workspaces"))
    stack.push_async_callback(_drain, program)
    await stack.enter_async_context(running(runner.run, "inbox"))
    if part & Part.WEB:
        await _open_doors(program, settings, stack)
    elif part & Part.OPERATORS:
        await _open_to_operators(program, settings, stack)
    return program


async def _drain(program: Program) -> None:
    """Lets what people and what time began finish, both within the same few seconds."""
    await asyncio.gather(program.runner.drain(DRAIN), program.ticker.drain(DRAIN))


async def _open_doors(program: Program, settings: Settings, stack: contextlib.AsyncExitStack) -> None:
    by_socket = settings.slack_app_token is not None

    server = Server(
        None if by_socket else program.app, Health(program.ground), others=doors_to_install(program)
    )
    await stack.enter_async_context(serving(server.asgi(), settings.host, settings.port))
    if settings.slack_app_token is not None:
        await _listen_by_socket(program, settings.slack_app_token.get_secret_value(), stack)


def doors_to_install(program: Program) -> tuple[Route, ...]:
    """Where other workspaces install Callboard; none unless they may."""
    may_install = program.ground.settings.slack_client_id is not None
    return install_routes(program.services.installations) if may_install else ()


async def _open_to_operators(program: Program, settings: Settings, stack: contextlib.AsyncExitStack) -> None:
    """Health and metrics of a worker; its work matters more, and is done where the port is taken, too."""
    server = Server(None, Health(program.ground))
    try:
        door = serving(server.asgi(), settings.host, settings.operators_port)
        await stack.enter_async_context(door)
    except PortTaken as taken:
        _LOG.warning("operators_cannot_ask", reason=taken.sentence, hint="Set WORKER_PORT.")


async def _listen_by_socket(program: Program, token: str, stack: contextlib.AsyncExitStack) -> None:
    from slack_bolt.adapter.socket_mode.async_handler import (  # noqa: PLC0415 - a tenth of the start, not used over HTTP
        AsyncSocketModeHandler,
    )

    handler = AsyncSocketModeHandler(program.app, token)
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt's handler is untyped
    stack.push_async_callback(handler.close_async)


def require_current_database(settings: Settings) -> None:
    """Brings an embedded SQLite file up to date; elsewhere that is the release step's. Raises SettingsError."""
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite"):
        migrate(url, settings.encryption_keys)
    elif not is_current(url):
        raise SettingsError("The database is not up to date: run `python -m bot migrate` first.")
