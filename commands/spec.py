"""A command is a value: everything about it is read from it, and nothing registers itself."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from bot.domain.people import Role
from bot.views.reply import Reply

if TYPE_CHECKING:
    from bot.services.changes import Change
    from commands.context import Context


ONE_OF = {
    "accounts": "an account",
    "apps": "an app",
    "audit": "the audit",
    "banners": "a banner",
    "checklists": "a checklist",
    "digest": "the digest",
    "drift": "a change",
    "flows": "a flow",
    "jobs": "a job",
    "keys": "an SDK key",
    "launchpads": "a launchpad",
    "mobile": "mobile content",
    "pins": "a pin",
    "policy": "the policy",
    "roles": "a role",
    "rotations": "a rotation",
    "segments": "a segment",
}
"""What the verb of a command is about, by the noun in its path."""


class Effect(Enum):
    """What a command does to the world."""

    READ = "read"
    """Looks only. Answered without an inbox row; lost with the process, repeated by the person."""
    WRITE = "write"
    """Changes something of Callboard's own. Recorded before it is acknowledged, and audited."""
    GUARDED = "guarded"
    """Changes something that the policy may hold back for approval; `run` returns a Change."""


class Shape(Enum):
    """How an argument is typed, offered and filled in."""

    WORDS = "words"
    LONG_WORDS = "long words"
    MENTIONS = "mentions"
    """Words in which people and user groups keep their ids, for commands that read them apart themselves."""
    EXACT = "exact"
    """An id that may hold anything: line breaks and blanks in it stay as they are."""
    LINES = "lines"
    """Text of lines: typed below the line of the command, or as an option that may be given again and again."""
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    ITEM = "item"
    """Something with a name and an id, found by type-ahead; `source` names what is searched, e.g. `flows`."""
    MOMENT = "moment"
    """A point in time as people say it (`monday 9:00`); kept as words, read in the person's zone by `Context.when`."""
    FILE = "file"
    """A file in Slack, by its id; uploaded in the form, or named by a message shortcut."""
    CONDITIONS = "conditions"
    """Conditions as text (`name like appcues% and user_id is not null`); in the form also row by row."""
    PERSON = "person"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Argument:
    """How one field of an args dataclass is read, shown and recorded."""

    name: str
    help: str
    shape: Shape
    positional: bool
    required: bool
    default: Any = None
    choices: tuple[str, ...] = ()
    source: str = ""
    secret: bool = False
    hidden: bool = False
    """Filled by buttons only (page numbers, ids): accepted when typed, not shown in usage, help or modal."""
    private: bool = False
    """Data about people, taken to the letter: kept encrypted and out of the audit like a secret, but shown again to
    who typed it."""
    repeats: bool = False
    """Whether the option may be typed several times; each is one more line of the value."""
    decimal: bool = False
    """Whether a NUMBER may have a fraction: its field is a float."""

    @property
    def is_sealed(self) -> bool:
        """Whether it is kept encrypted, and out of the audit."""
        return self.secret or self.private

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        return f"--{self.word}"

    @property
    def word(self) -> str:
        """How it is named where something is wrong with its value, typed or filled in: `own-group`."""
        return self.name.replace("_", "-")

    @property
    def typed(self) -> str:
        """How it is named in explanations: by its place, or as an option."""
        return self.name.upper() if self.positional else self.flag


def positional(
    help: str,
    *,
    default: Any = dataclasses.MISSING,
    shape: Shape = Shape.WORDS,
    source: str = "",
    choices: tuple[str, ...] = (),
) -> Any:
    """A field of an args dataclass that is typed by its place. Only the last one may hold several words."""
    return _field(True, help, default, shape, source, choices)


def option(
    help: str,
    *,
    default: Any = dataclasses.MISSING,
    shape: Shape = Shape.WORDS,
    source: str = "",
    choices: tuple[str, ...] = (),
    secret: bool = False,
    private: bool = False,
    hidden: bool = False,
    repeats: bool = False,
) -> Any:
    """A field of an args dataclass that is typed as `--name value`."""
    flags = {"secret": secret, "private": private, "hidden": hidden, "repeats": repeats}
    return _field(False, help, default, shape, source, choices, **flags)


