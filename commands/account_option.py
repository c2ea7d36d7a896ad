"""`--account LABEL`: an option of every command that speaks of a vendor's account, taken before all others."""

from collections.abc import Sequence

from bot.errors import BadInput

FLAG = "--account"


def take_account(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The label that was typed, perhaps none, and the other words. After `--` nothing is an option.

    Raises BadInput where the label is missing.
    """
    rest: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            break
        if word == FLAG:
            if not waiting:
                raise BadInput(f"{FLAG} needs a label.", "/callboard accounts lists them.")
            return waiting[0], (*rest, *waiting[1:])
        if word.startswith(f"{FLAG}="):
            return word.partition("=")[2], (*rest, *waiting)
        rest.append(word)
    return "", tuple(words)
