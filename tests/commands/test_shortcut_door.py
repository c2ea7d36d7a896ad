"""A shortcut that can mean one thing only opens its form at once; on a message, with the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.inbox.delivery import SHORTCUT, Delivery
from bot.services.replies import Return
from bot.views.reply import Reply
from commands.catalog import Catalog
from commands.doors import Doors
from commands.spec import Command
from tests.commands.sample import LOAD, SHOW

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass
class House:
    """What stands behind the doors, as far as shortcuts need it; keeps what it is asked."""

    opened: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    shown: list[tuple[str, list[str]]] = field(default_factory=list)
    said: list[Reply] = field(default_factory=list)

    async def context(self, team_id: str, user_id: str, channel_id: str, *_: Any, **__: Any) -> Any:
        files = SimpleNamespace(was_shown=self.was_shown)
        return SimpleNamespace(
            place=SimpleNamespace(team_id=team_id, channel_id=channel_id),
            person=SimpleNamespace(id=user_id),
            services=SimpleNamespace(slack_files=files),
        )

    async def permit(self, *_: Any) -> None:
        pass

    def called_form(self, *_: Any) -> None:
        pass

    async def was_shown(self, _team: str, _user: str, channel_id: str, file_ids: Iterable[str]) -> None:
        self.shown.append((channel_id, list(file_ids)))

    async def open_form(self, command: Command, values: Mapping[str, Any], *_: Any) -> Reply:
        self.opened.append((command.path, values))
        return Reply("")

    async def send(self, reply: Reply, _way: Return) -> None:
        self.said.append(reply)


@pytest.fixture
def house() -> House:
    return House()


async def call(house: House, callback_id: str, *commands: Command, **payload: Any) -> None:
    some = cast("Any", house)
    doors = Doors(Catalog(commands), some, some, some, some)
    body = {"callback_id": callback_id, "user": {"id": "U1", "team_id": "T1"}, "trigger_id": "t", **payload}
    await doors.called(Delivery("act:t", SHORTCUT, body, NOW))


async def test_the_form_opens_with_the_file_of_the_message(house: House) -> None:
    command = replace(LOAD, path="appcues imports profiles")
    message = {"files": [{"id": "F0123", "name": "crew.csv"}]}
    await call(house, "import_file", command, message=message, channel={"id": "C1"})
    assert house.opened == [(command.path, {"file": {"id": "F0123", "name": "crew.csv"}})]
    assert house.shown == [("C1", ["F0123"])]
    assert house.said == []


async def test_of_several_files_one_is_chosen_first(house: House) -> None:
    command = replace(LOAD, path="appcues imports profiles")
    files = [{"id": f"F00{n}", "name": f"{n}.csv"} for n in range(12)]
    await call(house, "import_file", command, message={"files": files}, channel={"id": "C1"})
    assert house.opened == []
    (asked,) = house.said
    assert "and 2 more files" in asked.text


async def test_a_global_shortcut_opens_its_form_empty_whatever_else_comes_with_it(house: House) -> None:
    command = replace(SHOW, path="appcues search")
    await call(house, "search", command, message={"files": [{"id": "F0123"}]})
    assert house.opened == [("appcues search", {})]
    assert house.shown == []
