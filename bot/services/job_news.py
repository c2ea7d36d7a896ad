"""Tells channels what became of jobs: their end, that they are stuck, and that they are followed no longer."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from bot.domain.accounts import Account, Vendor, account_key, badges
from bot.domain.followed_jobs import ENDED, FollowedJob
from bot.domain.notices import Notice
from bot.domain.subscriptions import Severity, Topic
from bot.services.notices import NoticesService
from bot.views import followed_jobs as views
from storage.models.followed_jobs import JobCardRow
from storage.unit_of_work import UnitOfWork

AccountsOf = Callable[[UnitOfWork, str, Vendor], Sequence[Account]]
"""The accounts of a workspace, of one vendor."""


class JobNews:
    """Writes the notices of jobs inside the transactions that write down how they are."""

    def __init__(self, notices: NoticesService, accounts_of: AccountsOf) -> None:
        self._notices = notices
        self._accounts_of = accounts_of

    def tell(self, work: UnitOfWork, job: FollowedJob, now: datetime) -> None:
        """Tells how a job is by now, if that is news, except where its own card stands."""
        if not job.is_news:
            return
        cards = work.followed_jobs.cards(job.account_id, job.job_id, job.team_id)
        is_foreign = _is_foreign(job, cards)
        request = work.change_requests.get(job.team_id, job.request_id) if job.request_id else None
        asked_by_name = request.requester_name if request else ""
        account = account_key(Vendor.APPCUES, job.account_id)
        badge = badges(self._accounts_of(work, job.team_id, Vendor.APPCUES)).get(account, "")
        shown = views.news_card(job, asked_by_name, badge, is_foreign=is_foreign)
        notice = Notice(
            key=f"job:{account}:{job.job_id}:{'ended' if job.state in ENDED else job.state}",
            team_id=job.team_id,
            topic=Topic.JOBS,
            at=now,
            line=views.news_line(job),
            text=shown.text,
            blocks=shown.blocks,
            severity=Severity.NEWS if job.went_well else Severity.WARNING,
            account=account,
            kind="jobs",
            item_id=job.job_id,
            item_name=job.title,
            actor_id=job.asked_by,
            elsewhere=is_foreign,
        )
        self._notices.post(work, notice, now, but={card.channel for card in cards})

    def tell_let_go(
        self, work: UnitOfWork, account_id: str, jobs: Iterable[FollowedJob], now: datetime
    ) -> None:
        """Tells that jobs are followed no longer, since their account was removed: once, however many there were."""
        for team_id, own in groupby(sorted(jobs, key=attrgetter("team_id")), key=attrgetter("team_id")):
            self._tell_let_go(work, team_id, account_id, [*own], now)

    def _tell_let_go(
        self, work: UnitOfWork, team_id: str, account_id: str, jobs: Sequence[FollowedJob], now: datetime
    ) -> None:
        cards = [work.followed_jobs.cards(job.account_id, job.job_id, job.team_id) for job in jobs]
        foreign = sum(map(_is_foreign, jobs, cards))
        ours = len(jobs) - foreign
        removed = (row.label for row in work.accounts.removed(team_id) if row.id == account_id)
        label = next(removed, account_id)
        account, line = account_key(Vendor.APPCUES, account_id), views.let_go_line(label, ours, foreign)
        notice = Notice(
            key=f"jobs:{account}:let-go",
            team_id=team_id,
            topic=Topic.JOBS,
            at=now,
            line=line,
            text=line,
            severity=Severity.WARNING,
            account=account,
            kind="jobs",
            elsewhere=not ours,
        )
        shown = ({card.channel for card in each} for each in cards)
        self._notices.post(work, notice, now, but=frozenset.intersection(*map(frozenset, shown)))


def _is_foreign(job: FollowedJob, cards: Sequence[JobCardRow]) -> bool:
    """Whether nobody here started it or asked for its card."""
    return not job.request_id and not cards
