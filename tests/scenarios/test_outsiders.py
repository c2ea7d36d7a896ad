"""Internal news stays inside: not in a channel that is shared with outsiders, not with who is no member any more."""

import pytest

from bot.domain.subscriptions import Topic
from bot.errors import SlackRateLimited
from bot.outbox.delivery_rules import NOT_A_MEMBER, WITH_OUTSIDERS
from bot.services.audiences import AudiencesService
from storage.models.outbox import OutboxState
from tests.scenarios.asking import PUBLISH, WELCOME, card_of_a_request, is_closed
from tests.scenarios.bulk import job_cards, jobs, passes, picked, said
from tests.scenarios.marks import on_both_databases
from tests.scenarios.news import happens, is_revised
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import APPROVALS, Cast
from tests.scenarios.subscribing import STATS, posted, wants

KEPT = "message_needs_a_person"
HOUR = 3600


async def states(house: Playhouse, words: str) -> list[str]:
    """Where messages stand whose text holds these words, oldest first."""
    found = []
    for state in OutboxState:
        rows = await house.look(lambda work, state=state: work.outbox.list_by_state(TEAM, state))
        found += [row.state for row in rows if words in row.text]
    return found


async def happens_before_outsiders(house: Playhouse, *facts: str) -> None:
    """Facts come every twenty minutes while outsiders read the channel, of which Slack said nothing."""
    house.forgive(KEPT)
    await wants(house, STATS, Topic.PUBLISHING)
    house.stand_in.workspace.channels[STATS].is_shared = True
    for fact in facts:
        await happens(house, fact, "publishing")
        await house.time_passes(HOUR / 3)


