"""All services in one value, as commands reach them."""

from dataclasses import dataclass

from bot.services.accounts import AccountsService
from bot.services.approvals import ApprovalsService
from bot.services.audit import AuditService
from bot.services.drafts import DraftsService
from bot.services.executions import ExecutionsService
from bot.services.occurrences import OccurrencesService
from bot.services.outbox_health import OutboxHealthService
from bot.services.people import PeopleService
from bot.services.recent_answers import RecentAnswersService
from bot.services.reminders import RemindersService
from bot.services.roles import RolesService
from bot.services.schedules import SchedulesService
from bot.services.sealed_secrets import SealedSecretsService


@dataclass(frozen=True)
class Services:
    """What the bot can do. What can be done with a vendor is reached through the accounts."""

    people: PeopleService
    roles: RolesService
    audit: AuditService
    approvals: ApprovalsService
    executions: ExecutionsService
    outbox_health: OutboxHealthService
    drafts: DraftsService
    recent_answers: RecentAnswersService
    sealed_secrets: SealedSecretsService
    accounts: AccountsService
    schedules: SchedulesService
    occurrences: OccurrencesService
    reminders: RemindersService
