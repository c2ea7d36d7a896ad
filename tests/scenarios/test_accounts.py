"""Several accounts side by side: added after a try, named everywhere, kept apart, never shown."""

import asyncio
from datetime import timedelta

from sqlmodel import select

from bot.domain.accounts import Account, Credentials, Vendor
from bot.domain.audit import Who
from bot.errors import BadInput
from sandbox.apis import STAGING
from storage.models.drafts import DraftRow
from tests.scenarios.endings import leaks_of
from tests.scenarios.looks import news
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import VENDORS, Json, Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.test_policy import set_rule

SECRETS = [STAGING.key, STAGING.secret]


async def opens_form(cast: Cast, line: str) -> Json:
    await cast.adam.board.type("#launches", line)
    await cast.adam.house.settle()
    modal = await cast.adam.board.modal()
    assert modal is not None
    return modal


async def add_staging(cast: Cast) -> None:
    await opens_form(cast, f"/callboard accounts add staging --number {STAGING.id}")
    heard = await cast.adam.submits(key=STAGING.key, secret=STAGING.secret)
    assert "is added" in heard.note


async def flows_of_staging(vendors: Vendors) -> list[Json]:
    path, auth = f"/v2/accounts/{STAGING.id}/flows", (STAGING.key, STAGING.secret)
    found: list[Json] = (await vendors.door.get(path, auth=auth)).json()
    return found


