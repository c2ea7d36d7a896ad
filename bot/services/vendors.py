"""What can be done with one account of Appcues, and with one organisation of Appizer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.domain.experiences import KINDS
from bot.errors import Candidate
from bot.services.apps import AppsService
from bot.services.enforcement import EnforcementService
from bot.services.experiences import ExperiencesService
from bot.services.exports import ExportsService
from bot.services.groups import GroupsService
from bot.services.imports import ImportsService
from bot.services.jobs import JobsService
from bot.services.keys import KeysService
from bot.services.rules import RulesService
from bot.services.search import SearchService
from bot.services.segments import SegmentsService
from bot.services.snapshots import SnapshotsService
from bot.services.statistics import StatisticsService
from bot.services.tags import TagsService
from bot.services.users import UsersService

Offer = Callable[[str], Awaitable[list[Candidate]]]
"""What to offer while a name is being typed."""


@dataclass(frozen=True)
class AppcuesServices:
    """One account of Appcues."""

    account_id: str
    experiences: ExperiencesService
    tags: TagsService
    segments: SegmentsService
    users: UsersService
    groups: GroupsService
    imports: ImportsService
    exports: ExportsService
    jobs: JobsService
    rules: RulesService
    keys: KeysService
    enforcement: EnforcementService
    search: SearchService

    async def prove(self) -> frozenset[str]:
        """Reads something small, to see whether the credentials open the account. Raises ApiError.

        Its number says which account it is, so nothing has to be recognised.
        """
        await self.tags.listing()
        return frozenset()

    @property
    def offers(self) -> Mapping[str, Offer]:
        """What can be offered while it is being typed, by the source that an argument names."""
        kinds: dict[str, Offer] = {kind.plural: partial(self.experiences.offer, kind) for kind in KINDS}
        return {
            **kinds,
            "segments": self.segments.offer,
            "tags": self.tags.offer,
            "jobs": self.jobs.offer,
            "keys": self.keys.offer,
        }


@dataclass(frozen=True)
class AppizerServices:
    """One organisation of Appizer."""

    apps: AppsService
    statistics: StatisticsService
    snapshots: SnapshotsService

    async def prove(self) -> frozenset[str]:
        """Reads something small, to see whether the key opens the organisation, and which. Raises ApiError."""
        return await self.apps.first_ids()

    @property
    def offers(self) -> Mapping[str, Offer]:
        """What can be offered while it is being typed, by the source that an argument names."""
        return {"apps": self.apps.offer}
