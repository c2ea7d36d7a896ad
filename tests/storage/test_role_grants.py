"""Role grants: one per subject and workspace."""

from datetime import UTC, datetime
from functools import partial

from storage.database import Database
from storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def grant(unit: UnitOfWork, subject: str, role: int) -> None:
    unit.role_grants.grant("T", subject, role, "U9", NOW)


async def test_a_grant_takes_the_place_of_the_one_before(database: Database) -> None:
    for subject, role in (("U2", 2), ("U1", 2), ("U1", 3)):
        await database.transact(partial(grant, subject=subject, role=role))
    grants = await database.read(lambda w: w.role_grants.list("T"))
    assert [(grant.subject_id, grant.role) for grant in grants] == [("U1", 3), ("U2", 2)]


async def test_a_grant_of_one_workspace_is_none_in_another(database: Database) -> None:
    await database.transact(lambda w: w.role_grants.grant("T", "U1", 4, "U9", NOW))
    assert await database.read(lambda w: w.role_grants.list("T2")) == []
    assert not await database.transact(lambda w: w.role_grants.revoke("T2", "U1"))


async def test_a_revoked_role_is_gone(database: Database) -> None:
    await database.transact(lambda w: w.role_grants.grant("T", "U1", 4, "U9", NOW))
    assert await database.transact(lambda w: w.role_grants.revoke("T", "U1"))
    assert not await database.transact(lambda w: w.role_grants.revoke("T", "U1"))
    assert await database.read(lambda w: w.role_grants.list("T")) == []
