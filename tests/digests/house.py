"""A service of digests over a database, without any account and with nobody in the workspace."""

from typing import Any

from bot.clock import Clock
from bot.domain.accounts import Account, Credentials
from bot.domain.people import RoleGrants
from bot.redaction import Redactor
from bot.services.account_readings import AccountReadings
from bot.services.accounts import AccountsService
from bot.services.approvals import ApprovalsService
from bot.services.audit import AuditService
from bot.services.connections import Connection, Connections
from bot.services.decisions import DecisionsService
from bot.services.digest_reading import DigestReader, Sources
from bot.services.digests import DigestsService
from bot.services.followed_jobs import FollowedJobsService
from bot.services.notices import NoticesService
from bot.services.outbox_health import OutboxHealthService
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.request_news import RequestNews
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.scheduled_posts import ScheduledPosts
from bot.services.schedules import SchedulesService
from storage.database import Database
from storage.repositories.change_requests import request_id_from


def never(team_id: str, account: Account, credentials: Credentials) -> Connection:  # noqa: ARG001 - a Connector
    """Nobody asks for this here."""
    raise AssertionError("There is no account to connect to.")


def wakes_nobody() -> None:
    """There is no sender."""


def digests_over(database: Database, clock: Clock, schedules: SchedulesService) -> DigestsService:
    """The service as it is wired, as far as the database goes."""
    slack: Any = None  # nobody is looked up
    audit, notices = AuditService(database, Redactor([]), clock), NoticesService(database, clock)
    accounts = AccountsService(database, audit, Connections(never), lambda _team: {}, clock)
    policy = PolicyService(database, accounts, clock)
    people = PeopleService(
        slack, RolesService(database, audit, lambda _team: RoleGrants(), clock), policy.groups, clock
    )
    steps = RequestSteps(audit, RequestNews(notices), clock)
    sources = Sources(
        notices=notices,
        approvals=ApprovalsService(
            database, steps, policy, people, clock, wake_outbox=wakes_nobody, id_from=request_id_from
        ),
        decisions=DecisionsService(database, steps, policy, people, clock, wakes_nobody),
        followed_jobs=FollowedJobsService(database, audit, clock),
        outbox_health=OutboxHealthService(database, clock),
        people=people,
        account_readings=AccountReadings(accounts),
    )
    posts = ScheduledPosts(database, schedules, clock, wake_outbox=wakes_nobody)
    return DigestsService(database, posts, DigestReader(sources, clock))
