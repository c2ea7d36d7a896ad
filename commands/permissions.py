"""Whether a person may run a command; help and the pipeline ask the same question."""

from bot.domain.people import Person, Role
from bot.errors import NotAllowed
from commands.spec import Command


def why_not_run(command: Command, person: Person) -> NotAllowed | None:
    """Why this person may not run this command, None when they may. Fails closed."""
    return why_not_with(command.allow, command.path, person)


def why_not_with(least: Role, path: str, person: Person) -> NotAllowed | None:
    """The same for a command of this path that takes at least this role."""
    if person.role is Role.NOBODY:
        return NotAllowed(
            "Guests, bots and people from other workspaces cannot use Callboard.",
            "A full member of this workspace can.",
            rule="full members only",
        )
    if person.role < least:
        return NotAllowed(
            f"/{path} needs the {least.label} role; yours is {person.role.label}.",
            "An admin can grant it with /callboard roles grant.",
            rule=f"{least.label} or higher",
        )
    return None
