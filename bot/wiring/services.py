"""Builds the services, on the clients of the vendors that are connected."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.outbox.slack_oauth import SlackOAuth
from bot.services.account_changes import AccountChanges
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
from bot.services.installations import InstallationsService
from bot.services.message_links import MessageLinks
from bot.services.notices import NoticesService
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.recent_answers import RecentAnswersService
from bot.services.request_news import RequestNews
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.sealed_secrets import SealedSecretsService
from bot.services.services import Services
from bot.services.slack_files import SlackFilesService
from bot.wiring.connections import VendorConnector, settled_accounts
from bot.wiring.ground import Ground
from bot.wiring.news import Core, job_follower, news_services
from bot.wiring.watch import Watching, build_watch
from commands.manifest import SCOPES
from storage.repositories.change_requests import request_id_from


def build_services(ground: Ground, stack: contextlib.AsyncExitStack) -> Services:
    """All services; their connections are closed with the stack."""
    database, clock, wake = ground.database, ground.clock, ground.sender.wake
    audit, notices = AuditService(database, ground.redactor, clock), NoticesService(database, clock)
    news = RequestNews(notices)
    steps = RequestSteps(audit, news, clock)
    roles = RolesService(database, audit, ground.settled, clock)
    followed_jobs = FollowedJobsService(database, audit, clock)
    connections = _connections(ground, followed_jobs, notices, stack)
    accounts = AccountsService(database, connections, _settled_accounts(ground))
    policy = PolicyService(database, accounts, clock)
    people = PeopleService(database, ground.workspaces, roles, policy.groups, clock)
    decisions = DecisionsService(database, steps, policy, people, clock, wake)
    channels = ChannelsService(ground.workspaces, ground.audiences, clock)
    approvals = ApprovalsService(
        database, steps, policy, people, channels, clock, wake_outbox=wake, id_from=request_id_from
    )
    core = Core(
        audit, notices, accounts, roles, policy, people, approvals, decisions, followed_jobs, channels
    )
    watching = build_watch(ground, accounts, notices, steps, audit)
    settled = watching.services["key_rotations"].value_settled
    sealed_secrets = SealedSecretsService(database, audit, steps, clock, settled=settled, wake_outbox=wake)
    consequences = [
        *(sealed_secrets.seal, followed_jobs.begin, approvals.apply_policy, news.took_effect),
        *watching.consequences,
    ]
    return Services(
        **vars(core),
        **_kept(ground, audit, stack),
        **news_services(ground, core, stack),
        account_changes=_account_changes(ground, core, connections, watching),
        installations=_installations(ground, audit),
        approval_reminders=ApprovalRemindersService(database, policy, decisions, clock, wake),
        outbox_health=ground.outbox_health,
        executions=_executions(ground, steps, policy, consequences),
        sealed_secrets=sealed_secrets,
        **watching.services,
        job_follower=job_follower(ground, core),
    )


def _account_changes(
    ground: Ground, core: Core, connections: Connections, watching: Watching
) -> AccountChanges:
    return AccountChanges(
        ground.database,
        core.accounts,
        core.audit,
        connections,
        ground.clock,
        rules=core.policy.rules,
        end=watching.removed_accounts.end,
    )


def _connections(
    ground: Ground, jobs: FollowedJobsService, notices: NoticesService, stack: contextlib.AsyncExitStack
) -> Connections:
    connections = Connections(VendorConnector(ground, jobs.of_requests, notices), ground.redactor.learn)
    stack.push_async_callback(connections.close)
    return connections


def _kept(ground: Ground, audit: AuditService, stack: contextlib.AsyncExitStack) -> dict[str, Any]:
    """What belongs to the audit, and what remembers things for a while, by the names of `Services`."""
    database, clock, days = ground.database, ground.clock, ground.settings.callboard_audit_days
    reads = AuditedReads(audit, clock)
    stack.push_async_callback(reads.settle)  # what is noted last is written before the end
    return {
        "audited_reads": reads,
        "audit_exports": AuditExportsService(database, audit, clock),
        "audit_retention": AuditRetention(database, timedelta(days=days) if days else None, clock),
        "message_links": MessageLinks(ground.workspaces),
        "drafts": DraftsService(database, clock),
        "recent_answers": RecentAnswersService(database, clock),
        "audiences": ground.audiences,
        "slack_files": SlackFilesService(ground.workspaces, database, clock),
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
