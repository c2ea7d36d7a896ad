"""Files from Slack, for those who may have them read; what Slack says of them, and what it hands over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.shared_files import parse_file
from bot.services.slack_files import KEPT_FOR
from storage.database import Database
from storage.models.file_passes import FilePassRow

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def slack_file(**fields: Any) -> dict[str, Any]:
    return {
        "id": "F1",
        "name": "crew.csv",
        "size": 12,
        "user": "U1",
        "url_private_download": "https://files.slack.com/a",
        **fields,
    }


def test_a_file_is_shared_wherever_slack_says_so() -> None:
    file = parse_file(
        slack_file(
            channels=["C1"],
            groups=["G1"],
            ims=["D1"],
            shares={"public": {"C2": [{"ts": "1"}]}, "private": {"G2": []}, "odd": 7},
        )
    )
    assert file.channel_ids == {"C1", "C2", "G1", "G2", "D1"}
    assert parse_file(slack_file()).channel_ids == frozenset()
    assert "files.slack.com" not in repr(file)


def test_a_file_is_for_its_owner_and_for_whom_it_is_shown_where_it_still_is() -> None:
    file = parse_file(slack_file(channels=["C1"]))
    assert file.may_be_used_by("U1", [])
    assert file.may_be_used_by("U2", ["C1", "C9"])
    assert not file.may_be_used_by("U2", ["C9"])
    assert not file.may_be_used_by("U2", [])
    nobodys = parse_file(slack_file(user=None))
    assert not nobodys.may_be_used_by("U2", [])


@pytest.mark.parametrize(
    "fields", [{"is_external": True}, {"url_private_download": ""}, {"size": None}, {"size": "12"}, {"id": 7}]
)
def test_what_slack_does_not_keep_itself_is_no_file_for_us(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a file"):
        parse_file(slack_file(**fields))


def pass_for(user_id: str, channel_id: str, at: datetime = NOW) -> FilePassRow:
    return FilePassRow(team_id="T", user_id=user_id, file_id="F1", channel_id=channel_id, given_at=at)


async def test_who_was_shown_a_file_where_is_kept_for_a_while(database: Database) -> None:
    rows = [pass_for("U2", "C1"), pass_for("U2", "C2"), pass_for("U3", "C3"), pass_for("U2", "C1")]
    await database.transact(lambda work: work.file_passes.give(rows))

    async def channels(user_id: str, file_id: str = "F1", team_id: str = "T") -> set[str]:
        return set(await database.read(lambda work: work.file_passes.channels(team_id, user_id, file_id)))

    assert await channels("U2") == {"C1", "C2"}
    assert await channels("U2", "F2") == await channels("U2", team_id="T2") == await channels("U9") == set()
    old = NOW - timedelta(seconds=1)
    assert await database.transact(lambda work: work.file_passes.forget(old)) == 0
    assert await database.transact(lambda work: work.file_passes.forget(NOW + KEPT_FOR)) == 3
