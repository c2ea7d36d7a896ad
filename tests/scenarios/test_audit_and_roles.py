"""The audit tells who did what, refusals included; roles are granted and take effect at once."""

import pytest
from sqlalchemy import text, update
from sqlmodel import col

from storage.audit_chain import START, hash_of
from storage.models.audit import AuditHeadRow, AuditRow
from storage.unit_of_work import UnitOfWork
from tests.scenarios.asking import PUBLISH, card_of_a_request
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.test_lists import table_of


async def tampered(house: Playhouse, statement: str) -> None:
    """Changes the stored audit behind the program's back."""

    def change(work: UnitOfWork) -> None:
        for each in statement.split(";"):
            work._session.connection().exec_driver_sql(each)

    await house.program.ground.database.transact(change)


def write_anew(work: UnitOfWork) -> None:
    """Lets all records tell of somebody else, each hashed as the program does it."""
    before = START
    for row in work.audit.in_order("T0CALLBOARD", 0, 1000):
        row.actor_id, row.prev_hash = "U0OLIVIA", before
        before = hash_of(row)
        work._session.execute(
            update(AuditRow)
            .where(col(AuditRow.seq) == row.seq)
            .values(actor_id=row.actor_id, prev_hash=row.prev_hash, hash=before)
        )
    work._session.execute(update(AuditHeadRow).values(hash=before))


@on_both_databases
async def test_the_audit_lists_who_did_what_refusals_included_newest_first(cast: Cast) -> None:
    card = await card_of_a_request(cast)
    for seat in (cast.maya, cast.greta):
        await seat.presses(card, "Approve")
    await cast.tomas.presses(card, "Approve")
    answer = await cast.adam.types("/callboard audit")
    rows = table_of(answer)[1:]
    assert [row[0] for row in rows] == [5, 4, 3, 2, 1]
    told = [(row[2].split()[0], row[4].split(":")[0]) for row in reversed(rows)]
    assert told == [
        ("Maya", "asked"),
        ("Maya", "refused"),
        ("Greta", "refused"),
        ("Tomás", "approved"),
        ("Tomás", "done"),
    ]
    assert "Welcome tour" in str(rows[0])
    assert "spring launch" in str(rows[-1])
    assert "/appcues flows publish" in str(rows[-1])


async def test_only_admins_read_the_audit_and_what_others_try_stands_in_it(cast: Cast) -> None:
    for line in ("audit", "audit search", "audit show 1", "audit export", "audit verify"):
        assert "needs the admin role" in await cast.maya.types(f"/callboard {line}")
    rows = table_of(await cast.olivia.types("/callboard audit"))[1:]
    assert [row[3].split()[2] for row in reversed(rows)] == ["list", "search", "show", "export", "verify"]
    assert {row[4] for row in rows} == {"refused: admin or higher"}


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit_record SET actor_id = 'U0OLIVIA' WHERE seq = 2", "Record 2 was changed"),
        ("UPDATE audit_record SET verdict = 'approved' WHERE seq = 1", "Record 1 was changed"),
        ("DELETE FROM audit_record WHERE seq = 2", "Record 2 is missing"),
        ("DELETE FROM audit_record WHERE seq >= 3", "the end of the log was cut off"),
        (
            (
                "UPDATE audit_record SET seq = 99 WHERE seq = 1; UPDATE audit_record SET seq = 1 WHERE seq = 2;"
                " UPDATE audit_record SET seq = 2 WHERE seq = 99"
            ),
            "Record 1 does not follow",
        ),
        (
            (
                "DELETE FROM audit_record WHERE seq <= 2; INSERT INTO audit_checkpoint VALUES"
                " ('T0CALLBOARD', 2, (SELECT prev_hash FROM audit_record WHERE seq = 3), '2026-11-01', 2)"
            ),
            "The checkpoint after record 2 is not the one",
        ),
        (
            (
                "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_record WHERE seq = 2);"
                " DELETE FROM audit_record WHERE seq >= 3"
            ),
            "Record 2 was not sealed as the last one",
        ),
        ("UPDATE audit_head SET seal = NULL", "Record 4 was not sealed as the last one"),
        ("DELETE FROM audit_record; DELETE FROM audit_head", "Nothing tells that the request"),
    ],
)
@on_both_databases
async def test_a_changed_or_removed_record_is_found(
    house: Playhouse, cast: Cast, statement: str, says: str
) -> None:
    card = await card_of_a_request(cast)
    for seat in (cast.greta, cast.maya):
        await seat.presses(card, "Approve")
    intact = await cast.adam.types("/callboard audit verify")
    assert "intact" in intact
    assert "3 records" in intact
    await tampered(house, statement)
    found = await cast.adam.types("/callboard audit verify")
    assert "tampered" in found
    assert says in found


@on_both_databases
async def test_a_seal_that_was_forged_is_found(house: Playhouse, cast: Cast) -> None:
    await card_of_a_request(cast)
    forge = text("UPDATE audit_head SET seal = :seal").bindparams(seal=b"forged")
    await house.program.ground.database.transact(lambda work: work._session.execute(forge))
    assert "The seal of the last record cannot be read" in await cast.adam.types("/callboard audit verify")


