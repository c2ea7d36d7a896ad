"""The sender: every message once, in order, as it should look now."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.outbox.outcomes import NotDelivered
from bot.outbox.sender import LEASE, Sender
from bot.outbox.slack_shapes import Posted
from storage.database import Database
from storage.models.outbox import OutboxState
from storage.repositories.outbox_queue import NEXT_TO_DELIVER
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY
from tests.delivery.conftest import MakeSender
from tests.delivery.stage import Killed, MovableClock, SmallSlack
from tests.delivery.telling import CHANNEL, TEAM, deliver_all, row, write
from tests.gate import AT_THE_GATE, held_at_the_gate
from tests.pace import PATIENCE

AFTER_LEASE = LEASE.total_seconds() + 1


async def test_a_message_is_posted_once_and_its_place_is_known(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    assert await write(database, clock, "a", "hello")
    assert await sender.deliver_one()
    assert not await sender.deliver_one()
    (said,) = slack.messages
    sent = await row(database, "a")
    assert (said.text, said.outbox_id) == ("hello", sent.id)
    assert (sent.state, sent.channel_id, sent.ts) == (OutboxState.SENT, CHANNEL, said.ts)
    assert slack.calls == ["post"], "nothing is looked up when there is no doubt"


async def test_a_sender_with_nothing_to_do_reads_once_and_writes_nothing(
    database: Database, clock: MovableClock, sender: Sender
) -> None:
    await write(database, clock, "a", "hello")
    await deliver_all(sender, clock)
    begun: list[str] = []
    for name, engine in (("read", database._engines.read), ("write", database._engines.write)):
        event.listen(engine, "begin", lambda _, name=name: begun.append(name))
    assert not await sender.deliver_one()
    # On PostgreSQL the reading engine is the writing one with an option: both hear of the one beginning.
    assert begun == (["read"] if database.dialect == "sqlite" else ["read", "write"])


async def test_a_message_of_an_undone_fact_is_never_posted(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    def work(unit: UnitOfWork) -> None:
        enqueue(unit, Message("a", TEAM, CHANNEL, "hello"), clock.now())
        raise LookupError

    with pytest.raises(LookupError):
        await database.transact(work)
    assert not await sender.deliver_one()
    assert slack.messages == []


async def test_the_same_fact_is_told_once(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    assert await write(database, clock, "a", "hello")
    assert not await write(database, clock, "a", "hello")
    await deliver_all(sender, clock)
    assert not await write(database, clock, "a", "hello")
    await deliver_all(sender, clock)
    assert slack.texts == ["hello"]


async def test_a_message_revised_before_it_was_posted_is_posted_in_its_last_form(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a", "first")
    assert await write(database, clock, "a", "second")
    await deliver_all(sender, clock)
    assert slack.texts == ["second"]
    assert slack.calls == ["post"]


async def test_a_message_revised_after_it_was_posted_is_edited_in_place(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a", "first")
    await deliver_all(sender, clock)
    await write(database, clock, "a", "second")
    await deliver_all(sender, clock)
    assert slack.texts == ["second"]
    assert slack.calls == ["post", "update"]


async def test_a_message_revised_while_it_is_being_posted_is_edited_afterwards(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a", "first")
    claim = await sender._claim()
    assert claim is not None
    await write(database, clock, "a", "second")
    await sender._deliver(claim)
    assert slack.texts == ["first"]
    await deliver_all(sender, clock)
    assert slack.texts == ["second"]


async def test_a_lost_answer_is_looked_up_and_not_posted_again(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["lost"]
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    assert slack.texts == ["a"]
    assert slack.calls[:2] == ["post", "find"]
    assert (await row(database, "a")).ts == slack.messages[0].ts


async def test_a_message_that_was_revised_while_in_doubt_is_found_and_edited(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["lost"]
    await write(database, clock, "a", "first")
    await sender.deliver_one()
    await write(database, clock, "a", "second")
    await deliver_all(sender, clock)
    assert slack.texts == ["second"]
    assert slack.calls.count("post") == 1


async def test_a_connection_that_broke_before_the_effect_is_looked_up_and_posted(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["broken", "broken"]
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    assert slack.texts == ["a"]
    assert slack.calls[:5] == ["post", "find", "post", "find", "post"]


async def test_a_copy_that_arrives_late_is_swept_away(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["broken"]
    await write(database, clock, "a")
    await sender.deliver_one()
    clock.advance(2)
    await sender.deliver_one()
    sent = await row(database, "a")
    late = await slack.post(CHANNEL, "a", (), outbox_id=sent.id)
    assert len(slack.messages) == 2
    await deliver_all(sender, clock)
    assert [said.ts for said in slack.messages] == [sent.ts]
    assert late.ts != sent.ts


async def test_429_is_obeyed_and_not_held_against_the_message(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = [30, 30]
    await write(database, clock, "a")
    for _ in range(2):
        assert await sender.deliver_one()
        clock.advance(29)
        assert not await sender.deliver_one()
        clock.advance(1)
    assert (await row(database, "a")).attempt == 0
    assert await sender.deliver_one()
    assert slack.texts == ["a"]
    assert "find" not in slack.calls, "nothing had happened, so there is nothing to look for"


async def test_after_429_a_process_that_dies_while_posting_leaves_no_double(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = [1, "killed after"]
    await write(database, clock, "a")
    await sender.deliver_one()
    clock.advance(1)
    with pytest.raises(Killed):
        await sender.deliver_one()
    await deliver_all(sender, clock)
    assert slack.texts == ["a"]


@pytest.mark.parametrize("moment", ["killed before", "killed after"])
async def test_a_process_that_dies_around_the_post_is_followed_by_one_message(
    moment: str,
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    make_sender: MakeSender,
) -> None:
    slack.faults["post"] = [moment]
    await write(database, clock, "a")
    with pytest.raises(Killed):
        await make_sender("first").deliver_one()
    second = make_sender("second")
    assert not await second.deliver_one(), "the lease of the first still runs"
    clock.advance(AFTER_LEASE)
    await deliver_all(second, clock)
    assert slack.texts == ["a"]


@pytest.mark.parametrize("moment", ["killed before", "killed after"])
async def test_a_process_that_dies_around_an_edit_leaves_the_last_form(
    moment: str,
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    make_sender: MakeSender,
) -> None:
    await write(database, clock, "a", "first")
    await deliver_all(make_sender(), clock)
    await write(database, clock, "a", "second")
    slack.faults["update"] = [moment]
    clock.advance(1)
    with pytest.raises(Killed):
        await make_sender().deliver_one()
    clock.advance(AFTER_LEASE)
    await deliver_all(make_sender("second"), clock)
    assert slack.texts == ["second"]


async def test_a_new_process_need_not_wait_for_the_lease_of_the_dead_one_and_still_looks_first(
    database: Database, clock: MovableClock, slack: SmallSlack, make_sender: MakeSender
) -> None:
    slack.faults["post"] = ["killed after"]
    await write(database, clock, "a")
    with pytest.raises(Killed):
        await make_sender("dead").deliver_one()
    assert await database.transact(lambda work: work.outbox.release_of_dead_processes("alive")) == 1
    assert await make_sender("alive").deliver_one()
    assert slack.texts == ["a"]


async def test_a_sender_that_was_frozen_withdraws_its_copy(
    database: Database, clock: MovableClock, slack: SmallSlack, make_sender: MakeSender
) -> None:
    await write(database, clock, "a")
    frozen, other = make_sender("frozen"), make_sender("other")
    claim = await frozen._claim()
    assert claim is not None
    clock.advance(AFTER_LEASE)
    assert await other.deliver_one()
    posted = await slack.post(CHANNEL, "a", (), outbox_id=claim.id)
    assert not await frozen._outcomes.sent(claim, posted)
    await frozen._withdraw_copy(claim, posted)
    assert len(slack.messages) == 1
    assert (await row(database, "a")).ts == slack.messages[0].ts


async def test_two_frozen_senders_leave_one_message(
    database: Database, clock: MovableClock, slack: SmallSlack, make_sender: MakeSender
) -> None:
    await write(database, clock, "a")
    frozen, other = make_sender("frozen"), make_sender("other")
    claim = await frozen._claim()
    clock.advance(AFTER_LEASE)
    takeover = await other._claim()
    assert claim is not None
    assert takeover is not None
    assert takeover.fencing > claim.fencing
    assert not await slack.find_copies(CHANNEL, claim.id, oldest=claim.first_try_at)
    late = await slack.post(CHANNEL, "a", (), outbox_id=claim.id)
    in_time = await slack.post(CHANNEL, "a", (), outbox_id=claim.id)
    assert not await frozen._outcomes.sent(claim, late)
    await frozen._withdraw_copy(claim, late)
    assert len(slack.messages) == 2, "nothing is recorded yet, so nothing may be deleted yet"
    assert await other._outcomes.sent(takeover, in_time)
    await deliver_all(other, clock)
    assert [said.ts for said in slack.messages] == [in_time.ts]


async def test_an_edit_that_comes_too_late_is_made_good(
    database: Database, clock: MovableClock, slack: SmallSlack, make_sender: MakeSender
) -> None:
    await write(database, clock, "a", "first")
    frozen, other = make_sender("frozen"), make_sender("other")
    await deliver_all(frozen, clock)
    await write(database, clock, "a", "second")
    clock.advance(1)
    claim = await frozen._claim()
    assert claim is not None
    clock.advance(AFTER_LEASE)
    await write(database, clock, "a", "third")
    await deliver_all(other, clock)
    await slack.update(claim.channel_id, claim.ts, claim.text, claim.blocks)
    assert slack.texts == ["second"]
    assert not await frozen._outcomes.sent(claim, Posted(claim.channel_id, claim.ts))
    await deliver_all(other, clock)
    assert slack.texts == ["third"]


async def test_a_claim_that_is_too_old_is_given_back_without_sending(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["lost"]
    slack.faults["find"] = ["slow 50"]
    await write(database, clock, "a")
    await sender.deliver_one()
    slack.messages.clear()
    clock.advance(2)
    await sender.deliver_one()
    assert slack.calls == ["post", "find"], "only ten seconds of the lease were left"
    await deliver_all(sender, clock)
    assert slack.texts == ["a"]


async def test_a_channel_speaks_in_order_and_a_second_apart(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    for key in ("a", "b", "c"):
        await write(database, clock, key)
    assert await sender.deliver_one()
    assert not await sender.deliver_one()
    clock.advance(0.9)
    assert not await sender.deliver_one()
    clock.advance(0.1)
    assert await sender.deliver_one()
    await deliver_all(sender, clock)
    assert slack.texts == ["a", "b", "c"]


async def test_a_message_in_trouble_holds_back_its_channel_and_no_other(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = [20]
    await write(database, clock, "a")
    await write(database, clock, "b")
    await write(database, clock, "elsewhere", channel="C2")
    for _ in range(3):
        await sender.deliver_one()
    assert slack.texts == ["elsewhere"]
    await deliver_all(sender, clock)
    assert slack.texts == ["elsewhere", "a", "b"]


async def test_an_answer_joins_the_thread_of_its_message(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["lost"]
    await write(database, clock, "card")
    await write(database, clock, "note", thread_key="card")
    await deliver_all(sender, clock)
    card, note = slack.messages
    assert note.thread_ts == card.ts


async def test_an_answer_waits_for_its_thread_and_lets_others_pass(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "card")
    await write(database, clock, "note", thread_key="card")
    claim = await sender._claim()
    assert claim is not None
    assert not await sender.deliver_one()
    await sender._deliver(claim)
    await deliver_all(sender, clock)
    assert slack.messages[1].thread_ts == slack.messages[0].ts


async def test_an_answer_to_a_message_that_never_came_is_told_by_itself(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = ["invalid_blocks"]
    await write(database, clock, "card")
    await write(database, clock, "note", thread_key="card")
    await deliver_all(sender, clock)
    assert (slack.texts, slack.messages[0].thread_ts) == (["note"], "")
    assert [trouble.dedupe_key for trouble in troubles] == ["card"]


async def test_a_refused_message_is_dead_and_its_owner_is_told(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = ["invalid_blocks"]
    await write(database, clock, "a", "broken")
    await deliver_all(sender, clock)
    assert (await row(database, "a")).state == OutboxState.DEAD
    assert [(trouble.waiting, "invalid_blocks" in trouble.reason) for trouble in troubles] == [(0, True)]
    await write(database, clock, "a", "mended")
    await deliver_all(sender, clock)
    assert slack.texts == ["mended"], "another form gets another chance"


@pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "not_in_channel", "token_revoked"])
async def test_a_dead_channel_parks_its_messages_and_tells_the_owner_once(
    code: str,
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = [code]
    for key in ("a", "b"):
        await write(database, clock, key)
    await deliver_all(sender, clock)
    await write(database, clock, "c")
    await deliver_all(sender, clock)
    assert slack.calls == ["post"], "what is written later is kept at once"
    assert [(trouble.channel, trouble.waiting) for trouble in troubles] == [(CHANNEL, 2)]
    assert (await database.read(lambda work: work.outbox_readings.lag())).parked == 3

    assert await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now())) == 3
    await deliver_all(sender, clock)
    assert slack.texts == ["a", "b", "c"]


async def test_where_the_history_cannot_be_read_a_doubtful_message_waits_for_a_person(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = ["lost"]
    slack.faults["find"] = ["missing_scope"]
    await write(database, clock, "a")
    await write(database, clock, "b")
    await deliver_all(sender, clock)
    assert slack.texts == ["a", "b"], "the next one is in no doubt"
    assert (await row(database, "a")).state == OutboxState.PARKED
    assert len(troubles) == 1
    await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now()))
    await deliver_all(sender, clock)
    assert slack.texts == ["a", "b"], "it is still looked for before it is posted"


async def test_a_card_that_somebody_deleted_is_posted_anew_when_it_has_news(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "card", "waiting")
    await deliver_all(sender, clock)
    slack.messages.clear()
    await write(database, clock, "card", "live")
    await deliver_all(sender, clock)
    assert slack.texts == ["live"]
    assert (await row(database, "card")).ts == slack.messages[0].ts


async def test_a_direct_message_is_followed_to_its_conversation(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a", channel="U7")
    await deliver_all(sender, clock)
    await write(database, clock, "a", "news", channel="U7")
    await deliver_all(sender, clock)
    assert [(said.channel_id, said.text) for said in slack.messages] == [("DU7", "news")]


async def test_slack_that_is_down_for_ten_minutes_loses_nothing(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["broken"]
    for number in range(5):
        await write(database, clock, f"m{number}")
    await sender.deliver_one()
    down_until = clock.now() + timedelta(minutes=10)
    while clock.now() < down_until:
        slack.faults["find"] = ["broken"]
        if not await sender.deliver_one():
            clock.advance(30)
    slack.faults["find"] = []
    await deliver_all(sender, clock)
    assert slack.texts == [f"m{number}" for number in range(5)]


async def test_after_a_day_in_doubt_a_person_has_to_look(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = ["broken"]
    await write(database, clock, "a")
    await sender.deliver_one()
    clock.advance(24 * 3600)
    slack.faults["find"] = ["broken"]
    await sender.deliver_one()
    assert (await row(database, "a")).state == OutboxState.PARKED
    assert "a day" in troubles[0].reason


async def test_several_senders_at_once_post_each_message_once_and_in_order(
    database_url: str, database: Database, clock: MovableClock, slack: SmallSlack, make_sender: MakeSender
) -> None:
    channels, each = ["C1", "C2", "C3"], 6
    for number in range(each):
        for channel in channels:
            await write(database, clock, f"{channel}-{number}", channel=channel)
    others = [Database.open(database_url, encryption_keys=[ENCRYPTION_KEY]) for _ in range(2)]
    senders = [make_sender(f"s{n}", over) for n, over in enumerate([database, *others])]
    for _ in range(200):
        if not any(await asyncio.gather(*(sender.deliver_one() for sender in senders))):
            if len(slack.messages) >= len(channels) * each:
                break
            clock.advance(1)
    for other in others:
        await other.close()
    for channel in channels:
        texts = [said.text for said in slack.messages if said.channel_id == channel]
        assert texts == [f"{channel}-{number}" for number in range(each)]


async def test_run_delivers_when_it_is_woken_and_ends_when_it_is_stopped(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(PATIENCE):
        for key, channel in (("a", "C1"), ("b", "C2"), ("c", "C3")):
            await write(database, clock, key, channel=channel)
            sender.wake()
        await slack.has(3)
        sender.stop()
        await running
    assert sorted(slack.texts) == ["a", "b", "c"]
    assert (await database.read(lambda work: work.outbox_readings.lag())).pending == 0


async def test_a_lease_shorter_than_a_call_is_refused_at_the_start(
    database: Database, clock: MovableClock, slack: SmallSlack
) -> None:
    with pytest.raises(ValueError, match="too short"):
        Sender(database, slack, clock, owner="x", lease=timedelta(seconds=12))


async def test_the_lag_says_how_long_the_oldest_has_waited(
    database: Database, clock: MovableClock, sender: Sender, slack: SmallSlack
) -> None:
    await write(database, clock, "a")
    written = clock.now()
    slack.faults["post"] = ["broken"]
    clock.advance(30)
    await sender.deliver_one()
    lag = await database.read(lambda work: work.outbox_readings.lag())
    assert (lag.pending, lag.oldest_pending_at) == (1, written)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_sent_while_another_sender_looks_for_the_next_is_not_taken_up_again(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    make_sender: MakeSender,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await write(database, clock, "a")
    first, second = make_sender("first"), make_sender("second")
    with monkeypatch.context() as patched:
        patched.setattr("storage.repositories.outbox.NEXT_TO_DELIVER", NEXT_TO_DELIVER.where(AT_THE_GATE))
        async with held_at_the_gate(database, second.deliver_one()) as looking:
            patched.undo()
            assert await first.deliver_one()
    assert not await looking
    assert slack.calls == ["post"]
    sent = await row(database, "a")
    assert (sent.state, sent.owner, sent.lease_until) == (OutboxState.SENT, "", None)
