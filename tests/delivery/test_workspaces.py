"""The workspaces that have Callboard: remembered, noticed, forgotten, and never asked of the database twice."""

from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.internals import extract_team_id
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.installations import Installation
from bot.errors import SlackRefused
from bot.inbox.delivery import team_of
from bot.outbox.slack_gateway import SlackGateway
from bot.outbox.workspaces import NOT_INSTALLED, Workspaces
from bot.redaction import Redactor
from storage.database import Database
from storage.models.installations import InstallationRow, InstallStateRow
from tests.conftest import ENCRYPTION_KEY

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 2, 9, 11, tzinfo=UTC)
HOME = Installation("T1", "Northwind", "xoxb-home", "U0CALLBOT")


def row(team_id: str = "T2", token: str = "xoxb-opera-canary") -> InstallationRow:
    return InstallationRow(
        team_id=team_id,
        team_name="Southgate Opera",
        bot_token=token,
        bot_user_id="U0CALLBOT",
        scopes="commands chat:write",
        installed_by="U0OLIVIA",
        installed_at=NOW,
    )


async def workspaces(
    database: Database, *, home: Installation | None = HOME, has_others: bool = True
) -> Workspaces:
    """As a process knows them that has just started; each gateway says by its token whose it is."""
    async with aiohttp.ClientSession() as session:

        def open_gateway(token: str) -> SlackGateway:
            return SlackGateway(AsyncWebClient(token=token, session=session))

        redactor = Redactor()
        return Workspaces(database, open_gateway, home=home, has_others=has_others, learn=redactor.learn)


@pytest.fixture
async def without_tables(tmp_path: Any) -> Any:
    """A database that fails whenever it is asked."""
    database = Database.open(f"sqlite:///{tmp_path / 'empty.db'}", encryption_keys=[ENCRYPTION_KEY])
    yield database
    await database.close()


async def test_the_workspace_of_the_settings_is_known_without_the_database(without_tables: Database) -> None:
    known = await workspaces(without_tables)
    found = await known.find("T1")
    assert found is not None
    assert found.installation is HOME
    alone = await workspaces(without_tables, has_others=False)
    assert await alone.find("T2") is None
    assert await alone.teams() == ("T1",)


async def test_another_workspace_is_read_once_and_then_remembered(
    database: Database, without_tables: Database
) -> None:
    await database.transact(lambda work: work.installations.keep(row()))
    known = await workspaces(database)
    first = await known.find("T2")
    known._database = without_tables
    assert await known.find("T2") is first


async def test_a_workspace_that_installs_in_another_process_is_known_at_once(database: Database) -> None:
    known = await workspaces(database)
    with pytest.raises(SlackRefused, match=NOT_INSTALLED):
        await known.slack("T2")
    await database.transact(lambda work: work.installations.keep(row()))
    found = await known.find("T2")
    assert found is not None
    assert found.installation.scopes == ("commands", "chat:write")
    assert await known.teams() == ("T1", "T2")


async def test_what_changes_elsewhere_is_seen_at_the_next_look(database: Database) -> None:
    known = await workspaces(database)
    await database.transact(lambda work: work.installations.keep(row()))
    await known.find("T2")
    await database.transact(lambda work: work.installations.keep(row(token="xoxb-another")))
    await known.refresh()
    found = await known.find("T2")
    assert found is not None
    assert found.installation.bot_token == "xoxb-another"
    assert not await database.transact(lambda work: work.installations.revoke("T2", 1, NOW)), "it came back"
    assert await database.transact(lambda work: work.installations.revoke("T2", 2, NOW))
    await known.refresh()
    assert await known.find("T2") is None
    assert await known.teams() == ("T1",)
    assert not await database.transact(lambda work: work.installations.revoke("T2", 2, NOW))


async def test_who_comes_back_is_there_again(database: Database) -> None:
    known = await workspaces(database, home=None)
    await database.transact(lambda work: work.installations.keep(row()))
    await database.transact(lambda work: work.installations.revoke("T2", 1, NOW))
    await database.transact(lambda work: work.installations.keep(row(token="xoxb-again")))
    found = await known.find("T2")
    assert found is not None
    assert (found.installation.bot_token, found.installation.revision) == ("xoxb-again", 2)


async def test_a_token_is_encrypted_and_not_shown(database: Database) -> None:
    await database.transact(lambda work: work.installations.keep(row()))
    raw = await database.read(
        lambda work: work._session.connection().exec_driver_sql("SELECT * FROM installation").one()
    )
    assert "canary" not in str(tuple(raw))
    kept = await database.read(lambda work: work.installations.get("T2"))
    assert kept is not None
    assert kept.bot_token == "xoxb-opera-canary"
    assert "canary" not in repr(Installation("T2", "x", "xoxb-opera-canary", "U1"))


async def test_a_state_is_good_once_for_its_browser_in_its_time(database: Database) -> None:
    state = InstallStateRow(state="s", browser="b", expires_at=LATER)
    await database.transact(lambda work: work.installations.begin(state))
    for name, browser, now in (("x", "b", NOW), ("s", "x", NOW), ("s", "b", LATER)):
        assert not await database.transact(lambda work: work.installations.take_state(name, browser, now))  # noqa: B023 - awaited here
    assert await database.transact(lambda work: work.installations.take_state("s", "b", NOW))
    assert not await database.transact(lambda work: work.installations.take_state("s", "b", NOW))


_TEAM = st.sampled_from(["T1", "T2", "T3"])
_INNER = st.fixed_dictionaries({}, optional={"team_id": _TEAM, "user": st.just("U1")})
_PAYLOAD = st.fixed_dictionaries(
    {},
    optional={
        "team": st.one_of(st.none(), _TEAM, st.fixed_dictionaries({"id": _TEAM})),
        "team_id": st.one_of(st.none(), _TEAM),
        "user": st.fixed_dictionaries({}, optional={"team_id": _TEAM}),
        "view": st.fixed_dictionaries({}, optional={"team_id": _TEAM, "app_installed_team_id": _TEAM}),
        "authorizations": st.lists(st.fixed_dictionaries({"team_id": _TEAM}), max_size=2),
        "event": _INNER,
    },
)


@given(_PAYLOAD)
def test_a_payload_is_worked_on_for_the_workspace_that_it_was_let_in_for(payload: dict[str, Any]) -> None:
    assert team_of(payload) == (extract_team_id(payload) or "")
