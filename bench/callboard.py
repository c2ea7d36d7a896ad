"""The real program up to the acknowledgement, with the work after it held back."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from starlette.types import ASGIApp

from bench.deliveries import SIGNING_SECRET
from bot.domain.people import Role
from bot.inbox.delivery import Delivery
from bot.inbox.recorder import InboxRecorder
from bot.inbox.runner import InboxRunner
from bot.log_setup import set_up_logging
from bot.redaction import Redactor
from bot.server import Server
from bot.services.replies import RepliesService
from bot.services.views import ViewsService
from bot.settings import Settings, load_settings
from bot.views.reply import Reply
from bot.wiring.ground import Ground, lay_ground
from bot.wiring.health import Health
from bot.wiring.program import build_app, build_doors
from bot.wiring.services import build_services
from bot.wiring.starting import require_current_database
from commands.all_commands import COMMANDS
from commands.catalog import Catalog
from commands.context import Context
from commands.home import HomeTab
from commands.offers import Offers
from commands.slack_listeners import Listeners
from commands.spec import Command, Effect, option, positional

MANY = 300


@dataclass(frozen=True)
class HeldBack:
    """A Callboard that acknowledges, and then does nothing about it."""

    ground: Ground
    server: Server
    runner: InboxRunner

    def asgi(self) -> ASGIApp:
        """The application to serve."""
        return self.server.asgi()

    async def settle(self) -> int:
        """Drops the work that waits, and counts the rows of the inbox."""
        await self.runner.drain(timedelta(0))
        return await self.ground.database.read(lambda work: work.inbox.open_count())


async def build_held_back(stack: contextlib.AsyncExitStack, settings: Settings, catalog: Catalog) -> HeldBack:
    """All of Callboard that stands between a request and its acknowledgement, built as `bot.wiring` does.

    The runner has no free slot: it makes the task for the work, as always, and the task waits.
    """
    require_current_database(settings)
    ground = await lay_ground(settings, stack)
    services = build_services(ground, stack)
    views = ViewsService(ground.workspaces)
    replies = RepliesService(ground.workspaces, ground.database, ground.clock, wake_outbox=ground.sender.wake)
    _, doors = build_doors(ground, catalog, services, views, HomeTab(services, views, catalog), replies)
    runner = InboxRunner(ground.database, _handle, ground.clock, owner=ground.owner, concurrency=0)
    recorder = InboxRecorder(ground.database, owner=ground.owner)
    stack.push_async_callback(recorder.close)
    app = build_app(ground)
    Listeners(doors, Offers(catalog, services), recorder, runner, ground.clock, ground.metrics).register(app)
    return HeldBack(ground, Server(app, Health(ground)), runner)


def bench_settings(folder: Path, slack_url: str) -> Settings:
    """Settings for a database of its own, encrypted as everywhere; sets up the log too."""
    settings = load_settings(
        None,
        slack_bot_token="xoxb-bench",
        slack_signing_secret=SIGNING_SECRET,
        slack_api_url=f"{slack_url}/api/",
        database_url=f"sqlite:///{folder / 'callboard.db'}",
        callboard_encryption_keys=Fernet.generate_key().decode(),
        log_level="ERROR",
    )
    set_up_logging(settings.log_level, settings.log_format, Redactor(settings.secrets))
    return settings


def catalog_of(count: int) -> Catalog:
    """The whole catalog, grown to that many commands (if it has fewer) by made-up nouns under each root."""
    return Catalog((*COMMANDS, *_made_up(count - len(COMMANDS))))


@dataclass(frozen=True)
class _Args:
    item: str = positional("which one")
    reason: str = option("why", default="")


def _made_up(count: int) -> Iterable[Command]:
    roots, verbs = ("appcues", "appizer", "callboard"), ("list", "show", "publish", "archive")
    for number in range(count):
        yield Command(
            path=f"{roots[number % 3]} noun{number // 12} {verbs[number // 3 % 4]}",
            summary="A command that makes the catalog longer",
            args=_Args,
            run=_answer,
            allow=Role.VIEWER,
            effect=Effect.WRITE if number % 2 else Effect.READ,
        )


async def _answer(_args: _Args, _context: Context) -> Reply:
    return Reply("Nobody asks this.")


async def _handle(delivery: Delivery) -> None:
    raise RuntimeError(f"{delivery.key} was worked on, but work is held back here")
