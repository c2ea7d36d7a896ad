"""Tells channels what became of jobs: their end, that they are stuck, and that they are followed no longer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from bot.domain.accounts import Account, Vendor, account_key, badges
from bot.domain.followed_jobs import ENDED, FollowedJob, JobState
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
        if job.is_news:
            cards = work.followed_jobs.cards(job.account_id, job.job_id, job.team_id)
            notice = self._notice(work, job, now, is_foreign=_is_foreign(job, cards))
            self._notices.post(work, notice, now, but={card.channel for card in cards})
            self._no_longer_stuck(work, job, now)

    def tell_let_go(
        self, work: UnitOfWork, account_id: str, jobs: Iterable[FollowedJob], now: datetime
    ) -> None:
        """Tells that jobs are followed no longer, since their account was removed: once, however many there were."""
        for team_id, own in groupby(sorted(jobs, key=attrgetter("team_id")), key=attrgetter("team_id")):
            let_go = [*own]
            self._tell_let_go(work, team_id, account_id, let_go, now)
            for job in let_go:
                self._no_longer_stuck(work, job, now)

    def _no_longer_stuck(self, work: UnitOfWork, job: FollowedJob, now: datetime) -> None:
        """Says how a job has ended where it was told to be stuck, whether or not its end is wanted there."""
        key = _key(replace(job, state=JobState.STUCK))
        told = work.notices.hold(job.team_id, key) if job.state in ENDED else None
        if told is not None:
            notice = self._notice(work, job, now, is_foreign=told.elsewhere)
            self._notices.revise(work, replace(notice, key=key, severity=Severity.NEWS), now)

    def _notice(self, work: UnitOfWork, job: FollowedJob, now: datetime, *, is_foreign: bool) -> Notice:
        request = work.change_requests.get(job.team_id, job.request_id) if job.request_id else None
        asked_by_name = request.requester_name if request else ""
        account = account_key(Vendor.APPCUES, job.account_id)
        badge = badges(self._accounts_of(work, job.team_id, Vendor.APPCUES)).get(account, "")
        shown = views.news_card(job, asked_by_name, badge, is_foreign=is_foreign)
        return Notice(
            key=_key(job),
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


def _key(job: FollowedJob) -> str:
    what = "ended" if job.state in ENDED else job.state
    return f"job:{account_key(Vendor.APPCUES, job.account_id)}:{job.job_id}:{what}"
