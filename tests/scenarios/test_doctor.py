"""The doctor looks at a setup part by part, and says what is fine and what is not."""

from bot.wiring.doctor import examine
from storage.models.installations import InstallationRow
from storage.unit_of_work import UnitOfWork
from tests.scenarios.browsers import installed_neighbour
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import NEIGHBOUR, Playhouse
from tests.scenarios.test_neighbours import is_taken_out


async def found(house: Playhouse, **changes: object) -> dict[str, tuple[bool, str]]:
    """What the doctor says of each part."""
    findings = await examine(house.settings.model_copy(update=changes))
    return {each.subject: (each.is_fine, each.words) for each in findings}


async def test_one_workspace_with_its_accounts_is_fine(house: Playhouse) -> None:
    told = await found(house)
    assert told["database"] == (True, "is up to date")
    assert told["Slack"] == (True, "knows us as U0CALLBOT in Northwind Theatre")
    assert all(is_fine for is_fine, _ in told.values())


@house_with(has_vendors=False)
async def test_a_workspace_without_accounts_is_told_how_to_get_them(house: Playhouse) -> None:
    told = await found(house)
    is_fine, words = told["Appcues"]
    assert not is_fine
    assert "/callboard accounts add" in words


@house_with(may_install=True)
async def test_each_workspace_that_installed_it_is_tried(house: Playhouse) -> None:
    neighbour = await installed_neighbour(house)
    told = await found(house)
    assert told["workspace Southgate Opera"] == (True, "knows us as U0CALLBOT, installed by U0OLIVIA")
    await house.program.ground.database.transact(lacks_a_scope)
    is_fine, words = (await found(house))["workspace Southgate Opera"]
    assert not is_fine
    assert words.startswith("It did not grant chat:write, ")
    await is_taken_out(neighbour)
    is_fine, words = (await found(house))["workspace Southgate Opera"]
    assert is_fine
    assert "took Callboard out" in words


@house_with(may_install=True)
async def test_accounts_that_no_workspace_can_use_are_found(house: Playhouse) -> None:
    told = await found(house, slack_bot_token=None)
    assert told["Slack"] == (True, "may be anybody's who installs Callboard at /slack/install")
    assert told["Appcues"] == told["Appizer"]
    assert not told["Appcues"][0]
    assert "SLACK_BOT_TOKEN" in told["Appcues"][1]


def lacks_a_scope(work: UnitOfWork) -> None:
    """The neighbour installed Callboard when it asked for less."""
    row = work.installations.get(NEIGHBOUR)
    assert row is not None
    work.installations.keep(InstallationRow(**{**row.model_dump(), "scopes": "commands"}))
