"""Reads the words after a command into its arguments; writes arguments as usage, JSON and audit record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.audit import MASK
from bot.domain.matching import nearest
from bot.errors import BadInput, Candidate
from commands.quoting import quote, split, spoken
from commands.spec import Argument, Command, Shape, arguments
from commands.typed_secrets import as_shown, is_secret_option, looks_like_option, names_secret
from commands.values import check_value, is_meant_as_channel, missing, quoted, read_value

__all__ = [
    "SEVERAL_WORDS",
    "button_value",
    "from_json",
    "masked",
    "parse",
    "quote",
    "split",
    "to_json",
    "understood",
    "usage",
]

SEVERAL_WORDS = frozenset(
    {
        Shape.WORDS,
        Shape.LONG_WORDS,
        Shape.MENTIONS,
        Shape.EXACT,
        Shape.LINES,
        Shape.ITEM,
        Shape.MOMENT,
        Shape.CONDITIONS,
    }
)
"""Shapes whose options take all words up to the next option, once what is needed by place is there."""
_METAVARS = {Shape.NUMBER: "NUMBER", Shape.MOMENT: "TIME", Shape.FILE: "FILE", Shape.LINES: "LINES"}
_LONGEST_OPTION = 60
_MOST_CHOICES = 4
"""Of an option, in the usage; the help and the form show all."""


def parse(command: Command, words: Sequence[str]) -> Any:
    """The arguments that these words give, as an instance of the command's dataclass.

    Options are `--name value`, `--name=value` and flags, some of them several times; `--` ends them. The last
    positional argument takes all words that are left, where it holds text. So does an option of text once
    everything required by place is given: `publish Welcome tour --reason spring launch` needs no quotes. A channel
    that may be left out is taken only where a word looks like one: `subscribe #launches jobs`, `subscribe jobs`.
    Raises BadInput with the usage as its hint.
    """
    try:
        return command.args(**_Reading(command, words).values())
    except BadInput as problem:
        raise BadInput(problem.sentence, problem.hint or usage(command), problem.field) from problem


def understood(command: Command, words: Sequence[str]) -> dict[str, Any]:
    """The arguments that can be read out of these words, as values of JSON, no secrets; never raises."""
    secrets = {argument.name for argument in command.arguments if argument.secret}
    values = _Reading(command, words, lenient=True).values()
    return {name: value for name, value in values.items() if name not in secrets}


def is_form_wanted(command: Command, words: Sequence[str]) -> bool:
    """Whether these words leave out all that its form is there for; what cannot be read is not left out."""
    reading = _Reading(command, words, lenient=True)
    said = reading.values().keys() | reading.mistaken
    return bool(command.modal.wants) and not (reading.has_strange_words or said & set(command.modal.wants))


def usage(command: Command) -> str:
    """How the command is typed, in one line: `/appcues flows publish FLOW [--reason WORDS]`."""
    shown = [argument for argument in command.arguments if not argument.hidden]
    parts = [_usage_of(argument) for argument in sorted(shown, key=lambda argument: not argument.positional)]
    return " ".join([f"/{command.path}", *parts])


def to_json(args: Any) -> dict[str, Any]:
    """Every argument by its name, as values of JSON; `from_json` is the way back."""
    return {argument.name: getattr(args, argument.name) for argument in arguments(type(args))}


def button_value(args: Any) -> dict[str, Any]:
    """What a button has to carry: the arguments that differ from their default, and no secret."""
    return {
        argument.name: getattr(args, argument.name)
        for argument in arguments(type(args))
        if not argument.secret and (argument.required or getattr(args, argument.name) != argument.default)
    }


def masked(args: Any) -> dict[str, Any]:
    """The arguments as the audit may keep them: secrets and private data that were given become dots."""
    return {
        argument.name: MASK
        if argument.is_sealed and getattr(args, argument.name)
        else getattr(args, argument.name)
        for argument in arguments(type(args))
    }


def from_json(command: Command, mapping: Mapping[str, Any]) -> Any:
    """The arguments out of a button or a stored request. Raises BadInput for what does not fit exactly."""
    try:
        return _from_json(command, mapping)
    except BadInput as problem:
        sentence = "This was made by another version of Callboard and cannot be read any more."
        raise BadInput(
            f"{sentence} {problem.sentence}", problem.hint or usage(command), problem.field
        ) from problem


def _from_json(command: Command, mapping: Mapping[str, Any]) -> Any:
    known = {argument.name: argument for argument in command.arguments}
    for name in mapping:
        if name not in known:
            raise BadInput(f"There is no argument {quoted(str(name))}.")
    for argument in command.arguments:
        if argument.required and argument.name not in mapping:
            raise missing(argument)
    return command.args(**{name: check_value(known[name], value) for name, value in mapping.items()})


def _usage_of(argument: Argument) -> str:
    if argument.positional:
        return _metavar(argument) if argument.required else f"[{_metavar(argument)}]"
    option = argument.flag if argument.shape is Shape.FLAG else f"{argument.flag} {_metavar(argument)}"
    more = "…" if argument.repeats else ""
    return f"{option}{more}" if argument.required else f"[{option}]{more}"


def _metavar(argument: Argument) -> str:
    if argument.shape is Shape.CHOICE:
        are_few = argument.positional or len(argument.choices) <= _MOST_CHOICES
        return "|".join(argument.choices if are_few else (*argument.choices[: _MOST_CHOICES - 1], "…"))
    if argument.shape in {Shape.PERSON, Shape.CHANNEL}:
        return "@person" if argument.shape is Shape.PERSON else "#channel"
    if argument.positional:
        return argument.name.upper()
    return _METAVARS.get(argument.shape, "WORDS")


def _typed_secret(argument: Argument) -> BadInput:
    return BadInput(
        f"{argument.flag} is a secret, and what is typed here stays in Slack’s memory. Enter it in the form.",
        field=argument.name,
    )


def _is_left_out(argument: Argument, word: str) -> bool:
    """Whether a place for a channel stays empty, because the word there is for the next one."""
    return not argument.required and argument.shape is Shape.CHANNEL and not is_meant_as_channel(word)


class _Reading:
    """One pass over the words of a line; a lenient one passes over what it cannot read."""

    def __init__(self, command: Command, words: Sequence[str], *, lenient: bool = False) -> None:
        self._arguments = command.arguments
        self._options = {
            argument.flag.casefold(): argument for argument in self._arguments if not argument.positional
        }
        self._places = [argument for argument in self._arguments if argument.positional]
        self._takes_secrets = any(argument.secret for argument in self._arguments)
        self._needed = sum(argument.required for argument in self._places)
        self._waiting = list(reversed(words))
        self._placed: list[str] = []
        self._values: dict[str, Any] = {}
        self._lenient = lenient
        self.mistaken: set[str] = set()
        """The arguments whose words a lenient one has passed over."""
        self.has_strange_words = False
        """Whether a lenient one has met words that are for no argument."""

    def values(self) -> dict[str, Any]:
        """Reads all words into values by argument name. Raises BadInput."""
        ended = False
        while self._waiting:
            word = self._waiting.pop()
            if not ended and word == "--":
                ended = True
            elif not ended and self._is_option(word):
                self._read_option(word)
            else:
                self._placed.append(word)
        self._read_places()
        for argument in self._arguments:
            if argument.required and argument.name not in self._values and not self._lenient:
                raise missing(argument)
        return self._values

    def _refuse(self, problem: BadInput) -> None:
        if not self._lenient:
            raise problem
        self.mistaken.add(problem.field)
        self.has_strange_words |= not problem.field

    def _is_option(self, word: str) -> bool:
        """Ids begin with `-` too, so only `--` and a known or likely name make an option, or the name of a secret."""
        if self._takes_secrets and is_secret_option(word):
            return True
        return looks_like_option(word) or (word.startswith("--") and self._known(word) is not None)

    def _known(self, word: str) -> Argument | None:
        name = word[: _LONGEST_OPTION + 1].partition("=")[0]
        return self._options.get(name.replace("_", "-").casefold())

    def _read_option(self, word: str) -> None:
        argument = self._known(word)
        if argument is None:
            near = self._nearest(word)
            self._refuse(self._unknown_option(word, near))
            if near is None or near.name in self._values or self._may_be_secret(word):
                return self._pass_over(word)
            argument = near
        if argument.secret:
            self._refuse(_typed_secret(argument))
        if argument.name in self._values and not argument.repeats:
            self._refuse(BadInput(f"{argument.flag} is given twice.", field=argument.name))
        _, has_value, text = word.partition("=")
        if has_value:
            return self._keep(argument, text)
        if argument.shape is Shape.FLAG:
            return self._keep(argument, "yes")
        return self._keep(argument, self._value_of(argument))

    def _pass_over(self, word: str) -> None:
        """What follows an option that there is not, and may be a secret, is no place's value; nor what is too much."""
        is_no_place = self._may_be_secret(word) or len(self._placed) >= self._needed
        while is_no_place and self._waiting and not self._is_option(self._waiting[-1]):
            self._waiting.pop()

    def _may_be_secret(self, word: str) -> bool:
        return self._takes_secrets or names_secret(word)

    def _nearest(self, word: str) -> Argument | None:
        """The option that may be meant by one that there is not."""
        offered = {argument.flag: argument for argument in self._options.values() if not argument.hidden}
        near = nearest(_option_name(word), [Candidate(flag, flag) for flag in offered], limit=1)
        return offered[near[0].name] if near else None

    def _value_of(self, argument: Argument) -> str:
        if not self._waiting or self._waiting[-1] == "--" or self._known(self._waiting[-1]):
            self._refuse(BadInput(f"{argument.flag} needs a value: {argument.help}.", field=argument.name))
            return ""
        taken = [self._waiting.pop()]
        if argument.shape in SEVERAL_WORDS and len(self._placed) >= self._needed:
            while self._waiting and self._waiting[-1] != "--" and not self._is_option(self._waiting[-1]):
                taken.append(self._waiting.pop())
        return " ".join(taken)

    def _read_places(self) -> None:
        waiting = list(reversed(self._placed))
        for argument in self._places:
            if not waiting:
                return
            if argument is not self._places[-1] and _is_left_out(argument, waiting[-1]):
                continue
            if argument is self._places[-1] and argument.shape in SEVERAL_WORDS:
                self._keep(argument, " ".join(reversed(waiting)))
                waiting.clear()
            else:
                self._keep(argument, waiting.pop())
        if waiting:
            self._refuse(BadInput(f"I do not know what to do with {quoted(' '.join(reversed(waiting)))}."))

    def _keep(self, argument: Argument, text: str) -> None:
        if argument.shape is Shape.EXACT:
            text = spoken(text)  # `@maya` arrives as a mention; what is filled in or stored holds none
        known = self._values.get(argument.name) if argument.repeats else None
        try:
            value = read_value(argument, text if known is None else f"{known}\n{text}")
        except BadInput as problem:
            return self._refuse(problem)
        if value is not None:
            self._values[argument.name] = value
        return None

    def _unknown_option(self, word: str, near: Argument | None) -> BadInput:
        shown = as_shown(word) if self._may_be_secret(word) else _option_name(word)
        if near is None:
            return BadInput(f"There is no option {shown}. If it is part of a name, type -- before it.")
        entered = " Enter it in the form: what is typed here stays in Slack’s memory."
        hint = entered if near.secret else ""
        return BadInput(f"There is no option {shown}. Did you mean {near.flag}?{hint}")


def _option_name(word: str) -> str:
    return word.partition("=")[0][:_LONGEST_OPTION]
