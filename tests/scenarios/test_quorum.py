"""A request that needs several approvals: votes are counted, each person once, by the rule that holds at the click."""

import io

import pytest

from tests.scenarios.asking import PUBLISH, WELCOME, is_closed, verdicts
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.processes import approve_in_two_processes, second_process
from tests.scenarios.seats import Cast
from tests.scenarios.test_policy import set_rule

TWO = "pair --kind flows --action publish --approvals 2"


@on_both_databases
async def test_two_approvals_are_counted_and_each_person_counts_once(cast: Cast, vendors: Vendors) -> None:
    await set_rule(cast, TWO)
    assert "needs 2 other people" in await cast.maya.types(PUBLISH)
    card = await cast.card()
    assert "0 of 2 approvals" in card
    assert "“pair”" in card
    assert "1 of 2 approvals, by @tomas" in await cast.tomas.presses(card, "Approve")
    card = await cast.card()
    assert "1 of 2 approvals, by @tomas" in card
    assert card.buttons == ["Approve", "Reject"]
    assert "1 of 2 approvals" in await cast.tomas.presses(card, "Approve")
    assert await vendors.calls("/publish") == []
    assert "is live" in await cast.adam.presses(card, "Approve")
    card = await cast.card()
    assert "approved by @tomas and @adam" in card or "approved by @adam and @tomas" in card
    assert len(await vendors.calls("/publish")) == 1


async def test_one_rejection_ends_it(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    await set_rule(cast, TWO)
    await cast.maya.types(PUBLISH)
    await cast.tomas.presses(await cast.card(), "Approve")
    await cast.adam.opens(await cast.card(), "Reject")
    await cast.adam.submits(reason="not now")
    card = await cast.card()
    assert is_closed(card)
    assert "Rejected" in card
    assert "by @adam" in card
    assert await vendors.calls("/publish") == []
    assert "rejected" in await house.request_states()


async def test_an_approval_does_not_count_any_more_when_its_person_has_lost_the_role(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await set_rule(cast, TWO)
    await cast.maya.types(PUBLISH)
    await cast.adam.presses(await cast.card(), "Approve")
    house.stand_in.workspace.people["U0ADAM"].is_admin = False
    assert "1 of 2 approvals, by @tomas" in await cast.tomas.presses(await cast.card(), "Approve")
    assert await vendors.calls("/publish") == []
    assert "is live" in await cast.olivia.presses(await cast.card(), "Approve")


async def test_a_policy_that_changes_while_a_request_waits_counts_and_the_card_shows_it(
    cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(PUBLISH)
    card = await cast.card()
    assert "“two people”" in card
    await set_rule(cast, TWO)
    first = (await cast.cards())[0]
    assert "0 of 2 approvals" in first
    assert "“pair”" in first
    await cast.tomas.presses(first, "Approve")
    assert await vendors.calls("/publish") == []
    await set_rule(cast, "pair --approvals 1")
    assert "1 of 1 approval, by @tomas" in (await cast.cards())[0]
    assert "is live" in await cast.tomas.presses((await cast.cards())[0], "Approve")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_approvers_at_the_same_instant_in_two_processes_make_two(
    house: Playhouse, cast: Cast, vendors: Vendors, log: io.StringIO
) -> None:
    await set_rule(cast, TWO)
    async with second_process(house) as other:
        await cast.maya.types(PUBLISH)
        card = await cast.card()
        await approve_in_two_processes(house, other, card, cast.tomas, cast.adam)
        assert (await vendors.experience(WELCOME))["published"]
        assert len(await vendors.calls("/publish")) == 1
        assert (await verdicts(house))[-3:] == ["approved", "approved", "done"]
    assert "Traceback" not in log.getvalue()


@pytest.mark.parametrize("what", ["is_restricted", "deleted", "is_stranger"])
async def test_the_vote_of_a_guest_is_struck_out(
    house: Playhouse, cast: Cast, vendors: Vendors, what: str
) -> None:
    group = house.stand_in.workspace.groups["S0MARKETING"]
    group.user_ids[:] = ["U0TOMAS", "U0ADAM", "U0OLIVIA"]
    await set_rule(cast, "pair --kind flows --action publish --approvals 2 --approvers S0MARKETING")
    await cast.maya.types(PUBLISH)
    await cast.tomas.presses(await cast.card(), "Approve")
    setattr(house.stand_in.workspace.people["U0TOMAS"], what, True)
    said = await cast.olivia.presses(await cast.card(), "Approve")
    assert await vendors.calls("/publish") == [], said.plain
    assert "1 of 2" in said
