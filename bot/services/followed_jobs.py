"""Jobs that are followed: what starts it, what is written down, and the cards that show them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.domain.accounts import Vendor, account_key
from bot.domain.audit import Entry, Item, Verdict, Who, own_change
from bot.domain.change_requests import ChangeRequest
from bot.domain.changes import Done
from bot.domain.followed_jobs import ENDED, FollowedJob, JobState, after_reading
from bot.domain.jobs import Job
from bot.domain.people import Person
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.services.audit import AuditService
from bot.views import followed_jobs as views
from bot.views.counters import counters_in_words
from storage.database import Database
from storage.models.followed_jobs import FollowedJobRow, JobCardRow
from storage.unit_of_work import UnitOfWork

FIRST_LOOK_AFTER = timedelta(seconds=3)
KEPT_FOR = timedelta(days=90)
FOLLOW = "appcues jobs follow"
"""The command that has a job followed, and what the audit calls the end of one that no change of ours started."""
MOST_LISTED = 1000


class FollowedJobsService:
    """Everything Callboard starts is followed; other jobs when somebody asks for it."""

    def __init__(self, database: Database, audit: AuditService, clock: Clock) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock

    def begin(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:
        """Follows the job of a change, in the transaction in which it is concluded; its requester gets the card."""
        if not done.job_id:
            return
        now = self._clock.now()
        job = FollowedJob(
            account_id=request.account_id,
            job_id=done.job_id,
            team_id=request.team_id,
            title=request.summary,
            asked_by=request.requester_id,
            request_id=request.id,
            state=JobState.QUEUED,
            started_at=now,
            followed_at=now,
        )
        self._follow(work, job, request.requester_id, request.requester_id)

    async def follow(self, person: Person, account_id: str, job: Job, channel: str, who: Who) -> FollowedJob:
        """Shows a job in a channel, or in somebody's direct messages, until it has ended; safe to repeat."""
        now = self._clock.now()
        new = FollowedJob(
            account_id=account_id,
            job_id=job.id,
            team_id=person.team_id,
            title=job.name,
            asked_by="",
            state=JobState.QUEUED,
            started_at=job.started_at or now,
            followed_at=now,
        )
        entry = own_change(
            person.team_id,
            who,
            FOLLOW,
            Item("jobs", job.id, job.name),
            account=account_key(Vendor.APPCUES, account_id),
        )

        def write(work: UnitOfWork) -> FollowedJob:
            followed = self._follow(work, after_reading(new, job, now), channel, person.id)
            self._audit.append(work, entry, now)
            return followed

        return await self._database.transact(write)

    async def of_requests(self, account_id: str, job_ids: Collection[str]) -> set[str]:
        """Of these jobs, those that some other change is known to have started."""
        return await self._database.read(
            lambda work: work.followed_jobs.started_by_requests(account_id, job_ids)
        )

    async def running(self, team_id: str) -> int:
        """How many jobs of a workspace's own have not ended."""
        return await self._database.read(
            lambda work: sum(work.followed_jobs.open_counts_of(team_id).values())
        )

    async def forget_place(self, team_id: str, channel: str) -> int:
        """Shows no job any more in a place that nobody is to read; in how many cards."""
        return await self._database.transact(lambda work: work.followed_jobs.show_no_more(team_id, channel))

    async def forget_old(self) -> int:
        """Deletes jobs that ended long ago; how many."""
        before = self._clock.now() - KEPT_FOR
        return await self._database.transact(lambda work: work.followed_jobs.forget(before))

    def _follow(self, work: UnitOfWork, job: FollowedJob, channel: str, person_id: str) -> FollowedJob:
        """Writes down a job, or finds it as it is known, and shows it in one more place."""
        if not work.followed_jobs.add(row_from(job)):
            known = work.followed_jobs.locked(job.account_id, job.job_id, job.team_id)
            job = job_from(known) if known else job
        card = JobCardRow(
            account_id=job.account_id,
            job_id=job.job_id,
            team_id=job.team_id,
            channel=channel,
            person_id=person_id,
        )
        work.followed_jobs.add_card(card)
        _show(work, job, card, self._clock.now())
        if job.ended_at is None:
            work.followed_jobs.poll_by(job.account_id, self._clock.now() + FIRST_LOOK_AFTER)
        return job


def move(work: UnitOfWork, audit: AuditService, row: FollowedJobRow, job: FollowedJob, now: datetime) -> bool:
    """Writes down how a job is by now, and shows it wherever it is shown; False if somebody else was faster.

    Or if nothing has changed.
    """
    changes = _changes(row, job)
    if not changes or not work.followed_jobs.move(row, **changes):
        return False
    if job.state in ENDED:
        audit.append(work, _end_of(work, job), now)
    for card in work.followed_jobs.cards(job.account_id, job.job_id, job.team_id):
        _show(work, job, card, now)
        _tell(work, job, card, now)
    return True


def _end_of(work: UnitOfWork, job: FollowedJob) -> Entry:
    """What the audit says of the end of a job."""
    request = work.change_requests.get(job.team_id, job.request_id) if job.request_id else None
    return Entry(
        team_id=job.team_id,
        actor_id=job.asked_by,
        source="job",
        action=request.command_path if request else FOLLOW,
        verdict=Verdict(job.state.value),
        item_kind="jobs",
        item_id=job.job_id,
        item_name=job.title,
        detail=_how_ended(job),
        request_id=job.request_id,
        account=account_key(Vendor.APPCUES, job.account_id),
    )


def _how_ended(job: FollowedJob) -> str:
    if job.state is JobState.UNKNOWN and job.trouble:
        return f"the job is no longer followed: {job.trouble}"
    return f"the job has ended: {counters_in_words(job.counters) or 'nothing counted'}"


def _show(work: UnitOfWork, job: FollowedJob, card: JobCardRow, now: datetime) -> None:
    """Posts the card of a job in one place, or edits it."""
    shown = views.card(job)
    message = Message(job.card_key(card.channel), job.team_id, card.channel, shown.text, shown.blocks)
    enqueue(work, message, now)


def _tell(work: UnitOfWork, job: FollowedJob, card: JobCardRow, now: datetime) -> None:
    """Tells in the thread of the card what whoever waits for the job has to know: once, by its key."""
    note = views.note(job, card.person_id)
    if note is None:
        return
    key, what = job.card_key(card.channel), "ended" if job.state in ENDED else job.state.value
    message = Message(f"{key}:{what}", job.team_id, card.channel, note.text, note.blocks, thread_key=key)
    enqueue(work, message, now)


def job_from(row: FollowedJobRow) -> FollowedJob:
    """The value of a stored job."""
    fields: dict[str, Any] = {**row.model_dump(), "state": JobState(row.state)}
    return FollowedJob(**fields)


def row_from(job: FollowedJob) -> FollowedJobRow:
    """A new row for a job."""
    return FollowedJobRow(**_columns(job))


def _columns(job: FollowedJob) -> dict[str, Any]:
    return {**vars(job), "state": job.state.value, "counters": dict(job.counters)}


def _changes(row: FollowedJobRow, job: FollowedJob) -> Mapping[str, Any]:
    before = row.model_dump()
    return {name: value for name, value in _columns(job).items() if before[name] != value}
