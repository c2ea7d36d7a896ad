"""End users: their profiles and events."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
