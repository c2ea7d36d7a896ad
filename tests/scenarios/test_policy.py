"""The policy: admins show, set, remove and test its rules, and another admin agrees to each change of it."""

import pytest

from tests.scenarios.asking import PUBLISH, WELCOME, verdicts
from tests.scenarios.hours import PARIS, lives_in, move_to, next_weekday
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Json, Playhouse, Vendors
from tests.scenarios.seats import APPROVALS, LAUNCHES, Cast

FRIDAY = 4


async def set_rule(cast: Cast, words: str) -> None:
    """Adam sets a rule, and Olivia agrees."""
    await cast.adam.types(f"/callboard policy set {words}")
    said = await cast.olivia.presses(await cast.card(), "Approve")
    assert "in force" in said, said.plain


@on_both_databases
async def test_a_rule_is_in_force_once_another_admin_has_agreed(house: Playhouse, cast: Cast) -> None:
    asked = await cast.adam.types(
        "/callboard policy set live flows --kind flow --action publish --approvals 2"
    )
    assert "needs a second person" in asked
    assert "@olivia may approve" in asked
    assert "@tomas" not in asked
    card = await cast.card()
    assert "publish flows: 2 other people have to agree" in card
    assert "needs the admin role" in await cast.tomas.presses(card, "Approve")
    assert "asked for this yourself" in await cast.adam.presses(card, "Approve")
    assert "in force" in await cast.olivia.presses(card, "Approve")
    shown = await cast.maya.types("/callboard policy show")
    assert "live flows" in shown
    assert "2 other people" in shown
    assert shown.buttons == []
    assert (await verdicts(house)) == ["asked", "refused", "refused", "approved", "done"]


@pytest.mark.parametrize("line", ["set live --approvals 0", "remove live"])
async def test_nobody_but_admins_may_change_the_policy(cast: Cast, line: str) -> None:
    assert "needs the admin role" in await cast.tomas.types(f"/callboard policy {line}")
    assert await cast.cards() == []


async def test_where_there_is_one_admin_only_the_policy_changes_at_once(house: Playhouse, cast: Cast) -> None:
    owner = house.stand_in.workspace.people["U0OLIVIA"]
    owner.is_admin = owner.is_owner = False
    said = await cast.adam.types("/callboard policy set quick --kind flows --approvals 0")
    assert "in force" in said
    assert await cast.cards() == []
    assert "is live" in await cast.maya.types(PUBLISH)


async def test_a_rule_that_only_freezes_leaves_it_to_others_who_has_to_agree(
    house: Playhouse, cast: Cast
) -> None:
    lives_in(house, "U0ADAM", PARIS)
    await move_to(house, next_weekday(house, FRIDAY, 12))
    await set_rule(cast, 'weekend --freeze "friday 18:00 - monday 8:00"')
    shown = await cast.adam.types("/callboard policy show")
    assert "everything: frozen friday 18:00 - monday 8:00" in shown
    assert "other rules say who has to agree" in shown
    tried = await cast.maya.types("/callboard policy test unpublish flow Welcome tour")
    assert "carried out at once" in tried
    assert "since no rule of yours matches and says who has to agree" in tried
    assert "frozen friday" in tried
    refused = await cast.adam.types("/callboard policy set weekend --approvers editor")
    assert "leaves it to other rules who has to agree" in refused
    assert "--approvals 1" in refused
    refused = await cast.adam.types("/callboard policy set weekend --freeze others")
    assert "would say nothing" in refused
    form = await cast.adam.opens(shown, "Change…")
    assert "'others'" in str(form["blocks"])
    await set_rule(cast, "weekend --approvals 2")
    assert "2 other people" in await cast.maya.types(
        "/callboard policy test unpublish flow Welcome tour as <@U0MAYA>"
    )


async def test_the_form_of_a_rule_is_filled_with_what_it_says(cast: Cast) -> None:
    await set_rule(cast, "live flows --kind flows --action publish --approvals 2")
    shown = await cast.adam.types("/callboard policy show")
    form = await cast.adam.opens(shown, "Change…")
    for word in ("live flows", "flows", "publish", "approver", "20:00-08:00"):
        assert word in str(form["blocks"])
    await cast.adam.submits(approvals="3")
    await cast.olivia.presses(await cast.card(), "Approve")
    assert "3 other people" in await cast.adam.types("/callboard policy show")


def filled(form: Json) -> dict[str, str]:
    """What stands in the fields of a form that is open, but for those that stay empty."""
    elements = {block["block_id"]: block["element"] for block in form["blocks"] if "element" in block}
    values = {
        name: each.get("initial_value") or each.get("initial_option") for name, each in elements.items()
    }
    return {name: value for name, value in values.items() if value}


