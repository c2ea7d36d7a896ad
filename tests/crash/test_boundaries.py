"""Killed at any boundary, the bot leaves nothing behind that the next one does not bring to its one right end."""

import re

import pytest

from tests.crash.boundaries import CASES, Case
from tests.crash.stories import Ending

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.parametrize("case", CASES, ids=str),
]


async def test_the_bot_dies_there_and_the_next_one_stops_when_asked(ending: Ending) -> None:
    assert (ending.death, ending.farewell) == (137, 0), ending.log


async def test_slack_is_told_before_the_work_begins(case: Case, ending: Ending) -> None:
    expected = "acknowledged" if case.boundary.is_acknowledged else "unreachable"
    assert ending.said_by_slack == expected


async def test_the_flow_is_published_once(ending: Ending) -> None:
    assert ending.publish_effects == 1
    assert ending.requests == ["done"]


async def test_one_card_and_one_note_tell_of_it(ending: Ending) -> None:
    assert len(ending.cards) == 1, ending.cards
    assert re.search("live.* since .* approved by @tomas", ending.cards[0], re.IGNORECASE), ending.cards
    assert "[Approve]" not in ending.cards[0]
    assert len(ending.notes) == 1, ending.notes
    assert "is live, approved by @tomas" in ending.notes[0]


async def test_a_channel_hears_once_of_the_request_and_once_of_what_took_effect(ending: Ending) -> None:
    request, effect = sorted(ending.news, key=lambda told: "Published" in told)
    assert "Live, approved by Tomás Ferreira" in request.replace("*", "")
    assert "Asked by Maya Lindqvist, approved by Tomás Ferreira" in effect


async def test_everybody_gets_an_answer(case: Case, ending: Ending) -> None:
    to_requester, to_approver = ending.answers_to_requester, ending.answers_to_approver
    dies_on, other = (
        (to_requester, to_approver) if case.boundary.phase == "asking" else (to_approver, to_requester)
    )
    assert len(dies_on) in case.boundary.answers, dies_on
    assert len(other) == 1, other
    assert all("second person" in answer for answer in to_requester), to_requester
    assert all("live" in answer or "being carried out" in answer for answer in to_approver), to_approver


async def test_nothing_is_left_to_do(ending: Ending) -> None:
    assert set(ending.inbox) == {"done"}, ending.inbox
    assert ending.undelivered == []


async def test_the_audit_tells_each_step_once(ending: Ending) -> None:
    assert ending.audit.trouble == ""
    assert ending.verdicts == ["asked", "approved", "done"]
