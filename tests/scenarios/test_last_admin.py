"""The last admin cannot be removed: by a lower role in place of theirs, by a group, by a list that is old."""

import asyncio

from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import Cast


async def tomas_rules_alone(house: Playhouse, cast: Cast, subject: str = "@tomas") -> None:
    """Tomás is given the admin role; then nobody is an admin in Slack any more."""
    await cast.adam.types(f"/callboard roles grant {subject} admin")
    for user in ("U0ADAM", "U0OLIVIA"):
        person = house.stand_in.workspace.people[user]
        person.is_admin = person.is_owner = False
    await house.time_passes(601)


async def is_admin(cast: Cast) -> bool:
    return "your role is *admin*" in await cast.tomas.types("/callboard whoami")


async def test_plain_revoking_is_refused(house: Playhouse, cast: Cast) -> None:
    await tomas_rules_alone(house, cast)
    assert "last admin" in await cast.tomas.types("/callboard roles revoke @tomas")
    assert await is_admin(cast)


async def test_a_lower_role_in_place_of_the_last_admins_is_refused(house: Playhouse, cast: Cast) -> None:
    await tomas_rules_alone(house, cast)
    said = await cast.tomas.types("/callboard roles grant @tomas editor")
    assert await is_admin(cast), said.plain


async def test_the_group_of_the_last_admins_is_not_revoked(house: Playhouse, cast: Cast) -> None:
    house.stand_in.workspace.groups["S0MARKETING"].user_ids[:] = ["U0TOMAS"]
    await tomas_rules_alone(house, cast, "<!subteam^S0MARKETING>")
    assert await is_admin(cast)
    said = await cast.tomas.types("/callboard roles revoke <!subteam^S0MARKETING>")
    assert await is_admin(cast), said.plain


async def test_an_admin_who_was_deactivated_is_nobody_who_remains(house: Playhouse, cast: Cast) -> None:
    await cast.adam.types("/callboard roles grant @maya admin")
    await tomas_rules_alone(house, cast)
    await cast.tomas.types("/callboard policy test publish flow as @maya")  # reads the list of people
    house.stand_in.workspace.people["U0MAYA"].deleted = True
    said = await cast.tomas.types("/callboard roles revoke @tomas")
    assert await is_admin(cast), said.plain


@on_both_databases
async def test_two_admins_who_agree_to_revoke_each_other_leave_one(house: Playhouse, cast: Cast) -> None:
    for who in ("@tomas", "@maya"):
        await cast.adam.types(f"/callboard roles grant {who} admin")
    for user in ("U0ADAM", "U0OLIVIA"):
        person = house.stand_in.workspace.people[user]
        person.is_admin = person.is_owner = False
    await house.time_passes(601)
    await asyncio.gather(
        cast.tomas.board.type("#launches", "/callboard roles revoke @maya"),
        cast.maya.board.type("#launches", "/callboard roles revoke @tomas"),
    )
    await house.settle()
    assert await house.program.services.people.count_admins(house.team) == 2, "each asks the other"
    cards = {
        name: card for card in await cast.cards() for name in ("Maya", "Tomás") if f"role of {name}" in card
    }
    await asyncio.gather(
        cast.maya.board.press(cards["Maya"], "Approve"), cast.tomas.board.press(cards["Tomás"], "Approve")
    )
    await house.settle()
    assert await house.program.services.people.count_admins(house.team) == 1
