"""Taking the admin role from somebody else needs a second admin, so that nobody becomes the only one by themselves."""

import asyncio

import pytest

from sandbox.slack.faults import Fault
from sandbox.slack.seen import find_named
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.processes import second_process, serving_doors
from tests.scenarios.seats import Cast, Seat
from tests.scenarios.wire import form_of, send, signed


async def roles(cast: Cast) -> str:
    return (await cast.adam.types("/callboard roles")).plain


async def test_the_admin_role_of_somebody_else_goes_once_another_admin_agrees(
    house: Playhouse, cast: Cast
) -> None:
    await cast.adam.types("/callboard roles grant @tomas admin")
    asked = await cast.adam.types("/callboard roles revoke @tomas")
    assert "needs a second person" in asked
    assert "@tomas: *admin*" in await roles(cast)
    card = await cast.card()
    assert "No admin any more: Tomás" in card
    assert "Deciding needs the admin role" in await cast.maya.presses(card, "Approve")
    assert "somebody else has to decide" in await cast.adam.presses(card, "Approve")
    assert "@tomas: *admin*" in await roles(cast)
    assert "Done" in await cast.olivia.presses(card, "Approve")
    assert "@tomas: *admin*" not in await roles(cast)
    told = [(each.entry.action, str(each.entry.verdict)) for each in await house.audit()]
    assert told.count(("callboard roles revoke", "done")) == 1


async def test_a_lower_role_in_place_of_admin_is_asked_for_too(cast: Cast) -> None:
    await cast.adam.types("/callboard roles grant @tomas admin")
    assert "needs a second person" in await cast.adam.types("/callboard roles grant @tomas editor")
    assert "Done" in await cast.tomas.presses(await cast.card(), "Approve"), "they may agree themselves"
    assert "@tomas: *editor*" in await roles(cast)


async def test_so_is_the_role_of_a_group_in_which_others_are(house: Playhouse, cast: Cast) -> None:
    house.stand_in.workspace.groups["S0MARKETING"].user_ids[:] = ["U0TOMAS"]
    await cast.adam.types("/callboard roles grant <!subteam^S0MARKETING> admin")
    asked = await cast.adam.types("/callboard roles revoke <!subteam^S0MARKETING>")
    assert "needs a second person" in asked
    assert "*admin*" in await roles(cast)


async def test_what_was_agreed_to_is_done_to_those_alone_whom_the_card_named(
    house: Playhouse, cast: Cast
) -> None:
    members = house.stand_in.workspace.groups["S0MARKETING"].user_ids
    members[:] = ["U0TOMAS"]
    await cast.adam.types("/callboard roles grant <!subteam^S0MARKETING> admin")
    await cast.adam.types("/callboard roles revoke <!subteam^S0MARKETING>")
    card = await cast.card()
    members.append("U0MAYA")
    assert "Done" not in await cast.olivia.presses(card, "Approve")
    assert "*admin*" in await roles(cast)
    assert await house.request_states() == ["changed"]


async def test_ones_own_admin_role_is_given_up_at_once(cast: Cast) -> None:
    await cast.adam.types("/callboard roles grant @tomas admin")
    assert "is taken away" in await cast.tomas.types("/callboard roles revoke @tomas")
    assert "@tomas: *admin*" not in await roles(cast)


async def test_who_is_an_admin_in_slack_anyway_loses_nothing_by_it(cast: Cast) -> None:
    await cast.adam.types("/callboard roles grant @olivia admin")
    assert "is taken away" in await cast.adam.types("/callboard roles revoke @olivia")


async def test_one_of_two_admins_does_not_become_the_only_one_and_change_the_policy(
    house: Playhouse, cast: Cast
) -> None:
    await cast.adam.types("/callboard roles grant @tomas admin")
    house.stand_in.workspace.people["U0OLIVIA"].is_owner = False
    house.stand_in.workspace.people["U0OLIVIA"].is_admin = False
    await house.time_passes(601)
    await cast.adam.types("/callboard roles revoke @tomas")
    said = await cast.adam.types("/callboard policy set free --kind flows --approvals 0")
    assert "needs a second person" in said
    assert "*free*" not in await cast.adam.types("/callboard policy show")


async def test_no_rule_of_the_policy_is_about_roles(cast: Cast) -> None:
    said = await cast.adam.types("/callboard policy set free --kind roles --approvals 0")
    assert "knows no kind “roles”" in said


@house_with(editors="")
async def test_a_role_that_takes_no_admin_away_is_given_without_reading_the_directory(
    house: Playhouse, cast: Cast
) -> None:
    house.stand_in.stage.faults.add(Fault("users.list", "refuse", error="internal_error"), 99)
    assert "now has" in await cast.adam.types("/callboard roles grant @maya editor")
    assert "now has" in await cast.adam.types("/callboard roles grant @maya admin")
    assert "now has" in await cast.adam.types("/callboard roles grant @tomas admin --in-account appcues")
    assert "is taken away" in await cast.adam.types("/callboard roles revoke @tomas --in-account appcues")