async def test_a_rule_that_only_freezes_means_the_same_when_it_is_made_by_the_form(cast: Cast) -> None:
    await cast.adam.board.type(LAUNCHES, "/callboard policy set")
    await cast.adam.house.settle()
    form = await cast.adam.board.modal()
    assert form is not None
    assert filled(form) == {}
    assert "by default 90d" in str(form["blocks"])
    heard = await cast.adam.submits(name="weekend", freeze="friday 18:00 - monday 8:00")
    assert "needs a second person" in heard.note
    await cast.olivia.presses(await cast.card(), "Approve")
    shown = await cast.adam.types("/callboard policy show")
    assert "everything: frozen friday 18:00 - monday 8:00" in shown
    assert "other rules say who has to agree" in shown


async def test_lengths_of_time_stand_in_the_form_of_a_rule_as_they_are_typed(cast: Cast) -> None:
    await set_rule(cast, "live flows --kind flows --expires 90m --remind 2h")
    form = await cast.adam.opens(await cast.adam.types("/callboard policy show"), "Change…")
    said = filled(form)
    assert (said["ahead"], said["expires"], said["remind"]) == ("90d", "90m", "2h")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--kind flwos --approvals 1", "Did you mean flows"),
        ("--action publsh --approvals 1", "Did you mean publish"),
        ("--approvals many", "between 0 and 10"),
        ("--approvers wizard", "neither a role nor a user group"),
        ("--approvers <@U0TOMAS|tomas>", "“@tomas” is neither a role nor a user group"),
        ("--approvers <@U0TOMAS|tomas>", "Rules name roles and user groups, no single people"),
        ("--own-group maybe", "“own-group” is one of yes, no"),
        ("--freeze someday", "no window of time"),
        ("--quiet always", "are no hours"),
        ("--expires soon", "not a length of time"),
        ("--in-account elsewhere", "elsewhere"),
    ],
)
async def test_what_a_rule_cannot_say_is_refused_with_a_hint(
    house: Playhouse, cast: Cast, words: str, told: str
) -> None:
    assert told in await cast.adam.types(f"/callboard policy set x {words}")
    assert await house.request_states() == []


async def test_a_rule_is_removed_and_what_is_no_rule_is_named(cast: Cast) -> None:
    assert "no rule “live”" in await cast.adam.types("/callboard policy remove live")
    await set_rule(cast, "live --kind flows --approvals 0")
    await cast.adam.types("/callboard policy remove live")
    assert "removed" in await cast.olivia.presses(await cast.card(), "Approve")
    assert "No rule was set" in await cast.adam.types("/callboard policy show")


async def test_a_change_of_a_rule_that_somebody_else_changed_meanwhile_is_not_made(cast: Cast) -> None:
    await cast.adam.types("/callboard policy set live --kind flows --approvals 2")
    first = await cast.card()
    await cast.olivia.presses(first, "Approve")
    await cast.adam.types("/callboard policy set live --approvals 3")
    second = await cast.card()
    await cast.adam.types("/callboard policy remove live")
    await cast.olivia.presses(await cast.card(), "Approve")
    assert "Nothing was done" in await cast.olivia.presses(second, "Approve")
    assert "No rule was set" in await cast.adam.types("/callboard policy show")


async def test_an_empty_list_of_approvers_is_nobody_and_says_so(cast: Cast, vendors: Vendors) -> None:
    await set_rule(cast, "shut --kind flows --action publish --approvers nobody")
    asked = await cast.maya.types(PUBLISH)
    assert "Nobody may approve it yet" in asked
    for seat in (cast.tomas, cast.adam, cast.olivia):
        assert "list of approvers is empty" in await seat.presses(await cast.card(), "Approve")
    assert await vendors.calls("/publish") == []


async def test_a_number_of_approvals_that_cannot_be_reached_is_named_to_who_asks(cast: Cast) -> None:
    await set_rule(cast, "shut --kind flows --action publish --approvals 4")
    asked = await cast.maya.types(PUBLISH)
    assert "needs 4 other people" in asked
    assert "That is fewer than the 4 it takes: it cannot be approved unless" in asked
    await cast.tomas.presses(await cast.card(), "Approve")
    assert "That is fewer than the 4 it takes" in await cast.maya.types(PUBLISH)
    await set_rule(cast, "shut --kind flows --action publish --approvals 3")
    again = await cast.maya.types(PUBLISH)
    assert "needs 3 other people" in again
    assert "fewer" not in again