def _field(
    positional: bool,
    help: str,
    default: Any,
    shape: Shape,
    source: str,
    choices: tuple[str, ...],
    **flags: bool,
) -> Any:
    if choices and shape is Shape.WORDS:
        shape = Shape.CHOICE
    if shape is Shape.LINES:
        flags["repeats"] = True
    metadata = {
        "help": help,
        "positional": positional,
        "shape": shape,
        "source": source,
        "choices": choices,
        **flags,
    }
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True)
class NoArgs:
    """The arguments of a command that takes none."""


def arguments(args: type[Any]) -> tuple[Argument, ...]:
    """The arguments of an args dataclass, in the order of its fields."""
    return tuple(
        Argument(
            name=field.name,
            required=field.default is dataclasses.MISSING,
            default=None if field.default is dataclasses.MISSING else field.default,
            decimal="float" in str(field.type),
            **field.metadata,
        )
        for field in dataclasses.fields(args)
    )


@dataclass(frozen=True)
class Filling:
    """The first content of a form, and what to know before filling it in, in a sentence."""

    values: Mapping[str, Any]
    note: str = ""


@dataclass(frozen=True)
class Reviewed:
    """A review, and the arguments that it shows the effect of: these are carried out, not what was typed."""

    reply: Reply
    args: Any


Words = tuple[str, ...]
Order = Callable[["Command", Words], Words]
Run = Callable[[Any, "Context"], Awaitable["Reply | Change"]]
Fill = Callable[[Mapping[str, Any], "Context"], Awaitable[Mapping[str, Any] | Filling]]
Review = Callable[[Any, "Context"], Awaitable[Reply | Reviewed]]


@dataclass(frozen=True)
class Modal:
    """How a command uses modals, beyond the form that every command has."""

    wants: tuple[str, ...] = ()
    """Typed with none of these arguments, the command opens its form instead of running."""
    fill: Fill | None = None
    """Gives the form its first content, from what is known of the arguments; may read what is slow."""
    review: Review | None = None
    """Shows what would be done, and does nothing; the command runs when the person says so.

    What depends on the moment (`now`, what differs) it pins down by answering with `Reviewed`.
    """
    shows: bool = False
    """Whether the answer is shown in a modal, which does not stay, and never in a message."""
    title: str = ""
    """What stands over its modals, where verb and noun do not say it well."""
    go: str = ""
    """What the button says that does it, where the verb does not say it well."""


@dataclass(frozen=True)
class Noun:
    """A noun that stands for a command where no verb follows: `digest weekdays 09:00` for `subscribe digest …`."""

    name: str
    is_meant: Callable[[Command, Words], bool]
    """Whether the words after the noun are for this command."""


@dataclass(frozen=True)
class Command:
    """One thing that people can ask for. `path` includes the root: `appcues flows publish`."""

    path: str
    summary: str
    args: type[Any]
    run: Run
    allow: Role
    effect: Effect = Effect.READ
    examples: tuple[str, ...] = ()
    """Lines that must parse, as typed after the slash: `appcues flows publish "Welcome tour"`."""
    modal: Modal = Modal()
    order: Order | None = None
    """Puts the typed words into the order of the arguments, where people have good reason to type them otherwise."""
    noun: Noun | None = None

    @functools.cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """Its arguments, in order."""
        return arguments(self.args)

    @property
    def title(self) -> str:
        """The verb and what it is about, for the head of its modals: “Publish a flow”."""
        noun = self.path.rpartition(" ")[0].partition(" ")[2]
        what = noun if self.verb == "list" else ONE_OF.get(noun, noun)
        return self.modal.title or f"{self.verb.capitalize()} {what}".strip()

    @property
    def go(self) -> str:
        """What the button says that does it."""
        return self.modal.go or self.verb.capitalize()

    @property
    def verb(self) -> str:
        """What it does, in a word."""
        return self.path.rpartition(" ")[2]

    @property
    def root(self) -> str:
        """The slash command it belongs to, without the slash."""
        return self.path.split(" ", 1)[0]
