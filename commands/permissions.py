"""Whether a person may run a command; help and the pipeline ask the same question."""

from bot.domain.people import Person, Role
from bot.errors import NotAllowed
from commands.spec import Command


def why_not_run(command: Command, person: Person) -> NotAllowed | None:
    """Why this person may not run this command, None when they may. Fails closed."""
    if person.role is Role.NOBODY:
        return NotAllowed(
            "Guests, bots and people from other workspaces cannot use Callboard.",
            "A full member of this workspace can.",
            rule="full members only",
        )
    if person.role < command.allow:
        return NotAllowed(
            f"/{command.path} needs the {command.allow.label} role; yours is {person.role.label}.",
            "An admin can grant it with /callboard roles grant.",
            rule=f"{command.allow.label} or higher",
        )
    return None
