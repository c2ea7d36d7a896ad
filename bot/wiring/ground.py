"""What everything else stands on: clock, database, Slack, and the sender of messages."""

import asyncio
import contextlib
import os
import socket
from dataclasses import dataclass
from functools import partial
from secrets import token_hex

import aiohttp
import stamina
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, Sleep, SystemClock
from bot.domain.installations import Installation
from bot.domain.people import Role, RoleGrants, SettledRoles
from bot.errors import SettingsError
from bot.metrics import Metrics
from bot.outbox.sender import Sender
from bot.outbox.slack_gateway import SlackGateway
from bot.outbox.workspaces import Workspaces
from bot.redaction import Redactor
from bot.services.audiences import AudiencesService
from bot.services.outbox_health import OutboxHealthService
from bot.services.undelivered import UndeliveredService
from bot.settings import Settings
from storage.database import Database

_LOG = structlog.get_logger(__name__)

OF_ONE_WORKSPACE = (
    "callboard_admins",
    "callboard_approvers",
    "callboard_editors",
    "callboard_approvals_channel",
    "appcues_api_key",
    "appizer_api_key",
)
"""Settings that speak of the workspace of SLACK_BOT_TOKEN, and of no other."""
SLACK_CALL_SECONDS = 10
SLACK_REACHED_WITHIN = 30.0


@dataclass(frozen=True)
class Time:
    """How the program tells the time, and how it waits; tests bring their own."""

    clock: Clock
    sleep: Sleep
    pause: Sleep = asyncio.sleep
    """How loops rest when there is nothing to do; with a clock that is moved by hand they rest all the same."""
    wakes_tasks: bool = True
    """Whether tasks are woken as real seconds go by; where a clock is moved by hand, whoever moves it runs them."""


@dataclass(frozen=True)
class Ground:
    """What everything else stands on."""

    settings: Settings
    metrics: Metrics
    clock: Clock
    sleep: Sleep
    pause: Sleep
    redactor: Redactor
    database: Database
    client: AsyncWebClient
    """What speaks to Slack, for whoever gives it a token."""
    workspaces: Workspaces
    settled: SettledRoles
    """The roles that the settings give, which speak of the workspace of SLACK_BOT_TOKEN."""
    sender: Sender
    audiences: AudiencesService
    undelivered: UndeliveredService
    outbox_health: OutboxHealthService
    owner: str
    """This process, as leases name it."""


async def lay_ground(
    settings: Settings, stack: contextlib.AsyncExitStack, time: Time | None = None
) -> Ground:
    """Opens the database and the way to Slack; closed with the stack. Raises SettingsError."""
    time = time or Time(SystemClock(), asyncio.sleep)
    clock = time.clock
    redactor = Redactor(settings.secrets)
    owner = f"{socket.gethostname()}:{os.getpid()}:{token_hex(3)}"
    database = open_database(settings)
    stack.push_async_callback(database.close)
    client = await open_slack(settings, stack)
    workspaces = await open_workspaces(settings, client, database, redactor)
    settled = partial(settled_roles, settings, workspaces)
    undelivered, metrics = UndeliveredService(database, workspaces, settled, clock), Metrics()
    audiences = AudiencesService(workspaces, database, clock)
    return Ground(
        settings=settings,
        metrics=metrics,
        clock=clock,
        sleep=time.sleep,
        pause=time.pause,
        redactor=redactor,
        database=database,
        client=client,
        workspaces=workspaces,
        settled=settled,
        audiences=audiences,
        undelivered=undelivered,
        outbox_health=OutboxHealthService(database, clock),
        sender=_sender(database, workspaces, time, owner, undelivered, audiences, metrics),
        owner=owner,
    )


def _sender(
    database: Database,
    workspaces: Workspaces,
    time: Time,
    owner: str,
    undelivered: UndeliveredService,
    audiences: AudiencesService,
    metrics: Metrics,
) -> Sender:
    return Sender(
        database,
        workspaces,
        time.clock,
        owner=owner,
        tell_owner=undelivered.tell,
        why_closed=audiences.why_closed,
        pause=time.pause,
        metrics=metrics.outbox,
    )


def open_database(settings: Settings) -> Database:
    """The database of the settings; nothing is connected yet."""
    return Database.open(settings.database_url.get_secret_value(), encryption_keys=settings.encryption_keys)


async def open_slack(settings: Settings, stack: contextlib.AsyncExitStack) -> AsyncWebClient:
    """A client on one session for the life of the process; it repeats nothing by itself."""
    session = await stack.enter_async_context(aiohttp.ClientSession())
    return AsyncWebClient(
        base_url=settings.slack_api_url, session=session, timeout=SLACK_CALL_SECONDS, retry_handlers=[]
    )


async def open_workspaces(
    settings: Settings, client: AsyncWebClient, database: Database, redactor: Redactor
) -> Workspaces:
    """The workspace of SLACK_BOT_TOKEN, if it is set, and those that install by OAuth, if they may."""

    def open_gateway(token: str) -> SlackGateway:
        return SlackGateway(with_token(client, token), redact=redactor.text)

    token = settings.slack_bot_token
    home = await who_we_are(with_token(client, token.get_secret_value())) if token else None
    if home is None and (idle := [name.upper() for name in OF_ONE_WORKSPACE if getattr(settings, name)]):
        _LOG.warning("settings_without_workspace", settings=idle, hint="They need SLACK_BOT_TOKEN.")
    has_others = settings.slack_client_id is not None
    return Workspaces(database, open_gateway, home=home, has_others=has_others, learn=redactor.learn)


def with_token(client: AsyncWebClient, token: str) -> AsyncWebClient:
    """The same client, on the same session, for the bot with that token."""
    return AsyncWebClient(
        token=token,
        base_url=client.base_url,
        session=client.session,
        timeout=SLACK_CALL_SECONDS,
        retry_handlers=[],
    )


async def who_we_are(client: AsyncWebClient) -> Installation:
    """Our identity in the workspace of the settings, asked once, so that no acknowledgement waits for it."""
    retries = stamina.retry_context(
        on=(aiohttp.ClientError, OSError, asyncio.TimeoutError),
        attempts=None,
        timeout=SLACK_REACHED_WITHIN,
        wait_initial=0.05,
        wait_max=1.0,
    )
    try:
        async for attempt in retries:
            with attempt:
                answer = await client.auth_test()
    except SlackApiError as error:
        code = error.response.get("error", "unknown_error")
        raise SettingsError(
            f"Slack does not accept SLACK_BOT_TOKEN ({code}): install the app again."
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        raise SettingsError(f"Slack cannot be reached at {client.base_url}: check SLACK_API_URL.") from error
    return Installation(
        team_id=str(answer["team_id"]),
        team_name=str(answer.get("team") or answer["team_id"]),
        bot_token=client.token or "",
        bot_user_id=str(answer["user_id"]),
        bot_id=str(answer.get("bot_id") or ""),
        enterprise_id=str(answer.get("enterprise_id") or ""),
        scopes=tuple(filter(None, str(answer.headers.get("x-oauth-scopes") or "").split(","))),
    )


def settled_roles(settings: Settings, workspaces: Workspaces, team_id: str) -> RoleGrants:
    """The roles that the settings give in a workspace: ids of people mean something in their own alone."""
    if not workspaces.is_home(team_id):
        return RoleGrants()
    given = (
        (settings.callboard_admins, Role.ADMIN),
        (settings.callboard_approvers, Role.APPROVER),
        (settings.callboard_editors, Role.EDITOR),
    )
    return RoleGrants(tuple((subject, role) for subjects, role in given for subject in subjects))
