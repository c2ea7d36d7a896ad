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
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    ITEM = "item"
    """Something with a name and an id, found by type-ahead; `source` names what is searched, e.g. `flows`."""
    MOMENT = "moment"
    """A point in time as people say it (`monday 9:00`); kept as words, read in the person's zone by `Context.when`."""
    FILE = "file"
    """A file in Slack, by its id; uploaded in the form, or named by a message shortcut."""
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
    decimal: bool = False
    """Whether a NUMBER may have a fraction: its field is a float."""

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        return "--" + self.name.replace("_", "-")


def positional(
    help: str,
    *,
    default: Any = dataclasses.MISSING,
    shape: Shape = Shape.WORDS,
    source: str = "",
    choices: tuple[str, ...] = (),
) -> Any:
    """A field of an args dataclass that is typed by its place. Only the last one may hold several words."""
    return _field(True, help, default, shape, source, choices, secret=False, hidden=False)


def option(
    help: str,
    *,
    default: Any = dataclasses.MISSING,
    shape: Shape = Shape.WORDS,
    source: str = "",
    choices: tuple[str, ...] = (),
    secret: bool = False,
    hidden: bool = False,
) -> Any:
    """A field of an args dataclass that is typed as `--name value`."""
    return _field(False, help, default, shape, source, choices, secret=secret, hidden=hidden)


def _field(
    positional: bool,
    help: str,
    default: Any,
    shape: Shape,
    source: str,
    choices: tuple[str, ...],
    *,
    secret: bool,
    hidden: bool,
) -> Any:
    if choices and shape is Shape.WORDS:
        shape = Shape.CHOICE
    metadata = {
        "help": help,
        "positional": positional,
        "shape": shape,
        "source": source,
        "choices": choices,
        "secret": secret,
        "hidden": hidden,
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


Run = Callable[[Any, "Context"], Awaitable["Reply | Change"]]
Fill = Callable[[Mapping[str, Any], "Context"], Awaitable[Mapping[str, Any]]]
Review = Callable[[Any, "Context"], Awaitable[Reply]]


@dataclass(frozen=True)
class Modal:
    """How a command uses modals, beyond the form that every command has."""

    wants: tuple[str, ...] = ()
    """Typed with none of these arguments, the command opens its form instead of running."""
    fill: Fill | None = None
    """Gives the form its first content, from what is known of the arguments; may read what is slow."""
    review: Review | None = None
    """Shows what would be done, and does nothing; the command runs when the person says so."""
    shows: bool = False
    """Whether the answer is shown in a modal, which does not stay, and never in a message."""


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

    @functools.cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """Its arguments, in order."""
        return arguments(self.args)

    @property
    def title(self) -> str:
        """The verb and the noun, for the head of its modals: `appcues flows publish` becomes “Publish flows”."""
        return " ".join(reversed(self.path.split(" ")[1:])).capitalize()

    @property
    def verb(self) -> str:
        """What it does, in a word."""
        return self.path.rpartition(" ")[2]

    @property
    def root(self) -> str:
        """The slash command it belongs to, without the slash."""
        return self.path.split(" ", 1)[0]
