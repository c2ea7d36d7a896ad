"""A digest says what matters first, is one message whatever there is to tell, and nobody is pinged by it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.app_statistics import AccountStatistics
from bot.domain.digests import CHANGES, Digest, Slots, Waiting
from bot.domain.followed_jobs import JobState
from bot.domain.subscriptions import Topic
from bot.outbox.parts import parts_of
from bot.views.digests import everything, posted, preview
from bot.views.notices import late_words
from bot.views.rendering import safe
from bot.views.reply import Reply
from bot.views.statistics_posts import posted as posted_statistics
from sandbox.slack.rules.payloads import message_findings
from tests.digests.facts import EMPTY, MAYA, SUBSCRIPTION, digests, job, many, notice, request
from tests.statistics.overviews import HOSTILE, OVERVIEWS, grown, lines_of, overview_of, warning
from tests.statistics.readings import NOW

LATE = "2 h 5 min late; earlier ones were left out"
ZONE = SUBSCRIPTION.zone


def check(reply: Reply) -> None:
    """What must hold for every message."""
    assert message_findings(list(reply.blocks)) == []
    assert len(parts_of(reply.text, reply.blocks)) == 1
    assert 0 < len(reply.text) <= 4_000
    for words in (*lines_in(reply), reply.text):
        assert "<@" not in words
        assert "<!channel" not in words


def lines_in(reply: Reply) -> list[str]:
    """What a reader sees, line by line."""
    texts = [
        block["text"]["text"] if "text" in block else block["elements"][0]["text"]
        for block in reply.blocks
        if block["type"] in {"header", "section", "context"}
    ]
    return "\n".join(texts).splitlines()


def full() -> Digest:
    """A digest with something in every part."""
    return replace(
        EMPTY,
        waiting=(Waiting(request(), ("Tomás", "Adam")),),
        jobs=tuple(job(state) for state in JobState),
        slots=(Slots("", 5),),
        warnings=(warning(),),
        kept_messages=3,
        changes=(notice(), notice("*key 7* was revoked", Topic.KEYS, kind="keys")),
        coming=(request("Unpublish the banner “Sale”", not_before=NOW),),
        statistics=(AccountStatistics("", overview_of(lines_of(4), grown(40))),),
        names={MAYA: "Maya Lindqvist"},
    )


def buttons_in(reply: Reply) -> dict[str, Mapping[str, Any]]:
    """What the buttons carry, by what they say."""
    accessories = [block["accessory"] for block in reply.blocks if "accessory" in block]
    turns = [each for block in reply.blocks if block["type"] == "actions" for each in block["elements"]]
    return {each["text"]["text"]: json.loads(each["value"]) for each in [*accessories, *turns]}


def test_it_says_first_what_needs_someone_and_ends_in_why_it_stands_there() -> None:
    reply = posted(full(), SUBSCRIPTION, "")
    check(reply)
    headings = [line for line in lines_in(reply) if line.startswith("*") and line.count("*") == 2]
    order = ["What needs someone now", "What changed", "What is coming", "Statistics", "Jobs"]
    assert [each.strip("*") for each in headings if each.strip("*") in order] == order
    assert lines_in(reply)[0] == "Digest, Wed 25 Nov, 10:00"
    assert lines_in(reply)[-1] == (
        "Topic digest · set up here by Maya · `/callboard subscriptions` · times in Europe/Paris"
    )
    kinds = [block["type"] for block in reply.blocks]
    assert kinds.count("data_visualization") == 2


def test_each_sort_of_fact_is_counted_and_said_in_a_sentence() -> None:
    shown = "\n".join(lines_in(posted(full(), SUBSCRIPTION, "")))
    for line in (
        "_1 waiting for approval_",
        "• *Publish the flow “Tour”*, asked by Maya Lindqvist 2 h ago. Tomás or Adam may decide.",
        "_1 job stuck_\n• :warning: *Import crew.csv* has been running for 3 h.",
        "_2 jobs failed_\n• :x: *Import crew.csv* failed Wed 25 Nov, 09:00.",
        "_1 account short of SDK keys_\n• :rotating_light: 5 of 5 slots are used. No slot is left",
        "_1 warning open about apps_\n• :warning: *Gift Shop*: no events since",
        "_Messages that are kept_\n• 3 messages cannot be posted",
        "_Put live or taken down: 1_\n• *Tour* went live · Wed 25 Nov, 09:00",
        "_SDK keys: 1_\n• *key 7* was revoked",
        "_1 change until Thu 26 Nov, 10:00_\n• Wed 25 Nov, 10:00: *Unpublish the banner “Sale”*, asked by Maya",
        "_1 job finished_\n• :white_check_mark: *Import crew.csv* was done Wed 25 Nov, 09:00.",
        "_2 jobs running_\n• :gear: *Import crew.csv* for 3 h.",
    ):
        assert line in shown


@pytest.mark.parametrize(
    ("able", "words"),
    [
        (None, "`/callboard approvals` shows who may decide."),
        ((), "Nobody may approve it."),
        (("A",), "A may decide."),
        (("A", "B", "C"), "A, B or C may decide."),
        (("A", "B", "C", "D", "E"), "A, B, C and 2 more may decide."),
    ],
)
def test_whom_a_request_waits_for_is_said(able: tuple[str, ...] | None, words: str) -> None:
    reply = posted(replace(EMPTY, waiting=(Waiting(request(), able),)), SUBSCRIPTION, "")
    assert words in reply.text.replace("*", "")


def test_whoever_did_something_is_named_once_and_not_pinged() -> None:
    lines = (notice("*A* went live"), notice("<@U0MAYA> put *B* live"), notice("<@U9|nine> put *C* live"))
    digest = replace(
        EMPTY, changes=tuple(replace(each, actor_id=MAYA) for each in lines), names={MAYA: "Maya"}
    )
    reply = posted(digest, SUBSCRIPTION, "")
    check(reply)
    assert "• *A* went live · by Maya ·" in lines_in(reply)[4] + lines_in(reply)[3] + lines_in(reply)[5]
    assert "\n".join(lines_in(reply)).count("Maya put *B* live · Wed") == 1
    assert "somebody put *C* live · by Maya" in "\n".join(lines_in(reply))


def test_many_of_a_kind_are_counted_by_kind() -> None:
    changes = [notice(f"*{n}*", kind="flows" if n % 3 else "banners") for n in range(12)]
    shown = "\n".join(lines_in(posted(replace(EMPTY, changes=tuple(changes)), SUBSCRIPTION, "")))
    assert "_Put live or taken down: 12 (8 of flows, 4 of banners)_" in shown


def test_what_does_not_fit_is_counted_and_a_button_leads_to_it_with_the_same_period_and_filters() -> None:
    filters = replace(EMPTY.filters, kind="flows", account="appcues:environment")
    changes = tuple(notice(f"*flow {n}* went live") for n in range(1_000))
    digest = replace(EMPTY, changes=changes, filters=filters)
    reply = posted(digest, SUBSCRIPTION, "")
    check(reply)
    assert "and 995 more" in lines_in(reply)
    assert buttons_in(reply)["Show all"] == {
        "since": "2026-11-24T09:00:00+00:00",
        "until": "2026-11-25T09:00:00+00:00",
        "ahead": "2026-11-26T09:00:00+00:00",
        "kind": "flows",
        "of_account": "appcues:environment",
    }
    pages, page = [], 1
    while True:
        shown = everything(digest, page, ZONE)
        check(shown)
        pages.append("\n".join(lines_in(shown)))
        if "Next page" not in buttons_in(shown):
            break
        page = buttons_in(shown)["Next page"]["page"]
    assert all("*What changed*\n_Put live or taken down: 1,000_" in each for each in pages)
    told = [line for each in pages for line in each.splitlines() if line.startswith("• *flow")]
    assert [line.split("*")[1] for line in told] == [f"flow {n}" for n in range(1_000)]


def test_a_digest_that_was_cut_says_that_there_is_more() -> None:
    digest = replace(EMPTY, changes=(notice(),), has_more_changes=True)
    assert "Put live or taken down: 1 or more" in posted(digest, SUBSCRIPTION, "").text


def test_with_nothing_to_tell_it_is_one_sentence() -> None:
    reply = posted(EMPTY, SUBSCRIPTION, "")
    check(reply)
    [sentence] = lines_in(reply)[1:-1]
    assert sentence == (
        "Nothing has happened since Tue 24 Nov, 10:00, nothing needs anybody, "
        "and nothing is coming until Thu 26 Nov, 10:00."
    )
    assert "Nothing has happened" in everything(EMPTY, 1, ZONE).text
    assert "no digest is posted" in preview(EMPTY, SUBSCRIPTION, ZONE, is_usual=True).text
    assert "no digest is posted" in preview(EMPTY, None, ZONE, is_usual=True).text
    always = replace(SUBSCRIPTION, even_if_empty=True)
    assert "no digest is posted" not in preview(EMPTY, always, ZONE, is_usual=True).text


def test_statistics_and_running_jobs_alone_are_no_news() -> None:
    quiet = replace(EMPTY, statistics=full().statistics, jobs=(job(JobState.RUNNING), job(JobState.QUEUED)))
    assert quiet.is_empty
    for news in (job(JobState.DONE), job(JobState.STUCK), job(JobState.FAILED), job(JobState.UNKNOWN)):
        assert not replace(quiet, jobs=(news,)).is_empty


def test_a_late_one_says_so_in_its_first_line() -> None:
    assert late_words(LATE) == "This is 2 h 5 min late. Earlier ones were left out."
    assert late_words("earlier ones were left out") == "Earlier ones were left out."
    assert late_words("") == ""
    assert lines_in(posted(full(), SUBSCRIPTION, LATE))[1] == late_words(LATE)


def test_the_most_that_can_be_told_is_one_message_in_which_every_sort_is_counted() -> None:
    words = "&" * 3_000
    by_topic = tuple(
        notice(safe(words), topic, actor_id=MAYA, kind=f"{topic}{n}") for topic in CHANGES for n in range(6)
    )
    figures = replace(overview_of(lines_of(30, words), grown(40)), trouble=words)
    fullest = replace(
        EMPTY,
        waiting=(Waiting(request(words, account=words), (words,) * 5),),
        jobs=tuple(job(state, words, trouble=words) for state in JobState),
        slots=(Slots(words, 5),),
        warnings=(warning(name=words),),
        kept_messages=10**9,
        changes=by_topic,
        coming=(request(words, account=words, not_before=NOW, until=NOW),),
        statistics=(AccountStatistics(words, figures), AccountStatistics(words, figures)),
        troubles=(words,),
        names={MAYA: words},
        badges={"": words},
    )
    digest = many(fullest, 9)
    reply = posted(digest, replace(SUBSCRIPTION, created_by_name=words), LATE)
    check(reply)
    titles = [line for line in lines_in(reply) if line.startswith("_") and line.endswith("_")]
    assert len(titles) == 12
    check(everything(digest, 1, ZONE))
    for count in (1, 2, 7):
        check(posted_statistics([AccountStatistics(words, figures)] * count, [words] * 9, SUBSCRIPTION, LATE))


@settings(max_examples=40)
@given(digests(), st.sampled_from((1, 9, 1_500)), HOSTILE, st.integers(-3, 10**6))
def test_hostile_facts_by_the_thousand_are_one_message_that_slack_takes(
    few: Digest, times: int, words: str, page: int
) -> None:
    digest = many(few, times)
    subscription = replace(SUBSCRIPTION, created_by_name=words)
    for reply in (
        posted(digest, subscription, LATE),
        preview(digest, subscription, ZONE, is_usual=True),
        preview(digest, None, words, is_usual=False),
        everything(digest, 1, words),
        everything(digest, page, ZONE),
    ):
        check(reply)


@settings(max_examples=30)
@given(
    st.lists(st.builds(AccountStatistics, HOSTILE, OVERVIEWS), max_size=2),
    st.integers(1, 7),
    st.lists(HOSTILE, max_size=9),
)
def test_posts_of_hostile_statistics_are_one_message_that_slack_takes(
    read: list[AccountStatistics], times: int, troubles: list[str]
) -> None:
    check(posted_statistics(read * times, troubles, SUBSCRIPTION, LATE))
