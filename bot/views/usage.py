"""What help, typos and mistyped commands are answered with: usage, examples, and buttons to go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, SectionBlock

from bot.views.rendering import button, code, cut, escape, mrkdwn, plain, render, safe
from bot.views.reply import Reply

_MOST_ON_PAGE = 3500  # characters; `text` repeats them, and Slack recommends at most 4,000 there
_MOST_IN_REPLY = 4000
_MOST_SECTIONS = 10
_MOST_IN_SECTION = 2500
_MOST_IN_USAGE = 300
_MOST_IN_SUMMARY = 200
_MOST_IN_HEADER = 150
_MOST_ARGUMENTS = 20
_HELP_HINT = "Add `help` to any of them to read more."


@dataclass(frozen=True)
class Entry:
    """One command as help lists it."""

    path: str
    usage: str
    summary: str
    opens_form: bool
    """Whether its button opens the form first, instead of running it."""

    @property
    def line(self) -> str:
        """Usage and summary, ready for mark-up."""
        return f"{code(self.usage, _MOST_IN_USAGE)} {safe(self.summary, _MOST_IN_SUMMARY)}"


@dataclass(frozen=True)
class Topic:
    """A noun, or a command that stands alone, and what can be done with it."""

    path: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Detail:
    """One command, explained."""

    entry: Entry
    arguments: tuple[tuple[str, str], ...]
    """How each argument is typed, and what it is."""
    examples: tuple[str, ...]
    allowed: str
    """Who may use it, in words."""
    is_guarded: bool


@dataclass(frozen=True)
class Guess:
    """A command that may have been meant, with the arguments that were understood; or a topic."""

    path: str
    entry: Entry | None
    value: Mapping[str, Any] = field(default_factory=dict)


def overview(
    root: str, topics: Sequence[Topic], elsewhere: Sequence[str], page: int, *, replace: bool
) -> Reply:
    """Everything that a person may do below a slash command, noun by noun, on as many pages as it takes."""
    numbers = count()
    parts = [
        (f"*{escape(topic.path.partition(' ')[2])}*\n{lines}", _details(topic, numbers))
        for topic in topics
        for lines in _chunks(entry.line for entry in topic.entries)
    ]
    others = [
        button(f"/{other} help", "run", f"{other} help", next(numbers), spoken=f"Help about /{other}")
        for other in elsewhere
    ]
    hints = [_HELP_HINT] if parts else [f"Nothing below {code(f'/{root}')} is open to your role."]
    if elsewhere:
        hints.append(f"See also {' and '.join(code(f'/{other} help') for other in elsewhere)}.")
    return _show(_Listing(root, parts, " ".join(hints), others), page, replace=replace)


def topic(topic: Topic, page: int, *, replace: bool) -> Reply:
    """What can be done with one noun, each with a button."""
    numbers = count()
    parts = [(entry.line, _go(entry, next(numbers))) for entry in topic.entries]
    root = topic.path.partition(" ")[0]
    back = button(f"All of /{root}", "run", f"{root} help", next(numbers))
    return _show(_Listing(topic.path, parts, _HELP_HINT, [back]), page, replace=replace)


def detail(detail: Detail) -> Reply:
    """One command: how it is typed, what its arguments are, examples, and who may use it."""
    entry = detail.entry
    arguments = [
        f"{code(typed, 100)} {safe(help, 200)}" for typed, help in detail.arguments[:_MOST_ARGUMENTS]
    ]
    examples = [code(f"/{example}", _MOST_IN_USAGE) for example in detail.examples[:5]]
    guarded = " A second person may have to approve it." if detail.is_guarded else ""
    paragraphs = [
        f"{safe(entry.summary, _MOST_IN_SUMMARY)}.\n{code(entry.usage, _MOST_IN_USAGE)}",
        *_chunks(arguments),
        *(f"*Examples*\n{lines}" for lines in _chunks(examples)),
    ]
    note = f"{safe(detail.allowed)}.{guarded}"
    return Reply(
        text=cut("\n".join([*paragraphs, note]), _MOST_IN_REPLY),
        blocks=render(
            HeaderBlock(plain(f"/{entry.path}", _MOST_IN_HEADER)),
            *(SectionBlock(mrkdwn(paragraph)) for paragraph in paragraphs),
            ContextBlock([mrkdwn(note)]),
            ActionsBlock([_go(entry, 0), _noun_help(entry.path, 1)]),
        ),
    )


def unknown(typed: str, path: str, guesses: Sequence[Guess]) -> Reply:
    """The answer to words that are no command: the nearest ones as buttons, and where to read on."""
    numbers = count()
    sentence = f"There is no {code(f'/{typed}', 120)}."
    lines = [guess.entry.line if guess.entry else code(f"/{guess.path} help") for guess in guesses]
    meant = ["Did you mean one of these?", *lines] if guesses else []
    buttons = [_guess(guess, next(numbers)) for guess in guesses]
    more = button(f"/{path} help", "run", f"{path} help", next(numbers), spoken=f"Help about /{path}")
    return Reply(
        text="\n".join([sentence, *meant, f"{code(f'/{path} help')} shows what there is."]),
        blocks=render(
            SectionBlock(mrkdwn("\n".join([sentence, *meant]))),
            ActionsBlock([*buttons, more]),
        ),
    )


def mistake(sentence: str, detail: Detail, understood: Mapping[str, Any]) -> Reply:
    """The answer to a command whose arguments cannot be read: why, the usage, and a form with the rest."""
    examples = [f"For example {code(f'/{example}', _MOST_IN_USAGE)}" for example in detail.examples[:1]]
    lines = [safe(sentence, 1000), code(detail.entry.usage, _MOST_IN_USAGE), *examples]
    form = button("Fill in a form", "form", detail.entry.path, 0, understood)
    return Reply(
        text="\n".join(lines),
        blocks=render(
            SectionBlock(mrkdwn("\n".join(lines))), ActionsBlock([form, _command_help(detail.entry.path, 1)])
        ),
    )


def nothing_allowed(path: str, needed: str, role: str) -> Reply:
    """The answer when a person may do nothing of what they asked about."""
    sentence = f"{code(f'/{path}', 120)} is for {safe(needed)}; your role is {safe(role)}."
    hint = "An admin can give you another one with `/callboard roles grant`."
    return Reply(text=f"{sentence} {hint}", blocks=render(SectionBlock(mrkdwn(f"{sentence}\n{hint}"))))


def not_a_member() -> Reply:
    """The answer to guests and to people of other workspaces."""
    sentence = "Callboard answers full members of this workspace only. Ask the person who invited you."
    return Reply(text=sentence, blocks=render(SectionBlock(mrkdwn(sentence))))


@dataclass(frozen=True)
class _Listing:
    path: str
    """Without the slash."""
    parts: Sequence[tuple[str, Button]]
    hint: str
    others: Sequence[Button]


def _show(listing: _Listing, page: int, *, replace: bool) -> Reply:
    pages = _pages(listing.parts)
    number = min(max(page, 1), len(pages))
    shown = pages[number - 1]
    place = f" (page {number} of {len(pages)})" if len(pages) > 1 else ""
    title = f"What you can do with /{listing.path}{place}"
    turns = [
        button(words, "page", f"{listing.path} help", to, {"page": to})
        for words, to in (("Previous page", number - 1), ("Next page", number + 1))
        if 1 <= to <= len(pages)
    ]
    return Reply(
        text="\n".join([f"{escape(title)}:", *(words for words, _ in shown), listing.hint]),
        blocks=render(
            HeaderBlock(plain(title, _MOST_IN_HEADER)),
            *(SectionBlock(mrkdwn(words), accessory=accessory) for words, accessory in shown),
            ContextBlock([mrkdwn(listing.hint)]),
            *_actions([*turns, *listing.others]),
        ),
        replace=replace,
    )


def _pages(parts: Sequence[tuple[str, Button]]) -> list[list[tuple[str, Button]]]:
    pages: list[list[tuple[str, Button]]] = [[]]
    room = _MOST_ON_PAGE
    for words, accessory in parts:
        if pages[-1] and (len(words) > room or len(pages[-1]) >= _MOST_SECTIONS):
            pages.append([])
            room = _MOST_ON_PAGE
        pages[-1].append((words, accessory))
        room -= len(words) + 1
    return pages


def _chunks(lines: Iterable[str]) -> list[str]:
    """The lines joined into as few texts as fit into sections."""
    chunks: list[str] = []
    for line in lines:
        if chunks and len(chunks[-1]) + 1 + len(line) <= _MOST_IN_SECTION:
            chunks[-1] += f"\n{line}"
        else:
            chunks.append(line)
    return chunks


def _actions(buttons: Sequence[Button]) -> list[Block]:
    return [ActionsBlock(list(buttons))] if buttons else []


def _go(entry: Entry, n: int) -> Button:
    if entry.opens_form:
        return button("Fill in…", "form", entry.path, n, spoken=f"Fill in the form of {entry.path}")
    return button("Run", "run", entry.path, n, spoken=f"Run {entry.path}")


def _details(topic: Topic, numbers: count[int]) -> Button:
    n = next(numbers)
    return button("Help", "run", f"{topic.path} help", n, spoken=f"Help about {topic.path}")


def _guess(guess: Guess, n: int) -> Button:
    if guess.entry is None:
        return button(f"/{guess.path} help", "run", f"{guess.path} help", n)
    return button(f"/{guess.path}", "form" if guess.entry.opens_form else "run", guess.path, n, guess.value)


def _noun_help(path: str, n: int) -> Button:
    above = path.rpartition(" ")[0]
    return button(f"More of /{above}", "run", f"{above} help", n)


def _command_help(path: str, n: int) -> Button:
    return button("Help", "run", f"{path} help", n, spoken=f"Help about {path}")
