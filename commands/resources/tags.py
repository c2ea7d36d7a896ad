"""list and show, for the tags that experiences carry."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
