"""Whether a person may run a command; help and the pipeline ask the same question."""

from bot.domain.people import Person, Role
from bot.errors import NotAllowed
from commands.spec import Command


def why_not_run(command: Command, person: Person) -> NotAllowed | None:
    """Why this person may not run this command, None when they may. Fails closed."""
    is_of_none = command.path.startswith("callboard ")  # a role in one account does not reach what is of none
    return why_not_with(command.allow, command.path, person, where=" in all accounts" if is_of_none else "")


def why_not_with(least: Role, path: str, person: Person, *, where: str = "") -> NotAllowed | None:
    """The same for a command of this path that takes at least this role, there where it is said."""
    if person.role is Role.NOBODY:
        return NotAllowed(
            "Guests, bots and people from other workspaces cannot use Callboard.",
            "A full member of this workspace can.",
            rule="full members only",
        )
    if person.role < least:
        return NotAllowed(
            f"/{path} needs the {least.label} role{where}; yours is {person.role.label}.",
            "An admin can grant it with /callboard roles grant.",
            rule=f"{least.label} or higher",
        )
    return None
