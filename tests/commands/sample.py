"""A catalog with one argument of every shape, for tests that must not depend on the real commands."""

from dataclasses import dataclass
from typing import Any

from bot.domain.people import Role
from bot.errors import BadInput
from bot.views.reply import Reply
from commands.catalog import Catalog
from commands.spec import Command, Effect, Modal, NoArgs, Shape, option, positional


@dataclass(frozen=True)
class ListFlows:
    search: str = option("only names that contain these words", default="")
    state: str = option("only live ones, or only drafts", default="", choices=("live", "draft"))
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class ShowFlow:
    flow: str = positional("name or id of the flow", shape=Shape.ITEM, source="flows")


@dataclass(frozen=True)
class PublishFlow:
    flow: str = positional("name or id of the flow", shape=Shape.ITEM, source="flows")
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class RenameTag:
    tag: str = positional("the tag to rename")
    to: str = option("its new name")


@dataclass(frozen=True)
class GrantRole:
    person: str = positional("who, as a mention", shape=Shape.PERSON)
    role: str = positional("which role", choices=("viewer", "editor", "approver", "admin"))


@dataclass(frozen=True)
class Everything:
    item: str = positional("what it is about", shape=Shape.ITEM, source="flows")
    note: str = option("a note", default="", shape=Shape.LONG_WORDS)
    words: str | None = option("some words", default=None)
    count: int = option("how many", default=20, shape=Shape.NUMBER)
    share: float | None = option("which share", default=None, shape=Shape.NUMBER)
    loud: bool = option("say it loudly", default=False, shape=Shape.FLAG)
    state: str | None = option("which state", default=None, choices=("live", "draft"))
    person: str | None = option("for whom", default=None, shape=Shape.PERSON)
    channel: str | None = option("where", default=None, shape=Shape.CHANNEL)
    code: str | None = option("an id of any characters", default=None, shape=Shape.EXACT)
    lines: str = option("some lines", default="", shape=Shape.LINES)
    secret: str | None = option("the key", default=None, secret=True)
    cursor: str | None = option("where to go on", default=None, hidden=True)


@dataclass(frozen=True)
class Load:
    to: str = option("to whom", shape=Shape.LONG_WORDS, repeats=True)
    file: str = option("a file", default="", shape=Shape.FILE)
    where: str = option("which ones", default="", shape=Shape.CONDITIONS, repeats=True)
    rows: str = option("the rows themselves", default="", shape=Shape.LONG_WORDS, private=True)


@dataclass(frozen=True)
class Between:
    least: int = option("the least", default=0, shape=Shape.NUMBER)
    most: int = option("the most", default=10, shape=Shape.NUMBER)

    def __post_init__(self) -> None:
        if self.least > self.most:
            raise BadInput("The least is more than the most.", field="most")


@dataclass(frozen=True, kw_only=True)
class Tell:
    channel: str = positional("where; otherwise here", default="", shape=Shape.CHANNEL)
    topic: str = positional("what of", choices=("jobs", "digest"))
    times: str = positional("when", default="")
    key: str = option("a key", default="", secret=True)


@dataclass(frozen=True)
class OnlyHidden:
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


async def run(args: Any, context: Any) -> Reply:  # noqa: ARG001 - every handler has the same form
    return Reply("done")


LIST = Command("appcues flows list", "List flows", ListFlows, run, Role.VIEWER)
SHOW = Command("appcues flows show", "Show a flow", ShowFlow, run, Role.VIEWER)
PUBLISH = Command(
    "appcues flows publish",
    "Publish a flow",
    PublishFlow,
    run,
    Role.EDITOR,
    Effect.GUARDED,
    ('appcues flows publish "Welcome tour" --reason "spring launch"',),
)
RENAME = Command("appcues tags rename", "Rename a tag", RenameTag, run, Role.EDITOR, Effect.WRITE)
EVERYTHING = Command("appizer apps check", "Check an app", Everything, run, Role.VIEWER)
LOAD = Command(
    "appizer apps load",
    "Load rows into an app",
    Load,
    run,
    Role.EDITOR,
    Effect.GUARDED,
    modal=Modal(title="Load it", go="Load now"),
)
BETWEEN = Command("appizer apps count", "Count apps", Between, run, Role.VIEWER)
GRANT = Command("callboard roles grant", "Grant a role", GrantRole, run, Role.ADMIN, Effect.WRITE)
AUDIT = Command("callboard audit", "See who did what", ListFlows, run, Role.ADMIN)
VERIFY = Command("callboard audit verify", "Verify the audit", NoArgs, run, Role.ADMIN)
TELL = Command(
    "callboard tell",
    "Tell a channel",
    Tell,
    run,
    Role.EDITOR,
    Effect.WRITE,
    modal=Modal(wants=("topic", "key")),
)
HIDDEN_ONLY = Command("callboard status", "See how things are", OnlyHidden, run, Role.VIEWER)
COMMANDS = (LIST, SHOW, PUBLISH, RENAME, EVERYTHING, BETWEEN, GRANT, AUDIT, VERIFY)
CATALOG = Catalog(COMMANDS)


def large_catalog(nouns: int, verbs: int) -> Catalog:
    """A catalog of many commands, all of the first root, beside the sample ones."""
    many = (
        Command(
            f"appcues noun-{noun} verb-{verb}", "Do " + "something long " * 8, Everything, run, Role.VIEWER
        )
        for noun in range(nouns)
        for verb in range(verbs)
    )
    return Catalog((*COMMANDS, *many))
