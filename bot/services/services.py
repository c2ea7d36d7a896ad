"""All services in one value, as commands reach them."""

from dataclasses import dataclass

from bot.errors import Candidate, PersonError
from bot.services.approvals import ApprovalsService
from bot.services.audit import AuditService
from bot.services.drafts import DraftsService
from bot.services.executions import ExecutionsService
from bot.services.people import PeopleService
from bot.services.recent_answers import RecentAnswersService
from bot.services.roles import RolesService
from bot.services.sealed_secrets import SealedSecretsService
from bot.services.vendors import AppcuesServices, AppizerServices


@dataclass(frozen=True)
class Services:
    """What the bot can do. A vendor without credentials is None here and a clear sentence to whoever asks for it."""

    people: PeopleService
    roles: RolesService
    audit: AuditService
    approvals: ApprovalsService
    executions: ExecutionsService
    drafts: DraftsService
    recent_answers: RecentAnswersService
    sealed_secrets: SealedSecretsService
    connected_appcues: AppcuesServices | None
    connected_appizer: AppizerServices | None

    @property
    def appcues(self) -> AppcuesServices:
        """The connected Appcues account. Raises PersonError when none is connected."""
        if self.connected_appcues is None:
            raise PersonError(
                "No Appcues account is connected.",
                "Whoever runs Callboard has to set APPCUES_ACCOUNT_ID, APPCUES_API_KEY and APPCUES_API_SECRET.",
            )
        return self.connected_appcues

    @property
    def appizer(self) -> AppizerServices:
        """The connected Appizer organisation. Raises PersonError when none is connected."""
        if self.connected_appizer is None:
            raise PersonError(
                "No Appizer organisation is connected.", "Whoever runs Callboard has to set APPIZER_API_KEY."
            )
        return self.connected_appizer

    async def offer(self, source: str, words: str) -> list[Candidate]:
        """What to offer while a name from this source is being typed; nothing for a source that is not ours."""
        offers = {
            **(self.connected_appcues.offers if self.connected_appcues else {}),
            **(self.connected_appizer.offers if self.connected_appizer else {}),
        }
        return await offers[source](words) if source in offers else []
