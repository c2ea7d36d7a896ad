"""The pages for people stay true: their links lead somewhere, and what they tell to type exists."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings
from commands.all_commands import build_catalog
from commands.catalog import Found, Group
from commands.docs import page as page_of_commands
from commands.quoting import split

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("sandbox/*.md")])
CATALOG = build_catalog()


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_its_links_lead_to_files_that_exist(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_make_targets_it_names_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)(?:`|$)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CHANGELOG.md"], ids=name)
def test_the_slash_commands_it_shows_are_understood(page: Path) -> None:
    shown = re.findall(r"^/(\w+ .+)$|`/(\w+ [^`|]+)`", page.read_text(encoding="utf-8"), re.MULTILINE)
    for line in ("".join(found).replace("@person", "<@U012345|person>") for found in shown):
        root, *words = split(line)
        if root in CATALOG.roots:
            assert isinstance(CATALOG.find(root, words), Found | Group), line


def test_every_setting_that_the_readme_names_exists() -> None:
    prefixes = ("SLACK_", "CALLBOARD_", "APPCUES_", "APPIZER_", "DATABASE_")
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "README.md").read_text(encoding="utf-8")))
    known = {field.upper() for field in Settings.model_fields}
    assert {word for word in named if word.startswith(prefixes)} <= known


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == page_of_commands(CATALOG), "Run `make docs`."
    for command in CATALOG.all:
        assert f"/{command.path}" in page
