"""Builds the services, on the clients of the vendors that are connected."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from bot.domain.accounts import ENVIRONMENT, Vendor
from bot.errors import PersonError
from bot.outbox.slack_oauth import SlackOAuth
from bot.services.accounts import AccountsService, SettledAccounts
from bot.services.approval_reminders import ApprovalRemindersService
from bot.services.approvals import ApprovalsService
from bot.services.audit import AuditService
from bot.services.audit_exports import AuditExportsService
from bot.services.audit_retention import AuditRetention
from bot.services.audited_reads import AuditedReads
from bot.services.channels import ChannelsService
from bot.services.connections import Connections
from bot.services.counterparts import Counterparts
from bot.services.decisions import DecisionsService
from bot.services.drafts import DraftsService
from bot.services.executions import Consequence, ExecutionsService
from bot.services.followed_jobs import FollowedJobsService
from bot.services.home import HomeService
from bot.services.installations import InstallationsService
from bot.services.job_follower import JobFollower, JobReader
from bot.services.job_news import JobNews
from bot.services.job_watches import JobWatches
from bot.services.message_links import MessageLinks
from bot.services.notices import NoticesService
from bot.services.occurrences import OccurrencesService
from bot.services.patience import Patience
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.recent_answers import RecentAnswersService
from bot.services.reminders import RemindersService
from bot.services.request_news import RequestNews
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.schedules import SchedulesService
from bot.services.sealed_secrets import SealedSecretsService
from bot.services.services import Services
from bot.services.slack_files import SlackFilesService
from bot.services.subscriptions import SubscriptionsService
from bot.services.vendors import AppcuesServices
from bot.wiring.connections import VendorConnector, settled_accounts
from bot.wiring.ground import Ground
from commands.manifest import SCOPES
from storage.repositories.change_requests import request_id_from

HOME_WAITS_SECONDS = 1.5
"""For all that others have to say together; a Home tab that opens later than that feels broken."""


def build_services(ground: Ground, stack: contextlib.AsyncExitStack) -> Services:
    """All services; their connections are closed with the stack."""
    database, clock, wake = ground.database, ground.clock, ground.sender.wake
    audit = AuditService(database, ground.redactor, clock)
    notices, channels = NoticesService(database, clock), ChannelsService(ground.workspaces, clock)
    news = RequestNews(notices)
    steps = RequestSteps(audit, news, clock)
    roles = RolesService(database, audit, ground.settled, clock)
    followed_jobs = FollowedJobsService(database, audit, clock)
    connections = Connections(VendorConnector(ground, followed_jobs.of_requests, notices))
    stack.push_async_callback(connections.close)
    accounts = AccountsService(database, audit, connections, _settled_accounts(ground), clock)
    policy = PolicyService(database, accounts, clock)
    people = PeopleService(ground.workspaces, roles, policy.groups, clock)
    decisions = DecisionsService(database, steps, policy, people, clock, wake)
    sealed_secrets = SealedSecretsService(database, audit, clock)
    approvals = ApprovalsService(
        database, steps, policy, people, clock, wake_outbox=wake, id_from=request_id_from
    )
    consequences = [sealed_secrets.seal, followed_jobs.begin, approvals.apply_policy, news.took_effect]
    return Services(
        installations=_installations(ground, audit),
        people=people,
        roles=roles,
        **_audit(ground, audit, stack),
        policy=policy,
        approvals=approvals,
        decisions=decisions,
        approval_reminders=ApprovalRemindersService(database, policy, decisions, clock, wake),
        outbox_health=ground.outbox_health,
        executions=_executions(ground, steps, policy, consequences),
        **_typed(ground),
        sealed_secrets=sealed_secrets,
        followed_jobs=followed_jobs,
        job_follower=_job_follower(ground, audit, accounts, notices),
        accounts=accounts,
        **_news(ground, notices, accounts, audit, channels),
        home=_home(ground, people, roles, policy, accounts, channels, stack),
    )


def _home(
    ground: Ground,
    people: PeopleService,
    roles: RolesService,
    policy: PolicyService,
    accounts: AccountsService,
    channels: ChannelsService,
    stack: contextlib.AsyncExitStack,
) -> HomeService:
    """What tells each person what matters to them; it does not wait long for anybody."""
    patience = Patience(HOME_WAITS_SECONDS)
    stack.push_async_callback(patience.close)
    return HomeService(
        ground.database,
        people,
        roles,
        policy,
        accounts,
        channels,
        ground.outbox_health,
        ground.clock,
        patience,
    )


def _audit(ground: Ground, audit: AuditService, stack: contextlib.AsyncExitStack) -> dict[str, Any]:
    """The audit and what belongs to it, by the names of `Services`; what is noted last is written before the end."""
    database, clock, days = ground.database, ground.clock, ground.settings.callboard_audit_days
    reads = AuditedReads(audit, clock)
    stack.push_async_callback(reads.settle)
    return {
        "audit": audit,
        "audited_reads": reads,
        "audit_exports": AuditExportsService(database, audit, clock),
        "audit_retention": AuditRetention(database, timedelta(days=days) if days else None, clock),
        "message_links": MessageLinks(ground.workspaces),
    }


def _installations(ground: Ground, audit: AuditService) -> InstallationsService:
    settings = ground.settings
    oauth = None
    if settings.slack_client_id is not None and settings.slack_client_secret is not None:
        secret = settings.slack_client_secret.get_secret_value()
        oauth = SlackOAuth(
            settings.slack_client_id,
            secret,
            [*SCOPES],
            client=ground.client,
            open_gateway=ground.workspaces.open_gateway,
        )
    return InstallationsService(
        ground.database,
        ground.workspaces,
        audit,
        ground.clock,
        oauth=oauth,
        learn=ground.redactor.learn,
        wake_outbox=ground.sender.wake,
    )


def _settled_accounts(ground: Ground) -> SettledAccounts:
    """The accounts of the settings belong to the workspace of the settings, and to no other."""
    settled = settled_accounts(ground.settings)
    return lambda team_id: settled if ground.workspaces.is_home(team_id) else {}


def _executions(
    ground: Ground, steps: RequestSteps, policy: PolicyService, consequences: Sequence[Consequence]
) -> ExecutionsService:
    """Carries out changes; what they bring forth is written down in the transaction of their end."""
    counterparts = Counterparts(steps, ground.clock, request_id_from)
    return ExecutionsService(
        ground.database,
        steps,
        ground.clock,
        owner=ground.owner,
        wake_outbox=ground.sender.wake,
        why_not_now=policy.why_not_now,
        consequences=[counterparts.store, *consequences],
    )


def _typed(ground: Ground) -> dict[str, Any]:
    """What remembers what people type and which files they were shown, by the names of `Services`."""
    database, clock = ground.database, ground.clock
    return {
        "drafts": DraftsService(database, clock),
        "recent_answers": RecentAnswersService(database, clock),
        "slack_files": SlackFilesService(ground.workspaces, database, clock),
    }


def _news(
    ground: Ground,
    notices: NoticesService,
    accounts: AccountsService,
    audit: AuditService,
    channels: ChannelsService,
) -> dict[str, Any]:
    """What is done at its times, and what tells channels what happened, by the names of `Services`."""
    database, clock = ground.database, ground.clock
    schedules = SchedulesService(database, clock, id_from=request_id_from)
    return {
        "schedules": schedules,
        "occurrences": OccurrencesService(database, audit, clock, owner=ground.owner),
        "reminders": RemindersService(database, clock, wake_outbox=ground.sender.wake),
        "notices": notices,
        "channels": channels,
        "subscriptions": SubscriptionsService(
            database, schedules, audit, accounts.labels, notices.between, clock, id_from=request_id_from
        ),
    }


def _job_follower(
    ground: Ground, audit: AuditService, accounts: AccountsService, notices: NoticesService
) -> JobFollower:
    news = JobNews(notices, accounts.of_vendor)
    return JobFollower(
        ground.database,
        audit,
        _job_readers(ground, accounts),
        ground.clock,
        watches=JobWatches(ground.database, audit, accounts.of_vendor, news),
        news=news,
        wake_outbox=ground.sender.wake,
    )


def _job_readers(ground: Ground, accounts: AccountsService) -> Callable[[str], Awaitable[JobReader | None]]:
    """The readers of jobs by the ids of accounts; none for one that is not connected, or whose workspace left."""
    workspaces = ground.workspaces

    async def reader(account_id: str) -> JobReader | None:
        if account_id == ENVIRONMENT:
            team_id = workspaces.home.team_id if workspaces.home else ""
        else:
            team_id = await ground.database.read(lambda work: work.accounts.team_of(account_id))
        if await workspaces.find(team_id) is None:
            return None
        try:
            meant = await accounts.meant(team_id, Vendor.APPCUES, account_id, "")
        except PersonError:
            return None
        connected = await accounts.connect(team_id, meant.account)
        return connected.jobs.client if isinstance(connected, AppcuesServices) else None

    return reader
