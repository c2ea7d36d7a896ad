"""What is said of one account holds in that one alone: roles, rules, buttons."""

import pytest

from sandbox.slack.seen import SeenMessage
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.test_accounts import add_staging
from tests.scenarios.test_users import SOME, review_of

APPCUES = "appcues:environment"


@house_with(has_staging=True, editors="")
@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("roles grant @maya admin", "--in-account"),
        ("policy set quick --kind flows --approvals 0", "--in-account"),
        ("audit search", "--in-account"),
        ("status", "Leave it out"),
    ],
)
async def test_an_account_that_says_nothing_is_refused_and_nothing_is_done(
    cast: Cast, command: str, hint: str
) -> None:
    await add_staging(cast)
    refused = await cast.adam.types(f"/callboard {command} --account staging")
    assert "takes no --account" in refused
    assert hint in refused
    assert "your role is *viewer*" in await cast.maya.types("/callboard whoami")
    assert "quick" not in await cast.adam.types("/callboard policy")


async def test_how_to_name_an_account_is_told_as_it_can_be_typed(cast: Cast) -> None:
    assert "Any /appcues or /appizer command takes --account LABEL." in await cast.maya.types(
        "/callboard accounts"
    )
    refused = await cast.maya.types("/appcues flows --in-account appizer")
    assert "/appcues flows list takes no --in-account." in refused
    assert "Name the account by --account." in refused
    for label in ("appcues", "17434"):
        refused = await cast.maya.types(f"/appizer stats --account {label}")
        assert "“appcues” is an Appcues account; this takes an Appizer organisation." in refused
    refused = await cast.maya.types("/callboard policy test delete app Portal --in-account appcues")
    assert "“appcues” is an Appcues account" in refused
    assert "None of the accounts is called “nosuch”" in await cast.maya.types(
        "/appizer stats --account nosuch"
    )


@house_with(editors="", approvers="")
async def test_an_editor_of_appcues_is_no_editor_of_appizer(cast: Cast) -> None:
    await cast.adam.types(f"/callboard accounts rename {APPCUES} --to product")
    granted = await cast.adam.types("/callboard roles grant @maya editor --in-account product")
    assert "in the account product" in without_marks(granted)
    assert "needs the editor role" in await cast.maya.types("/appizer apps create Backdoor")


@house_with(editors="", approvers="")
async def test_an_admin_of_appcues_does_not_see_the_secrets_of_appizer(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.adam.types(f"/callboard roles grant @maya admin --in-account {APPCUES}")
    app = (await vendors.apps())[0]
    await cast.maya.board.type("#launches", f"/appizer apps secret {app['id']}")
    await house.settle()
    assert "needs the admin role" in str(await cast.maya.board.modal())
    assert app["api_secret"] not in str(await cast.maya.board.modal())


@house_with(editors="", approvers="")
async def test_an_approver_of_appcues_does_not_decide_about_appizer(cast: Cast, vendors: Vendors) -> None:
    await cast.adam.types(f"/callboard roles grant @tomas approver --in-account {APPCUES}")
    app = (await vendors.apps())[0]
    await cast.olivia.types(f'/appizer apps delete {app["id"]} --confirm "{app["name"]}" --reason x')
    assert "needs the approver role" in await cast.tomas.presses(await cast.card(), "Approve")


async def test_the_list_of_roles_names_the_account_where_one_was_granted(cast: Cast) -> None:
    await cast.adam.types(f"/callboard accounts rename {APPCUES} --to product")
    await cast.adam.types("/callboard accounts rename appizer:environment --to measuring")
    await cast.adam.types("/callboard roles grant @maya approver --in-account product")
    assert "in product" in without_marks(await cast.adam.types("/callboard roles"))


@house_with(has_staging=True)
async def test_a_button_changes_what_was_shown_also_when_another_account_came_since(
    cast: Cast, vendors: Vendors
) -> None:
    shown = await cast.maya.types(f"/appcues users show {SOME}", LAUNCHES)
    await add_staging(cast)
    await cast.adam.types("/callboard accounts use staging", LAUNCHES)
    await cast.maya.opens(shown, "Change…")
    await review_of(cast, set="plan: trial")
    await cast.maya.submits()
    calls = [call for call in await vendors.calls("/profile") if call["method"] == "PATCH"]
    assert [call["path"].split("/")[3] for call in calls] == ["17434"]


def without_marks(seen: SeenMessage) -> str:
    return seen.plain.replace("*", "")
