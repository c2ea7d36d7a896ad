"""What holds for every command there is, and for the manifest and the pages made from them."""

from importlib import import_module
from pathlib import Path

import pytest

from bot.domain.people import Role
from commands import resources
from commands.all_commands import COMMANDS, build_catalog
from commands.catalog import Found
from commands.manifest import check_manifest
from commands.parsing import from_json, parse, split, to_json, understood, usage
from commands.spec import Command, Effect

ROOT = Path(__file__).parent.parent
CATALOG = build_catalog()
DECIDED_BY_ACCOUNT = {"callboard secrets show"}
"""For these the role counts that somebody has in the account of what they name."""
DECIDED_BY_POLICY = {f"callboard approvals {verb}" for verb in ("approve", "reject", "withdraw")}
"""Whether somebody may do these depends on the request; bot/domain/policy.py decides."""


def path_of(command: Command) -> str:
    return command.path


@pytest.mark.parametrize("command", COMMANDS, ids=path_of)
def test_its_summary_is_one_line_that_ends_without_a_full_stop(command: Command) -> None:
    assert command.summary
    assert "\n" not in command.summary
    assert not command.summary.endswith(".")


@pytest.mark.parametrize("command", COMMANDS, ids=path_of)
def test_each_of_its_examples_parses_into_its_arguments_and_back_or_opens_its_form(command: Command) -> None:
    assert command.examples
    for example in command.examples:
        root, *words = split(example)
        found = CATALOG.find(root, words)
        assert isinstance(found, Found)
        assert found.command is command
        rest = command.order(command, found.rest) if command.order else found.rest
        if command.modal.wants and not understood(command, rest).keys() & set(command.modal.wants):
            continue  # it opens the form
        args = parse(command, rest)
        assert from_json(command, to_json(args)) == args


@pytest.mark.parametrize("command", COMMANDS, ids=path_of)
def test_each_of_its_arguments_is_explained(command: Command) -> None:
    assert usage(command).startswith(f"/{command.path}")
    for argument in command.arguments:
        assert argument.help


@pytest.mark.parametrize("command", COMMANDS, ids=path_of)
def test_it_changes_something_only_for_those_above_viewer(command: Command) -> None:
    if command.effect is not Effect.READ and command.path not in {*DECIDED_BY_POLICY, *DECIDED_BY_ACCOUNT}:
        assert command.allow > Role.VIEWER


def test_every_resource_module_is_in_the_table_of_contents() -> None:
    for file in Path(next(iter(resources.__path__))).glob("*.py"):
        if file.stem != "__init__":
            module = import_module(f"commands.resources.{file.stem}")
            assert set(module.COMMANDS) <= set(COMMANDS), file.stem


def test_the_manifest_in_the_checkout_is_what_the_commands_say() -> None:
    check_manifest(CATALOG, ROOT / "manifest.yml")
