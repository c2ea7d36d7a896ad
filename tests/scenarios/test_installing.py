"""Workspaces install Callboard in the browser: with consent, once, from where they began, and no token is seen."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from commands.manifest import SCOPES
from storage.unit_of_work import UnitOfWork
from tests.scenarios.browsers import browser, installed_neighbour, neighbour_of
from tests.scenarios.endings import everything_stored, leaks_of
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import NEIGHBOUR, SLACK, Playhouse
from tests.scenarios.processes import second_process, serving_doors
from tests.scenarios.seats import Cast, cast_of

open_to_others = house_with(may_install=True)


async def stored(house: Playhouse) -> list[tuple[str, bool]]:
    """The workspaces that are stored, and whether each has a token."""

    def read(work: UnitOfWork) -> list[tuple[str, bool]]:
        return [(row.team_id, row.bot_token is not None) for row in work.installations.list()]

    found: list[tuple[str, bool]] = await house.look(read)
    return found


@on_both_databases
@open_to_others
async def test_a_workspace_installs_callboard_and_both_are_served(house: Playhouse, cast: Cast) -> None:
    neighbour = neighbour_of(house)
    async with browser(house) as hers:
        page = await hers.installs(neighbour)
    assert "Callboard is in Southgate Opera" in page
    assert "/callboard accounts add" in page
    assert f'href="{neighbour.stand_in.url}/"' in page
    theirs = cast_of(neighbour)
    assert "admin" in await theirs.olivia.types("/callboard whoami")
    assert "viewer" in await theirs.tomas.types("/callboard whoami")
    assert "approver" in await cast.tomas.types("/callboard whoami"), (
        "the settings are about the first workspace"
    )
    (record,) = [each.entry for each in await neighbour.audit() if each.entry.action == "callboard install"]
    assert (record.actor_id, record.item_name, record.team_id) == ("U0OLIVIA", "Southgate Opera", NEIGHBOUR)
    assert "Southgate Opera" in await theirs.olivia.types("/callboard audit")
    assert await stored(house) == [(NEIGHBOUR, True)]


@open_to_others
async def test_slack_is_asked_for_exactly_what_the_manifest_says(house: Playhouse) -> None:
    async with browser(house) as hers:
        asked = parse_qs(urlsplit(await hers.begins()).query)
    assert asked["scope"] == [",".join(SCOPES)]
    assert asked["client_id"] == [SLACK.client_id]
    assert "user_scope" not in asked
    assert len(asked["state"][0]) > 40


@house_with(may_install=True, has_home=False, has_vendors=False)
async def test_without_a_token_in_the_settings_callboard_waits_for_whoever_installs_it(
    house: Playhouse,
) -> None:
    async with browser(house) as hers:
        assert (await hers.http.get("/readyz")).status_code == 200
        assert '"settings":["CALLBOARD_APPROVERS","CALLBOARD_EDITORS","CALLBOARD_APPROVALS_CHANNEL"]' in (
            house.log.getvalue()
        ), "an operator hears of what is idle"
        await hers.installs(house)
    cast = cast_of(house)
    assert "admin" in await cast.adam.types("/callboard whoami")
    assert "viewer" in await cast.maya.types("/callboard whoami"), "the settings speak of no workspace"


@on_both_databases
@open_to_others
async def test_coming_back_twice_installs_once(house: Playhouse) -> None:
    async with browser(house) as hers:
        address = await hers.consents(neighbour_of(house))
        assert (await hers.http.get(address)).status_code == 200
        assert "is good once" in await hers.is_refused(address)
    assert await stored(house) == [(NEIGHBOUR, True)]
    assert len(await neighbour_of(house).audit()) == 1


@pytest.mark.parametrize("cookie", ["", "of-somebody-else"])
@open_to_others
async def test_nobody_finishes_in_another_browser_what_somebody_began(house: Playhouse, cookie: str) -> None:
    async with browser(house) as hers, browser(house) as his:
        address = await hers.consents(neighbour_of(house))
        if cookie:
            await his.begins()
        assert "in the browser in which the visit began" in await his.is_refused(address)
        assert await stored(house) == []
        assert "Callboard is in" in (await hers.http.get(address)).text


@open_to_others
async def test_one_browser_may_begin_twice_and_finish_both(house: Playhouse) -> None:
    async with browser(house) as hers:
        first = await hers.consents(neighbour_of(house))
        second = await hers.consents(neighbour_of(house))
        for address in (second, first):
            assert (await hers.http.get(address)).status_code == 200


@open_to_others
async def test_a_state_that_is_too_old_or_made_up_is_refused(house: Playhouse) -> None:
    async with browser(house) as hers:
        address = await hers.consents(neighbour_of(house))
        await hers.is_refused(re.sub(r"state=[^&]+", "state=made-up", address))
        await hers.is_refused("/slack/oauth_redirect?code=1.2")
        await house.later(601)
        assert "within ten minutes" in await hers.is_refused(address)
    await house.time_passes(1)
    left = await house.program.ground.database.transact(
        lambda work: work.installations.forget_states(house.clock.now())
    )
    assert left == 0, "what nobody came back with is tidied up"
    assert await stored(house) == []


@open_to_others
async def test_a_no_on_slacks_page_installs_nothing_and_says_so(house: Playhouse) -> None:
    async with browser(house) as hers:
        page = await hers.is_refused(await hers.consents(neighbour_of(house), allow=False))
        assert "it was not allowed on Slack&#x27;s page" in page
        state = parse_qs(urlsplit(await hers.begins()).query)["state"][0]
        hostile = f"/slack/oauth_redirect?error=<script>alert(1)</script>&state={state}"
        assert "<script>" not in await hers.is_refused(hostile)
    assert await stored(house) == []


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ({"fault": "error500"}, "Slack gave no clear answer"),
        ({"fault": "refuse", "error": "invalid_code"}, "too old, or was used"),
        ({"fault": "refuse", "error": "bad_client_secret"}, "(bad_client_secret)"),
    ],
)
@open_to_others
async def test_what_slack_does_not_grant_is_told_in_a_sentence(
    house: Playhouse, trouble: dict[str, str], words: str
) -> None:
    house.forgive("oauth.v2.access")
    async with browser(house) as hers:
        neighbour = neighbour_of(house)
        neighbour.forgive("oauth.v2.access")
        address = await hers.consents(neighbour)
        await neighbour.board.fault("oauth.v2.access", **trouble)
        assert words in await hers.is_refused(address)
        assert await stored(house) == []
        assert "Callboard is in" in await hers.installs(neighbour), "and trying again helps"


@open_to_others
async def test_what_nobody_foresaw_gets_an_id_that_is_in_the_log(house: Playhouse) -> None:
    house.forgive("unexpected_error")
    neighbour_of(house).forgive("unexpected_error")
    async with browser(house) as hers:
        address = await hers.consents(neighbour_of(house))
        await house.program.ground.database.transact(
            lambda work: work._session.connection().exec_driver_sql(
                "ALTER TABLE install_state RENAME TO gone"
            )
        )
        page = await hers.http.get(address)
        await house.program.ground.database.transact(
            lambda work: work._session.connection().exec_driver_sql(
                "ALTER TABLE gone RENAME TO install_state"
            )
        )
    assert page.status_code == 500
    (error_id,) = re.findall(r"E[0-9a-f]{8}", page.text)
    assert error_id in house.log.getvalue()
    assert "code=" not in house.log.getvalue().replace("code=[redacted]", "")


@pytest.mark.parametrize(
    ("headers", "is_secure"),
    [
        ({}, False),
        ({"X-Forwarded-Proto": "https"}, True),
        ({"Host": "callboard.example.com"}, True),
    ],
)
@open_to_others
async def test_the_cookie_goes_nowhere_but_back(
    house: Playhouse, headers: dict[str, str], *, is_secure: bool
) -> None:
    async with browser(house) as hers:
        answer = await hers.http.get("/slack/install", headers=headers)
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Path=/slack", "Max-Age=600"):
        assert part in cookie
    assert ("Secure" in cookie) is is_secure
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


@on_both_databases
@open_to_others
async def test_no_token_that_a_workspace_gave_stands_anywhere(house: Playhouse) -> None:
    neighbour = await installed_neighbour(house)
    await cast_of(neighbour).olivia.types("/callboard audit")
    token = neighbour.stand_in.stage.installation.grant([])
    assert token.startswith("xoxb-")
    assert token in await house.look(lambda work: work.installations.get(NEIGHBOUR).bot_token)
    assert token not in await everything_stored(house.program.ground)
    assert token not in house.log.getvalue()
    assert await leaks_of(house, [token, SLACK.client_secret]) == []
    exchanged = [("Slack", token), ("Slack", SLACK.client_secret)]
    assert set(await leaks_of(neighbour, [token, SLACK.client_secret])) <= set(exchanged)
    assert token not in house.program.ground.redactor.text(f"a sentence with {token}")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@open_to_others
async def test_one_process_begins_another_finishes_and_both_serve(house: Playhouse, cast: Cast) -> None:
    neighbour = neighbour_of(house)
    async with second_process(house) as other, serving_doors(other) as url, browser(house) as hers:
        address = await hers.consents(neighbour)
        page = await hers.http.get(f"{url}{urlsplit(address).path}?{urlsplit(address).query}")
        assert "Callboard is in" in page.text
        theirs = cast_of(neighbour)
        assert "admin" in await theirs.olivia.types("/callboard whoami")
        neighbour.forgive("account_inactive")
        await neighbour.board.uninstall()
        await neighbour.settle()
        await other.ground.workspaces.refresh()
        assert await other.ground.workspaces.find(NEIGHBOUR) is None
    assert "admin" in await cast.olivia.types("/callboard whoami")
