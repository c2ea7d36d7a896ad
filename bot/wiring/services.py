"""Builds the services, on the clients of the vendors that are connected."""

import contextlib

from bot.clients.appcues.connection import open_appcues
from bot.clients.appcues.end_users import EndUsers
from bot.clients.appcues.enforcement import Enforcement
from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.exports import Exports
from bot.clients.appcues.groups import Groups
from bot.clients.appcues.imports import Imports
from bot.clients.appcues.ingestion_rules import IngestionRuleSet
from bot.clients.appcues.jobs import Jobs
from bot.clients.appcues.sdk_keys import SdkKeys
from bot.clients.appcues.segments import Segments
from bot.clients.appcues.tags import Tags
from bot.clients.appizer.apps import Apps
from bot.clients.appizer.connection import open_appizer
from bot.clients.transport import Transport
from bot.clock import Clock
from bot.services.approvals import ApprovalsService
from bot.services.apps import AppsService
from bot.services.audit import AuditService
from bot.services.drafts import DraftsService
from bot.services.enforcement import EnforcementService
from bot.services.executions import ExecutionsService
from bot.services.experiences import ExperiencesService
from bot.services.exports import ExportsService
from bot.services.groups import GroupsService
from bot.services.imports import ImportsService
from bot.services.jobs import JobsService
from bot.services.keys import KeysService
from bot.services.people import PeopleService
from bot.services.recent_answers import RecentAnswersService
from bot.services.request_steps import RequestSteps
from bot.services.roles import RolesService
from bot.services.rules import RulesService
from bot.services.sealed_secrets import SealedSecretsService
from bot.services.search import SearchService
from bot.services.segments import SegmentsService
from bot.services.services import Services
from bot.services.tags import TagsService
from bot.services.users import UsersService
from bot.services.vendors import AppcuesServices, AppizerServices
from bot.wiring.ground import Ground
from storage.repositories.change_requests import request_id_from


def build_services(ground: Ground, stack: contextlib.AsyncExitStack) -> Services:
    """All services; their connections are closed with the stack."""
    database, clock, wake = ground.database, ground.clock, ground.sender.wake
    audit = AuditService(database, ground.redactor, clock)
    steps = RequestSteps(audit, clock)
    roles = RolesService(database, audit, ground.settled, clock)
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
        executions=executions,
        drafts=DraftsService(database, clock),
        recent_answers=RecentAnswersService(database, clock),
        sealed_secrets=sealed_secrets,
        connected_appcues=_build_appcues(ground, stack),
        connected_appizer=_build_appizer(ground, stack),
    )


def _build_appcues(ground: Ground, stack: contextlib.AsyncExitStack) -> AppcuesServices | None:
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
    return appcues_services(transport, account, key.get_secret_value(), ground.clock)


def appcues_services(transport: Transport, account: str, own_key: str, clock: Clock) -> AppcuesServices:
    """What can be done with one account of Appcues."""
    tags, jobs = Tags(transport, account), Jobs(transport, account)
    keys = SdkKeys(transport, account)
    experiences_service = ExperiencesService(Experiences(transport, account), tags, own_key, clock)
    tags_service, segments_service = (
        TagsService(tags, clock),
        SegmentsService(Segments(transport, account), clock),
    )
    return AppcuesServices(
        account_id=account,
        experiences=experiences_service,
        tags=tags_service,
        segments=segments_service,
        users=UsersService(EndUsers(transport, account), clock),
        groups=GroupsService(Groups(transport, account)),
        imports=ImportsService(Imports(transport, account), jobs),
        exports=ExportsService(Exports(transport, account), jobs),
        jobs=JobsService(jobs, clock),
        rules=RulesService(IngestionRuleSet(transport, account), account),
        keys=KeysService(keys, account, clock),
        enforcement=EnforcementService(Enforcement(transport, account), keys, account),
        search=SearchService(experiences_service, segments_service, tags_service),
    )


def _build_appizer(ground: Ground, stack: contextlib.AsyncExitStack) -> AppizerServices | None:
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
    return AppizerServices(AppsService(Apps(transport), ground.clock))
