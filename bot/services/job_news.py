"""Tells channels what became of jobs: their end, and that they are stuck."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.accounts import Account, Vendor, account_key, badges
from bot.domain.followed_jobs import ENDED, FollowedJob
from bot.domain.notices import Notice
from bot.domain.subscriptions import Severity, Topic
from bot.services.notices import NoticesService
from bot.views import followed_jobs as views
from storage.unit_of_work import UnitOfWork

AccountsOf = Callable[[UnitOfWork, str, Vendor], Sequence[Account]]
"""The accounts of a workspace, of one vendor."""


class JobNews:
    """Writes the notices of jobs inside the transactions that write down how they are."""

    def __init__(self, notices: NoticesService, accounts_of: AccountsOf) -> None:
        self._notices = notices
        self._accounts_of = accounts_of

    def tell(self, work: UnitOfWork, job: FollowedJob, now: datetime) -> None:
        """Tells how a job is by now, if that is news, except where its own card stands.

        A job without a request and without a card is one that nobody here started or asked for.
        """
        if not job.is_news:
            return
        cards = work.followed_jobs.cards(job.account_id, job.job_id, job.team_id)
        is_foreign = not job.request_id and not cards
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
