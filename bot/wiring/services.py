"""Builds the services, on the clients of the vendors that are connected."""

import contextlib

from bot.services.accounts import AccountsService
from bot.services.approvals import ApprovalsService
from bot.services.audit import AuditService
from bot.services.connections import Connections
from bot.services.counterparts import Counterparts
from bot.services.decisions import DecisionsService
from bot.services.drafts import DraftsService
from bot.services.executions import ExecutionsService
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.recent_answers import RecentAnswersService
from bot.services.reminders import RemindersService
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.sealed_secrets import SealedSecretsService
from bot.services.services import Services
from bot.wiring.connections import VendorConnector, settled_accounts
from bot.wiring.ground import Ground
from storage.repositories.change_requests import request_id_from


def build_services(ground: Ground, stack: contextlib.AsyncExitStack) -> Services:
    """All services; their connections are closed with the stack."""
    database, clock, wake = ground.database, ground.clock, ground.sender.wake
    audit = AuditService(database, ground.redactor, clock)
    steps = RequestSteps(audit, clock)
    roles = RolesService(database, audit, ground.settled, clock)
    connections = Connections(VendorConnector(ground))
    stack.push_async_callback(connections.close)
    accounts = AccountsService(database, audit, connections, settled_accounts(ground.settings), clock)
    policy = PolicyService(database, accounts, clock)
    people = PeopleService(ground.slack, roles, policy.groups, clock)
    decisions = DecisionsService(database, steps, policy, people, clock, wake)
    sealed_secrets = SealedSecretsService(database, audit, clock)
    approvals = ApprovalsService(
        database, steps, policy, people, clock, wake_outbox=wake, id_from=request_id_from
    )
    return Services(
        people=people,
        roles=roles,
        audit=audit,
        policy=policy,
        approvals=approvals,
        decisions=decisions,
        reminders=RemindersService(database, policy, decisions, clock, wake),
        outbox_health=ground.outbox_health,
        executions=_executions(ground, steps, policy, approvals, sealed_secrets),
        drafts=DraftsService(database, clock),
        recent_answers=RecentAnswersService(database, clock),
        sealed_secrets=sealed_secrets,
        accounts=accounts,
    )


def _executions(
    ground: Ground,
    steps: RequestSteps,
    policy: PolicyService,
    approvals: ApprovalsService,
    sealed_secrets: SealedSecretsService,
) -> ExecutionsService:
    counterparts = Counterparts(steps, ground.clock, request_id_from)
    return ExecutionsService(
        ground.database,
        steps,
        ground.clock,
        owner=ground.owner,
        wake_outbox=ground.sender.wake,
        why_not_now=policy.why_not_now,
        consequences=[sealed_secrets.seal, counterparts.store, approvals.apply_policy],
    )