@house_with(has_staging=True)
async def test_an_account_is_added_by_a_form_and_its_credentials_stand_nowhere(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    seen = await cast.maya.types("/callboard accounts")
    assert "staging (Appcues 17435, US)" in seen
    assert "appcues (Appcues 17434, US)" in seen
    assert await leaks_of(house, SECRETS) == []
    told = [(each.entry.action, each.entry.item_name) for each in await house.audit()]
    assert ("callboard accounts add", "staging (Appcues 17435, US)") in told
    much_later = house.clock.now() + timedelta(days=365)
    drafts = await house.program.ground.database.transact(lambda work: work.drafts.forget(much_later))
    assert drafts == 0, "a form that was answered well is not kept"


@house_with(has_staging=True)
async def test_credentials_that_do_not_open_it_are_not_kept(house: Playhouse, cast: Cast) -> None:
    await opens_form(cast, f"/callboard accounts add staging --number {STAGING.id}")
    heard = await cast.adam.submits(key=STAGING.key, secret="wrong-" + STAGING.secret)
    assert "were not kept" in heard.note
    assert "staging" not in await cast.maya.types("/callboard accounts")
    form = await cast.adam.opens(heard.note, "Open the form again")
    assert "staging" in str(form)
    assert STAGING.key not in str(form)
    assert await leaks_of(house, SECRETS) == []
    (kept,) = await house.look(lambda work: [*work._session.scalars(select(DraftRow.arguments))])
    assert "staging" in kept
    assert STAGING.key not in kept, "not even encrypted: they are entered anew"


@house_with(has_staging=True)
async def test_a_command_speaks_of_the_account_it_names_and_so_do_its_buttons(
    cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    assert "Account" in await cast.maya.types("/appcues flows"), "with two accounts each answer names its own"
    staging = [flow["name"] for flow in await flows_of_staging(vendors)]
    listed = await cast.maya.types("/appcues flows list --account staging")
    assert "staging (Appcues 17435, US)" in listed
    assert f"{len(staging)} flows" in listed
    draft = next(flow for flow in await flows_of_staging(vendors) if not flow["published"])
    card = await cast.maya.types(f"/appcues flows show {draft['id']} --account staging")
    await cast.maya.opens(card, "Publish…")
    heard = await cast.maya.submits(reason="trial")
    assert "needs a second person" in heard.note
    request = await cast.card()
    assert "staging (Appcues 17435, US)" in request
    assert "is live" in await cast.tomas.presses(request, "Approve")
    assert next(f for f in await flows_of_staging(vendors) if f["id"] == draft["id"])["published"]
    assert [call for call in await vendors.calls("/publish") if "/17434/" in call["path"]] == []


@house_with(has_staging=True)
async def test_a_channel_may_speak_of_one_account(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts use staging", LAUNCHES)
    assert "staging (Appcues" in await cast.maya.types("/appcues flows", LAUNCHES)
    assert "appcues (Appcues" in await cast.maya.types("/appcues flows", "C0RANDOM")
    assert "appcues (Appcues" in await cast.maya.types("/appcues flows list --account appcues", LAUNCHES)


@house_with(has_staging=True, editors="")
async def test_a_role_may_hold_in_one_account_only(cast: Cast) -> None:
    await add_staging(cast)
    said = await cast.adam.types("/callboard roles grant @maya editor --in-account staging")
    assert "in the account" in said
    flow = '/appcues flows publish "Welcome tour" --reason x'
    assert "needs the editor role" in await cast.maya.types(flow)
    assert "needs the editor role" not in await cast.maya.types(f"{flow} --account staging")


@house_with(has_staging=True)
async def test_credentials_are_rotated_after_a_try_and_an_account_is_forgotten(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    await opens_form(cast, "/callboard accounts rotate staging")
    assert "were not kept" in (await cast.adam.submits(key="nonsense-key-0123456789", secret="x" * 20)).note
    await opens_form(cast, "/callboard accounts rotate staging")
    assert "new credentials" in (await cast.adam.submits(key=STAGING.key, secret=STAGING.secret)).note
    assert "answers" in await cast.maya.types("/callboard accounts test staging")
    assert "is not the label" in await cast.adam.types("/callboard accounts remove staging --confirm stage")
    assert "are forgotten" in await cast.adam.types("/callboard accounts remove staging --confirm staging")
    assert "None of the accounts" in await cast.maya.types("/appcues flows list --account staging")
    assert await leaks_of(house, SECRETS) == []


async def test_the_account_of_the_settings_is_renamed_but_never_removed(cast: Cast) -> None:
    await cast.adam.types("/callboard accounts rename 17434 --to production --production yes")
    assert "production (Appcues 17434, US, production)" in await cast.adam.types("/callboard accounts")
    assert "comes from the settings" in await cast.adam.types(
        "/callboard accounts remove production --confirm production"
    )


async def test_a_secret_that_is_typed_is_not_taken_but_asked_for_in_the_form(
    house: Playhouse, cast: Cast
) -> None:
    refused = await cast.adam.types("/callboard accounts add x --number 77 --key typed-secret-0123456789")
    assert "--key is a secret, and what is typed here stays in Slack’s memory" in refused
    form = await cast.adam.opens(refused, "Fill in a form")
    assert "77" in str(form)
    assert "typed-secret" not in str(form)
    await cast.adam.board.close()
    assert [place for place, _ in await leaks_of(house, ["typed-secret-0123456789"])] == []


MISTYPED = (
    "/callboard accounts test appcues `--key {}`",
    "/callboard accounts test appcues *--key* {}",
    "/callboard accounts rotate appcues key: {}",
    "/callboard accounts ad x --number 77 --key {}",
    "/callboard acounts add x --secret={}",
    "/callboard accounts ad --key “{}” --secret {}",
    "/callboard accounts ad x --KEY {}",
    "/callboard nonsense --api-token {}",
    "/appcues acounts add --password {}",
    "/appizer apps secret --new_secret {}",
)
"""Lines that are no command, or have an option that there is not, with a secret in them."""


async def test_a_secret_behind_a_mistyped_command_is_not_echoed(house: Playhouse, cast: Cast) -> None:
    secret = "typed-secret-0123456789"
    for line in MISTYPED:
        said = await cast.adam.types(line.format(secret, secret))
        assert secret not in str(said.raw), line
    assert [place for place, _ in await leaks_of(house, [secret])] == []


async def test_only_admins_change_accounts(cast: Cast) -> None:
    for line in ("use appcues", "rename appcues --to x", "remove appcues --confirm appcues"):
        assert "needs the admin role" in await cast.maya.types(f"/callboard accounts {line}")


@house_with(has_staging=True)
async def test_an_account_that_was_removed_meanwhile_is_not_said_to_be_rotated(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    await opens_form(cast, "/callboard accounts rotate staging")
    await vendors.fault(f"GET /v2/accounts/{STAGING.id}/tags", "slow", seconds=3600)
    await cast.adam.board.submit(key=STAGING.key, secret=STAGING.secret)
    await vendors.met()
    accounts = house.program.services.accounts
    account = await accounts.labelled(house.team, "staging")
    await house.program.services.account_changes.remove(
        house.team, account, "staging", Who("U0OLIVIA", "typed")
    )
    await vendors.release()
    await house.settle()
    newest = (await house.audit())[0].entry
    assert (newest.action, str(newest.verdict)) != ("callboard accounts rotate", "done")


@house_with(has_staging=True)
@on_both_databases
async def test_of_two_rotations_at_once_each_opens_connections_anew(house: Playhouse, cast: Cast) -> None:
    await add_staging(cast)
    accounts = house.program.services.accounts
    account = await accounts.labelled(house.team, "staging")
    same = Credentials(STAGING.key, STAGING.secret)
    await asyncio.gather(
        *(
            house.program.services.account_changes.rotate(house.team, account, same, Who(by, "typed"))
            for by in ("U0ADAM", "U0OLIVIA")
        )
    )
    assert (await accounts.labelled(house.team, "staging")).revision == account.revision + 2


async def test_who_has_become_a_guest_is_not_told_again_what_they_did(house: Playhouse, cast: Cast) -> None:
    line = "/callboard accounts rename appcues:environment --to product"
    assert "called now" in await cast.adam.types(line)
    person = house.stand_in.workspace.people["U0ADAM"]
    person.is_admin, person.is_restricted = False, True
    assert "Guests" in await cast.adam.types(line)


@house_with(has_staging=True)
async def test_a_word_that_was_tried_as_a_key_in_vain_stays_a_word_for_everybody(
    house: Playhouse, cast: Cast
) -> None:
    await opens_form(cast, f"/callboard accounts add staging --number {STAGING.id}")
    assert "were not kept" in (await cast.adam.submits(key="Welcome", secret="checklist")).note
    await cast.maya.types('/appcues flows publish "Welcome tour" --reason "after the checklist"')
    assert "Welcome tour" in await cast.card()
    assert "Welcome tour" in {each.entry.item_name for each in await house.audit()}
    said = next(each.entry for each in await house.audit() if each.entry.action == "appcues flows publish")
    assert said.arguments["reason"] == "after the checklist"


@house_with(has_staging=True)
async def test_calls_that_run_while_credentials_are_rotated_come_to_their_end(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    services = house.program.services
    account = await services.accounts.labelled(house.team, "staging")
    await vendors.fault(f"GET /v2/accounts/{STAGING.id}/flows", "slow", seconds=3600)
    await cast.maya.board.type(LAUNCHES, "/appcues flows list --account staging")
    await vendors.met()
    same = Credentials(STAGING.key, STAGING.secret)
    await services.account_changes.rotate(house.team, account, same, Who("U0ADAM", "typed"))
    await services.accounts.connect(house.team, await services.accounts.labelled(house.team, "staging"))
    await vendors.release()
    await house.settle()
    shown = [each.text for each in await cast.maya.board.messages(LAUNCHES)]
    assert any("flows" in text and "staging" in text for text in shown)


@house_with(has_staging=True)
async def test_the_same_line_about_another_account_is_another_line(cast: Cast) -> None:
    await add_staging(cast)
    line = '/appcues keys rotate "web shop"'
    assert "typed" not in await cast.maya.types(f"{line} --account staging")
    assert "typed" not in await cast.maya.types(f"{line} --account appcues")
    cards = [each for each in await news(cast) if "Rotation of the SDK key" in each.plain]
    assert len(cards) == 2


async def test_the_same_line_in_another_channel_is_another_line(house: Playhouse, cast: Cast) -> None:
    await cast.adam.types("/callboard accounts use appcues", LAUNCHES)
    await cast.adam.types("/callboard accounts use appcues", "C0RANDOM")
    await cast.adam.types("/callboard accounts use appcues --channel <#C0STATS|stats>")
    uses = [each.entry for each in await house.audit() if each.entry.action.endswith(" use")]
    places = [(each.channel_id, each.arguments["channel"]) for each in reversed(uses)]
    assert places == [(LAUNCHES, LAUNCHES), ("C0RANDOM", "C0RANDOM"), (LAUNCHES, "C0STATS")]


@house_with(has_staging=True)
async def test_an_account_that_is_connected_is_not_added_again_under_another_label(
    house: Playhouse, cast: Cast
) -> None:
    await cast.adam.types("/callboard accounts rename appcues --to product --production yes")
    await opens_form(cast, "/callboard accounts add copy --number 017434")
    heard = await cast.adam.submits(key=VENDORS.appcues_key, secret=VENDORS.appcues_secret)
    assert "This is the account “product”, which is connected already" in heard.note
    await add_staging(cast)
    await opens_form(cast, f"/callboard accounts add again --number {STAGING.id}")
    heard = await cast.adam.submits(key=STAGING.key, secret=STAGING.secret)
    assert "This is the account “staging”" in heard.note
    await opens_form(cast, "/callboard accounts add apps --vendor appizer")
    heard = await cast.adam.submits(key=VENDORS.appizer_key)
    assert "This is the account “appizer”" in heard.note
    assert "3 connected" in (await cast.adam.types("/callboard accounts")).plain
    assert await leaks_of(house, SECRETS) == []


@house_with(has_staging=True)
async def test_what_was_removed_may_be_added_again(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await add_staging(cast)


@house_with(has_staging=True)
@on_both_databases
async def test_the_same_account_added_twice_at_once_is_there_once(house: Playhouse) -> None:
    accounts, keys = house.program.services.accounts, Credentials(STAGING.key, STAGING.secret)
    new = [Account("", Vendor.APPCUES, label, STAGING.id, "us") for label in ("one", "other")]
    add = house.program.services.account_changes.add
    adding = (add(house.team, each, keys, Who("U0ADAM", "typed")) for each in new)
    made = await asyncio.gather(*adding, return_exceptions=True)
    assert [isinstance(each, BadInput) for each in made].count(True) == 1
    assert {each.label for each in await accounts.all(house.team)} & {"one", "other"}


@house_with(has_staging=True)
async def test_what_is_called_production_is_production(cast: Cast) -> None:
    await opens_form(cast, f"/callboard accounts add Production --number {STAGING.id}")
    heard = await cast.adam.submits(key=STAGING.key, secret=STAGING.secret)
    assert "Production (Appcues 17435, US, production)" in heard.note
    assert "counts as production, since it is called so" in heard.note
    said = await cast.adam.types("/callboard accounts rename appcues --to prod")
    assert "prod (Appcues 17434, US, production)" in said
    assert "counts as production" in said
    refused = await cast.adam.types("/callboard accounts rename prod --production no")
    assert "taken for production by everybody" in refused
    assert "--to LABEL --production no" in refused
    said = await cast.adam.types("/callboard accounts rename prod --to trial --production no")
    assert "trial (Appcues 17434, US)" in said


@house_with(has_staging=True)
async def test_a_label_that_is_like_an_id_is_a_label_where_it_is_typed(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts rename staging --to environment")
    assert "environment (Appcues 17435" in await cast.maya.types("/appcues flows list --account environment")
    await cast.adam.types("/callboard accounts rename environment --to 17434")
    assert "17434 (Appcues 17435" in await cast.maya.types("/callboard accounts test 17434")


@house_with(has_staging=True)
async def test_a_label_that_may_be_two_accounts_is_asked_for_in_words(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts rename staging --to shop-trial")
    await cast.adam.types("/callboard accounts rename appcues --to shop-live")
    said = await cast.maya.types('/appcues flows show "Welcome tour" --account shop')
    assert "2 accounts match “shop”" in said
    assert "--account “shop-live” or --account “shop-trial”" in said
    assert "actions" not in [block["type"] for block in said.blocks], "an account is no flow"


@house_with(has_staging=True)
async def test_no_admin_alone_takes_an_account_out_of_the_rules_by_removing_it(cast: Cast) -> None:
    await opens_form(cast, f"/callboard accounts add prod --number {STAGING.id}")
    await cast.adam.submits(key=STAGING.key, secret=STAGING.secret)
    await set_rule(cast, "live --in-account production --kind flows --approvals 2")
    refused = await cast.adam.types("/callboard accounts remove prod --confirm prod")
    assert "would not hold for “prod” any more" in refused
    assert "prod (Appcues" in await cast.maya.types("/callboard accounts")


@house_with(has_staging=True)
async def test_no_admin_alone_brings_an_account_under_a_looser_rule_by_adding_it_anew(cast: Cast) -> None:
    await add_staging(cast)
    await set_rule(cast, "quick --in-account production --kind flows --approvals 0")
    refused = await cast.adam.types("/callboard accounts remove staging --confirm staging")
    assert "“staging” would be held back less by the rule “quick”" in refused
    assert "staging (Appcues" in await cast.maya.types("/callboard accounts")


@house_with(has_staging=True)
async def test_no_admin_alone_takes_an_organisation_out_of_its_rules_by_another_key(
    house: Playhouse, cast: Cast
) -> None:
    accounts = house.program.services.accounts  # both organisations are added in Slack, none by the settings
    settled = accounts._settled
    accounts._settled = lambda team: {v: x for v, x in settled(team).items() if v is Vendor.APPCUES}
    await opens_form(cast, "/callboard accounts add main --vendor appizer")
    await cast.adam.submits(key=VENDORS.appizer_key)
    await house.time_passes(3600)
    await set_rule(cast, "strict --in-account main --kind apps --approvals 2")
    await opens_form(cast, "/callboard accounts rotate main")
    refused = (await cast.adam.submits(key=STAGING.appizer_key)).note
    assert "would not hold for “main” any more" in refused
    assert "Gift Shop" in await cast.maya.types("/appizer apps --account main")


async def test_a_value_that_looks_like_another_option_is_masked_too(cast: Cast) -> None:
    for value in ("c2VjcmV0a2V5PQ==", "-Abc123secret"):
        assert value not in (await cast.maya.types(f"/callboard accounts ad --key {value}")).text


async def test_of_two_accounts_with_one_label_each_can_be_picked(cast: Cast) -> None:
    await cast.adam.types("/callboard accounts rename appcues --to appizer")
    said = await cast.adam.types("/callboard accounts rename appizer --to statistics")
    assert "2 accounts match" in said
    assert said.buttons == ["appizer (Appcues 17434, US)", "appizer (Appizer)"]
    assert "statistics (Appizer)" in await cast.adam.presses(said, "appizer (Appizer)")
    assert "appizer (Appcues 17434, US)" in await cast.adam.types("/callboard accounts")


async def test_where_there_are_no_buttons_the_accounts_that_may_be_meant_are_named(cast: Cast) -> None:
    await cast.adam.types("/callboard accounts rename appcues --to appizer")
    said = await cast.adam.types("/callboard roles grant @maya editor --in-account appizer")
    assert "“appizer (Appizer)”" in said
    said = await cast.adam.types('/callboard roles grant @maya editor --in-account "appizer (Appizer)"')
    assert "@maya now has the *editor* role" in said
