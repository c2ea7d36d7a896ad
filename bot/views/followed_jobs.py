"""The card of a job that is followed, in every state, and what is told in its thread."""

from slackblocks import ActionsBlock, Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.followed_jobs import ACCOUNT_REMOVED, STUCK_AFTER, FollowedJob, JobState
from bot.views.accounts import OF_ACCOUNT
from bot.views.counters import counters_in_words
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import age, moment

_HOURS = f"{STUCK_AFTER.total_seconds() / 3600:.0f} hour"


def card(job: FollowedJob) -> Reply:
    """The one message that stands for a job in one place. It holds nothing that changes without news."""
    return _card(job, f"Asked by <@{job.asked_by}>" if job.asked_by else "")


def news_card(job: FollowedJob, asked_by_name: str, account: str = "", *, is_foreign: bool = False) -> Reply:
    """How a job is by now, for a channel that wants to hear of it; it calls nobody.

    `account` is the badge of its account, where there are several.
    """
    by = f"Asked by {safe(asked_by_name, 100)}" if asked_by_name else ""
    where = f"account {safe(account, 200)}" if account else ""
    return _card(job, " · ".join(filter(None, ["Started elsewhere" if is_foreign else by, where])))


def news_line(job: FollowedJob) -> str:
    """The same in one line of mrkdwn."""
    return _sentence(job).replace("\n", " ")


def let_go_line(label: str, ours: int, foreign: int) -> str:
    """What channels hear of the jobs of an account that was removed, in one line of mrkdwn.

    `foreign` counts those that were started elsewhere.
    """
    count, account = ours or foreign, f"*{safe(label, 100)}*"
    elsewhere = f", {f'and {foreign:,} ' if ours else ''}started elsewhere," if foreign else ""
    jobs = f"{count:,} {'job' if count == 1 else 'jobs'} of {account}{elsewhere}"
    is_one = ours + foreign == 1
    verb, they = ("is", "it") if is_one else ("are", "they")
    return f"{jobs} {verb} not followed any more: {ACCOUNT_REMOVED}, so how {they} ended cannot be known."


def note(job: FollowedJob, person_id: str) -> Reply | None:
    """What whoever waits for the job is told; None while there is no news."""
    if not job.is_news:
        return None
    here = ", and will tell you here" if job.state is JobState.STUCK else ""
    text = f"<@{person_id}> {_sentence(job, here)}"
    return Reply(text, render(SectionBlock(mrkdwn(text))))


def _card(job: FollowedJob, origin: str) -> Reply:
    badge, words = _badge(job)
    started = f"started {moment(job.started_at)}"
    name = safe(job.name, 200) if job.name and job.name != job.title else ""
    context = " · ".join(filter(None, [origin, started, name, f"job `{safe(job.job_id, 200)}`"]))
    value = {"job": job.job_id, OF_ACCOUNT: job.account_id}
    blocks: list[Block] = [
        HeaderBlock(plain(job.title, 150)),
        SectionBlock(mrkdwn(f"{badge} {words}")),
        ActionsBlock([button("Show the job", "run", "appcues jobs show", 0, value)]),
        ContextBlock([mrkdwn(context)]),
    ]
    return Reply(f"{safe(job.title, 1000)}: {words.replace('*', '')}", render(*blocks))


def _sentence(job: FollowedJob, here: str = "") -> str:
    """What has become of a job, with its name, once there is news of it."""
    title = f"*{safe(job.title, 1000)}*"
    counted = f": {safe(_counted(job))}" if _counted(job) else ""
    if job.state is JobState.UNKNOWN:
        return f"{title}: {_unknown(job)}, so how it ended cannot be known."
    sentences = {
        JobState.STUCK: f"{title} has been running for more than {_HOURS}. I go on looking{here}.",
        JobState.DONE: f"{title} is done{counted}.{_mailed(job)}",
        JobState.FAILED: f"{title} failed{why_failed(job)}{counted}.",
    }
    return sentences[job.state]


def _badge(job: FollowedJob) -> tuple[str, str]:
    """A sign, and the state in words that stand alone."""
    counted = f"\n{safe(_counted(job))}." if _counted(job) else ""
    ended = moment(job.ended_at)
    seen = f" It was last seen running {moment(job.last_seen_at)}." if job.last_seen_at else ""
    badges = {
        JobState.QUEUED: (":hourglass_flowing_sand:", "*Accepted*, and not begun yet."),
        JobState.RUNNING: (":gear:", f"*Running*, begun {age(job.started_at)}."),
        JobState.STUCK: (
            ":warning:",
            f"*Stuck?* It has been running for more than {_HOURS}. I go on looking.",
        ),
        JobState.DONE: (":white_check_mark:", f"*Done* {ended}{counted}{_mailed(job)}"),
        JobState.FAILED: (":x:", f"*Failed* {ended}{why_failed(job)}{counted}"),
        JobState.UNKNOWN: (":grey_question:", f"*Unknown*: {_unknown(job)}.{seen}"),
    }
    if job.state is JobState.DONE and job.failed_rows:
        return ":warning:", f"*Done, but not all of it got in* {ended}{counted}"
    return badges[job.state]


def _counted(job: FollowedJob) -> str:
    return counters_in_words(job.counters)


def _unknown(job: FollowedJob) -> str:
    """Why nobody will learn how a job ended."""
    return (
        f"no longer followed, {safe(job.trouble)}"
        if job.trouble
        else "Appcues does not know this job any more"
    )


def why_failed(job: FollowedJob) -> str:
    """Why a job failed, in brackets, as far as it is known."""
    if job.trouble:
        return f" ({safe(job.trouble.rstrip('.'), 500)})"
    return f" (status {safe(job.status, 100)})" if job.status not in {"", "FAILED"} else ""


def _mailed(job: FollowedJob) -> str:
    return " Appcues mails the link to it, which lives one week." if "export" in job.name.casefold() else ""
