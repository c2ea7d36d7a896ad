"""Builds what tells people by itself: notices, subscriptions, posts at their times, followed jobs, the Home tab."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.accounts import ENVIRONMENT, Vendor
from bot.errors import PersonError
from bot.services.account_readings import AccountReadings
from bot.services.accounts import AccountsService
from bot.services.approvals import ApprovalsService
from bot.services.audit import AuditService
from bot.services.channels import ChannelsService
from bot.services.decisions import DecisionsService
from bot.services.digest_reading import DigestReader
from bot.services.digests import DigestsService
from bot.services.followed_jobs import FollowedJobsService
from bot.services.home import HomeService
from bot.services.job_follower import JobFollower, JobReader
from bot.services.job_news import JobNews
from bot.services.job_watches import JobWatches
from bot.services.notices import NoticesService
from bot.services.occurrences import OccurrencesService
from bot.services.patience import Patience
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.roles import RolesService
from bot.services.scheduled_posts import ScheduledPosts
from bot.services.schedules import SchedulesService
from bot.services.statistics_posts import StatisticsPostsService
from bot.services.subscriptions import SubscriptionsService
from bot.services.vendors import AppcuesServices
from bot.wiring.ground import Ground
from storage.repositories.change_requests import request_id_from

HOME_WAITS_SECONDS = 1.5
"""For all that others have to say together; a Home tab that opens later than that feels broken."""


@dataclass(frozen=True)
class Core:
    """The services that others stand on, by the names of `Services`."""

    audit: AuditService
    notices: NoticesService
    accounts: AccountsService
    roles: RolesService
    policy: PolicyService
    people: PeopleService
    approvals: ApprovalsService
    decisions: DecisionsService
    followed_jobs: FollowedJobsService
    channels: ChannelsService


def news_services(ground: Ground, core: Core, stack: contextlib.AsyncExitStack) -> dict[str, Any]:
    """What is posted when it happens or at its times, and the Home tab, by the names of `Services`."""
    database, clock, wake = ground.database, ground.clock, ground.sender.wake
    schedules = SchedulesService(clock, id_from=request_id_from)
    posts = ScheduledPosts(database, clock, wake_outbox=wake)
    readings = AccountReadings(core.accounts)
    digests = DigestReader(database, core.decisions, core.people, readings, clock)
    return {
        "occurrences": OccurrencesService(database, core.audit, clock, owner=ground.owner),
        "subscriptions": SubscriptionsService(
            database,
            schedules,
            core.audit,
            core.accounts.labels,
            core.notices.between,
            clock,
            id_from=request_id_from,
            wake_outbox=wake,
        ),
        "digests": DigestsService(posts, digests, clock),
        "statistics_posts": StatisticsPostsService(posts, readings),
        "home": _home(ground, core, stack),
    }


def job_follower(ground: Ground, core: Core) -> JobFollower:
    """What looks after jobs, ours and those that were started elsewhere."""
    news = JobNews(core.notices, core.accounts.of_vendor)
    return JobFollower(
        ground.database,
        core.audit,
        _job_readers(ground, core.accounts),
        ground.clock,
        watches=JobWatches(ground.database, core.audit, core.accounts.of_vendor, news),
        news=news,
        wake_outbox=ground.sender.wake,
    )


def _home(ground: Ground, core: Core, stack: contextlib.AsyncExitStack) -> HomeService:
    """What tells each person what matters to them; it does not wait long for anybody."""
    patience = Patience(HOME_WAITS_SECONDS)
    stack.push_async_callback(patience.close)
    return HomeService(
        ground.database,
        core.people,
        core.roles,
        core.policy,
        core.accounts,
        core.channels,
        ground.outbox_health,
        ground.clock,
        patience,
    )


def _job_readers(ground: Ground, accounts: AccountsService) -> Callable[[str], Awaitable[JobReader | None]]:
    """The readers of jobs by the ids of accounts; none for one that is not connected, or whose workspace left."""
    workspaces = ground.workspaces

    async def reader(account_id: str) -> JobReader | None:
        if account_id == ENVIRONMENT:
            team_id = workspaces.home.team_id if workspaces.home else ""
        else:
            team_id = await ground.database.read(lambda work: work.accounts.team_of(account_id))
        if await workspaces.find(team_id) is None:
            return None
        try:
            meant = await accounts.meant(team_id, Vendor.APPCUES, "", account_id=account_id)
        except PersonError:
            return None
        connected = await accounts.connect(team_id, meant.account)
        return connected.jobs.client if isinstance(connected, AppcuesServices) else None

    return reader
