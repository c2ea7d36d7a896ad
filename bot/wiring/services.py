"""Builds the services, on the clients of the vendors that are connected."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.domain.accounts import Vendor
from bot.errors import PersonError
from bot.services.accounts import AccountsService
from bot.services.approval_reminders import ApprovalRemindersService
from bot.services.approvals import ApprovalsService
from bot.services.audit import AuditService
from bot.services.connections import Connections
from bot.services.counterparts import Counterparts
from bot.services.decisions import DecisionsService
from bot.services.drafts import DraftsService
from bot.services.executions import Consequence, ExecutionsService
from bot.services.followed_jobs import FollowedJobsService
from bot.services.job_follower import JobFollower, JobReader
from bot.services.notices import NoticesService
from bot.services.occurrences import OccurrencesService
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.recent_answers import RecentAnswersService
from bot.services.reminders import RemindersService
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.schedules import SchedulesService
from bot.services.sealed_secrets import SealedSecretsService
from bot.services.services import Services
from bot.services.slack_files import SlackFilesService
from bot.services.vendors import AppcuesServices
from bot.wiring.connections import VendorConnector, settled_accounts
from bot.wiring.ground import Ground
from bot.wiring.watch import Watching, build_watch
from storage.repositories.change_requests import request_id_from


def build_services(ground: Ground, stack: contextlib.AsyncExitStack) -> Services:
    """All services; their connections are closed with the stack."""
    database, clock, wake = ground.database, ground.clock, ground.sender.wake
    audit = AuditService(database, ground.redactor, clock)
    notices = NoticesService(database, clock)
    steps = RequestSteps(audit, clock)
    roles = RolesService(database, audit, ground.settled, clock)
    followed_jobs = FollowedJobsService(database, audit, clock)
    connections = Connections(VendorConnector(ground, followed_jobs.of_requests))
    stack.push_async_callback(connections.close)
    accounts = AccountsService(database, audit, connections, settled_accounts(ground.settings), clock)
    policy = PolicyService(database, accounts, clock)
    people = PeopleService(ground.slack, roles, policy.groups, clock)
    decisions = DecisionsService(database, steps, policy, people, clock, wake)
    sealed_secrets = SealedSecretsService(database, audit, clock)
    approvals = ApprovalsService(
        database, steps, policy, people, clock, wake_outbox=wake, id_from=request_id_from
    )
    watching = build_watch(ground, accounts, notices, audit)
    ours = [sealed_secrets.seal, followed_jobs.begin, approvals.apply_policy, *watching.consequences]
    return Services(
        team_id=str(ground.identity.team_id),
        people=people,
        roles=roles,
        audit=audit,
        policy=policy,
        approvals=approvals,
        decisions=decisions,
        approval_reminders=ApprovalRemindersService(database, policy, decisions, clock, wake),
        outbox_health=ground.outbox_health,
        executions=_executions(ground, steps, policy, ours),
        **_typed(ground),
        sealed_secrets=sealed_secrets,
        slack_files=SlackFilesService(ground.slack, database, clock),
        followed_jobs=followed_jobs,
        job_follower=JobFollower(database, _job_readers(ground, accounts), clock, wake_outbox=wake),
        accounts=accounts,
        **_schedules(ground),
        **_news(notices, watching),
    )


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
    """What remembers what people type, by the names of `Services`."""
    database, clock = ground.database, ground.clock
    return {
        "drafts": DraftsService(database, clock),
        "recent_answers": RecentAnswersService(database, clock),
    }


def _schedules(ground: Ground) -> dict[str, Any]:
    """What is done at its times, by the names of `Services`."""
    database, clock = ground.database, ground.clock
    return {
        "schedules": SchedulesService(database, clock, id_from=request_id_from),
        "occurrences": OccurrencesService(database, clock, owner=ground.owner),
        "reminders": RemindersService(database, clock, wake_outbox=ground.sender.wake),
    }


def _news(notices: NoticesService, watching: Watching) -> dict[str, Any]:
    """What tells channels what happened, by the names of `Services`."""
    return {"notices": notices, **watching.services}


def _job_readers(ground: Ground, accounts: AccountsService) -> Callable[[str], Awaitable[JobReader | None]]:
    """The readers of jobs by the ids of accounts; none for an account that is not connected any more."""
    team_id = str(ground.identity.team_id)

    async def reader(account_id: str) -> JobReader | None:
        try:
            meant = await accounts.meant(team_id, Vendor.APPCUES, account_id, "")
        except PersonError:
            return None
        connected = await accounts.connect(team_id, meant.account)
        return connected.jobs.client if isinstance(connected, AppcuesServices) else None

    return reader
