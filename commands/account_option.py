"""`--account LABEL`: an option of every command that speaks of a vendor's account, taken before all others."""

from collections.abc import Sequence
from dataclasses import fields
from itertools import takewhile

from bot.domain.accounts import Vendor
from bot.errors import BadInput
from commands.spec import Command

FLAG = "--account"
OTHERWISE = "--in-account"
_ITS_OWN = "in_account"
"""The argument of a command that may be about one account, whichever vendor's."""


def says_nothing(command: Command) -> BadInput:
    """What to say where no vendor is spoken of: left out in silence, it would hold for all accounts."""
    names_one = any(each.name == _ITS_OWN for each in fields(command.args))
    hint = f"Name the account by {OTHERWISE}." if names_one else "Leave it out."
    return BadInput(f"/{command.path} takes no {FLAG}.", hint)


def named_otherwise(words: Sequence[str], command: Command) -> BadInput | None:
    """What to say where a vendor's command is told its account as others are; None where it is not. Ends at `--`."""
    options = [*takewhile(lambda word: word != "--", words)]
    if command.root not in set(Vendor) or not any(_name_of(word) == OTHERWISE for word in options):
        return None
    return BadInput(f"/{command.path} takes no {OTHERWISE}.", f"Name the account by {FLAG}.")


def _name_of(word: str) -> str:
    return word.partition("=")[0].replace("_", "-").casefold()


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
