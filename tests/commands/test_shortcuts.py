"""Shortcuts are values: what they open is there, takes the file of the message, and nothing else is believed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Candidate
from commands.all_commands import build_catalog
from commands.shortcuts import SHORTCUTS, Shortcut, files_of, offered, shortcut_called, with_file
from commands.spec import Shape
from tests.commands.sample import LOAD, SHOW

CATALOG = build_catalog()
AWAITED: set[str] = set()
"""Shortcuts of which no command is in the catalog yet; Slack does not list them until then."""


@pytest.mark.parametrize("shortcut", SHORTCUTS, ids=lambda shortcut: shortcut.callback_id)
def test_it_opens_commands_that_there_are_and_on_a_message_all_take_its_file(shortcut: Shortcut) -> None:
    commands = shortcut.commands(CATALOG)
    assert (not commands) == (shortcut.callback_id in AWAITED), "take it off the list of awaited ones"
    assert (shortcut in offered(CATALOG)) == bool(commands)
    for command in commands:
        takes_file = any(argument.shape is Shape.FILE for argument in command.arguments)
        assert takes_file == (shortcut.type == "message"), command.path
    assert shortcut_called(shortcut.callback_id) is shortcut


def test_no_two_are_called_the_same() -> None:
    assert (
        len({each.callback_id for each in SHORTCUTS})
        == len({each.name for each in SHORTCUTS})
        == len(SHORTCUTS)
    )
    assert shortcut_called("nonsense") is None


def test_the_form_starts_with_the_file_where_it_takes_one() -> None:
    file = Candidate("F0123", "crew.csv")
    assert with_file(LOAD, file) == {"file": {"id": "F0123", "name": "crew.csv"}}
    assert with_file(SHOW, file) == with_file(LOAD, None) == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("F0123ABCD"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("message", "files", "id", "name")), inner, max_size=4)
    ),
)


@given(st.dictionaries(st.sampled_from(("message", "files", "id")), json_values))
def test_whatever_a_payload_holds_only_ids_like_those_of_slack_are_taken(payload: dict[str, Any]) -> None:
    for file in files_of(payload):
        assert file.id == "F0123ABCD"
        assert file.name


def test_the_files_of_a_message_are_taken_in_their_order() -> None:
    files = [{"id": "F02", "name": "b"}, {"id": "../F3"}, {"id": "F01"}, None, {"id": 7}]
    assert files_of({"message": {"files": files}}) == (Candidate("F02", "b"), Candidate("F01", "F01"))
