"""Encryption keys are rotated in every table that holds secrets, whatever its primary key."""

from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet

from storage.database import Database
from storage.models.accounts import AccountRow
from storage.models.installations import InstallationRow
from storage.rotation import rotate
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MANY = 230
"""More than are rotated at a time."""
NEW_KEY = Fernet.generate_key().decode()


def fill(work: UnitOfWork) -> None:
    """Secrets of accounts, whose key has two columns, and of installations, whose key has one."""
    for number in range(MANY):
        team_id = f"T{number % 7}"
        work.accounts.add(
            AccountRow(
                id=f"{number:04}",
                team_id=team_id,
                vendor="appcues",
                label=f"account {number}",
                credentials=f"secret {number}",
                added_at=NOW,
            )
        )
    work.installations.keep(
        InstallationRow(
            team_id="T1",
            team_name="Northwind",
            bot_token="xoxb-secret",
            bot_user_id="U1",
            scopes="",
            installed_by="U2",
            installed_at=NOW,
        )
    )


async def secrets_in(database: Database) -> list[str]:
    """All of them, decrypted."""

    def read(work: UnitOfWork) -> list[str]:
        accounts = [
            str(work.accounts.credentials(team, row.id))
            for team in (f"T{number}" for number in range(7))
            for row in work.accounts.list(team)
        ]
        return sorted([*accounts, *(str(row.bot_token) for row in work.installations.list())])

    return await database.read(read)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


async def test_after_a_rotation_the_new_key_alone_opens_everything(url: str) -> None:
    old = Database.open(url, encryption_keys=[ENCRYPTION_KEY])
    await old.transact(fill)
    before = await secrets_in(old)
    await old.close()
    both = Database.open(url, encryption_keys=[NEW_KEY, ENCRYPTION_KEY])
    assert await rotate(both) == MANY + 1
    await both.close()
    new = Database.open(url, encryption_keys=[NEW_KEY])
    assert await secrets_in(new) == before
    assert len(before) == MANY + 1
    await new.close()
