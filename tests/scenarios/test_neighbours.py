"""Two workspaces, one Callboard, people and channels of the same ids: neither sees or disturbs the other."""

import httpx
import pytest
from sqlmodel import col, select

from bot.domain.accounts import Vendor
from bot.errors import NoSuchItem
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.wiring.program import NOT_INSTALLED_HERE
from sandbox.apis import STAGING
from sandbox.slack.seen import SeenMessage
from storage.models.outbox import OutboxRow, OutboxState
from tests.scenarios.asking import HOURS, WELCOME, card_of_a_request
from tests.scenarios.browsers import browser, installed_neighbour, neighbour_of
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import NEIGHBOUR, TEAM, Playhouse, Vendors
from tests.scenarios.scheduled import posts, subscribe
from tests.scenarios.seats import LAUNCHES, Cast, cast_of
from tests.scenarios.test_accounts import add_staging
from tests.scenarios.wire import form_of, signed

DIGEST = "Topic digest"

with_neighbour = house_with(may_install=True, has_staging=True)


async def outbox_states(house: Playhouse, team_id: str) -> set[str]:
    """The states of the messages for a workspace."""
    query = select(OutboxRow.state).where(col(OutboxRow.team_id) == team_id)
    return set(await house.look(lambda work: work._session.scalars(query).all()))


async def is_taken_out(neighbour: Playhouse) -> None:
    """Somebody uninstalls the app there."""
    neighbour.forgive("account_inactive")
    await neighbour.board.uninstall()
    await neighbour.settle()


async def open_draft_flow(vendors: Vendors) -> str:
    """The id of a flow of the staging account that is not live."""
    path, auth = f"/v2/accounts/{STAGING.id}/flows", (STAGING.key, STAGING.secret)
    flows = (await vendors.door.get(path, auth=auth)).json()
    return next(str(flow["id"]) for flow in flows if not flow["published"])


@on_both_databases
@with_neighbour
async def test_the_accounts_of_the_settings_belong_to_the_workspace_of_the_settings(
    house: Playhouse, cast: Cast
) -> None:
    neighbour = await installed_neighbour(house)
    theirs = cast_of(neighbour)
    assert "No Appcues account is connected" in await theirs.olivia.types("/appcues flows")
    assert "No Appizer organisation is connected" in await theirs.olivia.types("/appizer apps")
    listed = await theirs.olivia.types("/callboard accounts")
    assert "17434" not in listed
    assert "appcues" not in listed.plain.replace("/appcues", "")
    accounts = house.program.services.accounts
    (first,) = [each for each in await accounts.all(TEAM) if each.vendor is Vendor.APPCUES]
    with pytest.raises(NoSuchItem):
        await accounts.connect(NEIGHBOUR, first)
    assert "14 flows" in await cast.maya.types("/appcues flows")


