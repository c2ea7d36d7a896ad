"""Apps from Slack: made, changed, deleted; their secrets shown to one person, in a view, and nowhere else."""

from tests.scenarios.endings import leaks_of
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Json, Playhouse, Vendors
from tests.scenarios.seats import Cast

PORTAL = "Education Portal"


async def app_of(vendors: Vendors, name: str) -> Json:
    (app,) = [each for each in await vendors.apps() if each["name"] == name]
    return app


async def test_an_app_is_made_by_typing_with_its_settings(cast: Cast, vendors: Vendors) -> None:
    done = await cast.maya.types(
        '/appizer apps create "Kiosk" --website-url https://kiosk.example --data-retention-days 400'
    )
    assert "is created" in done
    app = await app_of(vendors, "Kiosk")
    assert (app["website_url"], app["data_retention_days"]) == ("https://kiosk.example", 400)


async def test_limits_are_checked_in_the_field_and_nothing_is_lost(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.board.type("#launches", "/appizer apps create")
    await house.settle()
    errors = await cast.maya.is_refused_by_form(name="Kiosk", data_retention_days="7")
    assert set(errors) == {"data_retention_days"}
    errors = await cast.maya.is_refused_by_form(website_url="kiosk", data_retention_days="30")
    assert set(errors) == {"website_url"}
    heard = await cast.maya.submits(website_url="https://kiosk.example")
    assert "created" in heard.note
    assert (await app_of(vendors, "Kiosk"))["data_retention_days"] == 30


async def test_credentials_go_in_by_the_form_and_never_come_back(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    assert "Enter it in the form" in await cast.maya.types(
        f'/appizer apps update "{PORTAL}" --timezone UTC --engagement-credentials x'
    )
    await cast.maya.board.type("#launches", f'/appizer apps update "{PORTAL}"')
    await house.settle()
    canary = "canary-access-token-0123456789"
    wrong = await cast.maya.is_refused_by_form(engagement_credentials=f"{{{canary}")
    assert canary not in str(wrong)
    credentials = f'{{"access_token": "{canary}", "application_id": "canary-application-42"}}'
    heard = await cast.maya.submits(engagement_platform="wonderpush", engagement_credentials=credentials)
    assert "changed" in heard.note
    app = await app_of(vendors, PORTAL)
    assert app["engagement_credentials"] == {
        "access_token": canary,
        "application_id": "canary-application-42",
    }
    assert [place for place, _ in await leaks_of(house, [canary])] == []


async def test_a_form_sends_only_what_differs(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    before = await app_of(vendors, PORTAL)
    await cast.maya.board.type("#launches", f'/appizer apps update "{PORTAL}"')
    await house.settle()
    heard = await cast.maya.submits(description="Where customers look things up")
    assert "changed: description" in heard.note
    after = await app_of(vendors, PORTAL)
    moved = {name for name in after if after[name] != before[name]}
    assert moved <= {"description", "updated_at"}


async def test_a_deletion_takes_the_name_and_two_people(cast: Cast, vendors: Vendors) -> None:
    refused = await cast.maya.types(f'/appizer apps delete "{PORTAL}" --confirm portal')
    assert "is not the name of the app" in refused
    await cast.maya.types(f'/appizer apps delete "{PORTAL}" --confirm "{PORTAL}" --reason closed')
    assert "is deleted" in await cast.tomas.presses(await cast.card(), "Approve")
    assert PORTAL not in [app["name"] for app in await vendors.apps()]


async def test_a_secret_is_shown_to_an_admin_in_a_view_and_written_down(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    app = await app_of(vendors, PORTAL)
    before = await cast.maya.types(f'/appizer apps show "{PORTAL}"')
    assert app["api_secret"] not in str(before.raw)
    house.asked_to_see = [app["api_key"], app["api_secret"]]
    await cast.adam.board.type("#launches", f'/appizer apps secret "{PORTAL}"')
    await house.settle()
    assert app["api_secret"] in str(await cast.adam.board.modal())
    await cast.adam.board.close()
    assert {place for place, _ in await leaks_of(house, [app["api_secret"]])} == {"private view"}
    told = [(each.entry.action, each.entry.item_name) for each in await house.audit()]
    assert ("appizer apps secret", PORTAL) in told


async def test_a_secret_is_not_for_editors(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    app = await app_of(vendors, PORTAL)
    await cast.maya.board.type("#launches", f'/appizer apps secret "{PORTAL}"')
    await house.settle()
    modal = str(await cast.maya.board.modal())
    assert "needs the admin role" in modal
    assert app["api_secret"] not in modal


async def test_a_lost_answer_to_a_creation_makes_one_app(cast: Cast, vendors: Vendors) -> None:
    await vendors.fault("POST /v1/apps", "cut_after")
    assert "is created" in await cast.maya.types("/appizer apps create Once")
    assert [app["name"] for app in await vendors.apps()].count("Once") == 1


@house_with(editors="")
async def test_a_viewer_changes_no_app(cast: Cast) -> None:
    for line in ("create X", f'update "{PORTAL}" --name X', f'delete "{PORTAL}" --confirm "{PORTAL}"'):
        assert "needs the editor role" in await cast.maya.types(f"/appizer apps {line}")