async def test_a_log_that_was_written_anew_is_found(house: Playhouse, cast: Cast) -> None:
    card = await card_of_a_request(cast)
    await cast.greta.presses(card, "Approve")
    await house.program.ground.database.transact(write_anew)
    assert "Record 2 was not sealed" in await cast.adam.types("/callboard audit verify")


@house_with(editors="")
async def test_a_granted_role_counts_at_once_and_a_revoked_one_no_longer(
    house: Playhouse, cast: Cast
) -> None:
    assert "needs the editor role; yours is viewer" in await cast.maya.types(PUBLISH)
    said = await cast.adam.types("/callboard roles grant @maya editor")
    assert "@maya now has the *editor* role" in said
    assert "needs a second person" in await cast.maya.types(PUBLISH)
    assert "@maya: *editor*, by @adam" in await cast.maya.types("/callboard roles")
    assert "taken away" in await cast.adam.types("/callboard roles revoke @maya")
    assert "needs the editor role" in await cast.maya.types(
        '/appcues flows publish "Group booking guide" --reason x'
    )
    assert "typed this already" in await cast.adam.types("/callboard roles revoke @maya")
    await house.time_passes(61)
    assert "no role that was granted" in await cast.adam.types("/callboard roles revoke @maya")
    told = [(record.entry.action, str(record.entry.verdict)) for record in await house.audit()]
    assert ("callboard roles grant", "done") in told
    assert ("callboard roles revoke", "done") in told


async def test_what_somebody_else_undid_meanwhile_is_done_anew_when_it_is_typed_again(cast: Cast) -> None:
    grant = "/callboard roles grant @maya approver"
    await cast.adam.types(grant)
    await cast.olivia.types("/callboard roles revoke @maya")
    said = await cast.adam.types(grant)
    assert "typed this already" not in said
    assert "@maya: *approver*" in await cast.maya.types("/callboard roles")
    assert "typed this already" in await cast.adam.types(grant), "nobody has done anything since"


@house_with(approvers="")
async def test_a_granted_approver_decides_at_once(cast: Cast, vendors: Vendors) -> None:
    card = await card_of_a_request(cast)
    assert "needs the approver role" in await cast.tomas.presses(card, "Approve")
    await cast.olivia.types("/callboard roles grant @tomas approver")
    assert "is live" in await cast.tomas.presses(card, "Approve")
    assert (await vendors.experience("Welcome tour"))["published"]


async def test_guests_and_bots_cannot_be_granted_anything(house: Playhouse, cast: Cast) -> None:
    for who in ("@greta", "@callboard", "@slackbot"):
        said = await cast.adam.types(f"/callboard roles grant {who} admin")
        assert "cannot have a role" in said, who
        assert who not in (await cast.adam.types("/callboard roles")).plain
        assert str((await house.audit(1))[0].entry.verdict) in {"failed", "refused"}


async def test_only_admins_grant_roles(house: Playhouse, cast: Cast) -> None:
    for seat in (cast.maya, cast.tomas):
        said = await seat.types(f"/callboard roles grant @{seat.user[2:].lower()} admin")
        assert "needs the admin role" in said
        assert (await house.audit(1))[0].entry.actor_id == seat.user
    assert "Your own role: *editor*" in await cast.maya.types("/callboard roles")


async def test_a_role_can_be_granted_by_the_form_too(cast: Cast) -> None:
    help = await cast.adam.types("/callboard roles grant help")
    await cast.adam.opens(help, "Fill in…")
    heard = await cast.adam.submits(person="U0MAYA", role="approver")
    assert "@maya now has the *approver* role" in heard.note


@house_with(editors="S0MARKETING", approvers="")
async def test_a_role_of_a_user_group_counts_for_its_members(house: Playhouse, cast: Cast) -> None:
    assert "needs a second person" in await cast.maya.types(PUBLISH)
    house.stand_in.workspace.groups["S0MARKETING"].user_ids.remove("U0MAYA")
    assert "needs the editor role" in await cast.maya.types(
        '/appcues flows publish "Group booking guide" --reason x'
    )


@on_both_databases
async def test_a_record_that_is_put_before_the_first_is_noticed(house: Playhouse, cast: Cast) -> None:
    await card_of_a_request(cast)
    names = [name for name in AuditRow.model_fields if name not in {"seq", "id"}]
    columns = ", ".join(names)
    await tampered(
        house,
        f"INSERT INTO audit_record (seq, id, {columns}) SELECT 0, 'forged', {columns} FROM audit_record WHERE seq = 1",
    )
    assert "intact" not in await cast.adam.types("/callboard audit verify")


@house_with(editors="U0MAYA")
async def test_whoever_has_a_higher_role_is_said_to_stay_what_they_are(cast: Cast) -> None:
    assert "stays *admin*" in await cast.adam.types("/callboard roles grant @olivia viewer")
    assert "stays *editor*" in await cast.adam.types("/callboard roles grant @maya viewer")
    assert "stays" not in await cast.adam.types("/callboard roles grant @maya approver")
