"""What people type about subscriptions, put into the order that the commands take; no word of it is lost."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.domain.clock_times import length_of
from bot.domain.moments import read_end
from bot.domain.recurrences import names_times, where_times_begin
from bot.domain.subscriptions import Topic
from bot.domain.zones import is_meant_as_zone, is_zone
from bot.errors import BadInput
from commands.account_option import FLAG
from commands.parsing import SEVERAL_WORDS
from commands.spec import Argument, Command, Shape, Words
from commands.values import is_meant_as_channel

_ALL = {"all", "everything"}
_PREPOSITIONS = {"to", "from", "in", "for", "of", "on"}
_UNTIL = {"until", "till", "til"}
_ONE = re.compile(r"\b(?:an?|one) (?=[a-z])")
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_LONGEST_ZONE = 3
"""Words of the name of a zone: `Port of Spain`."""
_MENTION = re.compile(r"<#[^<>]*>")
_OTHERWISE_CALLED = {"statistic": Topic.STATS.value}
"""Topics by other names that people have for them, in the singular."""


@dataclass
class _Line:
    """The words after a command: those that stand by their place, and the options."""

    placed: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    ended: Words = ()
    """From `--` on."""

    @property
    def words(self) -> Words:
        """The whole line; each option holds together what belongs to it."""
        options = (f"{flag}={' '.join(value)}" if value else flag for flag, value in self.options)
        return (*self.placed, *options, *self.ended)

    @property
    def first(self) -> int:
        """The place of the first word that is no channel."""
        return int(bool(self.placed) and is_meant_as_channel(self.placed[0]))

    def has(self, flag: str) -> bool:
        """Whether this option was given."""
        return any(each.partition("=")[0].casefold() == flag for each, _ in self.options)


def subscribing(command: Command, words: Words) -> Words:
    """`jobs #launches` and `digest weekdays 09:00 Europe/Paris`, with the channel first and the zone by its option."""
    line = _read(command, words)
    _channel_first(line)
    at = line.first
    line.placed[at:] = _without_preposition(line.placed[at:])
    line.placed[at : at + 1] = [_topic(word) for word in line.placed[at : at + 1]]
    for flag, value in line.options:
        line.placed += _times_behind(flag, value, is_needed=len(line.placed) == at + 1)
    _zone_as_option(line, at + 1)
    return line.words


def muting(command: Command, words: Words) -> Words:
    """`jobs for 2 hours #launches` or `jobs until 18:00`, with the channel first and the length in one piece."""
    line = _read(command, words)
    _channel_first(line)
    at = line.first
    line.placed[at:] = _length_first(line.placed[at:])
    return line.words


def choosing(command: Command, words: Words) -> Words:
    """`jobs #launches`, with the channel first."""
    line = _read(command, words)
    _channel_first(line)
    at = line.first
    line.placed[at:] = _which(line.placed[at:])
    return line.words


def listing(command: Command, words: Words) -> Words:
    """`all` for `--all`, the channel alone, and no word that says what it does anyway."""
    line = _read(command, words)
    _channel_first(line)
    if line.placed[line.first :] == ["list"]:
        line.placed.pop()
    if len(line.placed) == 1 and line.placed[0].casefold() in _ALL and not line.has("--all"):
        line.placed.clear()
        line.options.append(("--all", []))
    return line.words


def speaks_of_times(command: Command, words: Words) -> bool:
    """Whether the words after `digest` set one up: times or a channel, and no option but those of commands that do."""
    line = _read(command, words)
    known = {FLAG, *(argument.flag for argument in command.arguments)}
    is_its_own = all(flag.partition("=")[0].casefold() in known for flag, _ in line.options)
    values = (word for _, value in line.options for word in value)
    spoken = (*line.placed, *values)
    return is_its_own and any(names_times(word) or _MENTION.fullmatch(word) for word in spoken)


def _read(command: Command, words: Words) -> _Line:
    """The words as the command reads them: an option of text takes several once all that is needed has its place."""
    known = {argument.flag: argument for argument in command.arguments if not argument.positional}
    needed = sum(argument.positional and argument.required for argument in command.arguments)
    line, waiting = _Line(), list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            line.ended = (word, *waiting)
            break
        if not word.startswith("--"):
            line.placed.append(word)
            continue
        flag, has_value, first = word.partition("=")
        argument = known.get(flag.replace("_", "-").casefold())
        is_long = len(line.placed) >= needed
        if argument is None or argument.shape is Shape.FLAG or (has_value and not is_long):
            line.options.append((word, []))
        elif has_value:
            line.options.append(_with_its_words(argument, word, first, waiting))
        else:
            line.options.append((word, _value(argument, waiting, is_long=is_long)))
    return line


def _with_its_words(argument: Argument, word: str, first: str, waiting: list[str]) -> tuple[str, list[str]]:
    """`--tag=Black` takes the words behind it as well where it is not clear which of them are times."""
    value = _value(argument, behind := list(waiting), is_long=True)
    if argument.shape not in SEVERAL_WORDS or len(where_times_begin([first, *value])) <= 1:
        return word, []
    waiting[:] = behind
    return word.partition("=")[0], [first, *value]


def _value(argument: Argument, waiting: list[str], *, is_long: bool) -> list[str]:
    """Takes from what waits the words of an option."""
    value: list[str] = []
    while waiting and not waiting[0].startswith("--"):
        value.append(waiting.pop(0))
        if not is_long or argument.shape not in SEVERAL_WORDS:
            break
    return value


def _channel_first(line: _Line) -> None:
    """Puts the channel that is named behind the others first, unless one stands there; a value may be called so."""
    if line.first:
        return
    for words, begin in ((line.placed, 0), *((value, 1) for _, value in line.options)):
        for place, word in enumerate(words[begin:], begin):
            if _MENTION.fullmatch(word) or (words is line.placed and word.startswith("#")):
                channel = words.pop(place)
                if words is line.placed and place and words[place - 1].casefold() in _PREPOSITIONS:
                    words.pop(place - 1)
                line.placed.insert(0, channel)
                return


def _topic(word: str) -> str:
    """The topic that is called so, in the singular or in the plural; any other word as it is."""
    singular = word.casefold().removesuffix("s")
    named = next((topic for topic in Topic if topic.removesuffix("s") == singular), None)
    return named.value if named else _OTHERWISE_CALLED.get(singular, word)


def _which(words: list[str]) -> list[str]:
    """What is meant of the list; nothing stands for all."""
    words = _without_preposition(words)
    if len(words) != 1:
        return words
    return [] if words[0].casefold() in _ALL else [_topic(words[0])]


def _without_preposition(words: list[str]) -> list[str]:
    """`to jobs` and `from jobs` without that word."""
    return words[1:] if len(words) > 1 and words[0].casefold() in _PREPOSITIONS else words


def _length_first(words: list[str]) -> list[str]:
    """How long, or until when, in one piece; behind it what is meant."""
    until = next((place for place, word in enumerate(words) if word.casefold() in _UNTIL), None)
    if until is not None:
        behind = words[until + 1 :]
        ends = (end for end in range(len(behind), 0, -1) if _is_end(behind[:end], behind[end:]))
        end = next(ends, len(behind))
        return [" ".join(["until", *behind[:end]]), *_which([*words[:until], *behind[end:]])]
    for begin, end in _spans(len(words)):
        length = _length(words[begin:end])
        if length_of(length):
            before = words[: begin - 1] if begin and words[begin - 1].casefold() == "for" else words[:begin]
            return [length, *_which([*before, *words[end:]])]
    named = [word for word in words if _topic(word) in set(Topic)]
    others = [word for word in words if word not in named]
    return [" ".join(others), *_which(named)] if others else words


def _is_end(words: list[str], behind: list[str]) -> bool:
    """Whether these words behind `until` are a moment, and what is behind them cannot belong to it."""
    return _is_read(words) and (not behind or _names_some(behind) or not _is_read([*words, "9:00"]))


def _is_read(words: list[str]) -> bool:
    try:
        read_end(f"until {' '.join(words)}", _ANY_MOMENT, "UTC")  # in the person's zone when the command runs
    except BadInput:
        return False
    return True


def _names_some(words: list[str]) -> bool:
    """Whether these words are a topic, or stand for all."""
    which = _which(words)
    return not which or _topic(which[0]) in set(Topic)


def _length(words: list[str]) -> str:
    """`an hour`, `half an hour` and `1 hour and 30 minutes` as lengths are read."""
    said = " ".join(words).lower().replace("half an hour", "30 min").replace(" and ", " ")
    return _ONE.sub("1 ", said)


def _times_behind(flag: str, value: list[str], *, is_needed: bool) -> list[str]:
    """Takes out of an option's value the times behind it, where none were given elsewhere and it is clear which."""
    if not is_needed:
        return []
    zone = _zone_before(value) if flag.casefold() == "--zone" else 0
    places = (zone,) if zone else where_times_begin(value)
    if len(places) != 1:
        return []
    times = value[places[0] :]
    del value[places[0] :]
    return times


def _zone_before(words: list[str]) -> int:
    """How many of these words, from the first on, are a zone; some are left."""
    for count in range(min(_LONGEST_ZONE, len(words) - 1), 0, -1):
        if is_zone(" ".join(words[:count])) or (count == 1 and is_meant_as_zone(words[0])):
            return count
    return 0


def _zone_as_option(line: _Line, begin: int) -> None:
    """Takes the zone from among the times: one behind them, as a place perhaps, or the last word that is one."""
    if line.has("--zone"):
        return
    last = len(line.placed)
    behind = ((place, last) for place in range(max(begin, last - _LONGEST_ZONE), last))
    among = ((place, place + 1) for place in range(last - 1, begin - 1, -1))
    runs = ((start, end, " ".join(line.placed[start:end]).strip("()")) for start, end in (*behind, *among))
    for start, end, name in runs:
        if is_meant_as_zone(name) or (end == last and is_zone(name)):
            del line.placed[start:end]
            line.options.append(("--zone", [name]))
            return


def _spans(count: int) -> list[tuple[int, int]]:
    """Every run of so many words, what begins first first, the longest of these first."""
    return [(begin, end) for begin in range(count) for end in range(count, begin, -1)]