@with_neighbour
async def test_what_one_workspace_adds_grants_and_asks_for_the_other_does_not_see(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    neighbour = await installed_neighbour(house)
    theirs = cast_of(neighbour)
    await add_staging(theirs)
    await theirs.olivia.types("/callboard roles grant <@U0ADAM|adam> approver")
    assert "U0TOMAS" not in await theirs.olivia.types("/callboard roles"), "the settings say nothing here"
    assert "U0ADAM" not in await cast.olivia.types("/callboard roles")
    assert "staging" not in await cast.olivia.types("/callboard accounts")
    flow = await open_draft_flow(vendors)
    await theirs.olivia.types(f"/appcues flows publish {flow} --reason opera")
    await card_of_a_request(cast)
    (ours,), (other,) = await house.request_ids(), await neighbour.request_ids()
    assert other not in await cast.olivia.types("/callboard approvals")
    assert ours not in await theirs.olivia.types("/callboard approvals")
    assert "There is no request" in await cast.adam.types(f"/callboard approvals show {other}")
    told = [await cast.olivia.types("/callboard audit"), await theirs.olivia.types("/callboard audit")]
    assert WELCOME in told[0]
    assert "opera" not in told[0]
    assert "opera" in told[1]
    assert WELCOME not in told[1]
    for each in (cast, theirs):
        assert "The audit is intact" in await each.olivia.types("/callboard audit verify")


@with_neighbour
async def test_a_button_of_one_workspace_decides_nothing_in_the_other(house: Playhouse, cast: Cast) -> None:
    theirs = cast_of(await installed_neighbour(house))
    card = await card_of_a_request(cast)
    payload = cast.olivia.click(card, "Approve")
    payload["team"]["id"] = NEIGHBOUR
    payload["response_url"] = ""
    async with httpx.AsyncClient(base_url=str(house.stand_in.bot_url)) as http:
        body = form_of(payload)
        answer = await http.post("/slack/events", content=body, headers=signed(body))
    assert answer.status_code == 200
    await house.settle()
    assert await house.request_states() == ["waiting"]
    assert await theirs.olivia.house.request_states() == []


@with_neighbour
async def test_a_workspace_without_callboard_is_refused_visibly_and_nothing_runs(house: Playhouse) -> None:
    house.forgive("the AuthorizeResult", "AuthorizeResult (returned value")
    neighbour_of(house).forgive("AuthorizeResult")
    payload = {
        "command": "/callboard",
        "text": "roles grant <@U0MAYA|maya> admin",
        "team_id": NEIGHBOUR,
        "user_id": "U0OLIVIA",
        "channel_id": LAUNCHES,
        "trigger_id": "1.2.3",
    }
    body = form_of(payload)
    async with httpx.AsyncClient(base_url=str(house.stand_in.bot_url)) as http:
        answer = await http.post("/slack/events", content=body, headers=signed(body))
    assert (answer.status_code, answer.text) == (200, NOT_INSTALLED_HERE)
    await house.settle()
    assert await house.look(lambda work: work.inbox.open_count()) == 0
    assert await neighbour_of(house).audit() == []


@on_both_databases
@with_neighbour
async def test_who_takes_callboard_out_is_forgotten_and_nobody_else_notices(
    house: Playhouse, cast: Cast
) -> None:
    neighbour = await installed_neighbour(house)
    await card_of_a_request(cast)
    await is_taken_out(neighbour)
    (row,) = await house.look(lambda work: work.installations.list())
    assert row.bot_token is None
    assert row.revoked_at is not None
    assert await house.program.services.installations.teams() == (TEAM,)
    actions = [each.entry.action for each in await neighbour.audit()]
    assert actions == ["callboard uninstall", "callboard install"]
    assert await house.request_states() == ["waiting"]
    assert "admin" in await cast.olivia.types("/callboard whoami")


@on_both_databases
@with_neighbour
async def test_messages_wait_for_a_workspace_to_come_back_and_so_does_what_it_agreed_to(
    house: Playhouse, vendors: Vendors
) -> None:
    neighbour = await installed_neighbour(house)
    theirs = cast_of(neighbour)
    await add_staging(theirs)
    flow = await open_draft_flow(vendors)
    await theirs.olivia.types(f"/appcues flows publish {flow} --reason opera --at 'tomorrow 9:00'")
    (card,) = await asked_in(neighbour)
    assert "waits for its time" in await theirs.adam.presses(card, "Approve")
    await is_taken_out(neighbour)
    await house.time_passes(3 * 24 * 3600)
    assert await neighbour.request_states() == ["approved"], "nothing is done for a workspace that left"
    assert await vendors.calls("/publish") == []
    async with browser(house) as hers:
        await hers.installs(neighbour)
    await house.time_passes(60)
    await neighbour.settle()
    assert await neighbour.request_states() != ["approved"], "now it is looked at again"
    assert await outbox_states(house, NEIGHBOUR) == {OutboxState.SENT}


async def asked_in(house: Playhouse) -> list[SeenMessage]:
    """The cards of requests in the channel where people asked: there is no channel for all of them."""
    seen = await cast_of(house).olivia.in_channel(LAUNCHES)
    return [each for each in seen if "Approve" in each.buttons]


@with_neighbour
async def test_news_for_a_workspace_that_left_is_kept_and_nobody_is_bothered(
    house: Playhouse, cast: Cast
) -> None:
    neighbour = await installed_neighbour(house)
    theirs = cast_of(neighbour)
    await is_taken_out(neighbour)
    house.forgive("not_installed")
    neighbour.forgive("not_installed")
    news, now = Message("news", NEIGHBOUR, LAUNCHES, "News of the opera"), house.clock.now()
    await house.program.ground.database.transact(lambda work: enqueue(work, news, now))
    await house.settle()
    assert await outbox_states(house, NEIGHBOUR) == {OutboxState.PARKED}
    assert await cast.olivia.direct_messages() == []
    async with browser(house) as hers:
        await hers.installs(neighbour)
    await theirs.olivia.board.wait_for("News of the opera", LAUNCHES)


@with_neighbour
async def test_a_late_word_of_an_old_removal_does_not_undo_a_new_installation(house: Playhouse) -> None:
    neighbour = await installed_neighbour(house)
    event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0CALLBOT"]}}
    neighbour.stand_in.stage.events.announce("tokens_revoked", event)
    await neighbour.settle()
    assert "admin" in await cast_of(neighbour).olivia.types("/callboard whoami")


@with_neighbour
async def test_a_token_is_kept_until_slack_itself_says_that_it_is_worthless(house: Playhouse) -> None:
    neighbour = await installed_neighbour(house)
    for each in (house, neighbour):
        each.forgive("auth.test", "given_up", "delivery_failed", "delivery_given_up")
    await neighbour.board.fault("auth.test", "refuse", error="team_added_to_org", count=1)
    event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0CALLBOT"]}}
    neighbour.stand_in.stage.events.announce("tokens_revoked", event)
    await neighbour.settle()
    (row,) = await house.look(lambda work: work.installations.list())
    assert row.bot_token is not None
    await is_taken_out(neighbour)
    (row,) = await house.look(lambda work: work.installations.list())
    assert row.bot_token is None


@with_neighbour
async def test_the_token_of_a_person_that_is_revoked_means_nothing(house: Playhouse, cast: Cast) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U0MAYA"], "bot": []}}
    house.stand_in.stage.events.announce("tokens_revoked", event)
    await house.settle()
    assert "app_removed" not in house.log.getvalue()
    assert "14 flows" in await cast.maya.types("/appcues flows")


@with_neighbour
async def test_what_comes_due_in_a_workspace_that_left_is_let_go(house: Playhouse, cast: Cast) -> None:
    neighbour = await installed_neighbour(house)
    for each in (house, neighbour):
        await subscribe(each, "digest", "hourly", zone="UTC", even_if_empty=True)
    await is_taken_out(neighbour)
    await house.time_passes(HOURS)
    assert await posts(cast, DIGEST)
    assert await outbox_states(house, NEIGHBOUR) == set()
    async with browser(house) as hers:
        await hers.installs(neighbour)
    await house.time_passes(HOURS)
    assert len(await posts(cast_of(neighbour), DIGEST)) == 1, "from then on it comes again"


@on_both_databases
@with_neighbour
async def test_messages_that_cannot_be_posted_in_one_workspace_are_of_no_concern_to_the_other(
    house: Playhouse, cast: Cast
) -> None:
    neighbour = await installed_neighbour(house)
    for each in (house, neighbour):
        each.forgive("is_archived")
    await subscribe(neighbour, "digest", "hourly", zone="UTC", even_if_empty=True)
    await neighbour.board.change_channel(LAUNCHES, "archive")
    await neighbour.settle()
    await house.time_passes(HOURS)
    theirs = cast_of(neighbour)
    assert "kept, because Slack says" in await theirs.olivia.types("/callboard status", "C0RANDOM")
    assert "cannot be posted" in await theirs.olivia.types("/callboard digest preview", "C0RANDOM")
    assert "No message waits" in await cast.olivia.types("/callboard status")
    assert "cannot be posted" not in await cast.olivia.types("/callboard digest preview")
    assert "kept, because" not in str(await cast.olivia.opens_home())