async def test_the_two_grants_of_one_admin_are_not_taken_at_the_same_moment(
    house: Playhouse, cast: Cast
) -> None:
    house.stand_in.workspace.groups["S0MARKETING"].user_ids[:] = ["U0TOMAS"]
    group = "<!subteam^S0MARKETING>"
    for subject in ("@tomas", group):
        await cast.adam.types(f"/callboard roles grant {subject} admin")
    revoke = "/callboard roles revoke"
    await asyncio.gather(
        cast.adam.board.type("#launches", f"{revoke} @tomas"),
        cast.adam.board.type("#launches", f"{revoke} {group}"),
    )
    await house.settle()
    assert await house.program.services.people.count_admins(house.team) == 3


async def two_admins_alone(house: Playhouse, cast: Cast) -> None:
    """Maya and Tomás are given the admin role; then nobody is an admin in Slack any more."""
    for who in ("@maya", "@tomas"):
        await cast.adam.types(f"/callboard roles grant {who} admin")
    for user in ("U0ADAM", "U0OLIVIA"):
        person = house.stand_in.workspace.people[user]
        person.is_admin = person.is_owner = False
    await house.time_passes(601)


async def is_admin(seat: Seat) -> bool:
    return "your role is *admin*" in await seat.types("/callboard whoami")


async def test_who_would_lose_the_role_cannot_end_the_request_for_it(house: Playhouse, cast: Cast) -> None:
    await two_admins_alone(house, cast)
    await cast.maya.types("/callboard roles revoke @tomas")
    card = await cast.card()
    assert "Who would lose the role can agree, but not reject it" in card
    await cast.tomas.opens(card, "Reject")
    refused = (await cast.tomas.submits(reason="no")).note
    assert "you can agree to it, but not end it" in refused
    (request_id,) = await house.request_ids()
    for line in (f"reject {request_id}", f"withdraw {request_id}"):
        assert "not end it" in await cast.tomas.types(f"/callboard approvals {line}")
    home = await cast.tomas.opens_home()
    assert find_named(home["blocks"], "Approve")
    assert find_named(home["blocks"], "Reject") is None
    assert await house.request_states() == ["waiting"]
    told = [(each.entry.verdict, each.entry.rule) for each in (await house.audit())[:3]]
    assert told == [("refused", "not who would lose the role")] * 3
    assert "needs the admin role" in await cast.adam.types(f"/callboard approvals reject {request_id}")
    assert "Done" in await cast.tomas.presses(card, "Approve"), "they may agree"


async def test_who_would_lose_the_role_gives_it_to_themselves_by_no_other_way_meanwhile(
    house: Playhouse, cast: Cast
) -> None:
    house.stand_in.workspace.groups["S0MARKETING"].user_ids[:] = ["U0TOMAS"]
    await two_admins_alone(house, cast)
    await cast.maya.types("/callboard roles revoke @tomas")
    for subject in ("<!subteam^S0MARKETING>", "@tomas"):
        said = await cast.tomas.types(f"/callboard roles grant {subject} admin")
        assert "waits for a decision" in said, said.plain
    refusal = (await house.audit())[0].entry
    assert (refusal.action, refusal.verdict) == ("callboard roles grant", "refused")
    assert "now has" in await cast.tomas.types("/callboard roles grant @olivia admin"), (
        "to somebody else they can"
    )
    assert "Done" in await cast.olivia.presses(await cast.card(), "Approve")
    assert not await is_admin(cast.tomas)


async def test_a_third_admin_whom_one_of_two_makes_agrees_or_rejects(house: Playhouse, cast: Cast) -> None:
    await two_admins_alone(house, cast)
    await cast.maya.types("/callboard roles revoke @tomas")
    card = await cast.card()
    assert "somebody else has to decide" in await cast.maya.presses(card, "Approve")
    await cast.maya.types("/callboard roles grant @adam admin")
    assert "Done" in await cast.adam.presses(card, "Approve")
    assert not await is_admin(cast.tomas)
    await cast.maya.types("/callboard roles revoke @adam")
    await cast.maya.types("/callboard roles grant @olivia admin")
    await cast.olivia.opens(await cast.card(), "Reject")
    assert "Rejected" in (await cast.olivia.submits(reason="stays")).note
    assert await is_admin(cast.adam)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_admin_whom_the_settings_name_agrees_and_cannot_be_taken_away(
    house: Playhouse, cast: Cast
) -> None:
    await two_admins_alone(house, cast)
    await cast.maya.types("/callboard roles revoke @tomas")
    card = await cast.card()
    assert "needs the admin role" in await cast.olivia.presses(card, "Approve")
    house.settings = house.settings.model_copy(update={"callboard_admins": ("U0OLIVIA",)})
    async with second_process(house) as restarted, serving_doors(restarted) as url:
        body = form_of(cast.olivia.click(card, "Approve"))
        assert await send(url, body, signed(body)) == 200
        await restarted.runner.idle()
        await house.settle()
    assert not await is_admin(cast.tomas)
    assert "some come from the settings" in await cast.maya.types("/callboard roles revoke @olivia")