async def test_members_of_a_user_group_may_approve_until_they_leave_it(house: Playhouse, cast: Cast) -> None:
    await set_rule(cast, "by marketing --kind flows --approvers S0MARKETING")
    group = house.stand_in.workspace.groups["S0MARKETING"]
    asked = await cast.adam.types(PUBLISH)
    assert "@tomas" in asked
    assert "@olivia" not in asked
    card = await cast.card()
    assert "S0MARKETING" in await cast.olivia.presses(card, "Approve")
    group.user_ids.remove("U0TOMAS")
    assert "members of the user group" in await cast.tomas.presses(card, "Approve")
    assert "is live" in await cast.maya.presses(card, "Approve")


async def test_people_of_the_requesters_own_group_do_not_count_where_a_rule_says_so(cast: Cast) -> None:
    await set_rule(cast, "apart --kind flows --own-group no --approvers approver,S0MARKETING")
    asked = await cast.maya.types(PUBLISH)
    assert "@tomas" not in asked
    card = await cast.card()
    assert "somebody else has to decide" in await cast.tomas.presses(card, "Approve")
    assert "is live" in await cast.adam.presses(card, "Approve")


async def test_the_cards_of_a_rule_stand_where_it_says(cast: Cast) -> None:
    await set_rule(cast, "elsewhere --kind flows --channel <#C0LAUNCHES>")
    await cast.maya.types(PUBLISH)
    (card,) = await cast.olivia.in_channel(LAUNCHES)
    assert card.buttons == ["Approve", "Reject"]
    assert len(await cast.olivia.in_channel(APPROVALS)) == 1


