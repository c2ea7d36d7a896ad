"""Who somebody is to Callboard, what to try first, and the settings of admins, on the Home tab."""

from collections.abc import Sequence

from slackblocks import ActionsBlock, Block, Button, SectionBlock

from bot.domain.accounts import Vendor
from bot.domain.home import HomeFacts
from bot.domain.people import Person, Role
from bot.views.rendering import button, mrkdwn, safe
from bot.views.roles import MEANINGS, meaning_in

MOST_NAMES = 5
MOST_ACCOUNTS = 10

Setting = tuple[str, str]
"""What its button says, and the command behind it."""


def beginning(facts: HomeFacts) -> list[Block]:
    """What to try first, for whoever has never asked for anything; for others the same ways in, in fewer words."""
    buttons = [*_lists(facts), _third(facts)]
    if not facts.is_newcomer:
        return [ActionsBlock(list(buttons))]
    words = (
        "Callboard shows and changes what your end users see in Appcues and what Appizer measures. Looking is"
        " free; what goes live waits for a second person. *Try these first:*"
    )
    return [SectionBlock(mrkdwn(words)), ActionsBlock(list(buttons))]


def role(facts: HomeFacts) -> list[Block]:
    """The role of this person, what it allows, where it is another, and how to get more."""
    person = facts.person
    lines = [f"You are *{person.role.label}*: {MEANINGS[person.role]}.", *_elsewhere(facts)]
    if person.role is not Role.ADMIN:
        lines.append(_how_to_get_more(facts.admins))
    buttons = [
        button("What I may do", "run", "callboard whoami", 0),
        button("Who has which role", "run", "callboard roles list", 0),
    ]
    return [SectionBlock(mrkdwn("\n".join(lines))), ActionsBlock(list(buttons))]


def settings(choices: Sequence[Setting]) -> list[Block]:
    """Buttons to what admins look after."""
    return [ActionsBlock([button(label, "run", path, 0) for label, path in choices])]


def _lists(facts: HomeFacts) -> list[Button]:
    flows = [button("See the flows", "run", "appcues flows list", 0)] if facts.has(Vendor.APPCUES) else []
    apps = [button("See the apps", "run", "appizer apps list", 0)] if facts.has(Vendor.APPIZER) else []
    return [*flows, *apps]


def _third(facts: HomeFacts) -> Button:
    if not facts.roles and facts.person.role is Role.ADMIN:
        return button("Connect an account…", "form", "callboard accounts add", 0, style="primary")
    if facts.has(Vendor.APPCUES) and facts.person.role >= Role.EDITOR:
        return button("Publish a flow…", "form", "appcues flows publish", 0)
    return button("See all commands", "run", "callboard help", 0)


def _elsewhere(facts: HomeFacts) -> list[str]:
    others = [(account, role) for account, role in facts.roles if role is not facts.person.role]
    lines = [
        f"In *{safe(account.badge, 200)}* you are *{role.label}*: {meaning_in(role, account)}."
        for account, role in others[:MOST_ACCOUNTS]
    ]
    return [*lines, "and in more accounts another one"] if len(others) > MOST_ACCOUNTS else lines


def _how_to_get_more(admins: Sequence[Person] | None) -> str:
    if not admins:
        return "To be allowed more, ask an admin of this workspace."
    names = ", ".join(f"<@{person.id}>" for person in admins[:MOST_NAMES])
    more = f" or {len(admins) - MOST_NAMES} more" if len(admins) > MOST_NAMES else ""
    return f"To be allowed more, ask an admin: {names}{more}."
