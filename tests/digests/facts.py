"""Facts for digests: requests, jobs and notices, plain ones and hostile ones."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from bot.domain.app_statistics import AccountStatistics
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.digests import CHANGES, Digest, Period, Slots, Waiting
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.domain.notices import Notice
from bot.domain.subscriptions import Filters, Subscription, Topic
from bot.views.rendering import safe
from tests.statistics.overviews import HOSTILE, OVERVIEWS, WARNINGS
from tests.statistics.readings import DAY, HOUR, NOW

TEAM, MAYA = "T1", "U0MAYA"
PERIOD = Period(NOW - DAY, NOW, NOW + DAY)
EMPTY = Digest(period=PERIOD, filters=Filters(), now=NOW)
SUBSCRIPTION = Subscription(
    id="s1",
    team_id=TEAM,
    channel_id="C1",
    topic=Topic.DIGEST,
    filters=Filters(),
    created_by=MAYA,
    created_by_name="Maya",
    created_at=NOW,
    zone="Europe/Paris",
)


def request(summary: str = "Publish the flow “Tour”", **more: Any) -> ChangeRequest:
    facts: dict[str, Any] = dict.fromkeys(
        ("item_id", "item_name", "state_before", "effect_words", "link", "fingerprint", "reason"), ""
    )
    facts |= {"arguments": {}, "before": {}, "channel_id": "C1", "item_kind": "flows", "requester_id": MAYA}
    facts |= {"command_path": "appcues flows publish", "state": State.WAITING, "id": "abcd2345"}
    facts |= {"created_at": NOW - 2 * HOUR, "expires_at": NOW + HOUR, "team_id": TEAM, "summary": summary}
    return ChangeRequest(**facts | more)


def job(state: JobState, title: str = "Import crew.csv", **more: Any) -> FollowedJob:
    ended = NOW - HOUR if state in {JobState.DONE, JobState.FAILED, JobState.UNKNOWN} else None
    facts: dict[str, Any] = {"account_id": "a1", "job_id": "j1", "team_id": TEAM, "asked_by": MAYA}
    facts |= {"started_at": NOW - 3 * HOUR, "followed_at": NOW - 3 * HOUR, "ended_at": ended}
    return FollowedJob(title=title, state=state, **facts | more)


def notice(line: str = "*Tour* went live", topic: Topic = Topic.PUBLISHING, **more: Any) -> Notice:
    facts: dict[str, Any] = {"key": line, "team_id": TEAM, "at": NOW - HOUR, "text": line, "kind": "flows"}
    return Notice(topic=topic, line=line, **facts | more)


REQUESTS = st.builds(
    lambda words, account, until: request(words, account=account, until=until, not_before=NOW + HOUR),
    HOSTILE,
    HOSTILE,
    st.none() | st.just(NOW + 2 * HOUR),
)
WAITINGS = st.builds(Waiting, REQUESTS, st.none() | st.lists(HOSTILE, max_size=5).map(tuple))
JOBS = st.builds(
    lambda state, words, trouble: job(state, words, trouble=trouble),
    st.sampled_from(JobState),
    HOSTILE,
    HOSTILE,
)
NOTICES = st.builds(
    lambda words, topic, kind: notice(
        f"*{safe(words)}* by <@U0MAYA> and <@{MAYA}|x>", topic, kind=kind, actor_id=MAYA
    ),
    HOSTILE,
    st.sampled_from(CHANGES),
    HOSTILE,
)


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    """A digest of a few hostile facts of every sort."""
    return replace(
        EMPTY,
        waiting=tuple(draw(st.lists(WAITINGS, max_size=3))),
        jobs=tuple(draw(st.lists(JOBS, max_size=4))),
        slots=tuple(draw(st.lists(st.builds(Slots, HOSTILE, st.integers(4, 6)), max_size=3))),
        warnings=draw(WARNINGS),
        kept_messages=draw(st.integers(0, 10**6)),
        changes=tuple(draw(st.lists(NOTICES, max_size=4))),
        coming=tuple(draw(st.lists(REQUESTS, max_size=3))),
        statistics=tuple(draw(st.lists(st.builds(AccountStatistics, HOSTILE, OVERVIEWS), max_size=2))),
        troubles=tuple(draw(st.lists(HOSTILE, max_size=5))),
        names={MAYA: draw(HOSTILE)} if draw(st.booleans()) else {},
        badges={"": draw(HOSTILE)},
    )


def many(digest: Digest, times: int) -> Digest:
    """The same with each of its facts so many times."""
    names = ("waiting", "jobs", "slots", "warnings", "changes", "coming", "troubles")
    return replace(digest, **{name: getattr(digest, name) * times for name in names})
