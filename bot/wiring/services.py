"""Builds the services, on the clients of the vendors that are connected."""

import contextlib

from bot.clients.appcues.connection import open_appcues
from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.tags import Tags
from bot.clients.appizer.apps import Apps
from bot.clients.appizer.connection import open_appizer
from bot.services.approvals import ApprovalsService
from bot.services.apps import AppsService
from bot.services.audit import AuditService
from bot.services.executions import ExecutionsService
from bot.services.experiences import ExperiencesService
from bot.services.occurrences import OccurrencesService
from bot.services.people import PeopleService
from bot.services.reminders import RemindersService
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.schedules import SchedulesService
from bot.services.services import Services
from bot.wiring.ground import Ground
from storage.repositories.change_requests import request_id_from


def build_services(ground: Ground, stack: contextlib.AsyncExitStack) -> Services:
    """All services; their connections are closed with the stack."""
    database, clock, wake = ground.database, ground.clock, ground.sender.wake
    audit = AuditService(database, ground.redactor, clock)
    steps = RequestSteps(audit, clock)
    roles = RolesService(database, audit, ground.settled, clock)
    return Services(
        people=PeopleService(ground.slack, roles, clock),
        roles=roles,
        audit=audit,
        approvals=ApprovalsService(database, steps, clock, wake_outbox=wake, id_from=request_id_from),
        executions=ExecutionsService(database, steps, clock, owner=ground.owner, wake_outbox=wake),
        schedules=SchedulesService(database, clock, id_from=request_id_from),
        occurrences=OccurrencesService(database, clock, owner=ground.owner),
        reminders=RemindersService(database, clock, wake_outbox=wake),
        appcues=_build_experiences(ground, stack),
        appizer=_build_apps(ground, stack),
    )


def _build_experiences(ground: Ground, stack: contextlib.AsyncExitStack) -> ExperiencesService | None:
    settings = ground.settings
    account, key, secret = settings.appcues_account_id, settings.appcues_api_key, settings.appcues_api_secret
    if account is None or key is None or secret is None:
        return None
    transport = open_appcues(
        settings.appcues_url,
        key.get_secret_value(),
        secret.get_secret_value(),
        redactor=ground.redactor,
        clock=ground.clock,
        sleep=ground.sleep,
    )
    stack.push_async_callback(transport.close)
    return ExperiencesService(
        Experiences(transport, account), Tags(transport, account), key.get_secret_value(), ground.clock
    )


def _build_apps(ground: Ground, stack: contextlib.AsyncExitStack) -> AppsService | None:
    key = ground.settings.appizer_api_key
    if key is None:
        return None
    transport = open_appizer(
        ground.settings.appizer_base_url,
        key.get_secret_value(),
        redactor=ground.redactor,
        clock=ground.clock,
        sleep=ground.sleep,
    )
    stack.push_async_callback(transport.close)
    return AppsService(Apps(transport), ground.clock)
