"""The words people type find the command they mean, whatever else there is."""

import pytest

from bot.domain.people import Role
from commands.catalog import Catalog, Found, Group, Unknown
from commands.parsing import split
from commands.spec import Command, NoArgs
from tests.commands.sample import CATALOG, SHOW, large_catalog, run
from tests.pace import processor_seconds


def command_at(path: str) -> Command:
    return Command(path, "Do it", NoArgs, run, Role.VIEWER)


@pytest.mark.parametrize(
    ("line", "path", "rest"),
    [
        ("appcues flows", "appcues flows list", ()),
        ("appcues FLOWS --state live", "appcues flows list", ("--state", "live")),
        ("appcues flows list", "appcues flows list", ()),
        ("appcues Flows Show Welcome tour", "appcues flows show", ("Welcome", "tour")),
        ("appcues flows show help center", "appcues flows show", ("help", "center")),
        ("appcues flows show -- help", "appcues flows show", ("--", "help")),
        ("callboard audit", "callboard audit", ()),
        ("callboard audit --search x", "callboard audit", ("--search", "x")),
        ("callboard audit verify", "callboard audit verify", ()),
    ],
)
def test_the_longest_path_wins(line: str, path: str, rest: tuple[str, ...]) -> None:
    root, *words = split(line)
    found = CATALOG.find(root, words)
    assert isinstance(found, Found)
    assert (found.command.path, found.rest) == (path, rest)


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("/appcues", "appcues"),
        ("appcues help", "appcues"),
        ("appcues --help", "appcues"),
        ("appcues flows help", "appcues flows"),
        ("appcues help flows", "appcues flows"),
        ("appcues HELP flows publish", "appcues flows publish"),
        ("appcues flows help publish", "appcues flows publish"),
        ("appcues flows publish help", "appcues flows publish"),
        ("appcues flows publish Welcome --help", "appcues flows publish"),
        ("appcues tags", "appcues tags"),
        ("callboard audit help", "callboard audit"),
    ],
)
def test_help_is_found_after_and_before_any_part_of_a_path(line: str, topic: str) -> None:
    root, *words = split(line)
    found = CATALOG.find(root, words)
    assert isinstance(found, Group)
    assert found.path == topic
    assert found.commands == CATALOG.below(topic)


@pytest.mark.parametrize(
    ("line", "known", "nearest"),
    [
        ("appcues flows publsh Welcome", "appcues flows", "appcues flows publish"),
        ("appcues flow show Welcome", "appcues", "appcues flows show"),
        ("appcues flws", "appcues", "appcues flows"),
        ("appcues publish Welcome", "appcues", "appcues flows publish"),
        ("callboard flows list", "callboard", "appcues flows list"),
        ("callboard audit verfy", "callboard audit", "callboard audit verify"),
        ("appcues help flws", "appcues", "appcues flows"),
    ],
)
def test_a_typo_finds_what_was_meant(line: str, known: str, nearest: str) -> None:
    root, *words = split(line)
    found = CATALOG.find(root, words)
    assert isinstance(found, Unknown)
    assert found.path == known
    assert found.nearest[0] == nearest


def test_nonsense_finds_nothing() -> None:
    assert CATALOG.find("appcues", ["xyzzy", "plugh"]) == Unknown("appcues", ("xyzzy", "plugh"), ())
    assert CATALOG.find("elsewhere", []) == Unknown("", (), ())


@pytest.mark.parametrize(
    "path", ["appcues", "appcues flows help", "appcues  flows", "Appcues flows", "", "a b-!"]
)
def test_a_malformed_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="is not a path"):
        Catalog([command_at(path)])


def test_a_path_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="two commands"):
        Catalog([command_at("a b"), command_at("a b")])


def test_commands_are_listed_by_path_and_by_topic() -> None:
    assert CATALOG.by_path("appcues flows show") is SHOW
    assert CATALOG.by_path("appcues flows") is None
    assert CATALOG.below("appcues nothing") == ()
    assert CATALOG.roots == ("appcues", "appizer", "callboard")


def test_an_empty_catalog_knows_nothing() -> None:
    assert Catalog([]).find("appcues", ["x"]) == Unknown("", ("x",), ())


def test_finding_costs_the_same_among_three_hundred_commands() -> None:
    words = split("flows show Welcome tour")
    assert fastest(large_catalog(30, 10), words) < 3 * fastest(CATALOG, words) + 20e-6


def fastest(catalog: Catalog, words: tuple[str, ...]) -> float:
    """The best of several rounds of 100 searches, in seconds for one."""

    def search() -> None:
        for _ in range(100):
            catalog.find("appcues", words)

    return processor_seconds(search) / 100
