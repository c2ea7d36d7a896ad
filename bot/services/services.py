"""All services in one value, as commands reach them."""

from dataclasses import dataclass

from bot.errors import PersonError
from bot.services.approvals import ApprovalsService
from bot.services.apps import AppsService
from bot.services.audit import AuditService
from bot.services.executions import ExecutionsService
from bot.services.experiences import ExperiencesService
from bot.services.occurrences import OccurrencesService
from bot.services.people import PeopleService
from bot.services.reminders import RemindersService
from bot.services.roles import RolesService
from bot.services.schedules import SchedulesService


@dataclass(frozen=True)
class Services:
    """What the bot can do. A vendor without credentials is None here and a clear sentence to whoever asks for it."""

    people: PeopleService
    roles: RolesService
    audit: AuditService
    approvals: ApprovalsService
    executions: ExecutionsService
    schedules: SchedulesService
    occurrences: OccurrencesService
    reminders: RemindersService
    appcues: ExperiencesService | None
    appizer: AppsService | None

    @property
    def experiences(self) -> ExperiencesService:
        """Experiences of the connected Appcues account. Raises PersonError when none is connected."""
        if self.appcues is None:
            raise PersonError(
                "No Appcues account is connected.",
                "Whoever runs Callboard has to set APPCUES_ACCOUNT_ID, APPCUES_API_KEY and APPCUES_API_SECRET.",
            )
        return self.appcues

    @property
    def apps(self) -> AppsService:
        """Apps of the connected Appizer organisation. Raises PersonError when none is connected."""
        if self.appizer is None:
            raise PersonError(
                "No Appizer organisation is connected.", "Whoever runs Callboard has to set APPIZER_API_KEY."
            )
        return self.appizer
