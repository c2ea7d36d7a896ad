"""A service of digests over a database, without any account and with nobody in the workspace."""

from typing import Any

from bot.clock import Clock
from bot.domain.accounts import Account, Credentials
from bot.domain.people import RoleGrants
from bot.redaction import Redactor
from bot.services.account_readings import AccountReadings
from bot.services.accounts import AccountsService
from bot.services.audit import AuditService
from bot.services.connections import Connection, Connections
from bot.services.decisions import DecisionsService
from bot.services.digest_reading import DigestReader
from bot.services.digests import DigestsService
from bot.services.notices import NoticesService
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.request_news import RequestNews
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.scheduled_posts import ScheduledPosts
from storage.database import Database


def never(team_id: str, account: Account, credentials: Credentials) -> Connection:  # noqa: ARG001 - a Connector
    """Nobody asks for this here."""
    raise AssertionError("There is no account to connect to.")


def wakes_nobody() -> None:
    """There is no sender."""


def digests_over(database: Database, clock: Clock) -> DigestsService:
    """The service as it is wired, as far as the database goes."""
    slack: Any = None  # nobody is looked up
    audit, notices = AuditService(database, Redactor([]), clock), NoticesService(database, clock)
    accounts = AccountsService(database, Connections(never, lambda _secrets: None), lambda _team: {})
    policy = PolicyService(database, accounts, clock)
    people = PeopleService(
        database,
        slack,
        RolesService(database, audit, lambda _team: RoleGrants(), clock),
        policy.groups,
        clock,
    )
    steps = RequestSteps(audit, RequestNews(notices), clock)
    decisions = DecisionsService(database, steps, policy, people, clock, wakes_nobody)
    posts = ScheduledPosts(database, clock, wake_outbox=wakes_nobody)
    reader = DigestReader(database, decisions, people, AccountReadings(accounts), clock)
    return DigestsService(posts, reader, clock)
