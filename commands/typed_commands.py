"""Which command a typed line asks for, of which account, and whether it only looks."""

from dataclasses import replace

from bot.domain.accounts import Vendor
from commands.account_option import named_otherwise, says_nothing, take_account
from commands.catalog import Catalog, Found, Group, Unknown
from commands.parsing import split
from commands.spec import Effect
from commands.typed_lines import with_lines


def asked_for(catalog: Catalog, slash_command: str, text: str) -> tuple[str, Found | Group | Unknown]:
    """The account that was named, perhaps none, and what was asked for. Raises BadInput."""
    asked = catalog.find(slash_command, split(text))
    if not isinstance(asked, Found):
        return "", asked
    account, rest = take_account(with_lines(asked, text))
    if account and asked.command.root not in set(Vendor):
        raise says_nothing(asked.command)
    if problem := named_otherwise(rest, asked.command):
        raise problem
    if asked.command.order:
        rest = asked.command.order(asked.command, rest)
    return account, replace(asked, rest=rest)


def only_looks(asked: Found | Group | Unknown) -> bool:
    """Whether it changes nothing."""
    return not isinstance(asked, Found) or asked.command.effect is Effect.READ
