"""The audit is searched, shown in full, handed over as a file, pruned, and tells of all that happens."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.accounts import ENVIRONMENT
from bot.domain.audit import Verdict
from bot.services.audit_retention import AuditRetention
from bot.services.occurrences import MOST_ATTEMPTS, RETRY_AFTER
from bot.services.segments import SegmentsService
from commands.all_commands import build_catalog
from commands.context import Source
from sandbox.slack.driver import SeenMessage
from sandbox.slack.parcels import Parcel
from storage.audit_chain import START, as_json, hash_of
from storage.models.audit import AuditRow
from tests.scenarios.asking import HOURS, PUBLISH, PUBLISH_ROUTE, WELCOME, card_of_a_request
from tests.scenarios.bulk import passes
from tests.scenarios.endings import leaks_of
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import TEAM, VENDORS, Playhouse, Vendors, name_of
from tests.scenarios.scheduled import subscribe
from tests.scenarios.seats import APPROVALS, LAUNCHES, Cast, Seat
from tests.scenarios.test_audit_and_roles import tampered
from tests.scenarios.test_jobs import import_of
from tests.scenarios.test_lists import table_of
from tests.scenarios.test_policy import set_rule

Json = dict[str, Any]


@pytest.fixture(autouse=True)
async def _nobody_watches(house: Playhouse) -> None:
    """The first look at an account stands in the audit too, and is not what these stories tell of."""
    now = house.clock.now()
    account = (TEAM, ENVIRONMENT)
    await house.program.ground.database.transact(
        lambda work: work.watch_polls.claim(*account, now, now + timedelta(days=3650))
    )


async def everything(house: Playhouse) -> list[Any]:
    """All records, newest first, those of people who only looked too."""
    return list(await house.program.services.audit.latest(TEAM, 1000))


async def exported(seat: Seat, line: str) -> tuple[str, bytes]:
    """What is said to an export, and the file that lies in the direct messages of who asked, and of nobody else."""
    before = seat._private()
    await seat.board.type(LAUNCHES, line)
    heard = await seat._heard_since(before)
    return heard.notes[-1].plain, latest_file(seat)


def latest_file(seat: Seat) -> bytes:
    file = [*seat.house.stand_in.stage.files._files.values()][-1]
    assert file.channel_ids == ["D" + seat.user[1:]]
    return file.data or b""


def users_asked_for(house: Playhouse) -> list[str]:
    """Who Slack was asked about, one by one."""
    calls = house.stand_in.stage.journal.entries()
    return [each.request["user"] for each in calls if each.method == "users.info"]


def numbers(message: SeenMessage) -> list[int]:
    return [row[0] for row in table_of(message)[1:]]


@on_both_databases
async def test_records_are_found_by_person_item_outcome_time_and_way(house: Playhouse, cast: Cast) -> None:
    await cast.maya.types("/appcues flows list")
    card = await card_of_a_request(cast)
    await cast.greta.presses(card, "Approve")
    await house.time_passes(48 * HOURS)
    await cast.olivia.types("/callboard roles grant @maya approver")

    async def found(filters: str) -> list[int]:
        return numbers(await cast.adam.types(f"/callboard audit search {filters}"))

    assert await found("--person @maya") == [2, 1]
    assert await found('--item "welcome TOUR"') == [4, 2]  # it expired in the meantime
    assert await found("welcome TOUR") == [4, 2]
    assert await found("@maya") == [2, 1]
    assert await found("tour @maya --verdict asked") == [2]
    assert await found("--verdict refused") == [3]
    assert await found("--way button") == [3]
    assert await found("--way clock") == [4]
    assert await found("--kind role") == [5]
    assert await found("--item U0MAYA") == [5]
    assert await found('--action "/appcues flows p"') == [4, 2]
    for words in ("flows publish", "Flows  publish", "/flows pub"):
        assert await found(f'--action "{words}"') == [4, 2], words
    assert await found("--action roles") == [5]
    assert await found('--action "callboard roles"') == [5]
    assert "No record" in await cast.adam.types("/callboard audit search --action publish")
    assert await found("--in-account appcues --until yesterday") == [2, 1]
    assert await found('--since "3 days ago" --until yesterday') == [3, 2, 1]
    assert await found("--since today --person @olivia") == [5]
    request = (await house.request_ids())[0]
    assert await found(f"--request {request}") == [4, 3, 2]


async def test_kinds_are_found_in_the_singular_and_the_plural_and_no_others_are_looked_for(
    house: Playhouse, cast: Cast
) -> None:
    await card_of_a_request(cast)
    await cast.olivia.types("/callboard roles grant @maya approver")
    await set_rule(cast, "weekend --approvals 2")

    async def found(kind: str) -> list[int]:
        return numbers(await cast.adam.types(f'/callboard audit search --kind "{kind}"'))

    kinds = {each.seq: each.entry.item_kind for each in await everything(house)}
    rules = [seq for seq, kind in kinds.items() if kind == "policy rule"]
    assert kinds[1] == "flows"
    assert kinds[2] == "role"
    assert rules
    assert await found("flow") == await found("Flows") == [1]
    assert await found("roles") == await found("role") == [2]
    for words in ("rule", "rules", "policy rule", "Policy-rules"):
        assert await found(words) == rules, words
    said = await cast.adam.types("/callboard audit search --kind flws")
    assert "No record is about a kind of item called “flws”" in said
    assert "flows" in said
    assert "policy rule" in said
    said = await cast.adam.types("/callboard audit export --kind flws")
    assert "No record is about a kind of item called “flws”" in said


async def test_who_gave_somebody_which_role_is_found_by_their_name(house: Playhouse, cast: Cast) -> None:
    await cast.olivia.types("/callboard roles grant @maya approver")
    await cast.adam.types("/callboard roles grant <!subteam^S0MARKETING|@marketing> editor")
    await cast.adam.types("/callboard roles revoke @maya")
    maya, group = house.stand_in.workspace.people["U0MAYA"].real_name, "S0MARKETING"
    found = await cast.adam.types("/callboard audit search Maya")
    assert numbers(found) == [3, 1]
    assert [row[5] for row in table_of(found)[1:]] == [f"{maya} (role)"] * 2
    found = await cast.adam.types(f"/callboard audit search {group}")
    assert [row[5] for row in table_of(found)[1:]] == [f"{group} (role)"]
    await house.time_passes(HOURS)
    asked = users_asked_for(house)
    await cast.adam.types("/callboard roles revoke @tomas")
    assert users_asked_for(house)[len(asked) :] == ["U0ADAM"]
    assert (await house.audit(1))[0].entry.item_name == "U0TOMAS"


async def test_what_was_done_about_somebody_is_found_by_a_mention(house: Playhouse, cast: Cast) -> None:
    await cast.maya.types("/appcues flows list")
    await cast.olivia.types("/callboard roles grant @maya approver")
    await cast.olivia.types("/callboard roles grant <!subteam^S0MARKETING|@marketing> editor")
    name = house.stand_in.workspace.people["U0MAYA"].real_name
    found = await cast.adam.types("/callboard audit search --item @maya")
    assert f"1 record: about “{name}”" in found
    assert numbers(found) == [2]
    assert numbers(await cast.adam.types("/callboard audit search --item U0MAYA --person @olivia")) == [2]
    line = "/callboard audit search --item <!subteam^S0MARKETING|@marketing>"
    assert numbers(await cast.adam.types(line)) == [3]
    assert numbers(await cast.adam.types("/callboard audit search <!subteam^S0MARKETING|@marketing>")) == [3]
    name = house.stand_in.workspace.people["U0TOMAS"].real_name
    said = await cast.adam.types("/callboard audit search --item @tomas")
    assert f"No record is about “{name}”" in said
    _, content = await exported(cast.adam, "/callboard audit export --item @maya --format jsonl")
    assert [json.loads(line)["item_id"] for line in content.splitlines()] == ["U0MAYA"]


async def test_pages_keep_their_filters_and_their_records_while_more_is_written(
    house: Playhouse, cast: Cast
) -> None:
    for _ in range(30):
        await cast.maya.types("/callboard audit")
    first = await cast.adam.types("/callboard audit search --verdict refused --since 2h")
    assert "30 records: since 2h, refused" in first
    assert "Page 1 of 2" in first
    assert numbers(first) == list(range(30, 5, -1))
    await house.time_passes(3 * HOURS)
    await cast.maya.types("/callboard audit")
    second = await cast.adam.presses(first, "Next page")
    assert "30 records: since 2h, refused" in second
    assert numbers(second) == [5, 4, 3, 2, 1]
    assert "Previous page" in second.buttons


async def test_what_is_not_there_is_said(cast: Cast) -> None:
    await cast.maya.types("/appcues flows list")
    nothing = await cast.adam.types("/callboard audit search --verdict expired --person @tomas")
    assert "No record is by Tomás" in nothing
    assert numbers(await cast.adam.presses(nothing, "Show all"))[-1] == 1
    said = await cast.adam.types("/callboard audit search --since fortnight")
    assert "“fortnight” is not a time that has been" in said
    said = await cast.adam.types("/callboard audit search --since today --until 2026-01-01")
    assert "That ends before it begins" in said
    assert "There is no record 99" in await cast.adam.types("/callboard audit show 99")
    for odd in ("me", "-1", "٣", "9" * 30):
        assert "named by its number" in await cast.adam.types(f"/callboard audit show {odd}")
    assert "No record" not in await cast.adam.types("/callboard audit list --page 999 --upto 999999999999")


async def test_a_record_leads_from_the_list_to_all_that_is_known_of_it(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await cast.tomas.presses(card, "Approve")
    listed = await cast.adam.types("/callboard audit")
    done = next(row[0] for row in table_of(listed)[1:] if row[4].startswith("done"))
    shown = await cast.adam.presses(listed, "Open a record…", str(done))
    (call,) = await vendors.calls("/publish", effective=True)
    for words in (
        "Tomás",
        "U0TOMAS",
        "/appcues flows publish",
        "approval",
        WELCOME,
        "2026",
        "UTC",
        f"POST {call['path']}: status {call['status']}, request id ",
        "reason: spring launch",
        "It follows from the record before it",
    ):
        assert words in shown, words
    permalink = f"archives/{APPROVALS}/p{card.ts.replace('.', '')}"
    assert permalink in json.dumps(shown.blocks)
    record = (await house.audit(1))[0]
    assert record.hash in shown
    assert record.prev_hash in shown
    assert numbers(await cast.adam.presses(shown, "Of this request")) == [3, 2, 1]


async def test_a_record_that_was_changed_says_so_when_it_is_shown(house: Playhouse, cast: Cast) -> None:
    await card_of_a_request(cast)
    await tampered(house, "UPDATE audit_record SET actor_id = 'U0OLIVIA' WHERE seq = 1")
    assert "does not follow" in await cast.adam.types("/callboard audit show 1")


async def test_a_click_that_was_refused_leads_to_the_message_that_it_was_on(
    house: Playhouse, cast: Cast
) -> None:
    card = await card_of_a_request(cast)
    await cast.greta.presses(card, "Approve")
    record = (await house.audit(1))[0]
    assert (record.entry.channel_id, record.entry.message_ts) == (APPROVALS, card.ts)
    shown = await cast.adam.types(f"/callboard audit show {record.seq}")
    assert f"p{card.ts.replace('.', '')}" in json.dumps(shown.blocks)


async def test_a_request_and_what_is_decided_about_it_say_where_that_was_typed_or_pressed(
    house: Playhouse, cast: Cast
) -> None:
    await cast.maya.types(PUBLISH, "C0RANDOM")
    card = await cast.card()
    await cast.tomas.presses(card, "Approve")
    places = {each.entry.verdict: each.entry for each in await house.audit(3)}
    asked, approved = places[Verdict.ASKED], places[Verdict.APPROVED]
    assert (asked.channel_id, asked.message_ts) == ("C0RANDOM", "")
    assert (approved.channel_id, approved.message_ts) == (APPROVALS, card.ts)
    number = next(each.seq for each in await house.audit(3) if each.entry == asked)
    shown = await cast.adam.types(f"/callboard audit show {number}")
    assert f"p{card.ts.replace('.', '')}" in json.dumps(shown.blocks), "its card"


async def test_failed_changes_keep_every_answer_of_the_api(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await vendors.fault(PUBLISH_ROUTE, "status", status=403)
    card = await card_of_a_request(cast)
    await cast.tomas.presses(card, "Approve")
    record = (await house.audit(1))[0]
    assert str(record.entry.verdict) == "failed"
    (call,) = record.entry.calls
    assert (call.method, call.status) == ("POST", 403)
    assert call.path.endswith("/publish")
    assert call.request_id


async def test_a_change_at_once_has_its_answer_too(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    live = next(name_of(each) for each in await vendors.experiences() if each["published"])
    await cast.maya.types(f'/appcues flows unpublish "{live}" --reason x')
    record = (await house.audit(1))[0]
    assert record.entry.source == "at once"
    assert [(call.method, call.status) for call in record.entry.calls] == [
        ("POST", 200)
    ] or record.entry.calls == ()


async def test_reads_are_recorded_by_every_way_but_no_page_turns_lookups_or_help(
    house: Playhouse, cast: Cast
) -> None:
    listed = await cast.maya.types("/callboard roles")
    await cast.maya.types("/callboard help")
    await cast.maya.types("/appcues flows list")
    await cast.maya.types("/appcues flows show nothing-like-it")
    found = [
        (each.entry.action, each.entry.source, str(each.entry.verdict)) for each in await everything(house)
    ]
    assert found == [
        ("appcues flows show", "typed", "failed"),
        ("appcues flows list", "typed", "done"),
        ("callboard roles list", "typed", "done"),
    ]
    assert {each.entry.effect for each in await everything(house)} == {"read"}
    assert "Your own role" in listed


async def test_an_answer_stands_although_its_record_could_not_be_written(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("reads_not_audited")
    await tampered(house, "ALTER TABLE audit_head RENAME TO gone")
    assert "Your own role" in await cast.maya.types("/callboard roles")
    await tampered(house, "ALTER TABLE gone RENAME TO audit_head")
    assert await everything(house) == []
    told = house.log.getvalue()
    assert "reads_not_audited" in told
    assert "callboard roles list by U0MAYA" in told


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_an_export_is_a_private_file_and_stands_in_the_audit(
    house: Playhouse, cast: Cast, form: str
) -> None:
    await cast.maya.types('/appcues flows publish "Welcome tour" --reason "=HYPERLINK(1)"')
    await cast.greta.types("/appcues flows list")
    said, content = await exported(cast.adam, f"/callboard audit export --format {form}")
    assert "2 records" in said
    assert "is in your direct messages" in said
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert [row["verdict"] for row in rows] == ["asked", "refused"]
        assert rows[0]["detail"] == "'=HYPERLINK(1)"
    else:
        assert [json.loads(line)["seq"] for line in content.splitlines()] == [1, 2]
    record = (await house.audit(1))[0]
    assert record.entry.action == "callboard audit export"
    assert record.entry.detail == f"2 records as {form}"
    assert record.entry.arguments["format"] == form


async def test_an_export_holds_what_was_searched_for(cast: Cast) -> None:
    await card_of_a_request(cast)
    await cast.greta.types("/appcues flows list")
    found = await cast.adam.types("/callboard audit search --verdict refused")
    await cast.adam.opens(found, "As a file…")
    await cast.adam.submits(format="jsonl")
    lines = latest_file(cast.adam).splitlines()
    assert [json.loads(line)["actor_id"] for line in lines] == ["U0GRETA"]


@on_both_databases
async def test_whoever_has_the_file_alone_can_verify_the_chain(cast: Cast) -> None:
    await cast.maya.types("/callboard roles")
    card = await card_of_a_request(cast)
    await cast.tomas.presses(card, "Approve")
    _, content = await exported(cast.adam, "/callboard audit export --format jsonl")
    assert first_bad_line(content) is None
    assert first_bad_line(content.replace(b"U0TOMAS", b"U0GRETA", 1)) is not None
    lines = content.splitlines(keepends=True)
    assert len(lines) == 4
    assert first_bad_line(b"".join([lines[0], *lines[2:]])) == 2
    assert first_bad_line(b"".join([lines[1], lines[0], *lines[2:]])) == 1


def test_the_program_in_the_docs_verifies_an_export_and_finds_what_was_changed() -> None:
    page = (Path(__file__).parents[2] / "docs" / "promises.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.+?)```", page, re.DOTALL)
    row = AuditRow(
        team_id="T",
        actor_id="U",
        source="typed",
        action="a",
        verdict="done",
        id="x",
        at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        arguments={"name": "Ünïcode “quotes”\n", "many": [1, None, 1.5, {"b": 1, "a": 2}]},
        seq=1,
        prev_hash=START,
        hash="",
    )
    row.hash = hash_of(row)
    for text, is_good in ((as_json(row), True), (as_json(row).replace("typed", "home"), False)):
        run = subprocess.run(
            [sys.executable, "-c", program], input=text.encode(), capture_output=True, check=False
        )
        assert (run.returncode == 0) is is_good, run.stderr.decode()


def first_bad_line(content: bytes) -> int | None:
    """The algorithm of docs/promises.md, and nothing of ours: the number of the first line that does not follow."""
    before = "0" * 64
    for number, line in enumerate(content.decode().splitlines(), start=1):
        fields = json.loads(line)
        prev_hash, its_hash = fields.pop("prev_hash"), fields.pop("hash")
        canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        computed = hashlib.sha256(f"{prev_hash}\n{canonical}".encode()).hexdigest()
        if prev_hash != before or its_hash != computed:
            return number
        before = its_hash
    return None


@on_both_databases
async def test_pruning_keeps_the_rest_verifiable_and_stands_in_the_audit(
    house: Playhouse, cast: Cast
) -> None:
    card = await card_of_a_request(cast)
    await cast.greta.presses(card, "Approve")
    await house.time_passes(20 * 24 * HOURS)
    await cast.maya.types("/callboard roles")
    assert await kept_for(house, 10).prune() == 2  # asked, refused
    assert await kept_for(house, 10).prune() == 0
    assert [each.seq for each in await everything(house)] == [5, 4, 3]
    pruned = (await everything(house))[0]
    assert (pruned.entry.action, pruned.entry.source) == ("callboard audit prune", "clock")
    said = await cast.adam.types("/callboard audit verify")
    assert "each of its 3 records follows" in said
    assert "the 2 before were pruned" in said
    assert "Record 2 was pruned" in await cast.adam.types("/callboard audit show 2")
    assert "It follows from the record before it" in await cast.adam.types("/callboard audit show 4")


@on_both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_checkpoint SET hash = 'x'",
        "UPDATE audit_checkpoint SET seq = 1",
        "DELETE FROM audit_checkpoint",
        (
            "DELETE FROM audit_record WHERE seq = 3; UPDATE audit_checkpoint SET seq = 3,"
            " hash = (SELECT prev_hash FROM audit_record WHERE seq = 4)"
        ),
    ],
)
async def test_a_forged_checkpoint_is_found(house: Playhouse, cast: Cast, statement: str) -> None:
    card = await card_of_a_request(cast)
    await cast.greta.presses(card, "Approve")
    await house.time_passes(20 * 24 * HOURS)
    await cast.maya.types("/callboard roles")
    assert await kept_for(house, 10).prune() == 2
    await tampered(house, statement)
    assert "tampered" in await cast.adam.types("/callboard audit verify")


async def test_the_newest_record_is_never_pruned_and_what_was_tampered_with_stays(
    house: Playhouse, cast: Cast
) -> None:
    card = await card_of_a_request(cast)
    await cast.greta.presses(card, "Approve")
    await house.later(20 * 24 * HOURS)
    house.forgive("audit_not_pruned")
    await tampered(house, "UPDATE audit_record SET actor_id = 'U0ADAM' WHERE seq = 2")
    assert await kept_for(house, 1).prune() == 0
    assert "audit_not_pruned" in house.log.getvalue()
    await tampered(house, "UPDATE audit_record SET actor_id = 'U0GRETA' WHERE seq = 2")
    assert await kept_for(house, 1).prune() == 1
    assert [each.seq for each in await everything(house)] == [3, 2]


async def test_all_is_kept_where_no_number_of_days_is_set(house: Playhouse, cast: Cast) -> None:
    await card_of_a_request(cast)
    await house.time_passes(2000 * 24 * HOURS)
    assert [each.seq for each in await everything(house)] == [2, 1]


def kept_for(house: Playhouse, days: int) -> AuditRetention:
    return AuditRetention(house.program.ground.database, timedelta(days=days), house.clock)


@on_both_databases
async def test_what_becomes_of_the_due_times_of_a_schedule_stands_in_the_audit(house: Playhouse) -> None:
    rhythm = f"daily {house.clock.now() + timedelta(hours=1):%H:%M}"
    await subscribe(house, "digest", rhythm, zone="UTC", even_if_empty=True)
    await subscribe(house, "digest", rhythm, zone="UTC", channel="C0STATS", of_the_future=True)
    house.forgive("of_the_future")
    await house.time_passes(HOURS)
    for _ in range(MOST_ATTEMPTS):
        await house.time_passes(RETRY_AFTER[-1].total_seconds())
    assert await told_of_schedules(house) == ["done", "failed"]
    await house.time_passes(30 * HOURS)
    assert await told_of_schedules(house) == ["done", "failed", "skipped", "skipped"]


async def told_of_schedules(house: Playhouse) -> list[str]:
    """What became of the due times of Maya's schedules."""
    records = [record.entry for record in await everything(house)]
    assert {(entry.action, entry.source, entry.actor_id) for entry in records} == {
        ("schedule digest", "schedule", "U0MAYA")
    }
    return sorted(str(entry.verdict) for entry in records)


