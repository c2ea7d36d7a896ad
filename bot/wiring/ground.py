"""What everything else stands on: clock, database, Slack, and the sender of messages."""

import asyncio
import contextlib
import os
import socket
from dataclasses import dataclass
from secrets import token_hex

import aiohttp
import stamina
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, Sleep, SystemClock
from bot.domain.people import Role, RoleGrants
from bot.errors import SettingsError
from bot.metrics import Metrics
from bot.outbox.sender import Sender
from bot.outbox.slack_gateway import SlackGateway
from bot.redaction import Redactor
from bot.services.outbox_health import OutboxHealthService
from bot.services.undelivered import UndeliveredService
from bot.settings import Settings
from storage.database import Database

SLACK_CALL_SECONDS = 10
SLACK_REACHED_WITHIN = 30.0


@dataclass(frozen=True)
class Time:
    """How the program tells the time, and how it waits; tests bring their own."""

    clock: Clock
    sleep: Sleep
    pause: Sleep = asyncio.sleep
    """How loops rest when there is nothing to do; with a clock that is moved by hand they rest all the same."""


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
    identity: AuthorizeResult
    slack: SlackGateway
    settled: RoleGrants
    """The roles that the settings give."""
    sender: Sender
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
    identity = await who_we_are(client)
    slack = SlackGateway(client, redact=redactor.text)
    settled = settled_roles(settings)
    undelivered = UndeliveredService(database, slack, settled, clock)
    metrics = Metrics()
    tell = undelivered.tell
    sender = Sender(
        database, slack, clock, owner=owner, tell_owner=tell, pause=time.pause, metrics=metrics.outbox
    )
    return Ground(
        settings=settings,
        metrics=metrics,
        clock=clock,
        sleep=time.sleep,
        pause=time.pause,
        redactor=redactor,
        database=database,
        client=client,
        identity=identity,
        slack=slack,
        settled=settled,
        undelivered=undelivered,
        outbox_health=OutboxHealthService(database, clock),
        sender=sender,
        owner=owner,
    )


def open_database(settings: Settings) -> Database:
    """The database of the settings; nothing is connected yet."""
    keys = [key.get_secret_value() for key in settings.callboard_encryption_keys]
    return Database.open(settings.database_url.get_secret_value(), encryption_keys=keys)


async def open_slack(settings: Settings, stack: contextlib.AsyncExitStack) -> AsyncWebClient:
    """A client on one session for the life of the process; it repeats nothing by itself."""
    if settings.slack_bot_token is None:
        raise SettingsError("SLACK_BOT_TOKEN is missing: set the bot token (xoxb-…) of the workspace.")
    session = await stack.enter_async_context(aiohttp.ClientSession())
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        session=session,
        timeout=SLACK_CALL_SECONDS,
        retry_handlers=[],
    )


async def who_we_are(client: AsyncWebClient) -> AuthorizeResult:
    """Our identity in the workspace, asked once, so that no acknowledgement waits for it."""
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
    return AuthorizeResult(
        enterprise_id=answer.get("enterprise_id"),
        team_id=answer["team_id"],
        team=answer.get("team"),
        url=answer.get("url"),
        bot_user_id=answer["user_id"],
        bot_id=answer.get("bot_id"),
        bot_token=client.token,
    )


def settled_roles(settings: Settings) -> RoleGrants:
    """The roles that the settings give."""
    given = (
        (settings.callboard_admins, Role.ADMIN),
        (settings.callboard_approvers, Role.APPROVER),
        (settings.callboard_editors, Role.EDITOR),
    )
    return RoleGrants(tuple((subject, role) for subjects, role in given for subject in subjects))
