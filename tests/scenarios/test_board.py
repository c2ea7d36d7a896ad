"""How Callboard is, and who somebody is to it."""

import tomllib
from pathlib import Path

from bot.domain.subscriptions import Topic
from bot.version import VERSION
from tests.scenarios.marks import house_with
from tests.scenarios.news import happens
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.subscribing import wants
from tests.scenarios.test_subscriptions import secret_channel


async def test_the_status_tells_of_accounts_approvals_and_messages(cast: Cast) -> None:
    assert "not asked yet" in await cast.maya.types("/callboard status")
    await cast.maya.types('/appcues flows publish "Welcome tour" --reason x')
    seen = await cast.maya.types("/callboard status")
    assert "last answered" in seen
    assert "1 waiting for approval" in seen
    assert "No message waits" in seen
    assert "None of our jobs runs" in seen
    review = await cast.maya.types('/appcues imports profiles --rows {"user_id":"u-1","plan":"pro"}')
    await cast.maya.clicks(review, review.buttons[0])
    assert "1 of our jobs run" in await cast.maya.types("/callboard status")
    assert f"Callboard {VERSION}" in seen.plain


async def test_the_status_tells_of_a_vendor_that_asks_to_wait(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await vendors.fault("GET /v2/accounts/*/flows", "rate_limited", retry_after=900, count=9)
    await cast.maya.types("/appcues flows")
    assert "asked to wait until" in await cast.maya.types("/callboard status")
    house.forgive("too many")


async def test_everybody_learns_their_role_and_how_to_get_more(cast: Cast) -> None:
    seen = await cast.maya.types("/callboard whoami")
    assert "your role is editor" in seen.plain.replace("*", "")
    assert "/callboard roles grant" in seen
    assert "no role above yours" in await cast.adam.types("/callboard whoami")


async def test_a_guest_learns_nothing(cast: Cast) -> None:
    assert "Guests" in await cast.greta.types("/callboard status")


async def test_a_private_channel_that_keeps_messages_is_named_to_its_members_alone(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("chat.postMessage: is_archived", "message_needs_a_person")
    secret = await secret_channel(house, "U0MAYA")
    await wants(house, secret, Topic.JOBS)
    await house.board.change_channel(secret, "archive")
    await house.settle()
    await happens(house, "meanwhile")
    for seat in (cast.tomas, cast.adam):
        seen = await seat.types("/callboard status")
        assert "1 channel or direct message that you do not see: 1 kept" in seen.plain
        assert secret not in str(seen.raw)
        assert secret not in str(await seat.opens_home())
    seen = await cast.maya.types("/callboard status")
    assert f"<#{secret}>: 1 kept" in str(seen.raw)
    assert "do not see" not in seen.plain


@house_with(has_vendors=False)
async def test_without_accounts_the_status_says_so(cast: Cast) -> None:
    assert "No account is connected" in await cast.maya.types("/callboard status")


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
