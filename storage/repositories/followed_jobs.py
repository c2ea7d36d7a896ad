"""The verbs of followed jobs: follow, show somewhere, read an account once, move on by compare-and-set."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, update
from sqlmodel import Session, col, select

from storage.models.followed_jobs import FollowedJobRow, JobCardRow, JobPollRow
from storage.models.job_watches import JobWatchRow
from storage.repositories.statements import changed, insert_unless_known, storable

_MOST_IN_LIST = 500
"""Ids in one condition; databases have a limit, far above."""

Jobs = list[FollowedJobRow]
Cards = list[JobCardRow]


_HAS_CARD = (
    exists()
    .where(
        col(JobCardRow.account_id) == col(FollowedJobRow.account_id),
        col(JobCardRow.job_id) == col(FollowedJobRow.job_id),
        col(JobCardRow.team_id) == col(FollowedJobRow.team_id),
    )
    .correlate(FollowedJobRow)
)
_IS_OURS = (col(FollowedJobRow.request_id) != "") | _HAS_CARD
"""Somebody of the workspace started it, or asked for its card; others are followed for news of them alone."""

# Made once, for every digest asks them: making a query takes longer than running it.
_OURS = select(FollowedJobRow).where(col(FollowedJobRow.team_id) == bindparam("team"), _IS_OURS)
_OPEN_OF = (
    _OURS.where(col(FollowedJobRow.ended_at).is_(None))
    .order_by(col(FollowedJobRow.started_at), col(FollowedJobRow.job_id))
    .limit(bindparam("most"))
)
_ENDED_BETWEEN = (
    _OURS.where(
        col(FollowedJobRow.ended_at) >= bindparam("since"), col(FollowedJobRow.ended_at) < bindparam("until")
    )
    .order_by(col(FollowedJobRow.ended_at).desc(), col(FollowedJobRow.job_id))
    .limit(bindparam("most"))
)


class FollowedJobRepository:
    """Jobs of vendors that are followed until they have ended."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, job: FollowedJobRow) -> bool:
        """Follow a job; False when this workspace follows it already."""
        return insert_unless_known(self._session, FollowedJobRow, **job.model_dump())

    def add_card(self, card: JobCardRow) -> bool:
        """Show a job in one more place; False when it is shown there already."""
        return insert_unless_known(self._session, JobCardRow, **card.model_dump())

    def get(self, account_id: str, job_id: str, team_id: str) -> FollowedJobRow | None:
        """One job of one workspace."""
        return self._session.scalars(select(FollowedJobRow).where(*_key(account_id, job_id, team_id))).first()

    def cards(self, account_id: str, job_id: str, team_id: str) -> Cards:
        """Where a job is shown."""
        query = select(JobCardRow).where(
            col(JobCardRow.account_id) == account_id,
            col(JobCardRow.job_id) == job_id,
            col(JobCardRow.team_id) == team_id,
        )
        return [*self._session.scalars(query.order_by(col(JobCardRow.channel)))]

    def show_no_more(self, team_id: str, channel: str) -> int:
        """Show no job in one place any more; in how many cards."""
        here = (col(JobCardRow.team_id) == team_id, col(JobCardRow.channel) == channel)
        return changed(self._session, delete(JobCardRow).where(*here))

    def locked(self, account_id: str, job_id: str, team_id: str) -> FollowedJobRow | None:
        """A job that nobody moves until this transaction ends: who moves it then sees where it is shown."""
        query = select(FollowedJobRow).where(*_key(account_id, job_id, team_id))
        return self._session.scalars(query.with_for_update()).first()

    def open(self, account_id: str) -> Jobs:
        """The jobs of an account that have not ended, for all workspaces."""
        query = select(FollowedJobRow).where(*_is_open(account_id))
        return [*self._session.scalars(query.order_by(col(FollowedJobRow.followed_at)))]

    def open_counts_of(self, team_id: str) -> dict[str, int]:
        """How many jobs of a workspace's own have not ended, by their states."""
        is_open = (col(FollowedJobRow.team_id) == team_id, col(FollowedJobRow.ended_at).is_(None), _IS_OURS)
        counts = select(col(FollowedJobRow.state), func.count()).where(*is_open)
        return dict(self._session.execute(counts.group_by(FollowedJobRow.state)).all())

    def open_of(self, team_id: str, *, limit: int) -> Jobs:
        """The jobs of a workspace's own that have not ended, the oldest first."""
        return [*self._session.scalars(_OPEN_OF, {"team": team_id, "most": limit})]

    def ended_between(self, team_id: str, since: datetime, until: datetime, *, limit: int) -> Jobs:
        """The jobs of a workspace's own whose end was seen from `since` on and before `until`, newest first."""
        asked = {"team": team_id, "since": since, "until": until, "most": limit}
        return [*self._session.scalars(_ENDED_BETWEEN, asked)]

    def newest(self, account_id: str) -> datetime | None:
        """Since when the newest open job of an account is followed."""
        return self._session.scalars(
            select(func.max(FollowedJobRow.followed_at)).where(*_is_open(account_id))
        ).one()

    def move(self, job: FollowedJobRow, **fields: Any) -> bool:
        """Change fields of a job that still is as it was read; False when somebody else moved it meanwhile."""
        statement = update(FollowedJobRow).where(
            *_key(job.account_id, job.job_id, job.team_id),
            col(FollowedJobRow.state) == job.state,
            col(FollowedJobRow.ended_at).is_(None),
        )
        values = {name: storable(value) for name, value in fields.items()}
        return changed(self._session, statement.values(values)) == 1

    def note_seen(self, account_id: str, job_ids: Collection[str], now: datetime, before: datetime) -> None:
        """Write down that open jobs were listed as running, if that was last done before then."""
        last = col(FollowedJobRow.last_seen_at)
        for ids in _portions(job_ids):
            statement = update(FollowedJobRow).where(
                *_is_open(account_id), col(FollowedJobRow.job_id).in_(ids), last.is_(None) | (last < before)
            )
            changed(self._session, statement.values(last_seen_at=now))

    def started_by_requests(self, account_id: str, job_ids: Collection[str]) -> set[str]:
        """Of these jobs, those that are known to belong to a change request."""
        found: set[str] = set()
        for ids in _portions(job_ids):
            query = select(FollowedJobRow.job_id).where(
                col(FollowedJobRow.account_id) == account_id,
                col(FollowedJobRow.job_id).in_(ids),
                col(FollowedJobRow.request_id) != "",
            )
            found |= {*self._session.scalars(query)}
        return found

    def known(self, account_id: str, team_id: str, job_ids: Collection[str]) -> set[str]:
        """Of these jobs, those that a workspace follows, or has followed."""
        found: set[str] = set()
        for ids in _portions(job_ids):
            query = select(FollowedJobRow.job_id).where(
                col(FollowedJobRow.account_id) == account_id,
                col(FollowedJobRow.team_id) == team_id,
                col(FollowedJobRow.job_id).in_(ids),
            )
            found |= {*self._session.scalars(query)}
        return found

    def due_accounts(self, now: datetime) -> list[str]:
        """The accounts whose jobs are to be read now: those that are watched, or have jobs that have not ended."""
        has_open = exists().where(*_is_open(col(JobPollRow.account_id)))
        is_watched = exists().where(col(JobWatchRow.account_id) == col(JobPollRow.account_id))
        query = select(JobPollRow.account_id).where(col(JobPollRow.due_at) <= now, has_open | is_watched)
        return [*self._session.scalars(query.order_by(col(JobPollRow.due_at)))]

    def claim_poll(self, account_id: str, now: datetime, until: datetime) -> bool:
        """Take the reading of an account; False when somebody else has it, or it is not due."""
        statement = update(JobPollRow).where(
            col(JobPollRow.account_id) == account_id, col(JobPollRow.due_at) <= now
        )
        return changed(self._session, statement.values(due_at=until)) == 1

    def lock_poll(self, account_id: str) -> None:
        """Keep others from saying when to read this account, until the transaction ends."""
        query = select(JobPollRow).where(col(JobPollRow.account_id) == account_id)
        self._session.scalars(query.with_for_update()).first()

    def poll_at(self, account_id: str, due_at: datetime) -> None:
        """Read the account then; call `lock_poll` first."""
        statement = update(JobPollRow).where(col(JobPollRow.account_id) == account_id)
        changed(self._session, statement.values(due_at=due_at))

    def poll_by(self, account_id: str, due_at: datetime) -> None:
        """Read the account then at the latest."""
        if not insert_unless_known(self._session, JobPollRow, account_id=account_id, due_at=due_at):
            statement = update(JobPollRow).where(
                col(JobPollRow.account_id) == account_id, col(JobPollRow.due_at) > due_at
            )
            changed(self._session, statement.values(due_at=due_at))

    def poll_all_by(self, due_at: datetime) -> None:
        """Read all accounts then at the latest: whoever was at it may be gone."""
        statement = update(JobPollRow).where(col(JobPollRow.due_at) > due_at)
        changed(self._session, statement.values(due_at=due_at))

    def open_count(self) -> int:
        """How many jobs are followed at the moment."""
        query = select(func.count()).select_from(FollowedJobRow).where(col(FollowedJobRow.ended_at).is_(None))
        return self._session.scalars(query).one()

    def forget(self, before: datetime) -> int:
        """Delete jobs that ended before then, and where they were shown; how many jobs."""
        old = (
            col(FollowedJobRow.account_id) == col(JobCardRow.account_id),
            col(FollowedJobRow.job_id) == col(JobCardRow.job_id),
            col(FollowedJobRow.team_id) == col(JobCardRow.team_id),
            col(FollowedJobRow.ended_at) < before,
        )
        changed(self._session, delete(JobCardRow).where(exists().where(*old)))
        return changed(self._session, delete(FollowedJobRow).where(col(FollowedJobRow.ended_at) < before))


def _key(account_id: str, job_id: str, team_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(FollowedJobRow.account_id) == account_id,
        col(FollowedJobRow.job_id) == job_id,
        col(FollowedJobRow.team_id) == team_id,
    )


def _is_open(account_id: Any) -> tuple[ColumnElement[bool], ...]:
    return (col(FollowedJobRow.account_id) == account_id, col(FollowedJobRow.ended_at).is_(None))


def _portions(ids: Collection[str]) -> Iterable[list[str]]:
    listed = list(ids)
    return (listed[start : start + _MOST_IN_LIST] for start in range(0, len(listed), _MOST_IN_LIST))
