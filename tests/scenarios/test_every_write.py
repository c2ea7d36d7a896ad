"""Whatever changes something of Callboard's own, or shows a secret, stands in the audit: each such command, once."""

from commands.all_commands import COMMANDS
from commands.spec import Effect
from sandbox.apis import STAGING
from tests.scenarios.bulk import jobs
from tests.scenarios.looks import hears, news, next_look
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.subscribing import RANDOM
from tests.scenarios.test_accounts import add_staging
from tests.scenarios.test_changing_apps import PORTAL, app_of
from tests.scenarios.test_key_rotation import create, plan_of

PUBLISH = '/appcues flows publish "Welcome tour"'

LINES = (
    "/callboard subscribe jobs --only failed",
    "/callboard mute 1d",
    "/callboard unmute",
    "/callboard unsubscribe jobs",
    "/callboard roles grant <@U0MAYA|maya> approver",
    "/callboard roles revoke <@U0MAYA|maya>",
    "/callboard audit export",
    "/callboard accounts use staging",
    "/callboard accounts rename staging --to rehearsal",
    "/callboard accounts remove rehearsal --confirm rehearsal",
)


async def told(house: Playhouse) -> list[tuple[str, str]]:
    """What the audit says was done, with what came of it."""
    await house.settle()
    return [(each.entry.action, str(each.entry.verdict)) for each in await house.audit(1000)]


async def by_forms_and_requests(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    """What takes a form, a request, or a window of its own."""
    await add_staging(cast)
    await cast.adam.board.type("#launches", "/callboard accounts rotate staging")
    await house.settle()
    await cast.adam.submits(key=STAGING.key, secret=STAGING.secret)
    (job, *_) = await jobs(vendors)
    await cast.maya.says(f"/appcues jobs follow {job['id']}", LAUNCHES)
    app = await app_of(vendors, PORTAL)
    house.asked_to_see += [app["api_key"], app["api_secret"]]
    await cast.adam.board.type("#launches", f'/appizer apps secret "{PORTAL}"')
    await house.settle()
    await cast.adam.board.close()
    for name in ("Reject", "Withdraw"):
        note = await cast.maya.types(f"{PUBLISH} --reason {name}")
        if name == "Reject":
            await cast.tomas.opens(await cast.card(), name)
            await cast.tomas.submits(reason="not now")
        else:
            await cast.maya.presses(note, name)
    before = set(await vendors.secrets())
    await cast.maya.types("/appcues keys create Kiosk --reason kiosk")
    await cast.tomas.presses(await cast.card(), "Approve")
    (made,) = [each for each in await cast.told_in_thread(await cast.card()) if "created" in each]
    house.asked_to_see += set(await vendors.secrets()) - before
    await cast.maya.clicks(made, "Show it once")
    await cast.maya.board.close()


async def by_cards(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    """What is pressed on the cards of what was changed elsewhere, and of a key that is rotated."""
    await hears(house, "keys", "drift", channel=RANDOM)
    flow = next(each for each in await vendors.experiences() if each["published"])
    await vendors.edit("flows", flow["id"], published=False)
    await next_look(house)
    (card,) = await news(cast, RANDOM)
    await cast.maya.presses(card, "Fine")
    await cast.maya.types("/appcues keys rotate web shop")
    await create(cast)
    await cast.maya.presses(await plan_of(cast), "Rolled out")
    await cast.maya.presses(await plan_of(cast), "Cancel")


@house_with(has_staging=True)
async def test_every_command_that_writes_is_recorded(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    await by_cards(house, cast, vendors)
    await by_forms_and_requests(house, cast, vendors)
    for line in LINES:
        for note in (await cast.adam.says(line, LAUNCHES)).notes:
            if "Save" in note.buttons:
                await cast.adam.presses(note, "Save")
    records = await told(house)
    decided = {"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"}
    for command in (each for each in COMMANDS if each.effect is Effect.WRITE):
        if command.path.startswith("callboard approvals "):
            assert decided[command.verb] in {verdict for _, verdict in records}, command.path
        else:
            assert (command.path, "done") in records, command.path