async def test_the_end_of_a_job_stands_in_the_audit_with_what_started_it(
    house: Playhouse, cast: Cast
) -> None:
    await import_of(cast)
    started = (await house.audit(1))[0].entry
    await passes(house, 60)
    ended = (await house.audit(1))[0].entry
    assert (ended.source, str(ended.verdict)) == ("job", "done")
    assert (ended.action, ended.request_id, ended.actor_id) == (started.action, started.request_id, "U0MAYA")
    assert "2 rows got in" in ended.detail
    assert [(call.method, call.status) for call in started.calls] == [("POST", 202)]


async def test_a_shortcut_that_was_called_stands_in_the_audit(house: Playhouse, cast: Cast) -> None:
    await cast.maya.board.use_shortcut("search")
    await house.settle()
    (record,) = await everything(house)
    assert (record.entry.action, record.entry.source) == ("appcues search", "shortcut")
    assert record.entry.detail == "called the form"


async def test_a_press_that_carries_what_no_button_of_ours_carries_stands_in_the_audit(
    house: Playhouse, cast: Cast
) -> None:
    card = await card_of_a_request(cast)
    forged = cast.tomas.click(card, "Approve")
    forged["actions"][0]["value"] = json.dumps({"request": (await house.request_ids())[0], "force": True})
    delivery = house.stand_in.stage.delivery
    assert (await delivery.deliver(Parcel("interactive", "block_actions Approve", forged))).is_good
    await house.settle()
    record = (await house.audit(1))[0].entry
    assert (record.action, record.source, str(record.verdict)) == (
        "callboard approvals approve",
        "button",
        "failed",
    )
    assert await house.request_states() == ["waiting"]


@pytest.mark.parametrize("line", ["flows show {}", 'flows publish "Welcome tour" --reason "key {}"'])
async def test_a_secret_that_is_typed_stands_nowhere(house: Playhouse, cast: Cast, line: str) -> None:
    await cast.maya.types(f"/appcues {line.format(VENDORS.appcues_secret)}")
    await cast.adam.board.type("#launches", "/callboard audit export --format jsonl")
    await house.settle()
    assert await leaks_of(house, [VENDORS.appcues_secret]) == []


async def test_a_command_that_ended_in_an_error_nobody_foresaw_is_recorded(
    house: Playhouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(_self: SegmentsService) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(SegmentsService, "listing", crash)
    pipeline, command = house.program.pipeline, build_catalog().by_path("appcues segments list")
    assert command is not None
    context = await pipeline.context(TEAM, "U0MAYA", LAUNCHES, Source.TYPED, afresh=True, path="appcues")
    with pytest.raises(RuntimeError):
        await pipeline.run(command, command.args(), context)
    await house.settle()
    newest = (await house.program.services.audit.latest(TEAM, 1))[0].entry
    assert (newest.action, str(newest.verdict)) == ("appcues segments list", "failed")
