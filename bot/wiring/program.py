"""Puts the program together: from what Slack delivers to the services that do the work."""

import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from bot.domain.installations import Installation
from bot.inbox import delivery as kinds
from bot.inbox.delivery import Delivery
from bot.inbox.recorder import InboxRecorder
from bot.inbox.runner import InboxRunner
from bot.outbox.workspaces import Workspaces
from bot.redaction import Redactor
from bot.schedule.catalog import all_handlers
from bot.schedule.ticker import Ticker
from bot.services.replies import RepliesService
from bot.services.services import Services
from bot.services.views import ViewsService
from bot.settings import Settings
from bot.wiring.ground import Ground, Time, lay_ground
from bot.wiring.services import build_services
from commands.all_commands import build_catalog
from commands.asking import Asking
from commands.catalog import Catalog
from commands.doors import Doors
from commands.events import Events
from commands.home import HomeTab
from commands.modals.opening import Modals
from commands.offers import Offers
from commands.pipeline import Pipeline
from commands.slack_listeners import Listeners

NOT_INSTALLED_HERE = (
    ":x: Callboard is not installed in this workspace, so nothing was done. "
    "Ask an admin of the workspace to install it."
)


@dataclass(frozen=True)
class Program:
    """The parts that are started and stopped."""

    ground: Ground
    app: AsyncApp
    runner: InboxRunner
    recorder: InboxRecorder
    services: Services
    pipeline: Pipeline
    ticker: Ticker


async def build_program(
    settings: Settings, stack: contextlib.AsyncExitStack, time: Time | None = None
) -> Program:
    """Everything, connected but not yet working; closed when the stack is. Raises SettingsError."""
    ground = await lay_ground(settings, stack, time)
    catalog = build_catalog()
    services = build_services(ground, stack)
    views = ViewsService(ground.workspaces)
    home = HomeTab(services, views, catalog)
    replies = RepliesService(ground.workspaces, ground.database, ground.clock, wake_outbox=ground.sender.wake)
    pipeline, doors = build_doors(ground, catalog, services, views, home, replies)
    events = Events(
        home,
        services.people,
        replies,
        ground.undelivered,
        services.subscriptions,
        services.installations,
        services.channels,
        services.audiences,
        services.followed_jobs,
    )
    runner = InboxRunner(
        ground.database,
        _handler(doors, events),
        ground.clock,
        owner=ground.owner,
        given_up=doors.given_up,
        pause=ground.pause,
    )
    recorder = InboxRecorder(ground.database, owner=ground.owner)
    stack.push_async_callback(recorder.close)
    app = build_app(ground)
    Listeners(doors, Offers(catalog, services), recorder, runner, ground.clock, ground.metrics).register(app)
    ticker = Ticker(services.occurrences, all_handlers(services), ground.clock)
    return Program(ground, app, runner, recorder, services, pipeline, ticker)


def build_doors(
    ground: Ground,
    catalog: Catalog,
    services: Services,
    views: ViewsService,
    home: HomeTab,
    replies: RepliesService,
) -> tuple[Pipeline, Doors]:
    """The doors by which commands come in, and the pipeline behind them."""
    channel = ground.settings.callboard_approvals_channel or ""

    def approvals_channel(team_id: str) -> str:
        """The settings name a channel of their workspace; in any other its id means nothing, or another one."""
        return channel if ground.workspaces.is_home(team_id) else ""

    pipeline = Pipeline(catalog, services, ground.clock, approvals_channel)
    asking = Asking(pipeline, Modals(views), services.drafts, services.approvals, services.recent_answers)
    return pipeline, Doors(
        catalog,
        pipeline,
        asking,
        replies,
        home,
        # The settings' alone: what one workspace adds must not change what another types.
        without_secrets=Redactor(ground.settings.secrets).without_known,
    )


def build_app(ground: Ground) -> AsyncApp:
    """Bolt, answering only after its one listener has recorded and acknowledged.

    Its default runner looks for the acknowledgement every 10 ms; with `process_before_response` it is taken
    at once.
    """
    settings = ground.settings
    secret = settings.slack_signing_secret
    return AsyncApp(
        name="callboard",  # else Bolt reads the sources of the whole call stack to find one
        logger=logging.getLogger("slack_bolt"),  # else each of its parts logs at the level of everything
        client=ground.client,
        signing_secret=secret.get_secret_value() if secret else None,
        request_verification_enabled=settings.slack_app_token is None,
        authorize=_Installed(ground.workspaces),  # type: ignore[arg-type] # Bolt itself takes None for nobody
        user_facing_authorize_error_message=NOT_INSTALLED_HERE,
        process_before_response=True,
        attaching_function_token_enabled=False,  # we have no workflow steps
    )


class _Installed(AsyncAuthorize):
    """Knows who we are in each workspace, and lets nobody in from any other.

    For a plain function Bolt would gather all arguments there are, for each request.
    """

    def __init__(self, workspaces: Workspaces) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Bolt's constructor is untyped
        self._workspaces = workspaces
        self._results: dict[str, tuple[Installation, AuthorizeResult]] = {}

    async def __call__(self, **asked: Any) -> AuthorizeResult | None:
        found = await self._workspaces.find(str(asked.get("team_id") or ""))
        return self._result(found.installation) if found else None

    def _result(self, us: Installation) -> AuthorizeResult:
        """Made once for each installation, since every request asks for it."""
        known, result = self._results.get(us.team_id, (None, None))
        if result is not None and known is us:
            return result
        result = AuthorizeResult(
            enterprise_id=us.enterprise_id or None,
            team_id=us.team_id,
            team=us.team_name,
            bot_user_id=us.bot_user_id,
            bot_id=us.bot_id or None,
            bot_token=us.bot_token,
        )
        self._results[us.team_id] = us, result
        return result


def _handler(doors: Doors, events: Events) -> Callable[[Delivery], Awaitable[None]]:
    handlers = {
        kinds.COMMAND: doors.typed,
        kinds.ACTION: doors.pressed,
        kinds.VIEW: doors.submitted,
        kinds.SHORTCUT: doors.called,
        kinds.EVENT: events.happened,
    }

    async def handle(delivery: Delivery) -> None:
        await handlers[delivery.kind](delivery)

    return handle
