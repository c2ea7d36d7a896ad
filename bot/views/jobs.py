"""Lists and cards of jobs as Appcues shows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.followed_jobs import FollowedJob
from bot.domain.jobs import Counter, Job, JobEvent, newest_first
from bot.domain.listings import Listing
from bot.views.counters import counters_in_words
from bot.views.lists import ListShown, list_reply, name_filter
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.tables import as_text, data_table, pages_of
from bot.views.times import age, moment, plain_moment

PATH = "appcues jobs"
HEADER = ("Name", "Status", "Started", "Age")
EVENTS_HEADER = ("Event", "When", "Counted")
STATUSES = ("running", "completed", "failed")
_WORDS = {"IN_PROGRESS": "running"}


@dataclass(frozen=True)
class JobsShown:
    """Which jobs are shown."""

    status: str = ""
    search: str = ""
    page: int = 1


def status_of(job: Job) -> str:
    """The status in a word; those that no document names are shown as they are."""
    return _WORDS.get(job.status, job.status.lower().replace("_", " "))


def listing(read: Listing[Job], shown: JobsShown, zone: str) -> Reply:
    """A page of the jobs, newest first, with a way to each."""
    wanted = shown.search.casefold()
    chosen = [
        job
        for job in newest_first(read.items)
        if wanted in job.name.casefold() and shown.status in {"", status_of(job)}
    ]
    words = [shown.status, name_filter(shown.search)]
    return list_reply(
        ListShown(
            singular="job",
            plural="jobs",
            path=PATH,
            pick="job",
            header=HEADER,
            rows=[_row(job, read.as_of, zone) for job in chosen],
            total=len(read.items),
            as_of=read.as_of,
            zone=zone,
            page=shown.page,
            arguments={"status": shown.status, "search": shown.search},
            filters=", ".join(filter(None, words)),
            nothing_yet="Appcues lists no job. Imports, exports and changes of segments start some.",
            note="newest first; Appcues keeps recent jobs only",
        )
    )


def card(job: Job, zone: str, *, may_follow: bool) -> Reply:
    """One job with its events and counters."""
    facts = [
        ("Status", status_of(job).capitalize()),
        ("Started", f"{moment(job.started_at)}, {age(job.started_at)}" if job.started_at else "unknown"),
        ("Counted", safe(counters_in_words(job.counters), 1500) or "nothing yet"),
    ]
    if job.trouble:
        facts.append(("Why", safe(job.trouble, 1500)))
    events = [_event(event, zone) for event in job.events]
    blocks: list[Block] = [
        HeaderBlock(plain(job.name, 150)),
        SectionBlock(fields=[mrkdwn(f"*{name}*\n{value}", 2000) for name, value in facts]),
        *(
            [data_table(f"What has happened, times in {zone}", EVENTS_HEADER, pages_of(events)[0])]
            if events
            else []
        ),
        ActionsBlock(list(_buttons(job, may_follow=may_follow))),
        ContextBlock([mrkdwn(f"Job `{safe(job.id, 200)}`")]),
    ]
    words = ". ".join(f"{name}: {value}" for name, value in facts)
    happened = f"\n{safe(as_text(EVENTS_HEADER, events))}" if events else ""
    return Reply(f"Job {safe(job.name, 500)}. {words}. Id {safe(job.id, 200)}.{happened}", render(*blocks))


def followed(job: FollowedJob, channel: str, person_id: str) -> Reply:
    """Says where the card is."""
    where = "in your direct messages" if channel == person_id else f"in <#{channel}>"
    if job.ended_at:
        text = f"*{safe(job.title, 500)}* has ended already; its card is {where}."
    else:
        text = f"I follow *{safe(job.title, 500)}*: its card is {where}, and its end is told there."
    return Reply(text, render(SectionBlock(mrkdwn(text))))


def _row(job: Job, as_of: datetime, zone: str) -> tuple[str, ...]:
    started = plain_moment(job.started_at, zone) if job.started_at else "unknown"
    return (job.name, status_of(job), started, _age(as_of - job.started_at) if job.started_at else "unknown")


def _age(length: timedelta) -> str:
    minutes = max(int(length.total_seconds()), 0) // 60
    if minutes < 1:
        return "under a minute"
    if minutes < 120:  # noqa: PLR2004 - two hours
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def _event(event: JobEvent, zone: str) -> tuple[str, str, str]:
    counted = {name: value for name, value in event.attributes.items() if isinstance(value, Counter)}
    when = plain_moment(event.at, zone) if event.at else "unknown"
    return (event.name or "unnamed", when, counters_in_words(counted))


def _buttons(job: Job, *, may_follow: bool) -> list[Button]:
    value = {"job": job.id}
    buttons = [button("Look again", "page", f"{PATH} show", 0, value)]
    if may_follow and job.is_running:
        buttons.append(button("Follow", "run", f"{PATH} follow", 1, value))
    buttons.append(button("All jobs", "run", f"{PATH} list", 2))
    return buttons