@on_both_databases
async def test_a_card_in_a_channel_that_was_shared_is_edited_only_once_outsiders_have_gone(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive(KEPT)
    card = await card_of_a_request(cast)
    await house.board.change_channel(APPROVALS, "share")
    await house.settle()
    await cast.tomas.presses(card, "Approve")
    (seen,) = await cast.cards()
    assert not is_closed(seen)
    assert await cast.told_in_thread(seen) == []
    for admin in (cast.olivia, cast.adam):
        told = await admin.is_told_directly("shared with people outside")
        assert "#approvals" in told
        assert WELCOME not in told
    await house.board.change_channel(APPROVALS, "unshare")
    await house.settle()
    (seen,) = await cast.cards()
    assert is_closed(seen)
    assert len(await cast.told_in_thread(seen)) == 1
    assert len(await cast.olivia.direct_messages()) == 1


async def test_a_notice_that_stands_in_a_channel_is_not_revised_before_outsiders(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive(KEPT)
    await wants(house, STATS, Topic.PUBLISHING)
    notice = await happens(house, "plan", "publishing")
    await house.board.change_channel(STATS, "share")
    await house.settle()
    await is_revised(house, notice, text="secret plan", line="secret plan")
    assert [each.text for each in await posted(cast, STATS)] == ["plan of publishing"]
    assert await states(house, "secret plan") == [OutboxState.PARKED]


@on_both_databases
async def test_what_waited_for_a_channel_is_not_posted_when_the_bot_comes_back_to_outsiders(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive(KEPT, "not_in_channel", "is_archived")
    await house.board.change_channel(APPROVALS, "remove", member="U0CALLBOT")
    await house.settle()
    await cast.maya.types(PUBLISH)
    assert await cast.cards() == []
    await house.board.change_channel(APPROVALS, "share")
    await house.settle()
    await house.board.change_channel(APPROVALS, "invite", member="U0CALLBOT")
    await house.settle()
    await house.board.change_channel(APPROVALS, "archive")
    await house.settle()
    await house.board.change_channel(APPROVALS, "unarchive")
    await house.settle()
    assert await cast.cards() == []
    await house.board.change_channel(APPROVALS, "unshare")
    await house.settle()
    assert WELCOME in await cast.card()


async def test_outsiders_see_nothing_also_when_slack_never_said_that_the_channel_is_shared(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive(KEPT)
    await wants(house, STATS, Topic.PUBLISHING)
    house.stand_in.workspace.channels[STATS].is_shared = True
    await happens(house, "plan", "publishing")
    await house.settle()
    assert await posted(cast, STATS) == []
    house.stand_in.workspace.channels[STATS].is_shared = False
    await house.time_passes(HOUR)
    await house.program.ground.sender.deliver_one()
    await house.settle()
    assert len(await posted(cast, STATS)) == 1, "nor that it is not any more"


async def test_that_slack_is_asked_too_much_who_reads_a_channel_holds_up_only_what_was_never_asked(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("ratelimited")
    for channel in (STATS, "C0RANDOM"):
        await wants(house, channel, Topic.PUBLISHING)
    await happens(house, "first", "publishing")
    await house.settle()
    await house.program.ground.audiences.has_changed(TEAM, "C0RANDOM")
    await house.later(90)
    # Both channels may be asked about before either answer is there.
    await cast.maya.board.fault("conversations.info", "ratelimited", retry_after=30, count=2)
    await happens(house, "second", "publishing")
    await house.settle()
    told = {channel: len(await posted(cast, channel)) for channel in (STATS, "C0RANDOM")}
    assert told == {STATS: 2, "C0RANDOM": 1}
    for _ in range(2):
        await house.time_passes(31)
    assert len(await posted(cast, "C0RANDOM")) == 2


@on_both_databases
async def test_what_was_kept_from_outsiders_comes_first_and_in_its_order_though_slack_never_said_they_left(
    house: Playhouse, cast: Cast
) -> None:
    await happens_before_outsiders(house, "first", "second")
    assert await posted(cast, STATS) == []
    house.stand_in.workspace.channels[STATS].is_shared = False
    await happens(house, "third", "publishing")
    await house.settle()
    told = [each.text for each in await posted(cast, STATS)]
    assert told == [f"{fact} of publishing" for fact in ("first", "second", "third")]


@on_both_databases
async def test_what_was_kept_from_outsiders_is_tried_together(house: Playhouse, cast: Cast) -> None:
    await happens_before_outsiders(house, "first", "second")
    house.stand_in.workspace.channels[STATS].is_shared = False
    await house.time_passes(HOUR / 3)
    await house.program.ground.sender.deliver_one()
    await house.settle()
    told = [each.text for each in await posted(cast, STATS)]
    assert told == ["first of publishing", "second of publishing"]


@on_both_databases
async def test_who_reads_a_place_is_asked_anew_by_every_process_once_one_hears_that_it_changed(
    house: Playhouse, cast: Cast
) -> None:
    ground = house.program.ground
    worker = AudiencesService(ground.workspaces, ground.database, ground.clock)
    places = (STATS, cast.maya.user)
    assert [await worker.why_closed(TEAM, place) for place in places] == ["", ""]
    await house.board.change_channel(STATS, "share")
    await house.settle()
    await house.board.change_person(cast.maya.user, is_restricted=True)
    await house.settle()
    assert [await worker.why_closed(TEAM, place) for place in places] == [WITH_OUTSIDERS, NOT_A_MEMBER]


async def test_an_answer_from_before_a_channel_was_shared_is_not_trusted_when_slack_is_asked_too_much(
    house: Playhouse,
) -> None:
    house.forgive("ratelimited")
    ground = house.program.ground
    worker = AudiencesService(ground.workspaces, ground.database, ground.clock)
    assert await worker.why_closed(TEAM, STATS) == ""
    await house.later(90)
    await house.board.change_channel(STATS, "share")
    await house.settle()
    await house.board.fault("conversations.info", "ratelimited", retry_after=30)
    with pytest.raises(SlackRateLimited):
        await worker.why_closed(TEAM, STATS)


async def test_a_job_is_not_followed_where_outsiders_read(house: Playhouse, cast: Cast) -> None:
    await house.board.change_channel(STATS, "share")
    await house.settle()
    (job, *_) = await jobs(house.vendors)
    refused = await cast.maya.types(f"/appcues jobs follow {job['id']} --here", STATS)
    assert "is shared with people outside this workspace" in refused
    assert await posted(cast, STATS) == []


async def test_what_somebody_types_where_outsiders_read_is_answered_to_them_alone(
    house: Playhouse, cast: Cast
) -> None:
    await house.board.change_channel(STATS, "share")
    await house.settle()
    assert "You are" in await cast.maya.types("/callboard whoami", STATS)
    assert await posted(cast, STATS) == []


@on_both_databases
async def test_who_became_a_guest_hears_nothing_also_when_slack_never_said_so(
    house: Playhouse, cast: Cast
) -> None:
    await wants(house, "U0MAYA", Topic.PUBLISHING)
    await happens(house, "plan", "publishing")
    assert "plan" in str(await cast.maya.direct_messages())
    house.stand_in.workspace.people["U0MAYA"].is_restricted = True
    await house.later(61)
    await happens(house, "secret", "publishing")
    assert "secret" not in str(await cast.maya.direct_messages())
    assert await states(house, "secret") == [OutboxState.PARKED]
    house.stand_in.workspace.people["U0MAYA"].is_restricted = False
    await house.time_passes(HOUR)
    await house.program.ground.sender.deliver_one()
    await house.settle()
    assert "secret" in str(await cast.maya.direct_messages())


async def test_a_guest_who_writes_to_the_bot_is_still_told_how_it_goes(house: Playhouse, cast: Cast) -> None:
    await house.board.change_person("U0MAYA", is_restricted=True)
    await house.settle()
    heard = await cast.maya.says("hello", "D0MAYA")
    assert len(heard.notes) == 1


@on_both_databases
async def test_the_card_of_a_job_stays_as_it_is_before_who_became_a_guest(
    house: Playhouse, cast: Cast
) -> None:
    (file,) = await picked(cast.maya, "crew.csv", b"user_id,plan\nu-1,PRO\n")
    review = await cast.maya.types(f"/appcues imports profiles --file {file['id']}")
    said(await cast.maya.clicks(review, "Import"))
    (card,) = await job_cards(cast.maya)
    assert "Accepted" in card
    await house.board.change_person("U0MAYA", is_restricted=True)
    await house.settle()
    await passes(house, 30)
    (card,) = await job_cards(cast.maya)
    assert "Accepted" in card
    assert set(await states(house, "crew.csv")) == {OutboxState.SENT}, "it is no longer shown to them"
