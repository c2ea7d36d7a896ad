"""Finds what looks like a secret in words that are no command, so that no answer repeats it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.audit import MASK

_OPTION = re.compile(r"-{1,2}[^\W\d_][\w-]*(?:=.*)?|[^\W\d_][\w-]*=.*", re.DOTALL)
_ENDS_A_SECRET = re.compile(r"--[^\W\d_]")
"""A value may look like `name=value`, or begin with one dash."""
_SECRET_NAMES = ("key", "secret", "token", "password", "passwd", "credential")
"""Of any option of any command: which one was meant is not known."""


def without_secrets(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words as they may be shown, with dots for what follows such an option; and those that are left without it."""
    shown: list[str] = []
    left: list[str] = []
    is_secret = False
    for word in words:
        if _OPTION.fullmatch(word) and (not is_secret or _ENDS_A_SECRET.match(word)):
            is_secret = names_secret(word)
            if is_secret:
                shown += [word.partition("=")[0], MASK]
        if not is_secret:
            shown.append(word)
            left.append(word)
    return tuple(shown), tuple(left)


def names_secret(option: str) -> bool:
    """Whether an option, as it was typed, is called as secrets are."""
    name = option.partition("=")[0].casefold()
    return any(each in name for each in _SECRET_NAMES)