async def test_a_rule_for_a_tag_holds_for_what_is_tagged_alone(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    flow = await vendors.experience(WELCOME)
    await set_rule(cast, "quick --kind flows --tag onboarding --approvals 0")
    await vendors.edit("flows", flow["id"], tag_ids=[])
    assert "needs a second person" in await cast.maya.types(PUBLISH)
    assert "Withdrawn" in await cast.maya.types(
        f"/callboard approvals withdraw {(await house.request_ids())[-1]}"
    )
    await vendors.edit("flows", flow["id"], tag_ids=flow["tag_ids"])
    said = await cast.maya.types(f"/callboard policy test publish flow {WELCOME} as @maya")
    assert "By the rule quick" in said.plain.replace("*", "")
    assert "is live" in await cast.maya.types(f'/appcues flows publish "{WELCOME}"')


async def test_a_rule_for_production_holds_once_the_account_is_said_to_be_production(cast: Cast) -> None:
    await set_rule(cast, "live --in-account production --kind flows --action publish --approvals 2")
    assert "two people" in await cast.tomas.types(f"/callboard policy test publish flow {WELCOME} as @maya")
    await cast.adam.types("/callboard accounts rename appcues:environment --production yes")
    said = await cast.tomas.types(f"/callboard policy test publish flow {WELCOME} as @maya")
    assert "waits for 2 other people" in said
    assert "needs 2 other people" in await cast.maya.types(PUBLISH)


async def test_no_admin_alone_brings_an_account_under_a_rule_that_holds_back_less(cast: Cast) -> None:
    await set_rule(cast, "quick --in-account production --kind flows --approvals 0")
    rename = "/callboard accounts rename appcues:environment"
    for words in ("--production yes", "--to prod"):
        refused = await cast.adam.types(f"{rename} {words}")
        assert "would be held back less by the rule “quick”" in refused
        assert "/callboard policy set" in refused
    assert "needs a second person" in await cast.maya.types(PUBLISH)
    await set_rule(cast, "quick --in-account production --kind flows --approvals 2")
    assert "prod (Appcues" in await cast.adam.types(f"{rename} --to prod")
    refused = await cast.adam.types(f"{rename} --to trial --production no")
    assert "“trial” would be held back less without the rule “quick”" in refused
    await set_rule(cast, "quick --in-account production --kind flows --action publish --approvals 1")
    assert "trial (Appcues" in await cast.adam.types(f"{rename} --to trial --production no"), (
        "it is as before"
    )


async def test_enough_by_a_rule_that_asks_for_less_is_said_and_concluded_by_one_more_click(
    house: Playhouse, cast: Cast
) -> None:
    await set_rule(cast, "two --kind flows --action publish --approvals 2")
    await cast.maya.types(PUBLISH)
    card = await cast.card()
    for _ in range(2):
        await cast.tomas.presses(card, "Approve")
    assert [each.entry.verdict for each in await house.audit()].count("approved") == 2, (
        "the rule, and once this"
    )
    await cast.adam.types("/callboard policy remove two")
    await cast.olivia.presses((await cast.cards())[-1], "Approve")
    card = next(each for each in await cast.cards() if "Welcome tour" in each)
    assert "1 of 1 approval, by @tomas, which is enough by now: press Approve once more" in card
    home = await cast.tomas.opens_home()
    assert "is live" in (await cast.tomas.clicks(home, "Approve")).note


async def test_another_wish_for_what_waits_is_not_taken_for_it(house: Playhouse, cast: Cast) -> None:
    await cast.adam.types("/callboard policy set quick --kind flows --approvals 0")
    refused = await cast.olivia.types("/callboard policy set quick --kind flows --approvals 3")
    assert "Another change of “quick” was asked for, and is still open" in refused
    assert "@adam asked for it" in refused
    assert "nobody has to agree" in refused
    assert f"/callboard approvals show {(await house.request_ids())[0]}" in refused
    newest = (await house.audit())[0].entry
    assert (newest.actor_id, newest.arguments["approvals"]) == ("U0OLIVIA", "3")
    assert "<@" not in newest.detail, "nobody is named in the audit by a bare id"
    same = await cast.olivia.types("/callboard policy set quick --kind flows --approvals 0 --reason likewise")
    assert "@adam asked for this already, and it is still open" in same


async def test_an_option_that_is_misspelt_is_named_and_its_value_kept_for_the_form(cast: Cast) -> None:
    said = await cast.adam.types("/callboard policy set live flows --aprovals 2")
    assert "There is no option --aprovals. Did you mean --approvals?" in said
    form = await cast.adam.opens(said, "Fill in a form")
    assert filled(form) == {"name": "live flows", "approvals": "2"}


async def test_a_person_without_an_at_is_told_to_be_mentioned(cast: Cast) -> None:
    said = await cast.tomas.types(f"/callboard policy test publish flow {WELCOME} as maya")
    assert "If “maya” is a person, pick them from Slack's list after an @: as @person" in said
    assert WELCOME in said
    assert "person" not in await cast.tomas.types("/callboard policy test publish flow Welcme tour")


async def test_the_name_of_a_rule_calls_nobody_and_has_an_end(cast: Cast) -> None:
    assert "up to 60 characters" in await cast.adam.types(f"/callboard policy set {'x' * 61} --approvals 2")
    await set_rule(cast, "<!channel> *_~` --kind flows --approvals 2")
    await cast.maya.types(PUBLISH)
    assert (await cast.card()).pings == ["U0MAYA"]
    assert "@channel" in await cast.adam.types("/callboard policy show")


async def test_nothing_is_asked_for_or_approved_while_it_is_frozen(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    lives_in(house, "U0ADAM", PARIS)
    lives_in(house, "U0MAYA", PARIS)
    await move_to(house, next_weekday(house, FRIDAY, 16))
    await cast.maya.types(PUBLISH)
    waiting = await cast.card()
    await set_rule(cast, 'weekend --kind flows --freeze "friday 18:00 - monday 8:00"')
    await house.later(3 * 3600)
    assert "frozen until" in await cast.tomas.presses(waiting, "Approve")
    assert "frozen until" in await cast.maya.types('/appcues flows unpublish "Checkout tips"')
    assert await vendors.calls("publish", effective=True) == []
    assert (await house.request_states()).count("waiting") == 1


@house_with(editors="U0MAYA", approvers="U0TOMAS")
async def test_the_test_of_the_policy_says_which_rule_why_and_who_could_approve(cast: Cast) -> None:
    said = await cast.tomas.types(f"/callboard policy test publish flow {WELCOME} as @maya")
    for words in (WELCOME, "two people", "by default", "another person", "@tomas", "@adam"):
        assert words in said, said.plain
    assert "carried out at once" in await cast.tomas.types("/callboard policy test unpublish flow as @maya")
    assert "needs the editor role" in await cast.tomas.types("/callboard policy test publish pin as @greta")
    assert "nothing that the policy holds back" in await cast.tomas.types(
        "/callboard policy test juggle flow"
    )
    half = await cast.tomas.types("/callboard policy test publish")
    assert "“publish” is nothing" in half
    misspelt = await cast.tomas.types("/callboard policy test publish flow Welcom tur")
    assert f"Did you mean one of these? “{WELCOME}”" in misspelt
    await set_rule(cast, "live --kind flows --action publish --approvals 4")
    said = await cast.tomas.types(f"/callboard policy test publish flow {WELCOME} as @maya")
    assert "live" in said
    assert "most specific rule" in said
    assert "fewer than the 4" in said


async def test_a_freeze_in_a_zone_without_a_slash_can_be_set(house: Playhouse, cast: Cast) -> None:
    lives_in(house, "U0ADAM", "CET")
    await set_rule(cast, 'weekend --kind flows --freeze "friday 18:00 - monday 8:00"')
    assert "CET" in await cast.adam.types("/callboard policy show")


async def test_cards_do_not_go_where_people_from_outside_would_read_them(
    house: Playhouse, cast: Cast
) -> None:
    await house.board.change_channel("C0RANDOM", "share")
    await house.settle()
    refused = await cast.adam.types("/callboard policy set flows --kind flows --channel <#C0RANDOM|random>")
    assert "is shared with people outside this workspace" in refused
    assert await house.request_states() == []


async def test_an_editor_may_not_ask_for_a_change_of_the_policy(cast: Cast) -> None:
    said = await cast.adam.types("/callboard policy test set policy x as @maya")
    assert "needs the admin role" in await cast.maya.types("/callboard policy set x --approvals 0")
    assert "refused" in said


async def test_what_is_frozen_is_not_carried_out_at_once(house: Playhouse, cast: Cast) -> None:
    lives_in(house, "U0ADAM", PARIS)
    await move_to(house, next_weekday(house, FRIDAY, 16))
    await set_rule(cast, 'weekend --kind flows --approvals 0 --freeze "friday 18:00 - monday 8:00"')
    await house.later(3 * 3600)
    said = await cast.adam.types("/callboard policy test unpublish flow Checkout tips as @maya")
    assert "frozen until" in await cast.maya.types('/appcues flows unpublish "Checkout tips"')
    assert "carried out at once" not in said


async def test_a_freeze_of_an_account_holds_beside_a_more_specific_rule_until_that_one_lifts_it(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    lives_in(house, "U0ADAM", PARIS)
    await move_to(house, next_weekday(house, FRIDAY, 16))
    await set_rule(cast, 'weekend --in-account appcues --freeze "friday 18:00 - monday 8:00"')
    await set_rule(cast, "quick --in-account appcues --kind flows --approvals 0")
    await house.later(3 * 3600)
    line = '/appcues flows unpublish "Checkout tips"'
    assert "By the rule “weekend” nothing goes out" in await cast.maya.types(line)
    said = await cast.adam.types("/callboard policy test unpublish flow Checkout tips as @maya")
    assert "refused, since by the rule “weekend” it is frozen until" in said
    assert "friday 18:00 - monday 8:00" in said
    await set_rule(cast, "quick --freeze none")
    assert "never frozen by less specific rules" in await cast.adam.types("/callboard policy show")
    assert "carried out at once" in await cast.adam.types(
        "/callboard policy test unpublish flow Checkout tips as @maya"
    )
    assert "is down" in await cast.maya.types(line)
    assert len(await vendors.calls("/unpublish", effective=True)) == 1
    await set_rule(cast, "quick --freeze others")
    assert "frozen until" in await cast.adam.types(
        "/callboard policy test unpublish flow Checkout tips as @maya"
    )


async def test_one_admin_alone_does_not_take_an_account_out_of_the_rules_for_production(
    cast: Cast, vendors: Vendors
) -> None:
    rename = "/callboard accounts rename appcues:environment --production"
    await cast.adam.types(f"{rename} yes")
    await set_rule(cast, "free --kind flows --action publish --approvals 0")
    await set_rule(cast, "live --in-account production --kind flows --action publish --approvals 2")
    assert "held back less without the rule “live”" in await cast.adam.types(f"{rename} no")
    await cast.adam.types(PUBLISH)
    assert await vendors.calls("/publish", effective=True) == []


async def test_admins_still_may_once_a_group_with_a_role_is_gone(house: Playhouse, cast: Cast) -> None:
    await cast.adam.types("/callboard roles grant <!subteam^S0MARKETING|marketing> editor")
    house.stand_in.workspace.groups["S0MARKETING"].is_disabled = True
    await house.later(3600)
    house.forgive("no_such_subteam")
    listed = await cast.adam.types("/callboard roles")
    assert "Slack refused" not in listed
    revoked = await cast.adam.types("/callboard roles revoke <!subteam^S0MARKETING|marketing>")
    assert "Slack" not in revoked


async def test_the_same_for_a_group_that_a_rule_names(house: Playhouse, cast: Cast) -> None:
    await set_rule(cast, "by marketing --kind flows --approvers approver,S0MARKETING")
    house.stand_in.workspace.groups["S0MARKETING"].is_disabled = True
    await house.later(3600)
    house.forgive("no_such_subteam")
    asked = await cast.maya.types(PUBLISH)
    assert "needs a second person" in asked
