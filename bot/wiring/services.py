"""Builds the services, on the clients of the vendors that are connected."""

import contextlib

from bot.services.accounts import AccountsService
from bot.services.approvals import ApprovalsService
from bot.services.audit import AuditService
from bot.services.connections import Connections
from bot.services.drafts import DraftsService
from bot.services.executions import ExecutionsService
from bot.services.occurrences import OccurrencesService
from bot.services.people import PeopleService
from bot.services.recent_answers import RecentAnswersService
from bot.services.reminders import RemindersService
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.schedules import SchedulesService
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
    sealed_secrets = SealedSecretsService(database, audit, clock)
    executions = ExecutionsService(
        database,
        steps,
        clock,
        owner=ground.owner,
        wake_outbox=wake,
        consequences=[sealed_secrets.seal],
    )
    return Services(
        people=PeopleService(ground.slack, roles, clock),
        roles=roles,
        audit=audit,
        approvals=ApprovalsService(database, steps, clock, wake_outbox=wake, id_from=request_id_from),
        outbox_health=ground.outbox_health,
        executions=executions,
        drafts=DraftsService(database, clock),
        recent_answers=RecentAnswersService(database, clock),
        sealed_secrets=sealed_secrets,
        accounts=AccountsService(database, audit, connections, settled_accounts(ground.settings), clock),
        schedules=SchedulesService(database, clock, id_from=request_id_from),
        occurrences=OccurrencesService(database, clock, owner=ground.owner),
        reminders=RemindersService(database, clock, wake_outbox=wake),
    )
