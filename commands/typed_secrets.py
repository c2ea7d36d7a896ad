"""Finds what looks like a secret in words that cannot be read, so that no answer repeats it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rapidfuzz.distance import OSA

from bot.domain.audit import MASK

_OPTION = re.compile(r"-{1,2}[^\W\d_][\w-]*(?:[=:].*)?|[^\W\d_][\w-]*[=:].*", re.DOTALL)
_DRESS = "`*_~(“\"'"
"""What documents and people put around an option."""
_ENDS_A_SECRET = re.compile(r"--[^\W\d_]")
"""A value may look like `name=value`, or begin with one dash."""
_SECRET_NAMES = ("key", "secret", "token", "password", "passwd", "credential")
"""Of any option of any command: which one was meant is not known."""
_IN_NAME = re.compile("|".join(_SECRET_NAMES), re.IGNORECASE)
_PLAIN_NAME = re.compile(r"-{0,2}(?:[a-z]+|[A-Z]+)(?:[_-](?:[a-z]+|[A-Z]+))*")
_LONGEST_NAME = 40
_SHORT = 4


def without_secrets(words: Sequence[str], known: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words as they may be shown, with dots for what follows such an option; and those that are left without it.

    `known` are the options that hold no secret: what follows another one may be anything.
    """
    shown: list[str] = []
    left: list[str] = []
    is_secret = False
    for word in words:
        if _is_option(word) and (not is_secret or _ENDS_A_SECRET.match(undressed(word))):
            is_secret = names_secret(word) or (looks_like_option(word) and _flag(word) not in known)
            if is_secret:
                shown += [as_shown(word), MASK]
        if not is_secret:
            shown.append(word)
            left.append(word)
    return tuple(shown), tuple(left)


def names_secret(option: str) -> bool:
    """Whether an option, as it was typed, is called as secrets are, or nearly so."""
    name = _name(option).casefold()
    return bool(_IN_NAME.search(name)) or any(
        _is_like(part, secret) for part in re.split("[^a-z]+", name) for secret in _SECRET_NAMES
    )


def is_secret_option(word: str) -> bool:
    """Whether a word is meant as the option of a secret, with dashes or without: `-key`, `key=…`."""
    return _is_option(word) and names_secret(word)


def looks_like_option(word: str) -> bool:
    """Whether it begins with two dashes and a letter, also as it is pasted from a document: `` `--key ``."""
    return bool(_ENDS_A_SECRET.match(undressed(word)))


def undressed(word: str) -> str:
    """A word without the marks of formatting before it."""
    return word.lstrip(_DRESS)


def as_shown(option: str) -> str:
    """An option by its name, without what may be glued to it: `--key…` for `--keyabc`."""
    name = _name(option)
    if found := _IN_NAME.search(name):
        head, behind = name[: found.end()], name[found.end() :]
        return f"{head}{behind if behind.casefold() in {'', 's'} else '…'}"
    return name if len(name) <= _LONGEST_NAME and _PLAIN_NAME.fullmatch(name) else "--…"


def _is_like(part: str, secret: str) -> bool:
    most = 1 if len(secret) < _SHORT else 2
    return len(part) > most and OSA.distance(part, secret, score_cutoff=most) <= most


def _is_option(word: str) -> bool:
    return bool(_OPTION.fullmatch(undressed(word)))


def _flag(option: str) -> str:
    return _name(option).replace("_", "-").casefold()


def _name(option: str) -> str:
    return re.split("[=:]", undressed(option).rstrip(_DRESS), maxsplit=1)[0]
