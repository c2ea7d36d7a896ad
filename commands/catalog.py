"""Every command there is, found by the words people type, at a cost that does not grow with their number."""

from __future__ import annotations

import functools
import heapq
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from commands.spec import Command

_PATH = re.compile(r"[a-z][a-z0-9-]*( [a-z][a-z0-9-]*){1,3}")
_HELP = "help"
_DEFAULT_VERB = "list"
_MOST_NEAREST = 10
_LEAST_LIKENESS = 60.0
_MOST_COMPARED = 30  # characters of a word
_MOST_BEHIND_BEST = 20.0
_OTHER_ROOT = 10.0  # less likely to be meant than a command of the root that was typed
_VERB_ALONE = 0.9


@dataclass(frozen=True)
class Found:
    """A command, and the words that are its arguments."""

    command: Command
    rest: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """What help was asked about: a root, a noun or one command. `commands` are all at or below `path`."""

    path: str
    commands: tuple[Command, ...]


@dataclass(frozen=True)
class Unknown:
    """Words that are no command."""

    path: str
    """The beginning that is understood: a root, or a root and a noun."""
    words: tuple[str, ...]
    """All words after the root."""
    nearest: tuple[str, ...]
    """Paths of commands or nouns that may have been meant, best first, perhaps none."""


class Catalog:
    """All commands, in the order given. Raises ValueError for a path that is malformed or taken."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.all = tuple(commands)
        self._by_words: dict[tuple[str, ...], Command] = {}
        self._below: dict[tuple[str, ...], list[Command]] = {}
        for command in self.all:
            self._add(command)
        self._depth = max(map(len, self._by_words), default=1)

    def _add(self, command: Command) -> None:
        words = tuple(command.path.split(" "))
        if not _PATH.fullmatch(command.path) or _HELP in words:
            raise ValueError(f"“{command.path}” is not a path of lower-case words, or uses the word help")
        if words in self._by_words:
            raise ValueError(f"two commands have the path “{command.path}”")
        self._by_words[words] = command
        for length in range(1, len(words) + 1):
            self._below.setdefault(words[:length], []).append(command)

    @property
    def roots(self) -> tuple[str, ...]:
        """The slash commands, without the slash, in the order of their first command."""
        return tuple(dict.fromkeys(command.root for command in self.all))

    @functools.cached_property
    def open_options(self) -> frozenset[str]:
        """The options of all commands that hold no secret in any of them."""
        every = [
            argument for command in self.all for argument in command.arguments if not argument.positional
        ]
        secret = {argument.flag for argument in every if argument.secret}
        return frozenset(argument.flag for argument in every) - secret

    def by_path(self, path: str) -> Command | None:
        """The command with exactly this path, if there is one."""
        return self._by_words.get(tuple(path.split(" ")))

    def below(self, path: str) -> tuple[Command, ...]:
        """The commands at or below a root, a noun or a command, in the order given."""
        return tuple(self._below.get(tuple(path.split(" ")), ()))

    def find(self, root: str, words: Sequence[str]) -> Found | Group | Unknown:
        """What these words after a slash command ask for.

        The longest path wins. A noun alone stands for its `list`. `help` (or `--help`) after any part of a
        path, or before it, asks for help about that part; as an argument it has to stand after `--`.
        """
        typed = (root.removeprefix("/"), *words)
        known = self._known_beginning(typed)
        rest = typed[len(known) :]
        if not known:
            return self._unknown("", typed)
        if rest and rest[0].casefold() == _HELP and (len(rest) == 1 or not self._takes_words(known)):
            return self._help_about((*known, *rest[1:]))
        if "--help" in rest and "--" not in rest[: rest.index("--help")]:
            return self._group(known)
        return (
            self._command_for(known, rest)
            or self._by_noun(known, rest)
            or self._group_or_unknown(known, typed)
        )

    def _known_beginning(self, typed: Sequence[str]) -> tuple[str, ...]:
        folded = tuple(word.casefold() for word in typed[: self._depth])
        lengths = range(len(folded), 0, -1)
        return next((folded[:length] for length in lengths if folded[:length] in self._below), ())

    def _command_for(self, known: tuple[str, ...], rest: tuple[str, ...]) -> Found | None:
        exact = self._by_words.get(known)
        command = exact or self._by_words.get((*known, _DEFAULT_VERB))
        if command is None:
            return None
        has_siblings = len(self._below[known]) > 1
        takes_words = exact is not None and (self._takes_words(known) or not has_siblings)
        # A strange word after a noun is a mistyped verb, unless the command itself takes words.
        return Found(command, rest) if takes_words or not rest or rest[0].startswith("-") else None

    def _by_noun(self, known: tuple[str, ...], rest: tuple[str, ...]) -> Found | None:
        """The command that a noun stands for where no verb follows it."""
        root, *noun = known
        for command in self._below[root,]:
            if command.noun and [command.noun.name] == noun and command.noun.is_meant(command, rest):
                return Found(command, (*noun, *rest))
        return None

    def _takes_words(self, known: tuple[str, ...]) -> bool:
        command = self._by_words.get(known)
        return command is not None and any(argument.positional for argument in command.arguments)

    def _group_or_unknown(self, known: tuple[str, ...], typed: tuple[str, ...]) -> Group | Unknown:
        return self._group(known) if len(typed) == len(known) else self._unknown(" ".join(known), typed)

    def _help_about(self, topic: tuple[str, ...]) -> Group | Unknown:
        known = self._known_beginning(topic)
        is_whole = len(known) == min(len(topic), self._depth) or known in self._by_words
        return self._group(known) if is_whole else self._unknown(" ".join(known), topic)

    def _group(self, known: tuple[str, ...]) -> Group:
        return Group(" ".join(known), tuple(self._below[known]))

    def _unknown(self, path: str, typed: tuple[str, ...]) -> Unknown:
        return Unknown(path, typed[1:], self._nearest(tuple(path.split()), typed))

    def _nearest(self, known: tuple[str, ...], typed: tuple[str, ...]) -> tuple[str, ...]:
        asked = tuple(word.casefold()[:_MOST_COMPARED] for word in typed[1 : self._depth])
        if not asked:
            return ()
        likeness = {
            words: _likeness(asked, words[1:]) + len(words) - (0 if words[0] == typed[0] else _OTHER_ROOT)
            for words in self._below
            if len(words) > 1 and words != known
        }
        best = heapq.nlargest(_MOST_NEAREST, likeness, key=likeness.__getitem__)
        least = max(_LEAST_LIKENESS, likeness[best[0]] - _MOST_BEHIND_BEST) if best else 0.0
        return tuple(" ".join(words) for words in best if likeness[words] >= least)


def _likeness(asked: tuple[str, ...], path: tuple[str, ...]) -> float:
    """How much the words are like a path without its root; a verb whose noun was left out counts too."""
    whole = fuzz.ratio(" ".join(asked[: len(path)]), " ".join(path))
    verb = fuzz.ratio(asked[0], path[-1]) * _VERB_ALONE if len(path) > 1 else 0.0
    return max(whole, verb)
